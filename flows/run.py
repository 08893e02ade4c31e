"""`make run`: the flow `ingest`. If all is read already, the same job without Prefect, which takes seconds to start.

With a named server, every run goes through Prefect.
"""

from __future__ import annotations

import os
import sys

from flows import arguments
from flows.ending import end_process
from flows.environment import uses_own_server
from tfextract.__main__ import ending_of
from tfextract.locations import Place, place
from tfextract.planning import PlanOptions, is_all_read
from tfextract.settings import DEBUG, Settings
from tfextract.terminal import complain, screen


def main() -> int:
    """Returns the exit status of the ingest."""
    given = arguments.parser("flows.run", "Read what is new, changed or stale into the warehouse.").parse_args()
    try:
        settings = arguments.settings_with(given.warehouse, given.workers, given.publish_to)
        folders = [place(path) for path in given.paths or [str(settings.raw)]]
        options = PlanOptions(retry=given.retry)
        if uses_own_server() and is_all_read(folders, settings.warehouse, settings, options):
            return _without_server(folders, settings, options)
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        status, words = ending_of(error)
        complain(words)
        return status
    # Imported only when needed: importing Prefect takes longer than everything else here.
    from flows import ingest

    return ingest.main()


def _without_server(folders: list[Place], settings: Settings, options: PlanOptions) -> int:
    from tfextract import ingest, report
    from tfextract.limits import Limit

    console = screen()
    progress = report.ScreenProgress(console)
    done = ingest.ingest(
        folders,
        settings.warehouse,
        settings,
        tell=progress.tell,
        announce=progress.announce,
        say=progress.say,
        options=options,
    )
    report.show_ingested(done, Limit.parse(settings.reprocess_limit), console)
    return done.exit_status


if __name__ == "__main__":
    try:
        end_process(main())
    except KeyboardInterrupt:
        complain("stopped; nothing is half written")
        sys.exit(130)
