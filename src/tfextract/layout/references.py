"""Lists of works under "References", and the scales along a chart's axes: numbers that are no results."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from tfextract.layout.blocks import Draft
from tfextract.layout.lines import Fragment, as_printed
from tfextract.model import BlockRole

RUNNING = (BlockRole.HEADER, BlockRole.FOOTER, BlockRole.TABLE)
HEADING = re.compile(
    r"(?:\d{1,2}\.?\s+)?(?:(?:selected\s+)?(?:references|bibliography)(?:\s+cited)?|works\s+cited|literature(?:\s+cited)?|sources\s+cited)",
    re.I,
)
YEAR = r"(?:19|20)\d\d[a-z]?"
# Names, then the year: "Mwangi, A., & Reed, T. (2019).", "Eghbal, Nadia. 2016.", "World Bank (2019)".
NUMBERED = r"(?:[\[(]?\d{1,3}[\]).]?\s+)?"
NAMES = r"[“\"']?[^\W\d_a-z][\w.,;&’'\s/|()-]{1,160}?[.,]?\s*"
DATED = rf"(?:[(\[](?:{YEAR}|n\.?\s?d\.?)[^)\]]{{0,20}}[)\]]|[.,]\s(?:{YEAR}|n\.d\.)[.,:])"
WORK = re.compile(NUMBERED + NAMES + DATED)
# A list of works is one from this many on; other blocks of the page may be parts of its entries.
WORKS = 3
SCALE = re.compile(r"(?:[$€£]\s?)?-?\d{1,3}(?:[,\s]\d{3})*(?:\.\d+)?\s?[%kKmM]?|\d{4,6}")
SCALE_MARKS = 4
STEP = 0.02
LEVEL = 0.3


def mark_references(pages: Mapping[int, Sequence[Draft]]) -> None:
    """The entries behind a heading such as "References", over the pages that hold nothing else."""
    under = False
    for drafts in pages.values():
        main = [draft for draft in drafts if draft.role not in RUNNING]
        headed = any(HEADING.fullmatch(draft.text.strip().rstrip(":")) for draft in main)
        works = [draft for draft in main if WORK.match(_opening(draft))]
        under = (headed or (under and 2 * _letters(works) > _letters(main))) and len(works) >= WORKS
        if under:
            for draft in works:
                draft.role = BlockRole.TABLE


def _opening(draft: Draft) -> str:
    return " ".join(fragment.text for fragment in draft.fragments[:4])


def _letters(drafts: Sequence[Draft]) -> int:
    return sum(len(draft.text) for draft in drafts)


def mark_axes(drafts: Sequence[Draft]) -> None:
    """Numerals alone that rise by equal steps at equal distances: "0 20 40 60", in a row or in a column."""
    scales = [draft for draft in drafts if all(SCALE.fullmatch(_printed(mark)) for mark in draft.fragments)]
    marks = [mark for draft in scales for mark in draft.fragments]
    if len(marks) < SCALE_MARKS:
        return
    sizes: Counter[float] = Counter()
    for draft in drafts:
        for fragment in draft.fragments:
            sizes[fragment.size] += len(fragment.text)
    usual = sizes.most_common(1)[0][0]
    # Numerals larger than the text are call-outs.
    marks = [mark for mark in marks if mark.size <= 1.2 * usual]
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
    """The numerals on one baseline, or with one middle or right edge, each run in the order of the axis."""

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
    # A scale rises to the right and upwards; a column of results may happen to rise downwards, one of years name rows.
    years = all(value.is_integer() and 1900 <= value < 2100 for value in values)
    rises = steps[0] > 0 if across else steps[0] < 0 and not years
    mean = sum(gaps) / len(gaps)
    return even and rises and all(abs(gap - mean) <= 0.15 * mean for gap in gaps)
