"""The command line of tfextract: each command reads its arguments and calls one job."""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tfextract import cli_sheets, output
from tfextract.errors import UnreadableFileError, UserError
from tfextract.settings import Settings, load_settings

app = typer.Typer(
    name="tfextract",
    help="Achievements, counts and product titles from PDF brochures and reports, with evidence, in DuckDB.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_sheets.commands)

WarehouseOption = Annotated[
    Path | None, typer.Option("--warehouse", help="The DuckDB file; default: the setting `warehouse`.")
]


WorkersOption = Annotated[int | None, typer.Option("--workers", min=1, help="Documents read at one time.")]


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"


RunArgument = Annotated[str, typer.Argument(help="The staged run; the start of its id is enough.")]


def _settings(workers: int | None) -> Settings:
    settings = load_settings()
    return settings if workers is None else settings.model_copy(update={"workers": workers})


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
    workers: WorkersOption = None,
    rehash: Annotated[
        bool, typer.Option("--rehash", help="Look at the bytes of files whose size and time stamp did not change, too.")
    ] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Read again what could not be read, however often it was tried.")
    ] = False,
    accept_missing: Annotated[
        bool, typer.Option("--accept-missing", help="Files that are gone are really gone, however many.")
    ] = False,
    limit: Annotated[
        str | None,
        typer.Option("--limit", help="Above it, what changes in stale documents is staged: 20%, 0.2, 500 or none."),
    ] = None,
) -> None:
    """Read new, changed and stale documents and publish them.

    Ends with 0; 3 where something was newly skipped or needs a person; 4 where stale documents change above the limit:
    what is new is published, and they wait for `publish RUN` or `discard RUN`.
    """
    from tfextract import ingest as job
    from tfextract import report
    from tfextract.limits import Limit
    from tfextract.planning import PlanOptions

    settings = _settings(workers)
    if limit is not None:
        settings = settings.model_copy(update={"reprocess_limit": limit})
    console = report.screen()
    progress = report.Progress(console)
    done = job.ingest(
        paths,
        _warehouse(warehouse, settings),
        settings,
        tell=progress.tell,
        announce=progress.announce,
        say=progress.say,
        options=PlanOptions(rehash=rehash, retry=retry, accept_missing=accept_missing),
    )
    report.show_ingested(done, Limit.parse(settings.reprocess_limit), console)
    raise typer.Exit(done.exit_status)


@app.command()
def reprocess(
    fund: Annotated[str | None, typer.Option("--fund", help="Only documents of this fund (id or name).")] = None,
    document: Annotated[str | None, typer.Option("--document", help="Only this one (id, file name, path).")] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d"], help="Only what was last read since this day."),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Also documents that are not stale.")] = False,
    limit: Annotated[
        str | None,
        typer.Option("--limit", help="Stop where more facts change: 20%, 0.2, 500, none. Default: a setting."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    facts: Annotated[bool, typer.Option("--facts", help="List the facts that change.")] = False,
    warehouse: WarehouseOption = None,
    workers: WorkersOption = None,
) -> None:
    """Read stale documents again, show what changes, and publish it; above the limit, stop and keep it aside.

    Ends with 0, or 4 where it stopped: then `publish RUN` or `discard RUN`.
    """
    from tfextract import report
    from tfextract import reprocess as job
    from tfextract.limits import Limit

    settings = _settings(workers)
    allowed = Limit.parse(settings.reprocess_limit if limit is None else limit)
    chosen = job.Selection(fund, document, None if since is None else since.date(), again)
    console = report.screen()
    progress = report.Progress(console)
    done = job.reprocess(
        _warehouse(warehouse, settings),
        settings,
        chosen,
        None if dry_run else allowed,
        tell=progress.tell,
        announce=progress.announce,
        say=progress.say,
    )
    report.show_reprocessed(done, allowed, console, facts=facts)
    raise typer.Exit(done.report.exit_status)


@app.command()
def publish(run: RunArgument, warehouse: WarehouseOption = None) -> None:
    """Publish a reprocess that stopped above its limit."""
    from tfextract import report
    from tfextract.reprocess import publish_staged

    settings = load_settings()
    console = report.screen()
    done = publish_staged(_warehouse(warehouse, settings), run, settings, report.Progress(console).say)
    report.show_differences(done.differences, console)
    report.show_warnings(done.warnings, console)
    console.print(f"Published: {done.documents} documents.")


@app.command()
def discard(run: RunArgument, warehouse: WarehouseOption = None) -> None:
    """Drop a reprocess that stopped above its limit; the warehouse stays as it is."""
    from tfextract.report import Progress, screen
    from tfextract.reprocess import discard_staged

    settings = load_settings()
    gone = discard_staged(_warehouse(warehouse, settings), run, settings, Progress(screen()).say)
    print(f"Discarded: {gone.run_id}. Its documents are still stale: the next ingest reads them.")


@app.command()
def rollback(
    to: Annotated[str | None, typer.Option("--to", help="The run of the build; default: the one before.")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Publish the build before the present one again; the last three are kept."""
    from tfextract.ingest import new_run
    from tfextract.report import Progress, screen
    from tfextract.warehouse import roll_back, running

    settings = load_settings()
    place = _warehouse(warehouse, settings)
    run = new_run(settings, "rollback")
    say = Progress(screen()).say
    with running(place, run, say):
        build = roll_back(place, run, to, say)
    print(f"Published again: the build of run {build.run_id}. What came after it is read again by the next ingest.")


@app.command()
def extract(file: Annotated[Path, typer.Argument(help="A PDF.")]) -> None:
    """Print what one document holds as JSON; no warehouse is touched."""
    from tfextract.pipeline import Reader
    from tfextract.workers import Workers

    _must_exist(file)
    with Workers(load_settings(), Reader.load) as workers:
        print(output.document_json(workers.read(file)))


@app.command()
def explain(
    fact_id: Annotated[str | None, typer.Argument(help="A fact of the warehouse; its first digits are enough.")] = None,
    warehouse: WarehouseOption = None,
    page: Annotated[
        tuple[Path, int] | None, typer.Option("--page", help="A PDF and a page: blocks, statements, rules.")
    ] = None,
) -> None:
    """Say what a fact is, which rule found it, where it stands and what its confidence comes from; or the same of all
    that was looked at on a page."""
    from tfextract.explain import page_answer, why_answer
    from tfextract.pipeline import Reader
    from tfextract.warehouse import fetch_fact
    from tfextract.workers import Workers

    settings = load_settings()
    if page is not None:
        _must_exist(page[0])
        with Workers(settings, Reader.load) as workers:
            print(workers.ask(page[0], page_answer, page[1]).decode("utf-8", "replace"))
        return
    if fact_id is None:
        raise UserError("name a fact by its id, or a page: tfextract explain --page FILE N")
    fact = fetch_fact(_warehouse(warehouse, settings), fact_id)
    print(output.fact_text(fact))
    if fact.kind in ("achievement", "count") and fact.path is not None and Path(fact.path).is_file():
        with Workers(settings, Reader.load) as workers:
            why = workers.ask(Path(fact.path), why_answer, fact.fact_id).decode("utf-8", "replace")
        print(why or "the PDF read anew does not give this fact: what its confidence came from cannot be told")


@app.command()
def show(
    fact_id: str,
    warehouse: WarehouseOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="The PNG to write; default: FACT_ID.png.")] = None,
) -> None:
    """Write a picture of the page with the fact framed."""
    from tfextract.layout.render import png_answer
    from tfextract.warehouse import fetch_fact
    from tfextract.workers import Workers, load_nothing

    settings = load_settings()
    fact = fetch_fact(_warehouse(warehouse, settings), fact_id)
    if fact.path is None or not Path(fact.path).exists():
        raise UserError(f"the PDF of this fact is no longer at {fact.path}: put it back and try again")
    pdf = Path(fact.path)
    page = fact.evidence[0].page
    boxes = [row.box for row in fact.evidence if row.page == page]
    target = out if out is not None else Path(f"{fact.fact_id}.png")
    with Workers(settings, load_nothing) as workers:
        target.write_bytes(workers.ask(pdf, png_answer, page, boxes))
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
def iati(
    file: Annotated[Path, typer.Argument(help="The XML file to write.")],
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
    print(output.iati_text(job.export_iati(_warehouse(warehouse, load_settings()), file, reporter, fund)))


@app.command()
def status(warehouse: WarehouseOption = None) -> None:
    """Say what is in the warehouse, what is stale or failed, and what to do about it."""
    from tfextract import confinement
    from tfextract.reprocess import stale_by_cause
    from tfextract.warehouse import kept_builds, marks, staged, status_summary

    settings = load_settings()
    place = _warehouse(warehouse, settings)
    summary = status_summary(place)
    print(output.status_text(summary, stale_by_cause(place, settings)))
    for line in output.runs_lines(staged(place), kept_builds(place), marks(place)):
        print(line)
    unlimited = confinement.missing_told(confinement.missing())
    if unlimited is not None:
        print(unlimited)


@app.command()
def evaluate(
    gold: Annotated[list[Path], typer.Argument(help="Gold files or folders of them.")],
    pdfs: Annotated[list[Path] | None, typer.Option("--pdfs", help="Folders with the PDFs of the gold files.")] = None,
    show_all: Annotated[bool, typer.Option("--show", help="List every miss and every extra.")] = False,
) -> None:
    """Score what is extracted against annotated pages: precision, recall, F1 and full F1 for each kind of fact, the
    same by publisher, and an interval from drawing the documents anew."""
    from tfextract.evaluate import evaluate_paths, format_scores
    from tfextract.pipeline import Reader

    reader = Reader.load(load_settings())
    print(format_scores(evaluate_paths(gold, pdfs or [], reader.read), show=show_all, publishers=True))


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
