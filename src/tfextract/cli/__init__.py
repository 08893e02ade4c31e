"""The command line of tfextract: each command reads its arguments and calls one job."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from tfextract.cli import add, builds, checks, inspection, parts, reports, review, runs, search, sheets, tables
from tfextract.terminal import write

app = typer.Typer(
    name="tfextract",
    help="Achievements, counts and product titles from PDF brochures and reports, with evidence, in DuckDB.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(asked: bool) -> None:
    if asked:
        write(f"tfextract {version('tfextract')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    pass


# `tfextract --help` lists the commands in this order.
for _group in (runs, inspection, tables, checks):
    app.add_typer(_group.commands)
app.add_typer(review.commands, name="review")
for _group in (search, parts, builds, add, sheets, reports):
    app.add_typer(_group.commands)
