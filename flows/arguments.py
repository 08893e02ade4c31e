"""What a run of `ingest` is given on the command line. Imports nothing of Prefect."""

from __future__ import annotations

import argparse
from pathlib import Path

from tfextract.settings import Settings, load_settings


def parser(module: str, description: str) -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    found.add_argument(
        "paths",
        nargs="*",
        help="folders of PDFs, PDFs, or places in stores as s3://bucket/reports (default: the setting raw)",
    )
    found.add_argument("--warehouse", help="the DuckDB file to write (default: the setting warehouse)")
    found.add_argument("--workers", type=int, help="how many documents are read at one time")
    found.add_argument("--retry", action="store_true", help="also what could not be read, however often it was tried")
    return found


def settings_with(warehouse: str | None, workers: int | None) -> Settings:
    settings = load_settings()
    given = {"warehouse": None if warehouse is None else Path(warehouse), "workers": workers}
    return settings.model_copy(update={name: value for name, value in given.items() if value is not None})
