"""Features from the words of a block: how it starts and ends, what it names, its capitals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tfextract.layout.bins import binned
from tfextract.layout.candidates import HeadingCandidate
from tfextract.layout.figures import FIGURE, is_number, opens_result
from tfextract.layout.fragments import Word
from tfextract.layout.list_marks import BULLET
from tfextract.layout.patterns import CAPTION, SECTION_NUMBER
from tfextract.rules import word_table

# More words than these are a sentence about photographs.
CREDIT_WORDS = 9
_QUOTES = '“”"‘«»„'
_ADDRESS = re.compile(r"@|https?:|www\.|\w\.(?:org|com|gov|net|edu|int)\b", re.I)
_CAPTION_NUMBER = re.compile(r"(?:figure|fig\.|table|chart|graph|map|exhibit)\s+(?:\d|[IVX]+\b)", re.IGNORECASE)


def _words(table: str) -> frozenset[str]:
    return word_table("headings.toml", table)


def _one_of(words: Iterable[str]) -> str:
    """A pattern that matches one of the words, longest first."""
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))})"


# "Over 94 knowledge products" is a result in any type size, unlike "10 years of growth" or "5 ways to save water".
FIGURE_WITH_NOUN = re.compile(
    rf"(?:{_one_of(_words('qualifiers'))}\s+)?{FIGURE.pattern}(?!\s+{_one_of(_words('counted_in_titles'))}\b)"
    r"(?:\s+(?-i:[a-z])[\w-]*){1,7}",
    re.IGNORECASE,
)
_NUMBERED_PART = re.compile(
    rf"{_one_of(_words('numbered_parts'))}\s+(?:\d{{1,2}}(?:\.\d{{1,2}})*|[IVX]{{1,4}}|[A-H])\b", re.IGNORECASE
)
_LEAD_IN = re.compile(rf"\b{_one_of(_words('lead_in_ends'))}:$", re.IGNORECASE)
_YEAR_END = re.compile(r"(?:19|20)\d\d(?:\s*[/–-]\s*\d{2,4})?\)?$")
_CREDIT = re.compile(rf"\b{_one_of(_words('picture_credits'))}\b", re.IGNORECASE)
_ADDRESSED = re.compile(rf"{_one_of(word.title() for word in _words('titles_of_address'))}\b\.? [A-Z]")


def of_wording(candidate: HeadingCandidate) -> set[str]:
    """The names of the features of its words."""
    text, words = candidate.text, candidate.words
    end = text[-1:]
    letters = candidate.letters / max(1, len(text.replace(" ", "")))
    names = {
        binned("words", len(words), (2, 3, 5, 9, 15, 25, 41)),
        binned("lines", candidate.lines, (2, 3, 4)),
        binned("letters", letters, (0.3, 0.6, 0.8, 0.95)),
        f"end_{end}" if end in ".:;,?!" else "end_open",
    }
    shapes = {
        "quoted": text[:1] in _QUOTES or end in _QUOTES,
        "opens_small": text[:1].islower(),
        "opens_digit": text[:1].isdigit(),
        "numeral": is_number(text),
        "has_figure": any(opens_result(word.text) for word in words[2 if _NUMBERED_PART.match(text) else 0 :]),
        "label_number": _NUMBERED_PART.match(text),
        "caption_word": CAPTION.match(text),
        "caption_number": _CAPTION_NUMBER.match(text),
        "address": _ADDRESS.search(text),
        "comma_within": "," in text[:-1],
        "sentences": ". " in text,
        "end_year": _YEAR_END.search(text),
        "end_bracket": end == ")",
        "honorific": _ADDRESSED.match(text),
        "job": names_job(text),
        "lead_in": _LEAD_IN.search(text),
        "figure_with_noun": FIGURE_WITH_NOUN.fullmatch(text),
    }
    return names | {name for name, holds in shapes.items() if holds} | _of_case(words) | _of_marker(candidate)


def names_photographer(text: str) -> bool:
    return len(text.split()) <= CREDIT_WORDS and _CREDIT.search(text) is not None


def names_job(text: str) -> bool:
    """Whether one of its words is a job title."""
    return not _words("jobs").isdisjoint(text.casefold().replace(",", " ").split())


def _of_case(words: Sequence[Word]) -> set[str]:
    alphabetic = [word.text for word in words if word.text[:1].isalpha()]
    if len(alphabetic) < 2:
        return set()
    if all(word[:1].isupper() or word in _words("small_in_titles") for word in alphabetic):
        return {"title_case"}
    small = sum(word[:1].islower() for word in alphabetic)
    return {"sentence_case"} if small > 0.6 * len(alphabetic) else set()


def _of_marker(candidate: HeadingCandidate) -> set[str]:
    marker = candidate.draft.marker
    if marker is None:
        return {"numbered"} if SECTION_NUMBER.fullmatch(candidate.words[0].text) else set()
    if re.match(BULLET, marker):
        return {"bulleted"}
    return {"marked_section"} if SECTION_NUMBER.fullmatch(marker) else {"marked"}
