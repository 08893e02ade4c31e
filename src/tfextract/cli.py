"""The command line of tfextract: each command reads its arguments and calls one job."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tfextract import cli_add, cli_builds, cli_parts, cli_reports, cli_review, cli_search, cli_sheets, output
from tfextract.errors import UserError, reason
from tfextract.locations import Place, known_place, place
from tfextract.settings import Settings, load_settings
from tfextract.terminal import screen, write, write_data

app = typer.Typer(
    name="tfextract",
    help="Achievements, counts and product titles from PDF brochures and reports, with evidence, in DuckDB.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_review.commands, name="review")
app.add_typer(cli_search.commands)
app.add_typer(cli_parts.commands)
app.add_typer(cli_builds.commands)
app.add_typer(cli_add.commands)
app.add_typer(cli_sheets.commands)
app.add_typer(cli_reports.commands)

WarehouseOption = Annotated[
    Path | None, typer.Option("--warehouse", help="The DuckDB file; default: the setting `warehouse`.")
]


WorkersOption = Annotated[int | None, typer.Option("--workers", min=1, help="Documents read at one time.")]


class QueryFormat(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def _named(text: str) -> Path:
    """An empty word, of a variable that is not set, would otherwise be the working directory."""
    if not text:
        raise typer.BadParameter("it is empty: name a file or a folder")
    return Path(text)


def _place(text: str) -> Place:
    return place(str(_named(text))) if "://" not in text else place(text)


def _settings(workers: int | None) -> Settings:
    settings = load_settings()
    return settings if workers is None else settings.model_copy(update={"workers": workers})


class ExportChoice(StrEnum):
    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


def _warehouse(given: Path | None, settings: Settings) -> Path:
    return given if given is not None else settings.warehouse


@app.command()
def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(help="Folders (their *.pdf, recursively), files, and places in stores (s3://bucket/reports)."),
    ],
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
    publish_to: Annotated[
        str | None, typer.Option("--publish-to", help="Where the build goes as well; default: the setting.")
    ] = None,
    came_in: Annotated[
        Path | None, typer.Option("--came-in", help="A folder for a summary of what came in, in Markdown and HTML.")
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
    if publish_to is not None:
        settings = settings.model_copy(update={"publish_to": _place(publish_to)})
    console = screen()
    progress = report.ScreenProgress(console)
    done = job.ingest(
        [_place(path) for path in paths],
        _warehouse(warehouse, settings),
        settings,
        tell=progress.tell,
        announce=progress.announce,
        say=progress.say,
        options=PlanOptions(rehash=rehash, retry=retry, accept_missing=accept_missing),
    )
    report.show_ingested(done, Limit.parse(settings.reprocess_limit), console)
    if came_in is not None:
        from tfextract.reports.came_in import write_came_in

        summary = write_came_in(done.warehouse, came_in, published=done.published)
        write(f"{summary.html}, {summary.markdown}: {summary.line}")
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
    console = screen()
    progress = report.ScreenProgress(console)
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
def extract(file: Annotated[Path, typer.Argument(help="A PDF.")]) -> None:
    """Print what one document holds as JSON; no warehouse is touched."""
    from tfextract.reader_process import load_reader
    from tfextract.workers import Workers

    _must_exist(file)
    with Workers(load_settings(), load_reader) as workers:
        write_data(output.document_json(workers.read(file)))


@app.command()
def explain(
    fact_id: Annotated[str | None, typer.Argument(help="A fact of the warehouse; its first digits are enough.")] = None,
    warehouse: WarehouseOption = None,
    page: Annotated[
        tuple[Path, int] | None, typer.Option("--page", help="A PDF and a page: blocks, statements, rules.")
    ] = None,
) -> None:
    """Say what a fact is, which rule found it, where it is on the page and what decided it; or the same of all
    that was looked at on a page."""
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
    write(output.fact_text(fetch_fact(_warehouse(warehouse, settings), fact_id)))


@app.command()
def show(
    fact_id: Annotated[str | None, typer.Argument(help="A fact of the warehouse; its first digits are enough.")] = None,
    warehouse: WarehouseOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="The PNG to write; default: named after it.")] = None,
    page: Annotated[
        tuple[Path, int] | None, typer.Option("--page", help="A PDF and a page: blocks, order, headings, tables.")
    ] = None,
) -> None:
    """Write a picture of the page with the fact framed; or of any page as it was read: its blocks with their roles and
    order, the headings over each, tables and pictures."""
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
        write(f"{target}: page {number} of {pdf.name} as it was read")
        return
    if fact_id is None:
        raise UserError("name a fact by its id, or a page: tfextract show --page FILE N")
    fact = fetch_fact(_warehouse(warehouse, settings), fact_id)
    if fact.path is None or not is_file(fact.path):
        raise UserError(f"the PDF of this fact is no longer at {fact.path}: put it back and try again")
    path, number = known_place(fact.path), fact.evidence[0].page
    boxes = [row.box for row in fact.evidence if row.page == number]
    with Workers(settings, load_nothing) as workers:
        picture = workers.ask(path, png_answer, number, boxes)
    target = out or Path(f"{fact.fact_id}.png")
    write_whole(target, picture)
    write(f"{target}: page {number} of {path.name}")


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="A query, or a file that holds one.")],
    warehouse: WarehouseOption = None,
    form: Annotated[QueryFormat, typer.Option("--format")] = QueryFormat.TABLE,
) -> None:
    """Run a query; the warehouse is opened for reading alone.

    A table that is wider than the terminal is shown record by record.
    """
    from tfextract.warehouse import run_query

    result = run_query(_warehouse(warehouse, load_settings()), _sql(sql))
    output.write_rows(result.columns, result.rows, form.value)


def _sql(given: str) -> str:
    """The text of the file where a name of one is given."""
    path = Path(given)
    if not given.endswith(".sql") or " " in given.strip() or not (path.is_file() or "/" in given):
        return given
    try:
        return path.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "it is not in UTF-8"
        raise UserError(f"the query {given} cannot be opened: {why}") from error


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where to write; made where it does not exist.", parser=_named)],
    form: Annotated[ExportChoice, typer.Option("--format")] = ExportChoice.CSV,
    only: Annotated[list[str] | None, typer.Option("--only", help="A table or view; again for more.")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Write the tables, the views and the data dictionary as CSV or Parquet files or as one workbook."""
    from tfextract import export as job

    place = _warehouse(warehouse, load_settings())
    done = job.export_tables(place, folder, job.ExportFormat(form.value), only or ())
    write(output.export_text(done))


@app.command()
def iati(
    file: Annotated[Path, typer.Argument(help="The XML file to write.", parser=_named)],
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
    write(output.iati_text(job.export_iati(_warehouse(warehouse, load_settings()), file, reporter, fund)))


@app.command()
def status(warehouse: WarehouseOption = None) -> None:
    """Say what is in the warehouse, what is stale or failed, and what to do about it."""
    from tfextract import confinement
    from tfextract.reprocess import stale_by_cause
    from tfextract.warehouse import kept_builds, marks, staged, status_summary

    settings = load_settings()
    place = _warehouse(warehouse, settings)
    summary = status_summary(place)
    write(output.status_text(summary, stale_by_cause(place, settings)))
    for line in output.runs_lines(staged(place), kept_builds(place), marks(place)):
        write(line)
    unlimited = confinement.missing_message(confinement.missing())
    if unlimited is not None:
        write(unlimited)


@app.command()
def check(warehouse: WarehouseOption = None) -> None:
    """Run all checks over the whole warehouse. Ends with 1 where one fails; warnings are shown and fail nothing."""
    from tfextract.warehouse import check as run_checks

    findings = run_checks(_warehouse(warehouse, load_settings()))
    for finding in findings:
        write(f"{'warning' if finding.check.warning else 'failed'}: {finding}")
    failed = sum(not finding.check.warning for finding in findings)
    write(f"{failed} check{'' if failed == 1 else 's'} failed" if failed else "every check holds")
    raise typer.Exit(1 if failed else 0)


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
    write(format_scores(evaluate_paths(gold, pdfs or [], reader.read), show=show_all, publishers=True))


def _must_exist(file: Path) -> None:
    if not file.is_file():
        raise UserError(f"{file} does not exist: name a PDF")


def main() -> None:
    """Where an installed command starts that was made before `tfextract.__main__`."""
    from tfextract.__main__ import main as start

    start()


if __name__ == "__main__":
    main()
