"""The PDFs that mutants are made of: single pages, small, most of them made by the tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random

import pypdfium2 as pdfium
from tests import pdfs
from tests.layout.generator import make

from bench.fuzz.parts import parse

# A page of more is pictures, which cost time and break in few ways that matter here.
_MOST_BYTES = 150_000
_PAGES_EACH = 3
_GENERATED = 60
# Shares of mutants by where their PDF comes from.
_SHARES = {"made": 0.6, "folders": 0.4}


@dataclass(frozen=True, slots=True)
class SeedPdf:
    """`weight` is how likely it is drawn; all together have 1."""

    name: str
    pdf: bytes
    weight: float


def seed_pdfs(folders: Iterable[Path], measured_only: Path | None) -> tuple[SeedPdf, ...]:
    """In an order that depends on names alone. Documents with annotations in `measured_only` are left out."""
    made = dict(_made())
    left_out = _names(measured_only)
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.pdf")):
            if path.stem not in left_out:
                found |= dict(_pages(path))
    groups = [(made, _SHARES["made"]), (found, _SHARES["folders"])]
    whole = sum(share for group, share in groups if group)
    return tuple(
        SeedPdf(name, pdf, share / whole / len(group)) for group, share in groups for name, pdf in sorted(group.items())
    )


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
    """What the suite's own generators set: pages of every layout they know, and each of the bad inputs' good kin."""
    yield "made/text", pdfs.text_pdf()
    yield "made/scan", pdfs.scan_pdf()
    yield "made/locked", pdfs.encrypted_pdf()
    yield "made/hidden-layer", pdfs.scanned_pdf(pdfs.LINES[:1], pdfs.LINES)
    for number in range(_GENERATED):
        whole = make(number).pdf
        for page, one in _single_pages(whole, 2):
            yield f"made/layout-{number:03}-{page}", one


def _pages(path: Path) -> Iterator[tuple[str, bytes]]:
    """Small files as they are, and single pages of the others."""
    whole = path.read_bytes()
    name = f"{path.parent.name}/{path.name}"
    if len(whole) <= _MOST_BYTES // 5:
        yield name, whole
        if parse(whole) is not None:
            return
    for page, one in _single_pages(whole, _PAGES_EACH):
        if len(one) <= _MOST_BYTES:
            yield f"{name}#{page}", one


def _single_pages(whole: bytes, at_most: int) -> list[tuple[int, bytes]]:
    """Drawn from the document by its length alone, each saved as a document with plain objects."""
    try:
        source = pdfium.PdfDocument(whole)
        chosen = sorted(Random(len(whole)).sample(range(len(source)), min(at_most, len(source))))
        pages = []
        for page in chosen:
            target = pdfium.PdfDocument.new()
            target.import_pages(source, [page])
            out = BytesIO()
            target.save(out)
            pages.append((page + 1, out.getvalue()))
    except pdfium.PdfiumError:
        return []
    return pages
