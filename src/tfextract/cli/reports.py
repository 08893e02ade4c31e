"""The commands that write for people: reports of documents, of series and of runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tfextract.cli.options import WarehouseOption, warehouse_of
from tfextract.errors import UserError
from tfextract.locations import place as as_place
from tfextract.settings import load_settings
from tfextract.terminal import write

commands = typer.Typer()


@commands.command()
def report(
    document: Annotated[
        str | None, typer.Argument(help="A document: its id, the name of its file or its path.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every document.")] = False,
    series: Annotated[bool, typer.Option("--series", help="The indicators over the years.")] = False,
    came_in: Annotated[bool, typer.Option("--came-in", help="What the last run brought, or that of --run.")] = False,
    run: Annotated[
        str | None, typer.Option("--run", help="With --came-in: a run; the start of its id is enough.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="The folder to write to.")] = Path("reports"),
    warehouse: WarehouseOption = None,
) -> None:
    """Write a document's results as one HTML file with a crop of the page for each line, and a one-page brief. Or write
    the series (--series), or what a run brought (--came-in)."""
    from tfextract.report import counted
    from tfextract.reports.writing import write_index, write_reports
    from tfextract.warehouse.documents import document_ids, find_document
    from tfextract.workers import Workers, load_nothing

    if not (document or every or series or came_in) or (document and every):
        raise UserError("name a document, or say --all, --series or --came-in")
    settings = load_settings()
    place = warehouse_of(warehouse, settings)
    chosen = document_ids(place) if every else (find_document(place, document),) if document else ()
    if every and not chosen:
        raise UserError(f"{place} has no document: ingest a folder of PDFs first")
    with Workers(settings, load_nothing) as workers:
        written = []
        for done in write_reports(place, chosen, out, workers):
            written.append(done)
            text = f"{done.pictured} of {done.facts} facts with a picture of their place"
            write(f"{done.path}: {_size(done.size)}, {text}; {done.brief}")
            if done.message is not None:
                write(f"  {done.message}")
        if every:
            write(f"{write_index(out, written)}: {counted(len(written), 'document')}")
        if series:
            from tfextract.reports.following import write_series

            drawn = write_series(place, out, workers)
            write(f"{drawn.path}: {_size(drawn.size)}, {drawn.series} series")
            for line in drawn.messages:
                write(f"  {line}")
    if came_in:
        from tfextract.reports.came_in import write_came_in

        summary = write_came_in(place, out, run)
        write(f"{summary.html}, {summary.markdown}: {summary.line}")


def export_reviews(
    book: Annotated[Path, typer.Argument(help="The workbook to write (.xlsx).")],
    document: Annotated[
        list[str] | None, typer.Option("--document", help="Only this document (id, file name, path); again for more.")
    ] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Write a workbook for a reviewer: a sheet for each kind of fact, verdicts to choose, and crops of the pages."""
    from tfextract.reports.book import write_book
    from tfextract.warehouse.documents import find_document
    from tfextract.workers import Workers, load_nothing

    settings = load_settings()
    place = warehouse_of(warehouse, settings)
    chosen = [find_document(place, text) for text in document or ()]
    with Workers(settings, load_nothing) as workers:
        done = write_book(place, book, workers, chosen)
    write(f"{done.path}: {_size(done.size)}, {done.facts} facts, {done.pictured} with a picture of their place")
    for line in done.messages:
        write(f"  {line}")


def import_reviews(
    book: Annotated[Path, typer.Argument(help="A workbook of `review export` that came back.")],
    by: Annotated[str, typer.Option("--by", help="Who decided.")],
    warehouse: WarehouseOption = None,
    folder: Annotated[
        str | None, typer.Option("--sheets", help="The folder of reviews.csv; default: its present folder, else `raw`.")
    ] = None,
) -> None:
    """Copy the verdicts of a workbook into reviews.csv, and report what happened to each row.

    Exits with 0, or with 3 if a row could not be used.
    """
    from tfextract.deciding import sheet_folder
    from tfextract.report import counted
    from tfextract.reports.book_back import take_back
    from tfextract.sheets import REVIEWS

    settings = load_settings()
    place = warehouse_of(warehouse, settings)
    sheets = as_place(folder) if folder is not None else sheet_folder(place, settings, REVIEWS)
    taken, added, refused = 0, 0, 0
    for outcome in take_back(place, sheets, book, by):
        write(str(outcome))
        taken, added, refused = taken + (outcome.rows > 0), added + outcome.rows, refused + outcome.refused
    rows = f"{counted(added, 'row')} added, for {counted(taken, 'fact')}"
    following = "the next ingest applies it" if added else "there is nothing to apply"
    write(f"{sheets / REVIEWS}: {rows}; {refused} not taken; {following}")
    raise typer.Exit(3 if refused else 0)


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"
