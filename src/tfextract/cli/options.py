"""Options that several commands share, and how their values are resolved."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tfextract.locations import Place, place
from tfextract.settings import Settings, load_settings

WarehouseOption = Annotated[
    Path | None, typer.Option("--warehouse", help="The DuckDB file; default: the setting `warehouse`.")
]
WorkersOption = Annotated[int | None, typer.Option("--workers", min=1, help="Documents read at one time.")]
FolderOption = Annotated[
    str | None, typer.Option("--sheets", help="The folder of the sheets; default: their present folder, else `raw`.")
]
By = Annotated[str, typer.Option("--by", help="Who decides.")]
Why = Annotated[str, typer.Option("--why", help="Why.")]
NEXT_INGEST = "the next ingest applies it"


def named_path(text: str) -> Path:
    """Refuses an empty word. `Path("")` is the working directory, which nobody means who used an unset variable."""
    if not text:
        raise typer.BadParameter("it is empty: name a file or a folder")
    return Path(text)


def named_place(text: str) -> Place:
    return place(str(named_path(text))) if "://" not in text else place(text)


def warehouse_of(given: Path | None, settings: Settings) -> Path:
    return given if given is not None else settings.warehouse


def with_workers(settings: Settings, workers: int | None) -> Settings:
    return settings if workers is None else settings.model_copy(update={"workers": workers})


def places_of(warehouse: Path | None, folder: str | None, sheet: str) -> tuple[Path, Place]:
    """The warehouse, and the folder of `sheet`."""
    from tfextract.deciding import sheet_folder

    settings = load_settings()
    known = warehouse_of(warehouse, settings)
    return known, place(folder) if folder is not None else sheet_folder(known, settings, sheet)
