"""Measures how well readers of PDF text keep statements whole: `python -m bench.readers --gold DIR --corpus DIR --seed
DIR`.

For every required gold achievement and product: is it unbroken (98 per cent of it in a row) and verbatim in the text of
its page, white space collapsed? Other readers give a page as one text; ours must have it within one block.
Readers that are not installed (pdftotext, pdf_oxide) are reported as missing.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium
from rapidfuzz import fuzz

from tfextract.evaluate import find_pdfs, load_gold
from tfextract.evaluate.gold import GoldDocument
from tfextract.evaluate.integrity import WHOLE, measure_integrity, wanted_of
from tfextract.layout import read_layout

Texts = dict[int, str]
Read = Callable[[Path, list[int]], Texts]


def _pdfium(path: Path, pages: list[int]) -> Texts:
    pdf = pdfium.PdfDocument(path)
    return {page: pdf[page - 1].get_textpage().get_text_range() for page in pages}


def _pdfplumber(path: Path, pages: list[int]) -> Texts:
    with pdfplumber.open(path) as pdf:
        return {page: pdf.pages[page - 1].extract_text() for page in pages}


def _pdftotext(path: Path, pages: list[int]) -> Texts:
    def run(page: int) -> str:
        command = ["pdftotext", "-f", str(page), "-l", str(page), str(path), "-"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    return {page: run(page) for page in pages}


def _pdf_oxide(path: Path, pages: list[int]) -> Texts:
    pdf = importlib.import_module("pdf_oxide").PdfDocument(str(path))
    return {page: pdf.extract_text(page - 1) for page in pages}


def _readers() -> dict[str, Read | None]:
    return {
        "pypdfium2": _pdfium,
        "pdfplumber": _pdfplumber,
        "pdftotext": _pdftotext if shutil.which("pdftotext") else None,
        "pdf_oxide": _pdf_oxide if importlib.util.find_spec("pdf_oxide") else None,
    }


def _measure(read: Read, gold: list[GoldDocument], pdfs: dict[str, Path]) -> tuple[float, float]:
    asked = unbroken = verbatim = 0
    for doc in gold:
        texts = read(pdfs[doc.slug], [page.page for page in doc.pages])
        for page in doc.pages:
            # pdfium marks a hyphen that only the line end forced with U+FFFE.
            text = " ".join(texts[page.page].replace("\ufffe", "").split())
            for wanted in (item.text for item in wanted_of(page)):
                asked += 1
                verbatim += wanted in text
                unbroken += wanted in text or fuzz.partial_ratio(wanted, text) >= WHOLE
    return unbroken / asked, verbatim / asked


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--gold", "--corpus", "--seed"):
        parser.add_argument(name, type=Path, required=True)
    given = parser.parse_args()
    gold = [
        doc for doc in load_gold([given.gold]) if given.seed not in find_pdfs([doc], [given.corpus])[doc.slug].parents
    ]
    pdfs = find_pdfs(gold, [given.corpus, given.seed])
    print(f"{'':12}{'unbroken':>10}{'verbatim':>10}")
    for name, read in _readers().items():
        if read is None:
            print(f"{name:12}not installed")
            continue
        unbroken, verbatim = _measure(read, gold, pdfs)
        print(f"{name:12}{unbroken:10.3f}{verbatim:10.3f}", flush=True)
    ours = measure_integrity(
        gold, {doc.slug: read_layout(pdfs[doc.slug].read_bytes(), doc.slug, doc.slug) for doc in gold}
    )
    figures = ours.figures()
    whole, verbatim = figures["statements_whole"], figures["statements_verbatim"]
    print(f"{'tfextract':12}{whole:10.3f}{verbatim:10.3f}  in one block, alone")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
