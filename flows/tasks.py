"""The parts of an ingest as Prefect tasks. Each is one call into tfextract."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar, cast

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from flows import artifacts, cluster_worker, names
from tfextract import delivery, ingest, planning, reprocess, run_report
from tfextract.delivery import Delivered
from tfextract.ingest import Tell
from tfextract.limits import Limit
from tfextract.locations import Place
from tfextract.outcome import IngestReport, Outcome
from tfextract.parts import Manifest, Share, Storage, exchange
from tfextract.parts.exchange import Batch
from tfextract.planning import Plan, PlanOptions, ToRead
from tfextract.publication import DocumentPortion, Publication
from tfextract.report import delivered_line, show_ingested, show_reprocessed
from tfextract.reprocess import Reprocessed, Selection
from tfextract.settings import Settings
from tfextract.terminal import screen
from tfextract.workers import Workers

T = TypeVar("T")


def whole(value: T) -> T:
    """Wraps a value so that Prefect does not search it for futures, through every box of every page."""
    return cast(T, quote(value))


@task(name="plan", task_run_name="plan", cache_policy=NO_CACHE)
def plan(
    paths: Sequence[Place], warehouse: Path, settings: Settings, options: PlanOptions, waiting: frozenset[str]
) -> Plan:
    made = planning.plan(paths, warehouse, settings, options, waiting)
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


@task(name="read part", task_run_name=names.of_reading, cache_policy=NO_CACHE)
def read_part(
    batch: tuple[ToRead, ...], share: Share, storage: Storage, settings: Settings, reader_version: str
) -> Manifest:
    """Runs on a cluster worker."""
    logger = get_run_logger()

    def log(outcome: Outcome) -> None:
        logger.info(run_report.reading_line(outcome))

    workers = cluster_worker.workers(settings, reader_version)
    return exchange.read_into(Batch(share, batch), storage, workers, settings, log)


@task(name="publish", task_run_name="publish", cache_policy=NO_CACHE)
def publish(publishing: Publication, part: DocumentPortion, outcomes: Sequence[Outcome]) -> None:
    publishing.add(part, outcomes)


@task(name="finish", task_run_name="finish", cache_policy=NO_CACHE)
def finish(publishing: Publication) -> IngestReport:
    done = publishing.finish()
    _log_published(done)
    return done


def _log_published(done: IngestReport) -> None:
    logger = get_run_logger()
    for line in run_report.published_lines(done):
        logger.warning(line)
    for row in done.differences.documents:
        reported = (row.file_name, row.kind, row.before, row.gained, row.lost, row.changed)
        logger.info("%s, %s: %d before, %d gained, %d lost, %d changed", *reported)


@task(name="deliver", task_run_name="deliver", cache_policy=NO_CACHE)
def deliver(warehouse: Path, settings: Settings, say: Callable[[str], None]) -> Delivered | None:
    done = delivery.deliver(warehouse, settings, say)
    if done is not None:
        log = get_run_logger()
        (log.info if done.failed is None else log.warning)(delivered_line(done))
    return done


@task(name="report", task_run_name="report", cache_policy=NO_CACHE)
def report(done: IngestReport, limit: Limit, run: str) -> None:
    show_ingested(done, limit, screen())
    artifacts.leave_page(done, limit, run)


@task(name="report", task_run_name="report", cache_policy=NO_CACHE)
def report_reprocessed(done: Reprocessed, limit: Limit, run: str) -> None:
    show_reprocessed(done, limit, screen(), facts=False)
    artifacts.leave_page(done.report, limit, run)
