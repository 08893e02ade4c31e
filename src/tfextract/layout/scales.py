"""Recognises the scales on chart axes: their numerals are not results."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from tfextract.layout.drafts import Draft
from tfextract.layout.fragments import Fragment, as_printed
from tfextract.model import BlockRole

SCALE = re.compile(r"(?:[$€£]\s?)?-?\d{1,3}(?:[,\s]\d{3})*(?:\.\d+)?\s?[%kKmM]?|\d{4,6}")
# The fewest marks of a scale, and the largest deviations of their values and distances from the mean.
SCALE_MARKS = 4
STEP, GAP = 0.02, 0.15
# The largest height difference of two marks on one line, in type sizes.
LEVEL = 0.3
# Numerals larger than this, in text sizes, are call-outs.
LARGE = 1.2


def mark_axes(drafts: Sequence[Draft]) -> None:
    """Marks single numerals with equal steps at equal distances: "0 20 40 60", in a row or a column."""
    scales = [draft for draft in drafts if all(SCALE.fullmatch(_printed(mark)) for mark in draft.fragments)]
    marks = [mark for draft in scales for mark in draft.fragments]
    if len(marks) < SCALE_MARKS:
        return
    sizes: Counter[float] = Counter()
    for draft in drafts:
        for fragment in draft.fragments:
            sizes[fragment.size] += len(fragment.text)
    usual = sizes.most_common(1)[0][0]
    marks = [mark for mark in marks if mark.size <= LARGE * usual]
    on_axis: set[int] = set()
    for across in (True, False):
        for run in _lined_up(marks, across=across):
            if _is_scale(run, across=across):
                on_axis |= {id(fragment) for fragment in run}
    for draft in scales:
        if all(id(fragment) in on_axis for fragment in draft.fragments):
            draft.role = BlockRole.TABLE


def _printed(fragment: Fragment) -> str:
    return " ".join(word.text for word in as_printed(fragment))


def _lined_up(marks: Sequence[Fragment], *, across: bool) -> list[list[Fragment]]:
    """Runs of numerals with a common baseline, middle or right edge, in the order of the axis."""

    def level(mark: Fragment) -> float:
        return mark.baseline if across else mark.box.x1

    def place(mark: Fragment) -> float:
        return mark.box.x0 if across else mark.baseline

    runs: list[list[Fragment]] = []
    for mark in sorted(marks, key=level):
        if runs and level(mark) - level(runs[-1][-1]) < LEVEL * mark.size:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return [sorted(run, key=place) for run in runs if len(run) >= SCALE_MARKS]


def _is_scale(run: Sequence[Fragment], *, across: bool) -> bool:
    values = [float(re.sub(r"[^\d.-]", "", _printed(mark)) or 0) for mark in run]
    middles = [(mark.box.x0 + mark.box.x1) / 2 if across else mark.baseline for mark in run]
    steps = [then - first for first, then in pairwise(values)]
    gaps = [then - first for first, then in pairwise(middles)]
    even = all(abs(step - steps[0]) <= STEP * abs(steps[0]) for step in steps)
    # A scale increases to the right and upwards. A column of results may increase downwards, and a column of years
    # names rows.
    years = all(value.is_integer() and 1900 <= value < 2100 for value in values)
    rises = steps[0] > 0 if across else steps[0] < 0 and not years
    mean = sum(gaps) / len(gaps)
    return even and rises and all(abs(gap - mean) <= GAP * mean for gap in gaps)
