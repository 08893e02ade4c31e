"""The command line arguments of `ingest`. Does not import Prefect."""

from __future__ import annotations

import argparse
from pathlib import Path

from tfextract.errors import UserError
from tfextract.locations import place
from tfextract.settings import Runner, Settings, load_settings


def parser(module: str, description: str) -> argparse.ArgumentParser:
    command_line = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    command_line.add_argument(
        "paths",
        nargs="*",
        help="folders of PDFs, PDFs, or places in stores as s3://bucket/reports (default: the setting raw)",
    )
    command_line.add_argument("--warehouse", help="the DuckDB file to write (default: the setting warehouse)")
    command_line.add_argument("--workers", type=int, help="how many documents are read at one time")
    command_line.add_argument(
        "--retry", action="store_true", help="also what could not be read, however often it was tried"
    )
    command_line.add_argument(
        "--runner", choices=[each.value for each in Runner], help="who reads (default: a setting)"
    )
    command_line.add_argument("--dask-address", help="the scheduler of a Dask cluster, tcp://host:8786")
    command_line.add_argument("--publish-to", help="where each build goes as well (default: the setting publish_to)")
    return command_line


def settings_with(
    warehouse: str | None,
    workers: int | None,
    publish_to: str | None = None,
    runner: str | None = None,
    dask_address: str | None = None,
) -> Settings:
    """Raises UserError if one of them cannot be used."""
    settings = load_settings()
    if runner not in (None, *Runner):
        raise UserError(f"there is no runner {runner!r}: give here or dask")
    given = {
        "warehouse": None if warehouse is None else Path(warehouse),
        "workers": workers,
        "publish_to": None if publish_to is None else place(publish_to),
        "runner": None if runner is None else Runner(runner),
        "dask_address": dask_address,
    }
    return settings.model_copy(update={name: value for name, value in given.items() if value is not None})
