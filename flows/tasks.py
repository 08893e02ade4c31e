"""The parts of an ingest as Prefect tasks; each is one call into tfextract."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar, cast

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from tfextract import ingest, planning, reprocess
from tfextract.ingest import Tell
from tfextract.limits import Limit
from tfextract.outcome import IngestReport, Outcome
from tfextract.planning import Plan, ToRead
from tfextract.publication import Part, Publication
from tfextract.report import show_ingested, show_reprocessed
from tfextract.reprocess import Reprocessed, Selection
from tfextract.settings import Settings
from tfextract.terminal import screen
from tfextract.workers import Workers

T = TypeVar("T")


def whole(value: T) -> T:
    """Prefect looks for futures in all it is given, and would walk through every letter box of every page."""
    return cast(T, quote(value))


@task(name="plan", cache_policy=NO_CACHE)
def plan(paths: Sequence[Path], warehouse: Path, settings: Settings, waiting: frozenset[str]) -> Plan:
    made = planning.plan(paths, warehouse, settings, waiting=waiting)
    get_run_logger().info("%d to read, %d to skip, %d unchanged", len(made.to_read), len(made.skipped), len(made.kept))
    return made


@task(name="select", cache_policy=NO_CACHE)
def select(warehouse: Path, settings: Settings, selection: Selection) -> tuple[Plan, tuple[str, ...]]:
    made, vanished = reprocess.select(warehouse, settings, selection)
    get_run_logger().info("%d to read, %d unchanged", len(made.to_read), len(made.kept))
    return made, vanished


@task(name="read", cache_policy=NO_CACHE)
def read(batch: tuple[ToRead, ...], workers: Workers, tell: Tell) -> tuple[Outcome, ...]:
    outcomes = ingest.read_batch(batch, workers, tell)
    for outcome in outcomes:
        get_run_logger().info("%s: %s %s", outcome.asked.found.key, outcome.status.value, outcome.message or "")
    return outcomes


@task(name="publish", cache_policy=NO_CACHE)
def publish(publishing: Publication, part: Part, outcomes: Sequence[Outcome]) -> None:
    publishing.add(part, outcomes)


@task(name="finish", cache_policy=NO_CACHE)
def finish(publishing: Publication) -> IngestReport:
    done = publishing.finish()
    for row in done.differences.documents:
        told = (row.file_name, row.kind, row.before, row.gained, row.lost, row.changed)
        get_run_logger().info("%s, %s: %d before, %d gained, %d lost, %d changed", *told)
    return done


@task(name="report", cache_policy=NO_CACHE)
def report(done: IngestReport, limit: Limit) -> None:
    show_ingested(done, limit, screen())


@task(name="report", cache_policy=NO_CACHE)
def report_reprocessed(done: Reprocessed, limit: Limit) -> None:
    show_reprocessed(done, limit, screen(), facts=False)
