"""The commands for published builds: `publish`, `discard`, `rollback`, `pull`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tfextract.cli.options import WarehouseOption, warehouse_of
from tfextract.locations import place as as_place
from tfextract.settings import load_settings
from tfextract.terminal import screen, write

if TYPE_CHECKING:
    from tfextract.delivery import Delivered

commands = typer.Typer()

RunArgument = Annotated[str, typer.Argument(help="The staged run; the start of its id is enough.")]


@commands.command()
def publish(run: RunArgument, warehouse: WarehouseOption = None) -> None:
    """Publish a reprocess that stopped above its limit."""
    from tfextract import report
    from tfextract.reprocess import publish_staged

    settings = load_settings()
    console = screen()
    say = report.ScreenProgress(console).say
    done, delivered = publish_staged(warehouse_of(warehouse, settings), run, settings, say)
    report.show_differences(done.differences, console)
    report.show_warnings(done.warnings, console)
    console.print(f"Published: {done.documents} documents.")
    _end_with(delivered)


def _end_with(delivered: Delivered | None) -> None:
    """Exits with 3 if a build could not be sent elsewhere."""
    from tfextract.report import delivered_line

    if delivered is not None:
        write(delivered_line(delivered))
        raise typer.Exit(0 if delivered.failed is None else 3)


@commands.command()
def discard(run: RunArgument, warehouse: WarehouseOption = None) -> None:
    """Drop a reprocess that stopped above its limit. The warehouse does not change."""
    from tfextract.report import ScreenProgress
    from tfextract.reprocess import discard_staged

    settings = load_settings()
    gone = discard_staged(warehouse_of(warehouse, settings), run, settings, ScreenProgress(screen()).say)
    write(f"Discarded: {gone.run_id}. Its documents are still stale: the next ingest reads them.")


@commands.command()
def rollback(
    to: Annotated[str | None, typer.Option("--to", help="The run of the build; default: the previous one.")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Publish the previous build again. The last three builds are kept."""
    from tfextract.delivery import deliver
    from tfextract.ingest import new_run
    from tfextract.report import ScreenProgress
    from tfextract.warehouse import roll_back, running

    settings = load_settings()
    place = warehouse_of(warehouse, settings)
    run = new_run(settings, "rollback")
    say = ScreenProgress(screen()).say
    with running(place, run, say):
        build = roll_back(place, run, to, say)
        delivered = deliver(place, settings, say)
    write(f"Published again: the build of run {build.run_id}. The next ingest reads again what came after it.")
    _end_with(delivered)


@commands.command()
def pull(
    location: Annotated[str, typer.Argument(help="Where builds are published: a place in a store, or a folder.")],
    file: Annotated[Path, typer.Argument(help="The DuckDB file to write or replace.")],
) -> None:
    """Fetch the last warehouse that was published elsewhere, check its hash, and replace the file in one step."""
    from tfextract.delivery import pull as job

    manifest, fetched = job(as_place(location), file)
    write(
        f"{file}: build {manifest.build}, published {manifest.published_at}{'' if fetched else '; you already have it'}"
    )
