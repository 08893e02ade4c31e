"""Names for the server's page: what a run reads and when, and which documents a task reads."""

from __future__ import annotations

from datetime import datetime

from prefect.runtime import flow_run, task_run
from prefect.utilities.annotations import quote

from tfextract.errors import UserError
from tfextract.locations import known_place
from tfextract.planning import ToRead
from tfextract.settings import load_settings
from tfextract.sources import readable


def of_flow_run() -> str:
    """For example `ingest raw 2026-11-30 03:00`, in local time."""
    given = flow_run.get_parameters()
    asked = given.get("paths") or given.get("document") or given.get("fund")
    paths = [asked] if isinstance(asked, str) else asked
    what = ", ".join(known_place(path).name for path in paths[:3]) if paths else _folder(flow_run.get_flow_name())
    due: datetime = flow_run.get_scheduled_start_time()
    return " ".join(filter(None, (flow_run.get_flow_name(), readable(what), f"{due.astimezone():%Y-%m-%d %H:%M}")))


def _folder(flow: str | None) -> str:
    if flow != "ingest":
        return ""
    try:
        return load_settings().raw.name
    except UserError:
        # The run itself reports wrong settings.
        return ""


def of_reading() -> str:
    """For example `read river.pdf` or `read river.pdf and 3 more`."""
    given = task_run.get_parameters()["batch"]
    # Prefect asks for the name before it unwraps the parameters (tasks.whole).
    batch: tuple[ToRead, ...] = given.unwrap() if isinstance(given, quote) else given
    first = batch[0].file.name
    return f"read {first}" + (f" and {len(batch) - 1} more" if len(batch) > 1 else "")
