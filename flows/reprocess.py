"""The Prefect flow `reprocess`: reads stale documents again, and publishes them if not too much changes.

python -m flows.reprocess --warehouse warehouse/tfextract.duckdb
"""

from __future__ import annotations

import argparse
import sys
from datetime import date

from prefect import State, flow

from flows import names, tasks
from flows.arguments import settings_with
from flows.ingest import begin, delivered, ended, read_and_publish, run_plainly
from tfextract.ingest import new_run
from tfextract.limits import Limit
from tfextract.outcome import IngestReport
from tfextract.publication import Publication
from tfextract.report import ScreenProgress
from tfextract.reprocess import Reprocessed, Selection
from tfextract.terminal import screen
from tfextract.warehouse import running


@flow(name="reprocess", flow_run_name=names.of_flow_run, validate_parameters=False)
def reprocess(
    fund: str | None = None,
    document: str | None = None,
    since: str | None = None,
    again: bool = False,
    limit: str | None = None,
    warehouse: str | None = None,
    workers: int | None = None,
) -> State[IngestReport]:
    """Read stale documents again. Above the limit nothing is published and a person decides.

    Omitted parameters come from the settings. With `again`, documents that are not stale are read as well.
    """
    settings = settings_with(warehouse, workers)
    allowed = Limit.parse(settings.reprocess_limit if limit is None else limit)
    chosen = Selection(fund, document, None if since is None else date.fromisoformat(since), again)
    progress = ScreenProgress(screen())
    say = begin(progress)
    run = new_run(settings, "reprocess")
    with running(settings.warehouse, run, say):
        made, vanished = tasks.select(settings.warehouse, settings, tasks.whole(chosen))
        progress.announce(made)
        judged = Publication(made, settings, run, say, allowed, judge_all=True)
        done = delivered(read_and_publish(judged, made, settings, progress), settings, say)
    reprocessed = Reprocessed(done, vanished, False)
    tasks.report_reprocessed(tasks.whole(reprocessed), tasks.whole(allowed), run.run_id)
    return ended(done)


def main() -> int:
    """Returns the exit status: 0, 4 above the limit, or 1, 2, 3 like an ingest."""
    parser = argparse.ArgumentParser(prog="python -m flows.reprocess", description=reprocess.description)
    parser.add_argument("--fund", help="only documents of this fund (id or name)")
    parser.add_argument("--document", help="only this document (id, file name, path)")
    parser.add_argument("--since", help="only what was last read on this day (2026-01-31) or later")
    parser.add_argument("--again", action="store_true", help="also documents that are not stale")
    parser.add_argument("--limit", help="stop where more facts change: 20%%, 0.2 or 500 (default: a setting)")
    parser.add_argument("--warehouse", help="the DuckDB file (default: the setting warehouse)")
    parser.add_argument("--workers", type=int, help="how many documents are read at one time")
    given = vars(parser.parse_args())
    return run_plainly(lambda: reprocess(**given, return_state=True))


if __name__ == "__main__":
    sys.exit(main())
