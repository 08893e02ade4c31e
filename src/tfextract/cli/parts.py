"""The commands for reading on several machines: `read` reads a share of a folder, `load` publishes all shares."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tfextract.cli.options import WarehouseOption, WorkersOption, warehouse_of, with_workers
from tfextract.settings import load_settings
from tfextract.terminal import screen, write

commands = typer.Typer()


@commands.command()
def read(
    folder: Annotated[Path, typer.Argument(help="The folder to divide into shares.")],
    part: Annotated[str, typer.Option("--part", help="Which share of how many: 3/7.")],
    out: Annotated[str, typer.Option("--out", help="Where the part goes: a folder, or s3://bucket/parts.")],
    workers: WorkersOption = None,
) -> None:
    """Read one share of a folder's documents and write it as a Parquet part for `load`. Does not use a warehouse.

    The shares are the same on every machine and in every order. A part that is read again replaces the earlier one.
    """
    from tfextract import report
    from tfextract.parts import Share, Storage
    from tfextract.parts.reading import read_part

    settings = with_workers(load_settings(), workers)
    progress = report.ScreenProgress(screen())
    storage = Storage(out)
    done = read_part(
        folder, Share.parse(part), storage, settings, tell=progress.tell, announce=progress.begin, say=progress.say
    )
    files = report.counted(done.files, "file")
    write(f"{storage.location}: {done.data}: {files}, {done.size / 1e6:.1f} MB")


@commands.command()
def load(
    parts: Annotated[str, typer.Argument(help="The place of the parts: a folder, or s3://bucket/parts.")],
    warehouse: WarehouseOption = None,
    raw: Annotated[
        Path | None, typer.Option("--raw", help="The folder of the documents; default: where the parts were read.")
    ] = None,
    partial: Annotated[bool, typer.Option("--partial", help="Publish the complete parts without the others.")] = False,
) -> None:
    """Check that all parts of a folder are complete, and publish what is new in them.

    Exits like `ingest` with 0, 3 or 4, and with 1 if a part is missing, damaged or from another version.
    """
    from tfextract import report
    from tfextract.limits import Limit
    from tfextract.parts import Storage
    from tfextract.parts.loading import load_parts

    settings = load_settings()
    console = screen()
    progress = report.ScreenProgress(console)
    done = load_parts(
        Storage(parts),
        warehouse_of(warehouse, settings),
        settings,
        folder=raw,
        partial=partial,
        announce=progress.announce,
        say=progress.say,
        tell=progress.tell,
    )
    report.show_ingested(done, Limit.parse(settings.reprocess_limit), console)
    raise typer.Exit(done.exit_status)
