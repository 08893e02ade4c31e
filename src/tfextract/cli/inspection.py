"""The commands that show how a document is read and where a fact comes from: `extract`, `explain`, `show`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tfextract import output
from tfextract.cli.options import WarehouseOption, warehouse_of
from tfextract.errors import UserError
from tfextract.locations import known_place
from tfextract.settings import load_settings
from tfextract.terminal import write, write_data

commands = typer.Typer()


@commands.command()
def extract(file: Annotated[Path, typer.Argument(help="A PDF.")]) -> None:
    """Read one document and print its facts as JSON. Does not use a warehouse."""
    from tfextract.reader_process import load_reader
    from tfextract.workers import Workers

    _must_exist(file)
    with Workers(load_settings(), load_reader) as workers:
        write_data(output.document_json(workers.read(file)))


@commands.command()
def explain(
    fact_id: Annotated[str | None, typer.Argument(help="A fact of the warehouse; its first digits are enough.")] = None,
    warehouse: WarehouseOption = None,
    page: Annotated[
        tuple[Path, int] | None, typer.Option("--page", help="A PDF and a page: blocks, statements, rules.")
    ] = None,
) -> None:
    """Explain a fact: which rule found it, where it is on the page and what decided it. With --page, explain every
    statement of a page."""
    from tfextract.explain import page_answer
    from tfextract.reader_process import load_reader
    from tfextract.warehouse import fetch_fact
    from tfextract.workers import Workers

    settings = load_settings()
    if page is not None:
        _must_exist(page[0])
        with Workers(settings, load_reader) as workers:
            write(workers.ask(page[0], page_answer, page[1]).decode("utf-8", "replace"))
        return
    if fact_id is None:
        raise UserError("name a fact by its id, or a page: tfextract explain --page FILE N")
    write(output.fact_text(fetch_fact(warehouse_of(warehouse, settings), fact_id)))


@commands.command()
def show(
    fact_id: Annotated[str | None, typer.Argument(help="A fact of the warehouse; its first digits are enough.")] = None,
    warehouse: WarehouseOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="The PNG to write; default: named after it.")] = None,
    page: Annotated[
        tuple[Path, int] | None, typer.Option("--page", help="A PDF and a page: blocks, order, headings, tables.")
    ] = None,
) -> None:
    """Draw the page of a fact with the fact framed. With --page, draw how a page is read: blocks with role and order,
    headings, tables and pictures."""
    from tfextract.export import write_whole
    from tfextract.layout import as_read
    from tfextract.layout.render import png_answer
    from tfextract.sources import is_file
    from tfextract.warehouse import fetch_fact
    from tfextract.workers import Workers, load_nothing

    settings = load_settings()
    if page is not None:
        pdf, number = page
        _must_exist(pdf)
        with Workers(settings, load_nothing) as workers:
            picture = workers.ask(pdf, as_read.page_answer, number, settings.ocr)
        target = out or Path(f"{pdf.stem}-page-{number}.png")
        write_whole(target, picture)
        write(f"{target}: page {number} of {pdf.name}, as tfextract reads it")
        return
    if fact_id is None:
        raise UserError("name a fact by its id, or a page: tfextract show --page FILE N")
    fact = fetch_fact(warehouse_of(warehouse, settings), fact_id)
    if fact.path is None or not is_file(fact.path):
        raise UserError(f"the PDF of this fact is no longer at {fact.path}: put it back and try again")
    path, number = known_place(fact.path), fact.evidence[0].page
    boxes = [row.box for row in fact.evidence if row.page == number]
    with Workers(settings, load_nothing) as workers:
        picture = workers.ask(path, png_answer, number, boxes)
    target = out or Path(f"{fact.fact_id}.png")
    write_whole(target, picture)
    write(f"{target}: page {number} of {path.name}")


def _must_exist(file: Path) -> None:
    if not file.is_file():
        raise UserError(f"{file} does not exist: name a PDF")
