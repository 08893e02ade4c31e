"""Runs other readers of PDF text: `python -m bench.peers NAME FILE…` reads all pages of the files, once.

`bench.speed` runs each in its own process, and skips those that are not installed.
"""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Peer:
    """`read` gives how many letters it found in a file; `module` or `program` is what must be installed."""

    read: Callable[[str], int]
    module: str | None = None
    program: str | None = None

    @property
    def installed(self) -> bool:
        if self.program is not None:
            return shutil.which(self.program) is not None
        return self.module is None or importlib.util.find_spec(self.module) is not None


def _pdfplumber(path: str) -> int:
    """As in its own examples: pages are kept as long as the document."""
    with importlib.import_module("pdfplumber").open(path) as pdf:
        return sum(len(page.extract_text()) for page in pdf.pages)


def _pdfplumber_closed(path: str) -> int:
    letters = 0
    with importlib.import_module("pdfplumber").open(path) as pdf:
        for page in pdf.pages:
            letters += len(page.extract_text())
            page.close()
    return letters


def _pypdfium2(path: str) -> int:
    pdf = importlib.import_module("pypdfium2").PdfDocument(path)
    return sum(len(page.get_textpage().get_text_range()) for page in pdf)


def _pdfminer(path: str) -> int:
    return len(importlib.import_module("pdfminer.high_level").extract_text(path))


def _pymupdf(path: str) -> int:
    return sum(len(page.get_text()) for page in importlib.import_module("pymupdf").open(path))


def _pdf_oxide(path: str) -> int:
    pdf = importlib.import_module("pdf_oxide").PdfDocument(path)
    return sum(len(pdf.extract_text(page)) for page in range(pdf.page_count()))


def _pdftotext(path: str) -> int:
    return len(subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout)


PEERS = {
    "pdfplumber": Peer(_pdfplumber, "pdfplumber"),
    "pdfplumber, pages closed": Peer(_pdfplumber_closed, "pdfplumber"),
    "pdfminer.six": Peer(_pdfminer, "pdfminer"),
    "pypdfium2": Peer(_pypdfium2, "pypdfium2"),
    "pymupdf": Peer(_pymupdf, "pymupdf"),
    "pdf_oxide": Peer(_pdf_oxide, "pdf_oxide"),
    "pdftotext": Peer(_pdftotext, program="pdftotext"),
}


def main(given: Sequence[str]) -> int:
    name, *paths = given
    letters = failed = 0
    for path in paths:
        try:
            letters += PEERS[name].read(path)
        # Readers raise errors of every kind. A file that one cannot read only costs it the time of the attempt.
        except Exception:
            failed += 1
    print(f"{letters} letters, {failed} files not read")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
