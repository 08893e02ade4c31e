"""The Prefect flow `ingest`: a folder of PDFs in, a warehouse out.

python -m flows.ingest raw --warehouse warehouse/tfextract.duckdb
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import cast

from prefect import Flow, State, flow, unmapped

from flows import tasks
from flows.server import drain, end_plainly_when_stopped
from tfextract.errors import UserError
from tfextract.ingest import IngestReport, batches
from tfextract.pipeline import Reader
from tfextract.report import Progress, screen
from tfextract.settings import Settings, load_settings
from tfextract.workers import Workers

# A task costs Prefect some 30 ms and three rows; a batch of many documents costs no more than one of few.
_MOST_BATCHES = 32


@flow(name="ingest", validate_parameters=False)
def ingest(
    paths: list[str] | None = None,
    warehouse: str | None = None,
    workers: int | None = None,
    again: bool = False,
) -> IngestReport:
    """Read what is new, changed or stale into the warehouse; parameters left out are those of the settings.

    With `again`, what is unchanged is read once more too.
    """
    settings = _settings(warehouse, workers)
    progress = Progress(screen())
    folders = [Path(path) for path in paths or [str(settings.raw)]]
    made = tasks.plan(folders, settings.warehouse, settings, again)
    progress.announce(made)
    with Workers(settings, Reader.load) as pool:
        read = tasks.read.map(
            [tasks.whole(batch) for batch in batches(made.to_read, _MOST_BATCHES)],
            unmapped(pool),
            unmapped(progress.tell),
        )
        outcomes = [outcome for batch in read.result() for outcome in batch]
    done = tasks.publish(tasks.whole(made), tasks.whole(outcomes), settings)
    tasks.report(tasks.whole(done))
    return done


def _settings(warehouse: str | None, workers: int | None) -> Settings:
    settings = load_settings()
    given = {"warehouse": None if warehouse is None else Path(warehouse), "workers": workers}
    return settings.model_copy(update={name: value for name, value in given.items() if value is not None})


def main(job: Flow[..., IngestReport] = ingest) -> int:
    """The exit status of the ingest: 0, 1, 2 or 3."""
    parser = argparse.ArgumentParser(prog=f"python -m flows.{job.name}", description=job.description)
    parser.add_argument("paths", nargs="*", help="folders of PDFs, or PDFs (default: the setting raw)")
    parser.add_argument("--warehouse", help="the DuckDB file to write (default: the setting warehouse)")
    parser.add_argument("--workers", type=int, help="how many documents are read at one time")
    given = parser.parse_args()
    end_plainly_when_stopped()
    state = cast(State[IngestReport], job(given.paths, given.warehouse, given.workers, return_state=True))
    try:
        report: IngestReport = state.result(raise_on_failure=True)
        return report.exit_status
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    finally:
        if state.state_details.flow_run_id is not None:
            drain(state.state_details.flow_run_id)


if __name__ == "__main__":
    sys.exit(main())
