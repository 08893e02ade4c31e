"""Stores the progress of a fuzz on disk, so that a stopped one can continue and every finding can be reproduced."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """`pages` as pdfium counts them; 0 it opens none, -1 it died of it or took too long. `status` is that of the
    warehouse, `issues` the codes of what it could not read inside the document."""

    number: int
    seed_pdf: str
    done: tuple[str, ...]
    size: int
    pages: int
    status: str
    facts: int
    message: str | None
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Mutants from `first` up to `last`, read in one ingest; `processor` is the time of all its processes in seconds,
    memory is in MB.
    """

    first: int
    last: int
    seconds: float
    processor: float
    parent_mb: float
    child_mb: float
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """`fault` is true where the promise was broken: a crash, a traceback, a stray file, memory above the cap, a file
    without a row."""

    number: int | None
    kind: str
    detail: str
    fault: bool
    file: str | None


class Records:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "findings").mkdir(parents=True, exist_ok=True)
        self.batches = [Batch(**_tuples(line)) for line in _lines(folder / "batches.jsonl")]
        self.findings = [Finding(**line) for line in _lines(folder / "findings.jsonl")]
        known = [Result(**_tuples(line)) for line in _lines(folder / "mutants.jsonl")]
        # A batch that was stopped half way does not count.
        self.results = {result.number: result for result in known if result.number < self.reached}

    @property
    def reached(self) -> int:
        return max((batch.last + 1 for batch in self.batches), default=0)

    def add(self, batch: Batch, results: Iterable[Result], findings: Iterable[tuple[Finding, bytes | None]]) -> None:
        for finding, content in findings:
            self._keep(finding, content)
        new = list(results)
        _append(self.folder / "mutants.jsonl", new)
        self.results |= {result.number: result for result in new}
        _append(self.folder / "batches.jsonl", [batch])
        self.batches.append(batch)

    def _keep(self, finding: Finding, content: bytes | None) -> None:
        if content is not None and finding.file is not None:
            (self.folder / "findings" / finding.file).write_bytes(content)
        _append(self.folder / "findings.jsonl", [finding])
        self.findings.append(finding)


def _append(path: Path, rows: Iterable[Result | Batch | Finding]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(row)) + "\n" for row in rows)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.is_file():
        for line in path.read_text("utf-8").splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                # The line was cut off while it was written.
                continue


def _tuples(line: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in line.items()}
