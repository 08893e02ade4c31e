"""The Prefect flow `ingest`: reads a folder of PDFs into a warehouse.

python -m flows.ingest raw --warehouse warehouse/tfextract.duckdb
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import cast

from prefect import State, flow, get_run_logger, unmapped
from prefect.runtime import flow_run
from prefect.states import Completed

from flows import arguments, dead, names, tasks
from flows.arguments import settings_with
from flows.artifacts import ReadingProgress
from flows.ending import end_process
from flows.server import drain, end_plainly_when_stopped
from tfextract.__main__ import ending_of
from tfextract.errors import UserError
from tfextract.ingest import Tell, batches, in_order, kept_store, new_run, waiting
from tfextract.limits import Limit
from tfextract.locations import place
from tfextract.outcome import IngestReport, Outcome
from tfextract.planning import Plan, PlanOptions
from tfextract.publication import DocumentPortion, Publication
from tfextract.reader_process import load_reader
from tfextract.report import ScreenProgress
from tfextract.reprocess import Say
from tfextract.run_report import ending
from tfextract.settings import DEBUG, Runner, Settings
from tfextract.terminal import complain, screen
from tfextract.warehouse import running
from tfextract.workers import Workers

# A task costs Prefect about 30 ms and three rows, however many documents its batch has.
_MAX_BATCHES = 32


@flow(name="ingest", flow_run_name=names.of_flow_run, validate_parameters=False)
def ingest(
    paths: list[str] | None = None,
    warehouse: str | None = None,
    workers: int | None = None,
    retry: bool = False,
    runner: str | None = None,
    dask_address: str | None = None,
    publish_to: str | None = None,
) -> State[IngestReport]:
    """Read new, changed and stale documents into the warehouse. Omitted parameters come from the settings.

    With `retry`, failed files are read again, however often they failed. With the runner `dask`, the workers of a Dask
    cluster read the documents.
    """
    settings = settings_with(warehouse, workers, publish_to, runner, dask_address)
    limit = Limit.parse(settings.reprocess_limit)
    progress = ScreenProgress(screen())
    say = begin(progress)
    folders = [place(path) for path in paths or [str(settings.raw)]]
    run = new_run(settings, "ingest")
    with running(settings.warehouse, run, say):
        waits = waiting(settings.warehouse, run)
        made = tasks.plan(folders, settings.warehouse, settings, PlanOptions(retry=retry), waits)
        progress.announce(made)
        done = read_and_publish(Publication(made, settings, run, say, limit), made, settings, progress)
        done = delivered(done, settings, say)
    tasks.report(tasks.whole(done), tasks.whole(limit), run.run_id)
    return ended(done)


def begin(progress: ScreenProgress) -> Say:
    """Messages for people go to the screen and to the log of the run."""
    logger = get_run_logger()

    def say(line: str) -> None:
        progress.say(line)
        logger.info(line)

    for line in dead.begin(flow_run.get_id()):
        logger.warning(line)
    return say


def delivered(done: IngestReport, settings: Settings, say: Say) -> IngestReport:
    """Sends the build to the setting `publish_to` as well."""
    if settings.publish_to is None:
        return done
    return replace(done, delivered=tasks.deliver(settings.warehouse, tasks.whole(settings), say))


def ended(done: IngestReport) -> State[IngestReport]:
    """A state whose name automations react to."""
    how = ending(done)
    return Completed(name=how.name, message=how.message, data=done)


def read_and_publish(
    publication: Publication, made: Plan, settings: Settings, progress: ScreenProgress
) -> IngestReport:
    reading = ReadingProgress(len(made.to_read))

    def tell(outcome: Outcome) -> None:
        progress.tell(outcome)
        reading.one_more()

    with _readers(publication, made, settings, progress.say, tell) as read, publication:
        for part in publication.parts:
            outcomes = read(part)
            tasks.publish(tasks.whole(publication), tasks.whole(part), tasks.whole(outcomes))
        return tasks.finish(tasks.whole(publication))


@contextlib.contextmanager
def _readers(
    publication: Publication, made: Plan, settings: Settings, say: Say, tell: Tell
) -> Iterator[Callable[[DocumentPortion], list[Outcome]]]:
    """The readers: processes on this machine, or the workers of a cluster."""
    if settings.runner is Runner.DASK and made.to_read:
        # Imported here because Dask is optional and takes a second to import.
        from flows import cluster

        with cluster.reading(publication.parts, settings, publication.run, say, tell) as elsewhere:
            yield elsewhere.outcomes
        return
    with Workers(settings, load_reader, say, kept_store(settings.warehouse, settings)) as workers:
        yield lambda part: read(part, workers, tell)


def read(part: DocumentPortion, workers: Workers, tell: Tell) -> list[Outcome]:
    outcomes = tasks.read.map(
        [tasks.whole(batch) for batch in batches(part.to_read, _MAX_BATCHES)], unmapped(workers), unmapped(tell)
    )
    return list(in_order(part.to_read, (outcome for batch in outcomes.result() for outcome in batch)))


def main() -> int:
    """Returns the exit status of the ingest: 0, 1, 2, 3 or 4."""
    given = vars(arguments.parser("flows.ingest", ingest.description or "").parse_args())
    # Refuses a password in an address before Prefect stores the parameters.
    try:
        for address in (*given["paths"], *filter(None, [given["publish_to"]])):
            place(address)
    except UserError as error:
        complain(str(error))
        return error.exit_status
    return run_plainly(lambda: ingest(**given, return_state=True))


def run_plainly(start: Callable[[], object]) -> int:
    """Runs a flow that returns an ingest's report. Returns its exit status, or that of the error."""
    end_plainly_when_stopped()
    state = cast(State[IngestReport], start())
    try:
        report: IngestReport = state.result(raise_on_failure=True)
        return report.exit_status
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        status, words = ending_of(error)
        complain(words)
        return status
    finally:
        if state.state_details.flow_run_id is not None:
            drain(state.state_details.flow_run_id)


if __name__ == "__main__":
    end_process(main())
