"""Turns DuckDB's errors into messages for people."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb


def is_held(error: duckdb.Error) -> bool:
    """Whether another program holds a lock on the file."""
    return "Could not set lock" in str(error) or "Conflicting lock" in str(error)


def held_by(database: Path, error: duckdb.Error) -> str:
    process = re.search(r"\(PID (\d+)\)", str(error))
    who = f" (process {process[1]})" if process is not None else ""
    return f"{database} is open for writing in another program{who}: close it there and run again"


def why(error: duckdb.Error) -> str:
    """The error on one line, without DuckDB's debugging advice."""
    text = str(error)
    if "No space left on device" in text or "Disk quota exceeded" in text:
        return "the disk is full"
    if "Read-only file system" in text:
        return "the disk can only be read, not written"
    if "File too large" in text:
        return "a file may not grow as large as it would have to here"
    return text.split("\n", 1)[0]
