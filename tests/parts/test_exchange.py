"""Parts that workers of a run write: taken in by the run, or by the next one where the run was killed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests import readers
from tfextract.errors import RunFailedError
from tfextract.ingest import read_batch
from tfextract.model import FileStatus
from tfextract.outcome import Outcome
from tfextract.parts.exchange import Batch, Exchange, batches, place_of, read_into
from tfextract.planning import ToRead, plan
from tfextract.settings import Settings
from tfextract.versions import reader_version
from tfextract.workers import Workers


@dataclass
class Night:
    settings: Settings
    to_read: tuple[ToRead, ...]
    workers: Workers

    def run(self, name: str) -> Exchange:
        return Exchange(place_of(self.settings), name, reader_version(self.settings))

    def read(self, run: Exchange, batch: Batch) -> None:
        read_into(batch, run.storage, self.workers, self.settings, lambda _: None)


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Night]:
    raw = tmp_path / "raw"
    settings = Settings(raw=raw, warehouse=tmp_path / "w.duckdb", workers=1)
    raw.mkdir()
    for number in range(10):
        (raw / f"{number}.pdf").write_text(f"%PDF-report of {number}")
    (raw / "weak.pdf").write_text("%PDF-weak of x")
    with Workers(settings, readers.load) as workers:
        yield Night(settings, plan([settings.raw], settings.warehouse, settings).to_read, workers)


def comparable(outcomes: list[Outcome] | tuple[Outcome, ...]) -> list[Outcome]:
    return [replace(outcome, seconds=None) for outcome in outcomes]


def test_what_a_worker_read_comes_back_as_it_was(night: Night) -> None:
    [group] = batches([night.to_read])
    assert [len(batch.to_read) for batch in group] == [8, 3]
    with night.run("run-1") as run:
        taken: list[Outcome] = []
        for batch in group:
            # A worker that is lost has others do it again.
            night.read(run, batch)
            manifest = read_into(batch, run.storage, night.workers, night.settings, lambda _: None)
            taken += run.take(batch, manifest)
        assert comparable(taken) == comparable(read_batch(night.to_read, night.workers))
        assert taken[-1].status is FileStatus.FAILED
        assert taken[-1].passing
    assert list(Path(place_of(night.settings).location).iterdir()) == []


def test_the_next_run_takes_in_what_a_killed_one_read_and_tries_again_what_was_given_up(night: Night) -> None:
    [group] = batches([night.to_read])
    killed = night.run("run-1")
    for batch in group:
        night.read(killed, batch)
    # Torn, as by a machine that went out.
    [torn] = [path for path in Path(killed.storage.location).iterdir() if path.name.startswith(f"{group[0].share}-")]
    torn.write_bytes(torn.read_bytes()[:-1])

    with night.run("run-2") as run:
        assert [asked.file.path.name for asked in night.to_read if run.has(asked)] == ["8.pdf", "9.pdf"]
        assert run.earlier(night.to_read[8]).document is not None
    assert list(Path(place_of(night.settings).location).iterdir()) == []


def test_what_another_version_read_is_not_taken_in(night: Night) -> None:
    [group] = batches([night.to_read[:2]])
    night.read(night.run("run-1"), group[0])
    with Exchange(place_of(night.settings), "run-2", "other") as run:
        assert run.left == 0
        with pytest.raises(RunFailedError, match="part-1-of-1"):
            run.take(group[0], read_into(group[0], run.storage, night.workers, night.settings, lambda _: None))


def test_two_warehouses_share_a_place_and_not_their_parts(night: Night, tmp_path: Path) -> None:
    ours = night.settings.model_copy(update={"parts": "memory://parts"})
    other = ours.model_copy(update={"warehouse": tmp_path / "other" / "w.duckdb"})
    assert place_of(ours) != place_of(other)
    assert place_of(ours).location.startswith("memory://parts/w-")
