"""The checks of a soak: the warehouse against the arrived files, the runs against the schedule, and the memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from bench.fuzz.watch import descendants, peak_mb, resident_mb
from bench.soak.arrivals import Expected
from bench.soak.services import Services
from tfextract.warehouse import check

# A run that takes longer, with documents of one page, hangs.
_STUCK = timedelta(minutes=10)
_AT_WORK = ("RUNNING", "PENDING", "CANCELLING")
_PUBLISHED = ("read", "partial", "no_text", "duplicate")
# Two names may have the same bytes, and the document is read once.
_ROWS = """
SELECT f.path, f.status, list(c.value), EXISTS (SELECT 1 FROM issues AS i WHERE i.path = f.path)
FROM files AS f LEFT JOIN counts AS c ON c.document_id = f.document_id GROUP BY f.path, f.status
"""


def wrong_files(warehouse: Path, expected: Mapping[str, Expected]) -> list[str]:
    """A line for every file with an unexpected state in the warehouse, and for every failed check."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = {
            path: (status, values, reported) for path, status, values, reported in connection.execute(_ROWS).fetchall()
        }
    wrong = [f"check {finding.check.name}: {finding}" for finding in check(warehouse) if not finding.check.warning]
    for path, must in sorted(expected.items()):
        if path not in rows:
            wrong.append(f"{path!r}: no row in files")
            continue
        status, values, reported = rows[path]
        if status not in must.statuses:
            wrong.append(f"{path!r}: {status}, and not {' or '.join(sorted(must.statuses))}")
        elif must.figure is not None and status in ("read", "partial", "duplicate") and must.figure not in values:
            wrong.append(f"{path!r}: its figure {must.figure} is not there, but {values}")
        elif status not in (*_PUBLISHED, "missing", "superseded") and not reported:
            wrong.append(f"{path!r}: {status}, and no issue says why")
    return wrong + [f"{path!r}: in files, and never arrived" for path in sorted(set(rows) - set(expected))]


@dataclass(frozen=True, slots=True)
class Runs:
    """Of the server's scheduled runs whose time had come: by state, and those that are at work for too long."""

    due: int
    states: dict[str, int]
    stuck: tuple[str, ...]
    failures: tuple[str, ...]

    @classmethod
    def of(cls, runs: list[dict[str, Any]], now: datetime) -> Runs:
        due = [run for run in runs if run["auto_scheduled"] and _time(run["expected_start_time"]) <= now]
        stuck = [
            f"{run['name']}: {run['state_name']} since {run['start_time']}"
            for run in due
            if run["state_type"] in _AT_WORK and now - _time(run["start_time"] or run["expected_start_time"]) > _STUCK
        ]
        bad = [run for run in due if run["state_type"] in ("FAILED", "CRASHED")]
        failures = tuple(f"{run['name']}: {(run['state'] or {}).get('message')}" for run in bad)
        return cls(len(due), dict(Counter(run["state_name"] for run in due)), tuple(stuck), failures)


def last_completed(runs: list[dict[str, Any]], after: datetime) -> bool:
    """Whether a run that began after this moment has ended."""
    ended = ("COMPLETED", "FAILED", "CRASHED")
    return any(run["start_time"] and _time(run["start_time"]) > after and run["state_type"] in ended for run in runs)


@dataclass(slots=True)
class Memory:
    """Samples in MB: the server with its processes, the worker, and the largest process of a run."""

    server: list[float] = field(default_factory=list)
    worker: list[float] = field(default_factory=list)
    runs: list[float] = field(default_factory=list)

    def sample(self, parts: Services) -> None:
        self.server.append(sum(map(resident_mb, [parts.server, *descendants(parts.server)])))
        self.worker.append(resident_mb(parts.worker))
        if below := descendants(parts.worker):
            self.runs.append(max(map(peak_mb, below)))

    def lines(self) -> list[str]:
        reported = (("server", self.server), ("worker", self.worker), ("largest process of a run", self.runs))
        return [f"{name:26}{_growth(samples)}" for name, samples in reported]

    def grows(self) -> list[str]:
        """Whether a long-lived process grew by half of its size after the first quarter, and by 100 MB."""
        results = []
        for name, samples in (("server", self.server), ("worker", self.worker)):
            first, last = _quarters(samples)
            if last > 1.5 * first and last > first + 100:
                results.append(f"memory of the {name} grew from {first:.0f} to {last:.0f} MB")
        return results


def _quarters(samples: list[float]) -> tuple[float, float]:
    """The middle of the second quarter, when all is loaded, and of the last."""
    if len(samples) < 8:
        return 0.0, 0.0
    quarter = len(samples) // 4
    second, last = sorted(samples[quarter : 2 * quarter]), sorted(samples[-quarter:])
    return second[len(second) // 2], last[len(last) // 2]


def _growth(samples: list[float]) -> str:
    if not samples:
        return "none"
    first, last = _quarters(samples)
    return f"start {samples[0]:6.0f}, second quarter {first:6.0f}, last {last:6.0f}, most {max(samples):6.0f} MB"


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
