"""`tfextract review`: one fact from the command line (`review FACT_ID`), all facts in a browser (`review serve`), or a
workbook for a reviewer (`review export`, `review import`)."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tfextract.cli.options import NEXT_INGEST, By, FolderOption, WarehouseOption, Why, places_of, warehouse_of
from tfextract.cli.reports import export_reviews, import_reviews
from tfextract.errors import UserError
from tfextract.locations import place as as_place
from tfextract.settings import load_settings
from tfextract.sheets import REVIEWS, Decision
from tfextract.terminal import write

_FACT = "fact"


class _Review(TyperGroup):
    """A first word that is not a command is the id of a fact: `review FACT_ID` means `review fact FACT_ID`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, "--help"):
            args = [_FACT, *args]
        return super().parse_args(ctx, args)


commands = typer.Typer(
    cls=_Review,
    no_args_is_help=True,
    help="Accept, reject or correct facts: one (`review FACT_ID …`), in a browser, or in a workbook.",
)


commands.command("export")(export_reviews)
commands.command("import")(import_reviews)


@commands.command(_FACT)
def review(
    fact_id: Annotated[str, typer.Argument(help="The fact; the start of its id is enough.")],
    by: By,
    why: Why = "",
    accept: Annotated[bool, typer.Option("--accept", help="It is right.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="It is not such a fact: remove it.")] = False,
    change: Annotated[list[str] | None, typer.Option("--set", help="column=value; again for more.")] = None,
    warehouse: WarehouseOption = None,
    folder: FolderOption = None,
) -> None:
    """Accept, reject or correct a fact by a row in reviews.csv. You can omit the word `fact`."""
    from tfextract.deciding import review_fact

    chosen = [
        d for d, on in ((Decision.ACCEPT, accept), (Decision.REJECT, reject), (Decision.EDIT, bool(change))) if on
    ]
    if len(chosen) != 1:
        raise UserError("say one of --accept, --reject and --set column=value")
    place, sheets = places_of(warehouse, folder, REVIEWS)
    path, count = review_fact(place, sheets, fact_id, chosen[0], change or (), by, why)
    write(f"{path}: {count} row{'s' if count > 1 else ''} added; {NEXT_INGEST}")


@commands.command()
def serve(
    by: Annotated[str | None, typer.Option("--by", help="Who decides; default: your name on this machine.")] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="On loopback; 0 means any free port.")] = 0,
    warehouse: WarehouseOption = None,
    folder: FolderOption = None,
) -> None:
    """Review documents in a browser: see pages with their facts boxed, and accept, reject, edit, add and publish.

    Listens on this machine only, at an address with a token, until Ctrl-C. Prints the address.
    """
    import getpass
    import signal

    from tfextract.review_app.serving import serve as job

    settings = load_settings()
    place = warehouse_of(warehouse, settings)
    who = by if by is not None else getpass.getuser()
    if not who.strip():
        raise UserError("say who decides: --by NAME")
    # A terminated server then removes its temporary files, as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        job(place, settings, who, _say, None if folder is None else as_place(folder), port)
    except KeyboardInterrupt:
        return


def _say(address: str) -> None:
    import sys

    write(f"Review: {address}\nOpen it in a browser on this machine. Ctrl-C ends it. Decisions are saved at once.")
    sys.stdout.flush()
