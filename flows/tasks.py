"""The parts of an ingest as Prefect tasks; each is one call into tfextract."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar, cast

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from tfextract import ingest, planning
from tfextract.ingest import IngestReport, Outcome, Tell
from tfextract.planning import Plan, ToRead
from tfextract.report import screen, show
from tfextract.settings import Settings
from tfextract.workers import Workers

T = TypeVar("T")


def whole(value: T) -> T:
    """Prefect looks for futures in all it is given, and would walk through every letter box of every page."""
    return cast(T, quote(value))


@task(name="plan", cache_policy=NO_CACHE)
def plan(paths: Sequence[Path], warehouse: Path, settings: Settings, again: bool) -> Plan:
    made = planning.plan(paths, warehouse, settings, again=again)
    get_run_logger().info("%d to read, %d to skip, %d unchanged", len(made.to_read), len(made.skipped), len(made.kept))
    return made


@task(name="read", cache_policy=NO_CACHE)
def read(batch: tuple[ToRead, ...], workers: Workers, tell: Tell) -> tuple[Outcome, ...]:
    outcomes = ingest.read_batch(batch, workers, tell)
    for outcome in outcomes:
        get_run_logger().info("%s: %s %s", outcome.asked.found.key, outcome.status.value, outcome.message or "")
    return outcomes


@task(name="publish", cache_policy=NO_CACHE)
def publish(made: Plan, outcomes: Sequence[Outcome], settings: Settings) -> IngestReport:
    return ingest.publish_outcomes(made, outcomes, settings)


@task(name="report", cache_policy=NO_CACHE)
def report(done: IngestReport) -> None:
    show(done, screen())
