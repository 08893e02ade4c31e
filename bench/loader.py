"""A night's parts loaded into a large warehouse: what each step takes, with `tfextract load` as it is.

python -m bench.scale --documents 5000 --copies 100 --folder /tmp/scale --keep
python -m bench.loader /tmp/scale --documents 300

The warehouse is that of `bench.scale`, and keeps what is loaded. The documents of the parts are not in it yet.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from bench.invented import MODIFIED, invented_document
from bench.steps import Spent, peak, watching
from tfextract.model import FileStatus
from tfextract.parts import Entry, Share, Storage, loading
from tfextract.parts.loading import Gathered, load_parts
from tfextract.parts.reading import writing
from tfextract.settings import Settings
from tfextract.warehouse import connect, publishing

# Numbers of documents that `bench.scale` did not use.
_FIRST = 1_000_000
_GROUP = 100
_STEPS = (
    (loading, "_parts", "check the parts and fetch them"),
    (loading, "plan_looked", "plan: compare with what is known"),
    (Gathered, "_group", "read documents back"),
    (publishing, "_settle", "see that nobody writes to the warehouse"),
    (shutil, "copy", "copy the warehouse"),
    (publishing, "migrate", "open the copy"),
    (publishing, "load", "load the documents"),
    (publishing, "run_document_checks", "checks of the documents"),
    (publishing, "run_fund_checks", "bounds of funds"),
    (publishing, "sync", "write to disk for good"),
)


@dataclass(frozen=True, slots=True)
class Night:
    folder: Path
    first: int
    documents: int
    facts: int
    of: int
    portion: int

    @property
    def warehouse(self) -> Path:
        return self.folder / "scale.duckdb"

    @property
    def parts(self) -> Storage:
        return Storage(str(self.folder / "parts"))

    @property
    def settings(self) -> Settings:
        return Settings(warehouse=self.warehouse, portion=self.portion)


def write_parts(night: Night) -> list[str]:
    size = 0
    with watching() as steps:
        for number in range(1, night.of + 1):
            share = Share(number, night.of)
            with writing(night.parts, share, Path("/night"), night.settings) as part:
                own = range(night.first + number - 1, night.first + night.documents, night.of)
                for at in range(0, len(own), _GROUP):
                    part.add([_entry(document, night.facts) for document in own[at : at + _GROUP]])
                size += part.finish().size
    facts = night.documents * night.facts
    return [
        f"{night.documents:,} documents in {night.of} parts, {size / 1e6:,.1f} MB, {size / facts:,.0f} bytes a fact",
        _line("invent them and write the parts", steps.all),
    ]


def _entry(number: int, facts: int) -> Entry:
    read = invented_document(number, facts)
    document = read.document
    name = f"{number}.pdf"
    return Entry(name, 1_000_000, MODIFIED, FileStatus.READ, document.document_id, document.sha256, read=read)


def load_them(night: Night) -> list[str]:
    with connect(night.warehouse) as connection:
        [(before,)] = connection.execute("SELECT count(*) FROM evidence").fetchall()
    with watching(*_STEPS) as steps:
        load_parts(night.parts, night.warehouse, night.settings)
    most = peak()
    with connect(night.warehouse) as connection:
        [(after,)] = connection.execute("SELECT count(*) FROM evidence").fetchall()
    assert after - before == night.documents * night.facts, f"{after - before} facts were loaded"
    return [
        f"into {before:,} facts, {night.warehouse.stat().st_size / 1e6:,.0f} MB",
        *(_line(words, spent) for words, spent in steps.spent.items()),
        _line("all else: commit, checkpoint, keep the build, replace, what is held of a run", steps.rest),
        f"{_line('all', steps.all)}   (peak {most:,.0f} MB)",
    ]


def _line(words: str, spent: Spent) -> str:
    return f"{spent.processors:>10,.2f} s of processors {spent.wall:>10,.2f} s   {words}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="of bench.scale --keep")
    parser.add_argument("--first", type=int, default=_FIRST, help="another night: documents from this number on")
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--facts", type=int, default=200, help="facts of each document")
    parser.add_argument("--of", type=int, default=3, help="number of parts")
    parser.add_argument("--portion", type=int, default=1000, help="documents published at one time")
    given = parser.parse_args()
    night = Night(given.folder, given.first, given.documents, given.facts, given.of, given.portion)
    print(f"load average {os.getloadavg()[0]:.1f}", flush=True)
    try:
        for step in (write_parts, load_them):
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                print("\n".join(pool.apply(step, (night,))), flush=True)
    finally:
        shutil.rmtree(night.folder / "parts", ignore_errors=True)


if __name__ == "__main__":
    main()
