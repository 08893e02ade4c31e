"""Describes in words how much of a document was read, which is the first question of an analyst."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tfextract.model import LOSS_CODES, PageStatus
from tfextract.warehouse.documents import ReportedDocument, ReportedIssue

_READ = frozenset((PageStatus.READ, PageStatus.EMPTY))
# (one page, several) by status.
_STATES = {
    PageStatus.IMAGE_ONLY: ("is a picture", "are pictures"),
    PageStatus.OUTLINED: ("has its letters drawn as shapes", "have their letters drawn as shapes"),
    PageStatus.GARBLED: ("has letters without meaning", "have letters without meaning"),
    PageStatus.FAILED: ("could not be read", "could not be read"),
}
_ISSUES = {
    "tables_not_read": "tables not parsed on",
    "layout_incomplete": "the layout is incomplete on",
    "sideways_text": "sideways text not read on",
    "row_withheld": "facts left out that contradict themselves on",
    "hidden_text": "hidden text left out on",
}
_WHOLE = {
    "extraction_failed": "facts could not be looked for",
    "extraction_given_up": "the search for facts was given up",
    "language_not_covered": "its language is not covered",
    "file_cut_short": "the file is cut short",
    "portfolio": "other files lie within it",
    "xfa_form": "it is a form that hides its text",
}


_LOSSES = LOSS_CODES | {"row_withheld", "language_not_covered"}


@dataclass(frozen=True, slots=True)
class Completeness:
    """`line` is one sentence. `whole`: nothing is known to be missing."""

    line: str
    whole: bool
    read: int
    pages: int
    needs: tuple[ReportedIssue, ...]


def completeness(reported: ReportedDocument) -> Completeness:
    pages = max(reported.about.page_count, len(reported.pages))
    read = [page.page for page in reported.pages if page.status in _READ]
    first = f"All {pages} pages read" if pages > 1 else "The one page read"
    if len(read) < pages:
        first = f"{len(read)} of {counted(pages, 'page')} read"
    parts = [first, *_by_status(reported), *_by_issue(reported.issues)]
    ocr = [page.page for page in reported.pages if page.text_source == "ocr"]
    if ocr:
        parts.append(f"{pages_text(ocr)} read from a picture")
    lost = any(issue.code in _LOSSES for issue in reported.issues)
    return Completeness("; ".join(parts) + ".", len(read) == pages and not lost, len(read), pages, reported.issues)


def _by_status(reported: ReportedDocument) -> Iterable[str]:
    known = {page.page for page in reported.pages}
    missing = [page for page in range(1, reported.about.page_count + 1) if page not in known]
    if missing:
        yield f"{pages_text(missing)} {'was' if len(missing) == 1 else 'were'} not read"
    for status, (one, several) in _STATES.items():
        own = [page.page for page in reported.pages if page.status == status]
        if own:
            yield f"{pages_text(own)} {one if len(own) == 1 else several}"
    blank = [page.page for page in reported.pages if page.status == PageStatus.EMPTY]
    if blank:
        yield f"{pages_text(blank)} {'is' if len(blank) == 1 else 'are'} blank"


def _by_issue(issues: Sequence[ReportedIssue]) -> Iterable[str]:
    for code, words in _ISSUES.items():
        own = [issue.page for issue in issues if issue.code == code]
        pages = sorted({page for page in own if page is not None})
        if own:
            yield f"{words} {pages_text(pages)}" if pages else words.removesuffix(" on")
    codes = {issue.code for issue in issues}
    yield from (words for code, words in _WHOLE.items() if code in codes)


def pages_text(pages: Sequence[int]) -> str:
    """ "page 7", "pages 3, 5–8 and 12"."""
    runs: list[tuple[int, int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], page
        else:
            runs.append((page, page))
    ranges = [str(low) if low == high else f"{low}–{high}" for low, high in runs]
    listed = ranges[0] if len(ranges) == 1 else f"{', '.join(ranges[:-1])} and {ranges[-1]}"
    return f"page{'' if len(set(pages)) == 1 else 's'} {listed}"


def counted(number: int, thing: str, several: str | None = None) -> str:
    return f"{number:,} {thing if number == 1 else several or thing + 's'}"
