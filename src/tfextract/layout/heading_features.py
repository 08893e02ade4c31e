"""The features of a heading, each with a name and a value from 0 to 1."""

from __future__ import annotations

from tfextract.layout.bins import binned
from tfextract.layout.body import Habits
from tfextract.layout.candidates import HeadingCandidate, Place
from tfextract.layout.figures import is_number
from tfextract.layout.heading_context import HeadingContext, key
from tfextract.layout.heading_tags import of_tags
from tfextract.layout.heading_wording import names_job, of_wording
from tfextract.model import BlockRole

Features = dict[str, float]


def features_of(at: int, around: HeadingContext) -> Features:
    candidate, place = around.candidates[at], around.places[at]
    names = {
        *_of_type(candidate, around.body),
        *of_wording(candidate),
        *_of_space(candidate, place, around),
        *_of_neighbours(at, around),
        *_of_use(candidate, around),
        *_of_page(candidate, around),
        *of_tags(candidate, around.structure),
    }
    return dict.fromkeys(sorted(names | _together(names)), 1.0)


SIZES = (0.8, 0.95, 1.06, 1.16, 1.35, 1.7, 2.4)


def _of_type(candidate: HeadingCandidate, body: Habits) -> set[str]:
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


# The largest gap between a heading and its text, in type sizes.
NEAR = 4.0


def _of_space(candidate: HeadingCandidate, place: Place, around: HeadingContext) -> set[str]:
    size = max(around.body.size, 1.0)
    names = {
        binned("white_above", place.gap_above / size, (0.4, 0.8, 1.4, 2.2, 4.0)),
        binned("white_below", place.gap_below / size, (0.2, 0.5, 1.0, 1.8, 4.0)),
    }
    names.add("nearer_below" if place.gap_below < 0.8 * place.gap_above else "nearer_above")
    if place.below is not None:
        below = around.candidates[place.below]
        results = _of_below(candidate, below)
        # A map label is higher on the page than the text, but not its heading.
        far = place.gap_below > NEAR * max(size, candidate.size)
        names |= {f"below_{name}" for name in results - ({"text"} if far else set())}
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


def _of_below(candidate: HeadingCandidate, below: HeadingCandidate) -> set[str]:
    names = _of_other(candidate, below)
    edge = abs(below.box.x0 - candidate.box.x0) / max(candidate.size, 1.0)
    middle = abs(below.box.x0 + below.box.x1 - candidate.box.x0 - candidate.box.x1) / max(2 * candidate.size, 1.0)
    names.add("flush" if edge < 0.5 else "centred" if middle < 0.7 else "shifted")
    names.add(binned("width", below.box.width / max(candidate.box.width, 1.0), (0.7, 1.3, 2.5)))
    return names


def _of_other(candidate: HeadingCandidate, other: HeadingCandidate) -> set[str]:
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
    if len(other.words) < 20 and names_job(other.text):
        names.add("job")
    if other.draft.marker is not None:
        names.add("item")
    if other.draft.frame != candidate.draft.frame:
        names.add("out_of_frame")
    return names


def _of_neighbours(at: int, around: HeadingContext) -> set[str]:
    """Features of the previous and next block in reading order."""
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


def _of_use(candidate: HeadingCandidate, around: HeadingContext) -> set[str]:
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


def _of_page(candidate: HeadingCandidate, around: HeadingContext) -> set[str]:
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


def _together(names: set[str]) -> set[str]:
    """Combined features, which have a meaning only together."""
    large = not names.isdisjoint(("size<1.35", "size<1.7", "size<2.4", "size>2.4"))
    marked = large or "bold" in names
    results = {name for name, parts in _PAIRS.items() if names >= set(parts)}
    if large:
        results |= {f"large&{short}" for short, name in _WITH_LARGE.items() if name in names}
    if {"bold", "end_."} <= names:
        results.add("bold&stop&below_text" if "below_text" in names else "bold&stop")
    if "below_callout" in names and (marked or "capitals" in names):
        results.add("marked&below_callout")
    if not marked and "colored" not in names and "capitals" not in names:
        results.add("plain")
    if "row_of_style" in names and not names.isdisjoint(("words<2", "words<3", "words<5")) and not large:
        results.add("label_row")
    if "bulleted" in names and not marked:
        results.add("bulleted&plain")
    if "title_case" in names and names & {"below_job", "above_job", "comma_within"}:
        results.add("name_and_role")
    return results


_WITH_LARGE = {"below_text": "below_text", "figure": "has_figure", "quoted": "quoted"}
_PAIRS = {
    "bold&below_text": ("bold", "below_text"),
    "colored&below_text": ("colored", "below_text"),
    "capitals&below_text": ("capitals", "below_text"),
    "stacked": ("above_same_style", "below_same_style"),
    "row&below_text": ("row_of_style", "below_text"),
    "style_heading&whole": ("style_heading", "tag_whole"),
}
