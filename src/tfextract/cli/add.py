"""`tfextract add`: adds documents to the folder, or a fact that the extraction missed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from tfextract.cli.options import NEXT_INGEST, FolderOption, WarehouseOption, Why, places_of
from tfextract.errors import UserError
from tfextract.locations import place
from tfextract.settings import load_settings
from tfextract.sheets import REVIEWS
from tfextract.sheets.columns import FactKind
from tfextract.terminal import visible, write

commands = typer.Typer()


@commands.command()
def add(
    what: Annotated[
        list[str], typer.Argument(help="PDFs, folders of them, and addresses; with --kind the document of the fact.")
    ],
    raw: Annotated[
        str | None, typer.Option("--raw", help="The folder of the documents; default: the setting `raw`.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="The address to note in documents.csv; default: where it came from.")
    ] = None,
    kind: Annotated[FactKind | None, typer.Option("--kind", help="Add a fact instead: what it is.")] = None,
    sentence: Annotated[str | None, typer.Option("--sentence", help="Of a fact: its sentence, as printed.")] = None,
    by: Annotated[str, typer.Option("--by", help="Of a fact: who decides.")] = "",
    why: Why = "",
    change: Annotated[list[str] | None, typer.Option("--set", help="Of a fact: column=value; again for more.")] = None,
    warehouse: WarehouseOption = None,
    folder: FolderOption = None,
) -> None:
    """Copy a PDF, a folder of PDFs or a download into `raw`, and note its address in documents.csv. With --kind, add a
    fact that the program missed to reviews.csv instead.

    Exits with 3 if something is not a PDF or cannot be fetched.
    """
    if kind is not None:
        _add_fact(what, kind, sentence, by, why, change or (), warehouse, folder)
        return
    if sentence is not None or change:
        raise UserError("a fact needs its --kind: achievement, count or product")
    from tfextract.adding import add_documents

    settings = load_settings()
    target = settings.raw if raw is None else place(raw)
    sheets = place(folder) if folder is not None else settings.sheets or target
    refused = False
    for done in add_documents(what, target, sheets, settings.document_size_mb, source):
        if done.refused is not None:
            refused = True
            write(f"{visible(done.asked)}: not added: {visible(done.refused)}")
        else:
            write(f"{visible(str(done.place))}: {'there already' if done.there else 'added'}")
    raise typer.Exit(3 if refused else 0)


def _add_fact(
    what: Sequence[str],
    kind: FactKind,
    sentence: str | None,
    by: str,
    why: str,
    change: Sequence[str],
    warehouse: Path | None,
    folder: str | None,
) -> None:
    from tfextract.deciding import add_fact

    if len(what) != 1 or sentence is None:
        raise UserError("a fact needs one document, and its --sentence as printed")
    known, sheets = places_of(warehouse, folder, REVIEWS)
    path, _ = add_fact(known, sheets, what[0], kind, sentence, change, by, why)
    write(f"{path}: 1 row added; {NEXT_INGEST}")
