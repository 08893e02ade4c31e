"""The commands that write tables: `query`, `export` and `iati`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tfextract import output
from tfextract.cli.options import WarehouseOption, named_path, warehouse_of
from tfextract.errors import UserError, reason
from tfextract.settings import load_settings
from tfextract.terminal import write

commands = typer.Typer()


class QueryFormat(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class ExportChoice(StrEnum):
    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


@commands.command()
def query(
    sql: Annotated[str, typer.Argument(help="A query, or a file that holds one.")],
    warehouse: WarehouseOption = None,
    form: Annotated[QueryFormat, typer.Option("--format")] = QueryFormat.TABLE,
) -> None:
    """Run a query. The warehouse is opened read-only.

    Shows a table that is wider than the terminal record by record.
    """
    from tfextract.warehouse import run_query

    result = run_query(warehouse_of(warehouse, load_settings()), _sql(sql))
    output.write_rows(result.columns, result.rows, form.value)


def _sql(given: str) -> str:
    """The text of the query file, if `given` names one."""
    path = Path(given)
    if not given.endswith(".sql") or " " in given.strip() or not (path.is_file() or "/" in given):
        return given
    try:
        return path.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "it is not in UTF-8"
        raise UserError(f"the query {given} cannot be opened: {why}") from error


@commands.command()
def export(
    folder: Annotated[
        Path, typer.Argument(help="The folder to write to; created if it does not exist.", parser=named_path)
    ],
    form: Annotated[ExportChoice, typer.Option("--format")] = ExportChoice.CSV,
    only: Annotated[list[str] | None, typer.Option("--only", help="A table or view; again for more.")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Write the tables, the views and the data dictionary as CSV files, Parquet files or one workbook."""
    from tfextract import export as job

    place = warehouse_of(warehouse, load_settings())
    done = job.export_tables(place, folder, job.ExportFormat(form.value), only or ())
    write(output.export_text(done))


@commands.command()
def iati(
    file: Annotated[Path, typer.Argument(help="The XML file to write.", parser=named_path)],
    org: Annotated[str, typer.Option("--org", help="IATI identifier of the organisation that reports.")],
    org_name: Annotated[str, typer.Option("--org-name", help="Its name.")],
    org_type: Annotated[str, typer.Option("--org-type", help="Code of the list OrganisationType: 40 multilateral …")],
    activity: Annotated[str, typer.Option("--activity", help="IATI identifier of the activity.")],
    status: Annotated[str, typer.Option("--status", help="Code of the list ActivityStatus.")] = "2",
    fund: Annotated[str | None, typer.Option("--fund", help="Only documents of this fund, by its name.")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Write the figures that have an accepted indicator and a period as IATI results, version 2.03."""
    from tfextract import export as job

    reporter = job.Reporter(org, org_name, org_type, activity, status)
    write(output.iati_text(job.export_iati(warehouse_of(warehouse, load_settings()), file, reporter, fund)))
