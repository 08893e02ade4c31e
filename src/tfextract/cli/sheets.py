"""The commands for the sheets in which people decide: documents, indicators, matches, and their series."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tfextract import output
from tfextract.cli.options import NEXT_INGEST, By, FolderOption, WarehouseOption, Why, places_of, warehouse_of
from tfextract.errors import UserError
from tfextract.locations import place as as_place
from tfextract.settings import load_settings
from tfextract.sheets import BOUNDS, INDICATORS, MATCHES, Bound, SheetError, read_bounds, read_sheets
from tfextract.terminal import write, write_data

commands = typer.Typer()


@commands.command()
def indicators(
    bring_in: Annotated[
        Path | None, typer.Option("--import", help="A CSV with a results framework: into indicators.csv.")
    ] = None,
    only: Annotated[str | None, typer.Option("--only", help="Proposals for this indicator alone.")] = None,
    warehouse: WarehouseOption = None,
    folder: FolderOption = None,
) -> None:
    """List the counts that may belong to an indicator. `match` accepts or rejects them."""
    from tfextract import deciding
    from tfextract.warehouse import run_query

    place, sheets = places_of(warehouse, folder, INDICATORS)
    if bring_in is not None:
        path, count = deciding.bring_in(bring_in, sheets)
        write(f"{path}: {count} indicators added; the next ingest proposes counts for them")
        return
    where = "" if only is None else f" WHERE indicator_id = '{only.replace(chr(39), chr(39) * 2)}'"
    result = run_query(
        place,
        "SELECT indicator_id AS indicator, count_id, file_name AS document, page, value_printed AS value, unit, claim, "
        f"quote FROM match_proposals{where} ORDER BY indicator_id, report_year NULLS LAST, file_name, score DESC, page",
    )
    output.write_rows(result.columns, result.rows, "table")


@commands.command()
def match(
    indicator: Annotated[str, typer.Argument(help="Id of the indicator.")],
    counts: Annotated[list[str], typer.Argument(help="The counts; the start of an id is enough.")],
    by: By,
    why: Why = "",
    reject: Annotated[bool, typer.Option("--reject", help="They do not belong to this indicator.")] = False,
    warehouse: WarehouseOption = None,
    folder: FolderOption = None,
) -> None:
    """Accept or reject counts for an indicator by rows in matches.csv."""
    from tfextract.deciding import match_counts

    place, sheets = places_of(warehouse, folder, MATCHES)
    path, count = match_counts(place, sheets, indicator, counts, not reject, by, why)
    write(f"{path}: {count} row{'s' if count > 1 else ''} added; {NEXT_INGEST}")


@commands.command()
def series(
    indicator: Annotated[str, typer.Argument(help="Id of the indicator.")],
    warehouse: WarehouseOption = None,
) -> None:
    """Show an indicator over the years: its points, the figures that are not points and why, and its targets."""
    from tfextract.warehouse import run_query

    place = warehouse_of(warehouse, load_settings())
    name = indicator.replace("'", "''")
    if not run_query(place, f"SELECT 1 FROM series WHERE indicator_id = '{name}'").rows:
        raise UserError(
            f"there is no indicator {indicator}: tfextract query 'SELECT indicator_id, name FROM indicators'"
        )
    points = run_query(
        place,
        "SELECT s.publisher, s.fund, s.basis, p.as_of, d.file_name AS document, p.page, p.value_printed AS figure, "
        "p.status, p.change, round(p.change_percent, 1) AS percent, p.message FROM series_points AS p "
        "JOIN series AS s USING (series_id) "
        f"JOIN documents AS d USING (document_id) WHERE p.indicator_id = '{name}' "
        "ORDER BY s.publisher, s.fund, s.basis, p.as_of NULLS LAST, p.told_on, p.page, p.told_value",
    )
    output.write_rows(points.columns, points.rows, "table")
    targets = run_query(
        place,
        "SELECT t.told_on, d.file_name AS document, t.page, t.value AS target, t.due, t.horizon, t.status, "
        "t.due_before, t.actual, t.actual_as_of, t.met "
        "FROM series_targets AS t LEFT JOIN documents AS d USING (document_id) "
        f"WHERE t.indicator_id = '{name}' ORDER BY t.told_on NULLS LAST, t.due",
    )
    if targets.rows:
        output.write_rows(targets.columns, targets.rows, "table")


@commands.command()
def documents(warehouse: WarehouseOption = None) -> None:
    """Print rows for documents.csv, with guessed values, for the documents that have none."""
    from tfextract.deciding import document_proposals

    write_data(document_proposals(warehouse_of(warehouse, load_settings())))


@commands.command()
def sheets(
    folder: Annotated[
        str | None, typer.Argument(help="The folder of the sheets; default: the setting `sheets`, else `raw`.")
    ] = None,
) -> None:
    """Check the sheets and report what is wrong in them. Changes nothing. Exits with 1 if something is wrong."""
    settings = load_settings()
    place = as_place(folder) if folder is not None else settings.sheets or settings.raw
    if isinstance(place, Path) and not place.is_dir():
        raise UserError(f"there is no folder {place}: name the one with the sheets")
    sheets_read = read_sheets([place])
    if sheets_read.unreached:
        raise UserError(f"{place} does not answer, or denies access: check the network and the credentials")
    wrong = [*sheets_read.broken, *sheets_read.problems]
    for sheet in sheets_read.read:
        write(f"{sheet.path}: {len(sheet.lines)} rows")
    bounds: tuple[Bound, ...] = ()
    try:
        bounds = read_bounds(place / BOUNDS)
    except SheetError as error:
        wrong += error.problems
    if bounds:
        write(f"{place / BOUNDS}: {len(bounds)} rows")
    for problem in wrong:
        write(str(problem))
    if not (sheets_read.read or bounds or wrong):
        write(f"there is no sheet in {place}")
    raise typer.Exit(1 if wrong else 0)
