"""The command line: `tfextract ingest`, `extract`, `explain`, `show`, `query`, `export`, `status`, `evaluate`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tfextract import output
from tfextract.errors import UnreadableFileError, UserError
from tfextract.settings import Settings, load_settings

app = typer.Typer(
    name="tfextract",
    help="Achievements, counts and product titles from PDF brochures and reports, with evidence, in DuckDB.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

WarehouseOption = Annotated[
    Path | None, typer.Option("--warehouse", help="The DuckDB file; default: the setting `warehouse`.")
]


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class ExportFormat(StrEnum):
    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


def _warehouse(given: Path | None, settings: Settings) -> Path:
    return given if given is not None else settings.warehouse


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Folders (their *.pdf, recursively) and files.")],
    warehouse: WarehouseOption = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Documents read at one time.")] = None,
) -> None:
    """Read new, changed and stale documents and publish them. Ends with 0, or 3 where something was newly skipped."""
    from tfextract import ingest as job
    from tfextract import report

    settings = load_settings()
    if workers is not None:
        settings = settings.model_copy(update={"workers": workers})
    console = report.screen()
    progress = report.Progress(console)
    done = job.ingest(paths, _warehouse(warehouse, settings), settings, tell=progress.tell, announce=progress.announce)
    report.show(done, console)
    raise typer.Exit(done.exit_status)


@app.command()
def extract(file: Annotated[Path, typer.Argument(help="A PDF.")]) -> None:
    """Print what one document holds as JSON; no warehouse is touched."""
    from tfextract.pipeline import Reader

    _must_exist(file)
    print(output.document_json(Reader.load(load_settings()).read(file)))


@app.command()
def explain(fact_id: str, warehouse: WarehouseOption = None) -> None:
    """Say what a fact is, which rule found it and where it stands. The first digits of an id are enough."""
    from tfextract.warehouse import fetch_fact

    print(output.fact_text(fetch_fact(_warehouse(warehouse, load_settings()), fact_id)))


@app.command()
def show(
    fact_id: str,
    warehouse: WarehouseOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="The PNG to write; default: FACT_ID.png.")] = None,
) -> None:
    """Write a picture of the page with the fact framed."""
    from tfextract.layout.render import render_page
    from tfextract.warehouse import fetch_fact

    fact = fetch_fact(_warehouse(warehouse, load_settings()), fact_id)
    if fact.path is None or not Path(fact.path).exists():
        raise UserError(f"the PDF of this fact is no longer at {fact.path}: put it back and try again")
    pdf = Path(fact.path)
    page = fact.evidence[0].page
    boxes = [row.box for row in fact.evidence if row.page == page]
    target = out if out is not None else Path(f"{fact.fact_id}.png")
    render_page(pdf, page, boxes).save(target)
    print(f"{target}: page {page} of {pdf.name}")


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="A query, or a file that holds one.")],
    warehouse: WarehouseOption = None,
    form: Annotated[Format, typer.Option("--format")] = Format.TABLE,
) -> None:
    """Run a query; the warehouse is opened for reading alone."""
    from tfextract.warehouse import run_query

    path = Path(sql)
    text = path.read_text("utf-8") if len(sql) < 4096 and sql.endswith(".sql") and path.is_file() else sql
    result = run_query(_warehouse(warehouse, load_settings()), text)
    output.write_rows(result.columns, result.rows, form.value)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where to write; made where it does not exist.")],
    form: Annotated[ExportFormat, typer.Option("--format")] = ExportFormat.CSV,
    only: Annotated[list[str] | None, typer.Option("--only", help="A table or view; again for more.")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Write the tables, the views and the data dictionary as CSV or Parquet files or as one workbook."""
    from tfextract import export as job

    place = _warehouse(warehouse, load_settings())
    done = job.export_tables(place, folder, job.ExportFormat(form.value), only or ())
    print(output.export_text(done))


@app.command()
def status(warehouse: WarehouseOption = None) -> None:
    """Say what is in the warehouse, what is stale or failed, and what to do about it."""
    from tfextract.versions import reader_version
    from tfextract.warehouse import status_summary

    settings = load_settings()
    place = _warehouse(warehouse, settings)
    print(output.status_text(status_summary(place), reader_version(settings)))


@app.command()
def evaluate(
    gold: Annotated[list[Path], typer.Argument(help="Gold files or folders of them.")],
    pdfs: Annotated[list[Path] | None, typer.Option("--pdfs", help="Folders with the PDFs of the gold files.")] = None,
    show_all: Annotated[bool, typer.Option("--show", help="List every miss and every extra.")] = False,
) -> None:
    """Score what is extracted against annotated pages: precision, recall, F1 and full F1 for each kind of fact."""
    from tfextract.evaluate import evaluate_paths, format_scores
    from tfextract.pipeline import Reader

    reader = Reader.load(load_settings())
    print(format_scores(evaluate_paths(gold, pdfs or [], reader.read), show=show_all))


def _must_exist(file: Path) -> None:
    if not file.is_file():
        raise UserError(f"{file} does not exist: name a PDF")


def main() -> None:
    """Ends with 2 and a plain sentence on wrong use, with 1 where nothing could be done."""
    try:
        app()
    except UserError as error:
        print(f"tfextract: {error}", file=sys.stderr)
        raise SystemExit(error.exit_status) from error
    except UnreadableFileError as error:
        print(f"tfextract: {error.status.value.replace('_', ' ')}: {error}", file=sys.stderr)
        raise SystemExit(1) from error
    except BrokenPipeError:
        # `tfextract query … | head` closes the pipe early; that is no error.
        sys.stderr.close()


if __name__ == "__main__":
    main()
