"""A folder of PDFs read one by one: `python -m bench.corpus FOLDER`. States of pages, issues, pages a second, memory.

A page that is neither read nor empty must have an issue that says so; one that has none is counted as lost.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter
from pathlib import Path

from tfextract.errors import UnreadableFileError
from tfextract.model import PageStatus, ReadDocument
from tfextract.pipeline import Reader
from tfextract.settings import load_settings


def _line(path: Path, read: ReadDocument, seconds: float) -> str:
    states = Counter(page.status.value for page in read.layout.pages)
    issues = Counter(issue.code for issue in (*read.layout.issues, *read.facts.issues))
    facts = read.facts
    counted = f"{len(facts.achievements)} achievements, {len(facts.counts)} counts, {len(facts.products)} products"
    reported = ", ".join(f"{count} {code}" for code, count in issues.items()) or "no issue"
    pages = ", ".join(f"{count} {state}" for state, count in states.items())
    return f"{path.name}: {read.document.language}; {pages}; {counted}; {reported}; {seconds:.1f} s"


def _lost(read: ReadDocument) -> int:
    reported = {issue.page for issue in read.layout.issues}
    fine = (PageStatus.READ, PageStatus.EMPTY)
    return sum(page.status not in fine and page.page not in reported for page in read.layout.pages)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    reader = Reader.load(load_settings())
    pages = lost = failed = 0
    begun = time.process_time()
    for path in sorted(given.folder.glob("*.pdf")):
        started = time.process_time()
        try:
            read = reader.read(path)
        except UnreadableFileError as error:
            print(f"{path.name}: {error.status.value}: {error}", flush=True)
            continue
        except Exception as error:
            failed += 1
            print(f"{path.name}: EXCEPTION {type(error).__name__}: {error}", flush=True)
            continue
        pages += len(read.layout.pages)
        lost += _lost(read)
        print(_line(path, read, time.process_time() - started), flush=True)
    seconds = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{pages} pages in {seconds:.0f} s of processor time, {pages / seconds:.1f} a second")
    print(f"{lost} pages lost without an issue; {failed} exceptions; peak memory {peak:.0f} MB")
    return 1 if lost or failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
