"""What a symbol that several currencies share means in a document."""

from dataclasses import replace

import pytest

from tests.extract.builders import passages, table_layout
from tfextract.extract.counts import find_counts
from tfextract.extract.evidence import Ids
from tfextract.extract.home_currency import home_currencies
from tfextract.extract.indicator_tables import find_indicator_counts
from tfextract.model import CountKind, Document, FileStatus

DOCUMENT = Document("d", "0" * 64, "d.pdf", 1, FileStatus.READ, report_year=2019)


def _home(printed: str, publisher: str | None = None) -> dict[str, str | None]:
    blocks = [passage.block for passage in passages(printed)]
    return dict(home_currencies(blocks, replace(DOCUMENT, publisher=publisher)))


@pytest.mark.parametrize(
    ("printed", "publisher", "home"),
    [
        ("It spent $5 million on ferries.", "Government of Australia", {"$": "AUD"}),
        ("It spent $5 million on ferries.", "Mill Council of Singapore", {"$": "SGD"}),
        ("It spent $5 million on ferries.", "United Nations Mill Fund", {"$": "USD"}),
        ("It spent $5 million on ferries. Write to mills@guild.org.nz or www.guild.org.nz.", None, {"$": "NZD"}),
        ("It spent $5 million on ferries, or C$6 million, of CAD 9 million.", None, {"$": "CAD"}),
        ("It spent $5 million on ferries.", None, {"$": None}),
        # A report of others on one country.
        ("It spent $5 million on ferries in Fiji. Fiji has mills. All of Fiji rows.", None, {"$": None}),
        ("It spent $5 million (A$7 million, US$5 million) on ferries.", None, {"$": None}),
        ("It spent Rs 5 crore on ferries.", "Mill Board of Kerala", {"Rs": "INR"}),
        ("It spent Rs 5 million on ferries.", "Mill Board of Nepal", {"Rs": "NPR"}),
        ("It spent £5 million on ferries.", None, {"£": "GBP"}),
        ("It spent £5 million on ferries.", "Mill Board of Egypt", {"£": "EGP"}),
        ("It spent €5 million on ferries.", "Government of Australia", {}),
    ],
)
def test_a_sign_means_what_most_shows(printed: str, publisher: str | None, home: dict[str, str | None]) -> None:
    assert _home(printed, publisher) == home


def test_an_amount_has_the_currency_of_its_document() -> None:
    read = passages("It spent $5 million on ferries and US$ 3 million on nets.")
    ferries, nets = find_counts(read, (), Ids("d"), DOCUMENT, home={"$": "AUD"})
    assert (ferries.currency, ferries.unit, nets.currency) == ("AUD", "AUD", "USD")
    unknown = find_counts(read, (), Ids("d"), DOCUMENT, home={"$": None})[0]
    assert (unknown.kind, unknown.currency, unknown.unit) == (CountKind.MONEY, None, None)


def test_so_has_a_table_that_names_no_other() -> None:
    table = "Income | 2018 | 2019\nGrants ($) | 1,250 | 1,410"
    found = find_indicator_counts(table_layout(table), Ids("d"), DOCUMENT, {"$": "AUD"})
    assert {count.currency for count in found} == {"AUD"}
    named = find_indicator_counts(table_layout(table.replace("($)", "(US$)")), Ids("d"), DOCUMENT, {"$": "AUD"})
    assert {count.currency for count in named} == {"USD"}
