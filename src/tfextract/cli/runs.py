"""The commands that read documents and publish them: `ingest` and `reprocess`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from tfextract.cli.options import WarehouseOption, WorkersOption, named_place, warehouse_of, with_workers
from tfextract.settings import load_settings
from tfextract.terminal import screen, write

commands = typer.Typer()


@commands.command()
def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(help="Folders (their *.pdf, recursively), files, and places in stores (s3://bucket/reports)."),
    ],
    warehouse: WarehouseOption = None,
    workers: WorkersOption = None,
    rehash: Annotated[
        bool, typer.Option("--rehash", help="Also compare the bytes of files with the same size and time stamp.")
    ] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Read files again that could not be read, however often they failed.")
    ] = False,
    accept_missing: Annotated[
        bool, typer.Option("--accept-missing", help="Accept that files are gone, however many.")
    ] = False,
    limit: Annotated[
        str | None,
        typer.Option("--limit", help="Stage the changes of stale documents above it: 20%, 0.2, 500 or none."),
    ] = None,
    publish_to: Annotated[
        str | None, typer.Option("--publish-to", help="Another place for the build; default: the setting.")
    ] = None,
    came_in: Annotated[
        Path | None, typer.Option("--came-in", help="A folder for a summary of the new facts, in Markdown and HTML.")
    ] = None,
) -> None:
    """Read new, changed and stale documents and publish them.

    Exits with 0, with 3 if a file was newly skipped or something needs a person, or with 4 if stale documents change
    more than the limit allows. Then the new documents are published, and the stale ones wait for `publish RUN` or
    `discard RUN`.
    """
    from tfextract import ingest as job
    from tfextract import report
    from tfextract.limits import Limit
    from tfextract.planning import PlanOptions

    settings = with_workers(load_settings(), workers)
    if limit is not None:
        settings = settings.model_copy(update={"reprocess_limit": limit})
    if publish_to is not None:
        settings = settings.model_copy(update={"publish_to": named_place(publish_to)})
    console = screen()
    progress = report.ScreenProgress(console)
    done = job.ingest(
        [named_place(path) for path in paths],
        warehouse_of(warehouse, settings),
        settings,
        tell=progress.tell,
        announce=progress.announce,
        say=progress.say,
        options=PlanOptions(rehash=rehash, retry=retry, accept_missing=accept_missing),
    )
    report.show_ingested(done, Limit.parse(settings.reprocess_limit), console)
    if came_in is not None:
        from tfextract.reports.came_in import write_came_in

        summary = write_came_in(done.warehouse, came_in, published=done.published)
        write(f"{summary.html}, {summary.markdown}: {summary.line}")
    raise typer.Exit(done.exit_status)


@commands.command()
def reprocess(
    fund: Annotated[str | None, typer.Option("--fund", help="Only documents of this fund (id or name).")] = None,
    document: Annotated[str | None, typer.Option("--document", help="Only this one (id, file name, path).")] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d"], help="Only documents that were last read on or after this day."),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Also documents that are not stale.")] = False,
    limit: Annotated[
        str | None,
        typer.Option("--limit", help="Stop if more facts change: 20%, 0.2, 500, none. Default: a setting."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    facts: Annotated[bool, typer.Option("--facts", help="List the facts that change.")] = False,
    warehouse: WarehouseOption = None,
    workers: WorkersOption = None,
) -> None:
    """Read stale documents again, show what changes, and publish it. Above the limit, stage it instead.

    Exits with 0, or with 4 if the changes are staged: then use `publish RUN` or `discard RUN`.
    """
    from tfextract import report
    from tfextract import reprocess as job
    from tfextract.limits import Limit

    settings = with_workers(load_settings(), workers)
    allowed = Limit.parse(settings.reprocess_limit if limit is None else limit)
    chosen = job.Selection(fund, document, None if since is None else since.date(), again)
    console = screen()
    progress = report.ScreenProgress(console)
    done = job.reprocess(
        warehouse_of(warehouse, settings),
        settings,
        chosen,
        None if dry_run else allowed,
        tell=progress.tell,
        announce=progress.announce,
        say=progress.say,
    )
    report.show_reprocessed(done, allowed, console, facts=facts)
    raise typer.Exit(done.report.exit_status)
