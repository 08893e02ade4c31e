"""What a document says of itself: title, publisher, language, the year its results are of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import py3langid as langid

from tfextract.extract.contacts import find_contacts
from tfextract.extract.evidence import Ids, folded
from tfextract.model import Block, BlockRole, Document, Layout
from tfextract.rules import captures, first_match

FIRST_PAGES = 2
ENOUGH_LETTERS = 60
LANGUAGE_SAMPLE = 20_000
ORGANISATION_WORDS = frozenset(
    "programme program fund foundation nations ministry agency institute bank trust council organization organisation "
    "union centre center committee group university".split()
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _title(blocks: Sequence[Block], metadata: dict[str, str]) -> str | None:
    """The highest heading of the first page that has one, with the heading right under it as its second part."""
    for page in range(1, FIRST_PAGES + 1):
        headings = [b for b in blocks if b.page == page and b.role is BlockRole.HEADING]
        if not headings:
            continue
        top = min(headings, key=lambda block: (block.level, block.block_no))
        after = [b for b in headings if b.block_no == top.block_no + 1 and b.level <= top.level + 1]
        return f"{top.text}: {after[0].text}" if after and not top.text.endswith(":") else top.text
    given = metadata.get("Title", "").strip()
    return given if len(given) > 5 and not re.search(r"\.(?:docx?|indd|pdf|pptx?|qxd)$", given, re.I) else None


def _language(blocks: Sequence[Block]) -> str | None:
    text = " ".join(block.text for block in blocks)[:LANGUAGE_SAMPLE]
    if sum(char.isalpha() for char in text) < ENOUGH_LETTERS:
        return None
    return str(langid.classify(text)[0])


def _report_year(title: str | None, blocks: Sequence[Block], file_name: str) -> int | None:
    """The year printed with the word report: in the title, then on the first pages, then in the file's name."""
    first = [block.text for block in blocks if block.page <= FIRST_PAGES]
    for text in [title or "", *first, re.sub(r"[-_.]", " ", file_name)]:
        found = first_match("report_year", text)
        if found is not None:
            year = next(iter(dict(captures(found[1])).values()))
            return int(year) if len(year) == 4 else 2000 + int(year)
    years = _YEAR.findall(title or "")
    return int(years[-1]) if years else None


def describe(document: Document, layout: Layout) -> Document:
    blocks = [b for b in layout.blocks if b.role not in (BlockRole.HEADER, BlockRole.FOOTER)]
    metadata = dict(layout.metadata)
    title = _title(blocks, metadata)
    contacts = find_contacts(blocks, Ids(document.document_id))
    publisher = contacts[0].organisation if contacts else metadata.get("Author") or None
    if publisher is not None and not _names_organisation(publisher):
        publisher = None
    return replace(
        document,
        title=title,
        publisher=publisher,
        language=_language(blocks),
        report_year=_report_year(title, blocks, document.file_name),
    )


def _names_organisation(text: str) -> bool:
    """PDF authors are mostly a person's account; an organisation has two words and one that says so."""
    words = folded(text).split()
    return len(words) > 1 and bool(ORGANISATION_WORDS & set(words))
