"""Finds run-in headings, the first words of a paragraph or list item: "**Lamps for hospitals.** In 2024 the fund …".

A block that starts with words in another type is a candidate, and weighted features decide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tfextract.confidence import Weights
from tfextract.layout.bins import binned
from tfextract.layout.body import Habits
from tfextract.layout.drafts import Draft
from tfextract.layout.figures import opens_result
from tfextract.layout.fragments import Fragment, Word, around
from tfextract.layout.heading_features import Features
from tfextract.layout.list_marks import BULLET
from tfextract.layout.patterns import OPEN_ENDS
from tfextract.model import BlockRole

RUN_IN_WORDS = 25
REST_WORDS = 3
_STOPS = (".", "!", "?", ":")
_DASHES = ("–", "—", "-", ":", "|")


@dataclass(frozen=True, slots=True)
class Proposal:
    """The first `count` words of a draft, in another `kind` of type, that end in `end`."""

    draft: Draft
    count: int
    kind: str
    end: str
    head: tuple[Word, ...]
    rest: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.head)

    @property
    def style(self) -> tuple[str, str, bool]:
        return self.kind, self.end, self.draft.marker is not None


def _is_apart(word: Word, kind: str, first: Word, last: Word) -> bool:
    if kind == "bold":
        return word.bold and not last.bold
    if kind == "italic":
        return word.italic and not last.italic
    if kind == "colored":
        return word.color == first.color != last.color
    if kind == "larger":
        return word.size > 1.08 * last.size
    return word.text.isupper() or not any(char.isalpha() for char in word.text)


def _set_apart(words: Sequence[Word], kind: str) -> int:
    """How many of the first words have a trait that the last word lacks."""
    first, last = words[0], words[-1]
    return next((at for at, word in enumerate(words) if not _is_apart(word, kind, first, last)), len(words))


def propose(draft: Draft) -> Proposal | None:
    if draft.role is not BlockRole.PARAGRAPH:
        return None
    words = tuple(word for fragment in draft.fragments for word in fragment.words)
    for kind in ("bold", "colored", "italic", "larger", "capitals"):
        count = _set_apart(words, kind)
        if not 0 < count <= RUN_IN_WORDS or len(words) - count < REST_WORDS:
            continue
        if words[count - 1].text in _DASHES and count > 1:
            count -= 1
        head, rest = words[:count], words[count:]
        text = " ".join(word.text for word in head)
        if text.endswith(",") or head[-1].text.casefold() in OPEN_ENDS:
            continue
        letters = sum(char.isalpha() for char in text)
        if letters < 4 or letters < 0.5 * len(text.replace(" ", "")) or (kind == "capitals" and count < 2):
            continue
        return Proposal(draft, count, kind, _end_of(text, rest), head, rest)
    return None


def _end_of(text: str, rest: Sequence[Word]) -> str:
    if text.endswith(_STOPS):
        return text[-1]
    return "dash" if rest[0].text in _DASHES else "open"


@dataclass(frozen=True, slots=True)
class Uses:
    """Number of proposals of a document by style and by case-folded text."""

    looks: Counter[tuple[str, str, bool]]
    texts: Counter[str]


def run_in_features(proposals: Sequence[Proposal], at: int, uses: Uses, body: Habits) -> Features:
    """`proposals` are those of the document in reading order."""
    proposal = proposals[at]
    draft, head, rest = proposal.draft, proposal.head, proposal.rest
    opening = rest[1 if proposal.end == "dash" and len(rest) > 1 else 0].text.lstrip("“\"‘'(")[:1]
    names = {
        f"kind_{proposal.kind}",
        f"end_{proposal.end}",
        binned("words", len(head), (2, 3, 5, 8, 12)),
        binned("rest", len(rest), (6, 12, 25)),
        binned("uses", uses.looks[proposal.style], (2, 3, 5, 9)),
        "rest_capital" if opening.isupper() else "rest_digit" if opening.isdigit() else "rest_small",
    }
    marker = draft.marker
    if marker is not None:
        names.add("bulleted" if re.match(BULLET, marker) else "numbered")
    names.add("line_break" if _ends_line(draft, proposal.count) else "same_line")
    if any(_is_marked(word, proposal) for word in rest):
        names.add("again")
    if any(opens_result(word.text) for word in head):
        names.add("figure")
    if head[0].text[:1].islower():
        names.add("opens_small")
    if all(word.text[:1].isupper() or len(word.text) < 4 for word in head) and len(head) > 1:
        names.add("title_case")
    # "Goal:", "Contact:" at every project: a form field that names no theme.
    if uses.texts[proposal.text.casefold()] > 1:
        names.add("repeated")
    if body.bold:
        names.add("bold_body")
    for side, other in (("before", at - 1), ("after", at + 1)):
        if 0 <= other < len(proposals) and proposals[other].style == proposal.style:
            near = abs(proposals[other].draft.page - draft.page) <= 1
            names.add(f"{side}_alike" if near else f"{side}_alike_far")
    names |= {f"{proposal.kind}&{name}" for name in names if name.startswith("end_")}
    names |= {f"{proposal.end}&{name}" for name in names if name in ("line_break", "bulleted", "rest_small", "again")}
    return dict.fromkeys(sorted(names), 1.0)


def _is_marked(word: Word, proposal: Proposal) -> bool:
    if proposal.kind == "bold":
        return word.bold
    if proposal.kind == "colored":
        return word.color == proposal.head[0].color
    return proposal.kind == "italic" and word.italic


def _ends_line(draft: Draft, count: int) -> bool:
    ends = 0
    for fragment in draft.fragments:
        ends += len(fragment.words)
        if ends >= count:
            return ends == count
    return False


def proposals_with_features(drafts: Sequence[Draft], body: Habits) -> list[tuple[Proposal, Features]]:
    proposals = [proposal for draft in drafts if (proposal := propose(draft)) is not None]
    uses = Uses(Counter(one.style for one in proposals), Counter(one.text.casefold() for one in proposals))
    return [(one, run_in_features(proposals, at, uses, body)) for at, one in enumerate(proposals)]


def split_run_ins(drafts: Sequence[Draft], body: Habits, weights: Weights) -> list[Draft]:
    """The drafts, with each run-in heading split from its rest."""
    accepted = {
        id(proposal.draft): proposal.count
        for proposal, features in proposals_with_features(drafts, body)
        if weights.weigh(features).probability >= weights.threshold
    }
    return [part for draft in drafts for part in _parts(draft, accepted.get(id(draft)))]


def _parts(draft: Draft, count: int | None) -> Iterator[Draft]:
    if count is None:
        yield draft
    else:
        yield from _split(draft, count)


def _line_of(words: tuple[Word, ...], like: Fragment) -> Fragment:
    return Fragment(words, around(words), words[0].baseline, like.size)


def _split(draft: Draft, count: int) -> tuple[Draft, Draft]:
    """(the heading without the list mark, the rest with it)."""
    head: list[tuple[int, Fragment]] = []
    rest: list[tuple[int, Fragment]] = []
    left = count
    for page, fragment in draft.lines:
        if left >= len(fragment.words):
            head.append((page, fragment))
        elif left <= 0:
            rest.append((page, fragment))
        else:
            head.append((page, _line_of(fragment.words[:left], fragment)))
            rest.append((page, _line_of(fragment.words[left:], fragment)))
        left -= len(fragment.words)
    first, (page, opening) = draft.fragments[0], rest[0]
    rest[0] = (page, replace(opening, marker=first.marker, marker_box=first.marker_box))
    head = [(on, replace(fragment, marker=None, marker_box=None)) for on, fragment in head]
    return replace(draft, lines=head, run_in=True), replace(draft, lines=rest)
