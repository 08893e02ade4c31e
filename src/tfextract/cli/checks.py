"""The commands that report on quality: `status` and `check` for the warehouse, `evaluate` for the extraction."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tfextract import output
from tfextract.cli.options import WarehouseOption, warehouse_of
from tfextract.settings import load_settings
from tfextract.terminal import write

commands = typer.Typer()


@commands.command()
def status(warehouse: WarehouseOption = None) -> None:
    """Show what is in the warehouse, what is stale or failed, and what to do about it."""
    from tfextract import confinement
    from tfextract.reprocess import stale_by_cause
    from tfextract.warehouse import kept_builds, marks, staged, status_summary

    settings = load_settings()
    place = warehouse_of(warehouse, settings)
    summary = status_summary(place)
    write(output.status_text(summary, stale_by_cause(place, settings)))
    for line in output.runs_lines(staged(place), kept_builds(place), marks(place)):
        write(line)
    unlimited = confinement.missing_message(confinement.missing())
    if unlimited is not None:
        write(unlimited)


@commands.command()
def check(warehouse: WarehouseOption = None) -> None:
    """Run all checks on the whole warehouse. Exits with 1 if one fails. Warnings do not count as failures."""
    from tfextract.warehouse import check as run_checks

    findings = run_checks(warehouse_of(warehouse, load_settings()))
    for finding in findings:
        write(f"{'warning' if finding.check.warning else 'failed'}: {finding}")
    failed = sum(not finding.check.warning for finding in findings)
    write(f"{failed} check{'' if failed == 1 else 's'} failed" if failed else "every check holds")
    raise typer.Exit(1 if failed else 0)


@commands.command()
def evaluate(
    gold: Annotated[list[Path], typer.Argument(help="Gold files or folders of them.")],
    pdfs: Annotated[list[Path] | None, typer.Option("--pdfs", help="Folders with the PDFs of the gold files.")] = None,
    show_all: Annotated[bool, typer.Option("--show", help="List every miss and every extra.")] = False,
) -> None:
    """Score the extraction against annotated pages: precision, recall, F1 and full F1 by kind of fact and by publisher,
    with bootstrap intervals over documents. Headings, shortfalls and indicator rows where they are annotated."""
    from tfextract.evaluate import evaluate_paths, format_scores
    from tfextract.pipeline import Reader

    reader = Reader.load(load_settings())
    write(format_scores(evaluate_paths(gold, pdfs or [], reader.read), show=show_all, publishers=True))
