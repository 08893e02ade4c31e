"""The PDFs that mutants are made from: single pages, small, most of them made by the tests."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random

import pypdfium2 as pdfium
from tests import pdfs
from tests.layout.generator import make

from bench.fuzz.parts import parse

# Larger pages are pictures, which cost time and break in few ways that matter here.
_MAX_BYTES = 150_000
_PAGES_EACH = 3
_GENERATED = 60
# pdfium writes the time and a random id into each file that it saves.
_OF_THIS_MOMENT = re.compile(rb"(?<=/CreationDate\(D:)\d{14}|(?<=<)[0-9A-F]{32}(?=>)")
# Shares of mutants: of PDFs the tests make, of small files of the folders, of single pages of the others.
_MADE, _SMALL, _PAGES = 0.4, 0.4, 0.2


@dataclass(frozen=True, slots=True)
class SeedPdf:
    """`weight` is the probability that it is drawn; all weights sum up to 1."""

    name: str
    pdf: bytes
    weight: float


def seed_pdfs(folders: Iterable[Path], measured_only: Path | None) -> tuple[SeedPdf, ...]:
    """The seeds in an order that depends only on names. Documents with annotations in `measured_only` are left out."""
    left_out = _names(measured_only)
    paths = [path for folder in folders for path in sorted(folder.rglob("*.pdf")) if path.stem not in left_out]
    groups = ((_MADE, dict(_made())), (_SMALL, dict(_small(paths))), (_PAGES, dict(_pages(paths))))
    whole = sum(share for share, group in groups if group)
    return tuple(one for share, group in groups for one in _weighted(group, share / whole))


def _weighted(group: dict[str, bytes], share: float) -> Iterator[SeedPdf]:
    """The time to read a page depends on its letters: pages with few are drawn more often."""
    cheap = {name: 1 / (500 + _letters(pdf)) for name, pdf in sorted(group.items())}
    whole = sum(cheap.values())
    yield from (SeedPdf(name, group[name], share * one / whole) for name, one in cheap.items())


def _letters(pdf: bytes) -> int:
    try:
        with pdfium.PdfDocument(pdf) as document:
            return sum(page.get_textpage().count_chars() for page in document)
    except pdfium.PdfiumError:
        return 0


def fingerprint(pdfs_: Iterable[SeedPdf]) -> str:
    whole = hashlib.sha256()
    for one in pdfs_:
        whole.update(one.name.encode() + hashlib.sha256(one.pdf).digest())
    return whole.hexdigest()[:8]


def _names(annotations: Path | None) -> frozenset[str]:
    """The documents that a folder of annotations is about: each file of annotations has its document's name."""
    if annotations is None or not annotations.is_dir():
        return frozenset()
    return frozenset(path.stem for path in annotations.rglob("*.json"))


def _made() -> Iterator[tuple[str, bytes]]:
    """PDFs of the suite's own generators: pages of every layout, and the valid variant of each bad input."""
    yield "made/text", pdfs.text_pdf()
    yield "made/scan", pdfs.scan_pdf()
    yield "made/locked", pdfs.encrypted_pdf()
    yield "made/hidden-layer", pdfs.scanned_pdf(pdfs.LINES[:1], pdfs.LINES)
    for number in range(_GENERATED):
        whole = make(number).pdf
        for page, one in _single_pages(whole, 2):
            yield f"made/layout-{number:03}-{page}", one


def _small(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """The files, saved again if their objects are packed into streams."""
    for path in paths:
        if path.stat().st_size <= _MAX_BYTES // 5:
            yield _label(path), (whole := path.read_bytes())
            if parse(whole) is None:
                yield from ((f"{_label(path)}#{page}", one) for page, one in _single_pages(whole, _PAGES_EACH))


def _pages(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        if path.stat().st_size > _MAX_BYTES // 5:
            for page, one in _single_pages(path.read_bytes(), _PAGES_EACH):
                if len(one) <= _MAX_BYTES:
                    yield f"{_label(path)}#{page}", one


def _label(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _single_pages(whole: bytes, at_most: int) -> list[tuple[int, bytes]]:
    """Pages chosen by the document's length alone, each saved as a document with plain objects."""
    try:
        source = pdfium.PdfDocument(whole)
        chosen = sorted(Random(len(whole)).sample(range(len(source)), min(at_most, len(source))))
        pages = []
        for page in chosen:
            target = pdfium.PdfDocument.new()
            target.import_pages(source, [page])
            out = BytesIO()
            target.save(out)
            pages.append((page + 1, _OF_THIS_MOMENT.sub(lambda match: b"0" * len(match[0]), out.getvalue())))
    except pdfium.PdfiumError:
        return []
    return pages
