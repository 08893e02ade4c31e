"""The features of a heading: what a reader goes by, each with a name and a value from 0 to 1."""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tfextract.layout.body import Habits
from tfextract.layout.candidates import Candidate, Place, Style, StyleUse, by_page, places_of, style_uses
from tfextract.layout.drafts import Draft
from tfextract.layout.elements import HEADINGS
from tfextract.layout.figures import FIGURE, is_number, opens_result
from tfextract.layout.fragments import Word
from tfextract.layout.list_marks import BULLET
from tfextract.layout.patterns import CAPTION, SECTION_NUMBER
from tfextract.layout.structure import Structure
from tfextract.model import BlockRole, Box

Features = dict[str, float]

_QUOTES = '“”"‘«»„'
_ADDRESS = re.compile(r"@|https?:|www\.|\w\.(?:org|com|gov|net|edu|int)\b", re.I)
_CAPTION_NUMBER = re.compile(r"(?:figure|fig\.|table|chart|graph|map|exhibit)\s+(?:\d|[IVX]+\b)", re.IGNORECASE)
# "Over 94 knowledge products": a result, however large it is set; but "10 years of growth", "5 ways to save water".
FIGURE_WITH_NOUN = re.compile(
    rf"(?:(?:over|more than|about|nearly|almost|some|around|up to|at least)\s+)?{FIGURE.pattern}"
    r"(?!\s+(?:days|facts|lessons|months|questions|reasons|steps|things|tips|ways|weeks|years)\b)"
    r"(?:\s+(?-i:[a-z])[\w-]*){1,7}",
    re.IGNORECASE,
)
_LABEL_NUMBER = re.compile(
    r"(?:annex|appendix|article|box|case study|chapter|component|conclusion|finding|focus area|goal|lesson|module|"
    r"objective|outcome|output|part|phase|pillar|priority|question|recommendation|result|section|step|strategy|theme|"
    r"work ?stream)\s+(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}|[A-H])\b",
    re.IGNORECASE,
)
# "Knowledge products include:" leads in what follows, as a part of the same sentence.
_LEAD_IN = re.compile(
    r"\b(?:are|as|by|can|for|from|had|has|have|help|helped|in|include[ds]?|including|is|namely|of|on|our|should|that|the|"
    r"their|these|to|was|we|were|which|will|with|following|follows|below|supported|supports):$",
    re.IGNORECASE,
)
_YEAR_END = re.compile(r"(?:19|20)\d\d(?:\s*[/–-]\s*\d{2,4})?\)?$")
_HONORIFIC = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Dame|Hon|H\.E|Rev|Senator|President|Minister)\b\.? [A-Z]"
)
# Below a name they tell a speaker from a heading.
_JOBS = frozenset(
    "advisor adviser analyst assistant associate ceo chair chairman chairperson chairwoman chief coordinator counsel "
    "dean deputy director editor engineer executive fellow founder co-founder governor head lecturer manager member "
    "minister officer president principal professor representative researcher scientist secretary specialist student "
    "treasurer trustee vice volunteer".split()
)
_TITLE_SMALL = frozenset("a an and as at by for from in into of on or the to with vs per via our your its".split())


@dataclass(frozen=True, slots=True)
class HeadingContext:
    """A document's candidates with their places, as parallel sequences, and what the document does elsewhere.

    `titles` are those of its contents pages and bookmarks, `repeats` on how many pages a text stands, both by `key`.
    """

    candidates: Sequence[Candidate]
    places: Sequence[Place]
    uses: Mapping[Style, StyleUse]
    body: Habits
    titles: frozenset[str]
    repeats: Mapping[str, int]
    structure: Structure
    pages: Mapping[int, PageUse]

    @classmethod
    def of(cls, drafts: Iterable[Draft], body: Habits, titles: Iterable[str], structure: Structure) -> HeadingContext:
        candidates = [Candidate.of(draft) for draft in drafts]
        pages = by_page(candidates)
        places = places_of(candidates, pages)
        printed: dict[str, set[int]] = defaultdict(set)
        for candidate in candidates:
            printed[key(candidate.text)].add(candidate.draft.page)
        found = [*titles, *(entry.title for entry in structure.outline)]
        return cls(
            candidates,
            places,
            style_uses(candidates, places),
            body,
            frozenset(filter(None, map(key, found))),
            {text: len(on) for text, on in printed.items()},
            structure,
            {page: PageUse.of([candidates[at] for at in found]) for page, found in pages.items()},
        )


@dataclass(frozen=True, slots=True)
class PageUse:
    """`labels` is the share of the page's blocks that have fewer than five words, `largest` its largest type."""

    labels: float
    largest: float
    numerals: tuple[Box, ...]

    @classmethod
    def of(cls, candidates: Sequence[Candidate]) -> PageUse:
        return cls(
            sum(len(candidate.words) < 5 for candidate in candidates) / len(candidates),
            max(candidate.size for candidate in candidates),
            tuple(candidate.box for candidate in candidates if is_number(candidate.text)),
        )


def key(text: str) -> str:
    """A text as a contents page may print it again: without numbers, leader dots and capitals."""
    return " ".join(re.sub(r"[\d.…]+", " ", text).casefold().split())


def binned(name: str, value: float, edges: Sequence[float]) -> str:
    """The name of the bin: `name<edge` for the first edge above the value, else `name>last`."""
    at = bisect(edges, value)
    return f"{name}<{edges[at]:g}" if at < len(edges) else f"{name}>{edges[-1]:g}"


def features_of(at: int, around: HeadingContext) -> Features:
    candidate, place = around.candidates[at], around.places[at]
    names = {
        *_of_type(candidate, around.body),
        *_of_wording(candidate),
        *_of_space(candidate, place, around),
        *_of_neighbours(at, around),
        *_of_use(candidate, around),
        *_of_page(candidate, around),
        *_of_tags(candidate, around.structure),
    }
    return dict.fromkeys(sorted(names | _together(names)), 1.0)


SIZES = (0.8, 0.95, 1.06, 1.16, 1.35, 1.7, 2.4)


def _of_type(candidate: Candidate, body: Habits) -> set[str]:
    style = candidate.style
    names = {binned("size", candidate.size / max(body.size, 1.0), SIZES)}
    if style.bold:
        names.add("bold" if not body.bold else "bold_as_body")
    elif any(word.bold for word in candidate.words):
        names.add("partly_bold")
    if style.italic:
        names.add("italic")
    if style.capitals:
        names.add("capitals")
    if style.face != body.face:
        names.add("other_face")
    if style.color != body.color:
        names.add("colored")
    if len({word.color for word in candidate.words}) > 1:
        names.add("colors_mixed")
    sizes = [word.size for word in candidate.words]
    if max(sizes) > 1.25 * min(sizes):
        names.add("sizes_mixed")
    return names


def _of_wording(candidate: Candidate) -> set[str]:
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
        "has_figure": any(opens_result(word.text) for word in words[2 if _LABEL_NUMBER.match(text) else 0 :]),
        "label_number": _LABEL_NUMBER.match(text),
        "caption_word": CAPTION.match(text),
        "caption_number": _CAPTION_NUMBER.match(text),
        "address": _ADDRESS.search(text),
        "comma_within": "," in text[:-1],
        "sentences": ". " in text,
        "end_year": _YEAR_END.search(text),
        "end_bracket": end == ")",
        "honorific": _HONORIFIC.match(text),
        "job": _names_job(text),
        "lead_in": _LEAD_IN.search(text),
        "figure_with_noun": FIGURE_WITH_NOUN.fullmatch(text),
    }
    return names | {name for name, holds in shapes.items() if holds} | _of_case(words) | _of_marker(candidate)


def _names_job(text: str) -> bool:
    return not _JOBS.isdisjoint(text.casefold().replace(",", " ").split())


def _of_case(words: Sequence[Word]) -> set[str]:
    alphabetic = [word.text for word in words if word.text[:1].isalpha()]
    if len(alphabetic) < 2:
        return set()
    if all(word[:1].isupper() or word in _TITLE_SMALL for word in alphabetic):
        return {"title_case"}
    small = sum(word[:1].islower() for word in alphabetic)
    return {"sentence_case"} if small > 0.6 * len(alphabetic) else set()


def _of_marker(candidate: Candidate) -> set[str]:
    marker = candidate.draft.marker
    if marker is None:
        return {"numbered"} if SECTION_NUMBER.fullmatch(candidate.words[0].text) else set()
    if re.match(BULLET, marker):
        return {"bulleted"}
    return {"marked_section"} if SECTION_NUMBER.fullmatch(marker) else {"marked"}


# White, in type sizes, within which a heading stands over its text.
NEAR = 4.0


def _of_space(candidate: Candidate, place: Place, around: HeadingContext) -> set[str]:
    size = max(around.body.size, 1.0)
    names = {
        binned("white_above", place.gap_above / size, (0.4, 0.8, 1.4, 2.2, 4.0)),
        binned("white_below", place.gap_below / size, (0.2, 0.5, 1.0, 1.8, 4.0)),
    }
    names.add("nearer_below" if place.gap_below < 0.8 * place.gap_above else "nearer_above")
    if place.below is not None:
        below = around.candidates[place.below]
        found = _of_below(candidate, below)
        # A label of a map is above the text of the page, but not over it.
        far = place.gap_below > NEAR * max(size, candidate.size)
        names |= {f"below_{name}" for name in found - ({"text"} if far else set())}
    if place.above is not None:
        above = around.candidates[place.above]
        names |= {f"above_{name}" for name in _of_other(candidate, above)}
    else:
        names.add("top")
    peers = [around.candidates[other] for other in place.level]
    if any(peer.style == candidate.style for peer in peers):
        names.add("row_of_style")
    if any(peer.is_running for peer in peers):
        names.add("text_beside")
    if any(is_number(peer.text) for peer in peers):
        names.add("numeral_beside")
    return names


def _of_below(candidate: Candidate, below: Candidate) -> set[str]:
    names = _of_other(candidate, below)
    edge = abs(below.box.x0 - candidate.box.x0) / max(candidate.size, 1.0)
    middle = abs(below.box.x0 + below.box.x1 - candidate.box.x0 - candidate.box.x1) / max(2 * candidate.size, 1.0)
    names.add("flush" if edge < 0.5 else "centred" if middle < 0.7 else "shifted")
    names.add(binned("width", below.box.width / max(candidate.box.width, 1.0), (0.7, 1.3, 2.5)))
    return names


def _of_other(candidate: Candidate, other: Candidate) -> set[str]:
    names = {binned("size", other.size / max(candidate.size, 1.0), (0.7, 0.93, 1.07, 1.4))}
    if other.style == candidate.style:
        names.add("same_style")
    if other.style.bold != candidate.style.bold:
        names.add("lighter" if candidate.style.bold else "bolder")
    if other.style.color != candidate.style.color:
        names.add("other_color")
    if other.is_running:
        names.add("text")
    elif is_number(other.text):
        names.add("numeral")
    elif other.draft.role is BlockRole.TABLE:
        names.add("table")
    elif other.draft.role is BlockRole.CALLOUT:
        names.add("callout")
    elif len(other.words) < 5:
        names.add("label")
    if len(other.words) < 20 and _names_job(other.text):
        names.add("job")
    if other.draft.marker is not None:
        names.add("item")
    if other.draft.frame != candidate.draft.frame:
        names.add("out_of_frame")
    return names


def _of_neighbours(at: int, around: HeadingContext) -> set[str]:
    """The blocks before and after in reading order."""
    names = set()
    candidate = around.candidates[at]
    for side, other in (("after", at + 1), ("before", at - 1)):
        if not 0 <= other < len(around.candidates):
            continue
        neighbour = around.candidates[other]
        if neighbour.draft.page != candidate.draft.page:
            names.add(f"{side}_other_page")
            continue
        if neighbour.style == candidate.style:
            names.add(f"{side}_same_style")
        if neighbour.is_running:
            names.add(f"{side}_text")
        if neighbour.draft.role is BlockRole.TABLE:
            names.add(f"{side}_table")
        if neighbour.draft.role is BlockRole.CALLOUT:
            names.add(f"{side}_callout")
        if side == "before" and neighbour.text.endswith((",", "-", "and", "the", "of")):
            names.add("before_open")
    return names


def _of_use(candidate: Candidate, around: HeadingContext) -> set[str]:
    use = around.uses[candidate.style]
    names = {
        binned("style_blocks", use.blocks, (2, 4, 9, 25)),
        binned("style_words", use.words, (2.5, 5, 9, 16)),
        binned("style_above_text", use.above_text, (0.1, 0.4, 0.7)),
    }
    if key(candidate.text) in around.titles:
        names.add("in_contents")
    names.add(binned("repeats", around.repeats[key(candidate.text)], (2, 3, 6)))
    return names


def _of_page(candidate: Candidate, around: HeadingContext) -> set[str]:
    page = around.pages[candidate.draft.page]
    names = {binned("page_labels", page.labels, (0.2, 0.45, 0.7))}
    if candidate.size >= 0.98 * page.largest:
        names.add("largest_of_page")
    reach = 8 * around.body.size
    box = candidate.box
    near = sum(
        numeral.shared_height(box) > -reach and numeral.shared_width(box) > -0.5 * reach for numeral in page.numerals
    )
    names.add(binned("numerals_near", near, (1, 3, 6)))
    if near >= 3 and len(candidate.words) < 5:
        names.add("axis_label")
    if candidate.draft.frame is not None:
        names.add("framed")
    return names


def _of_tags(candidate: Candidate, structure: Structure) -> set[str]:
    """What the structure tree calls the block, by its maker's style name and by the standard type."""
    if structure.tree is None:
        return {"untagged"}
    standing = structure.standing(candidate.draft)
    if standing is None:
        return {"tag_none"}
    # Of a standard type ("LBody", "H2") the role says all there is.
    own = "" if standing.style == standing.role else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", standing.style)
    words = set(re.findall(r"[a-z]+", own.casefold()))
    names = {f"tag_{_ROLES.get(standing.role, 'other')}", "tag_whole" if standing.whole else "tag_part"}
    names |= {f"style_{kind}" for kind, known in _STYLE_WORDS.items() if any(_has(word, known) for word in words)}
    if standing.whole and not standing.element.is_piece:
        names.add("tag_group")
    return names


def _has(word: str, known: frozenset[str]) -> bool:
    return word in known or any(len(part) > 3 and part in word for part in known)


_ROLES = {
    **dict.fromkeys(HEADINGS, "heading"),
    **{"P": "paragraph", "LBody": "item", "LI": "item", "Lbl": "item", "TD": "cell", "TH": "cell"},
    **{"Caption": "caption", "Note": "note", "Span": "span", "Figure": "figure"},
}
# Words of the names that designers give to paragraph styles.
_STYLE_WORDS = {
    "heading": frozenset(
        "head heading headline header hed hd subhead subheading subhed title subtitle kop subkop chapter section titre "
        "titel ueberschrift h".split()
    ),
    "body": frozenset("body text copy normal para paragraph basic bodytext standard fliesstext texte".split()),
    "list": frozenset("bullet bullets list numbered lbody".split()),
    "aside": frozenset("caption callout quote pullquote note footnote footer donor credit table folio source".split()),
}


def _together(names: set[str]) -> set[str]:
    """What only says something with something else beside it."""
    large = not names.isdisjoint(("size<1.35", "size<1.7", "size<2.4", "size>2.4"))
    marked = large or "bold" in names
    found = {name for name, parts in _PAIRS.items() if names >= set(parts)}
    if large:
        found |= {f"large&{short}" for short, name in _WITH_LARGE.items() if name in names}
    if {"bold", "end_."} <= names:
        found.add("bold&stop&below_text" if "below_text" in names else "bold&stop")
    if "below_callout" in names and (marked or "capitals" in names):
        found.add("marked&below_callout")
    if not marked and "colored" not in names and "capitals" not in names:
        found.add("plain")
    if "row_of_style" in names and not names.isdisjoint(("words<2", "words<3", "words<5")) and not large:
        found.add("label_row")
    if "bulleted" in names and not marked:
        found.add("bulleted&plain")
    if "title_case" in names and names & {"below_job", "above_job", "comma_within"}:
        found.add("name_and_role")
    return found


_WITH_LARGE = {"below_text": "below_text", "figure": "has_figure", "quoted": "quoted"}
_PAIRS = {
    "bold&below_text": ("bold", "below_text"),
    "colored&below_text": ("colored", "below_text"),
    "capitals&below_text": ("capitals", "below_text"),
    "stacked": ("above_same_style", "below_same_style"),
    "row&below_text": ("row_of_style", "below_text"),
    "style_heading&whole": ("style_heading", "tag_whole"),
}
