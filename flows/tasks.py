"""The parts of an ingest as Prefect tasks; each is one call into tfextract."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar, cast

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from flows import artifacts, names
from tfextract import ingest, planning, reprocess, run_report
from tfextract.ingest import IngestReport, Outcome, Tell
from tfextract.limits import Limit
from tfextract.planning import Plan, ToRead
from tfextract.report import screen, show_ingested, show_reprocessed
from tfextract.reprocess import Reprocessed, Say, Selection
from tfextract.settings import Settings
from tfextract.warehouse import RunRecord
from tfextract.workers import Workers

T = TypeVar("T")


def whole(value: T) -> T:
    """Prefect looks for futures in all it is given, and would walk through every letter box of every page."""
    return cast(T, quote(value))


@task(name="plan", task_run_name="plan", cache_policy=NO_CACHE)
def plan(paths: Sequence[Path], warehouse: Path, settings: Settings, waiting: frozenset[str]) -> Plan:
    made = planning.plan(paths, warehouse, settings, waiting=waiting)
    get_run_logger().info(run_report.planned_line(made))
    return made


@task(name="select", task_run_name="select", cache_policy=NO_CACHE)
def select(warehouse: Path, settings: Settings, selection: Selection) -> tuple[Plan, tuple[str, ...]]:
    made, vanished = reprocess.select(warehouse, settings, selection)
    get_run_logger().info(run_report.planned_line(made))
    return made, vanished


@task(name="read", task_run_name=names.of_reading, cache_policy=NO_CACHE)
def read(batch: tuple[ToRead, ...], workers: Workers, tell: Tell) -> tuple[Outcome, ...]:
    logger = get_run_logger()

    def also_log(outcome: Outcome) -> None:
        tell(outcome)
        logger.info(run_report.reading_line(outcome))

    return ingest.read_batch(batch, workers, also_log)


@task(name="publish", task_run_name="publish", cache_policy=NO_CACHE)
def publish(
    made: Plan, outcomes: Sequence[Outcome], settings: Settings, run: RunRecord, say: Say, limit: Limit
) -> IngestReport:
    done = ingest.publish_within(made, outcomes, settings, run, say, limit)
    _log_published(done, outcomes)
    return done


@task(name="publish or stage", task_run_name="publish or stage", cache_policy=NO_CACHE)
def publish_within(
    made: Plan, outcomes: Sequence[Outcome], settings: Settings, run: RunRecord, say: Say, limit: Limit
) -> IngestReport:
    done = ingest.publish_outcomes(made, outcomes, settings, run, say, limit.allows)
    _log_published(done, outcomes)
    return done


def _log_published(done: IngestReport, outcomes: Sequence[Outcome]) -> None:
    logger = get_run_logger()
    for line in run_report.published_lines(done, outcomes):
        logger.warning(line)
    for row in done.differences.documents:
        told = (row.file_name, row.kind, row.before, row.gained, row.lost, row.changed)
        logger.info("%s, %s: %d before, %d gained, %d lost, %d changed", *told)


@task(name="report", task_run_name="report", cache_policy=NO_CACHE)
def report(done: IngestReport, limit: Limit) -> None:
    show_ingested(done, limit, screen())
    artifacts.leave_page(done, limit)


@task(name="report", task_run_name="report", cache_policy=NO_CACHE)
def report_reprocessed(done: Reprocessed, limit: Limit) -> None:
    show_reprocessed(done, limit, screen(), facts=False)
    artifacts.leave_page(done.report, limit)
