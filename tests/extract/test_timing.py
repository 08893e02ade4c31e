"""Basis, period and as-of date of a count, and where they are stated."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from tests.extract.builders import passages
from tfextract.extract.achievements import find_achievements
from tfextract.extract.counts import find_counts
from tfextract.extract.dates import Period, Reported, as_of, periods
from tfextract.extract.evidence import Ids
from tfextract.model import Basis, Count, Document, FileStatus, PeriodSource

DOCUMENT = Document("d", "0" * 64, "d.pdf", 1, FileStatus.READ)
YEARLY = replace(DOCUMENT, report_year=2019)


def _first(printed: str, document: Document = DOCUMENT) -> Count:
    read = passages(printed)
    ids = Ids("d")
    return find_counts(read, find_achievements(read, ids), ids, document)[0]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("in 2014", (date(2014, 1, 1), date(2014, 12, 31))),
        ("during February 2012", (date(2012, 2, 1), date(2012, 2, 29))),
        ("between 2013 and 2015", (date(2013, 1, 1), date(2015, 12, 31))),
        ("2013–2015", (date(2013, 1, 1), date(2015, 12, 31))),
        ("since May 2016", (date(2016, 5, 1), None)),
        ("in 2012–13", (date(2012, 1, 1), date(2013, 12, 31))),
        ("in 2013–15", (date(2013, 1, 1), date(2015, 12, 31))),
        ("in the year to June 2020", (date(2019, 7, 1), date(2020, 6, 30))),
        ("in the six months ended 30 September 2012", (date(2012, 4, 1), date(2012, 9, 30))),
        ("from 1 July 2018 to 30 June 2019", (date(2018, 7, 1), date(2019, 6, 30))),
        ("from July 1, 2018 to June 30, 2019", (date(2018, 7, 1), date(2019, 6, 30))),
        ("between March and June 2012", (date(2012, 3, 1), date(2012, 6, 30))),
        ("in Q3 2011", (date(2011, 7, 1), date(2011, 9, 30))),
        ("in the first half of 2011", (date(2011, 1, 1), date(2011, 6, 30))),
        ("in fiscal 2009", (date(2009, 1, 1), date(2009, 12, 31))),
        ("in the third quarter", (None, None)),
        ("over the past three years", (None, None)),
    ],
)
def test_periods(text: str, period: tuple[date | None, date | None]) -> None:
    assert _bounds(periods(f"It opened 12 parks {text}.")) == [period]


def _bounds(named: Sequence[Period]) -> list[tuple[date | None, date | None]]:
    return [(period.start, period.end) for period in named]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("in 2012–13", (date(2012, 7, 1), date(2013, 6, 30))),
        ("in FY2021/22", (date(2021, 7, 1), date(2022, 6, 30))),
        ("in FY09", (date(2008, 7, 1), date(2009, 6, 30))),
        ("in the second quarter of fiscal 2019", (date(2018, 10, 1), date(2018, 12, 31))),
        ("in the third quarter", (date(2019, 1, 1), date(2019, 3, 31))),
        ("over the past three years", (date(2016, 7, 1), date(2019, 6, 30))),
        ("in 2012", (date(2012, 1, 1), date(2012, 12, 31))),
    ],
)
def test_periods_of_a_document_whose_year_begins_in_july(text: str, period: tuple[date, date]) -> None:
    reported = Reported(2019, date(2018, 7, 1), date(2019, 6, 30))
    assert _bounds(periods(f"It opened 12 parks {text}.", reported)) == [period]


@pytest.mark.parametrize(
    ("start", "end", "quarter"),
    [
        (date(2018, 11, 30), date(2019, 11, 29), (date(2019, 2, 28), date(2019, 5, 29))),
        (date(2020, 2, 29), date(2021, 2, 28), (date(2020, 5, 29), date(2020, 8, 28))),
    ],
)
def test_quarters_of_a_year_of_accounts_that_begins_at_the_end_of_a_month(
    start: date, end: date, quarter: tuple[date, date]
) -> None:
    reported = Reported(end.year, start, end)
    assert _bounds(periods("It opened 12 parks in the second quarter.", reported)) == [quarter]


@pytest.mark.parametrize(
    "text", ["the Strategic Plan, 2022–2025", "Route 2014 was closed", "the first half of the work"]
)
def test_no_period(text: str) -> None:
    assert periods(text) == ()


@pytest.mark.parametrize(
    ("sentence", "years"),
    [
        ("It sold 516 tons of oats in 2012–13 and 634 tons in 2013–14.", [(2012, 2013), (2013, 2014)]),
        ("In 2012 it sold 516 tons and in 2013 some 634 tons.", [(2012, 2012), (2013, 2013)]),
        ("It held 92 fairs in FY17 and FY18.", [(2017, 2018)]),
        ("Passes rose from 74% (2013) to 77% (2014).", [(2013, 2013), (2014, 2014)]),
    ],
)
def test_each_number_has_the_period_beside_it(sentence: str, years: list[tuple[int, int]]) -> None:
    found = find_counts(passages(sentence), (), Ids("d"), YEARLY)
    assert [(c.period_start and c.period_start.year, c.period_end and c.period_end.year) for c in found] == years


@pytest.mark.parametrize("sentence", ["The 2011 storm cost it 40 boats.", "Its 2013 plan led to 40 judges."])
def test_another_year_that_cannot_be_placed_is_never_taken_for_the_documents(sentence: str) -> None:
    assert _first(sentence, YEARLY).period_start is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("as of 31 March 2015", date(2015, 3, 31)),
        ("as at June 30, 2015", date(2015, 6, 30)),
        ("as of May 2013", date(2013, 5, 31)),
        ("at the end of 2014", date(2014, 12, 31)),
        ("by 2014", None),
        ("on 31 February 2014", None),
    ],
)
def test_as_of(text: str, day: date | None) -> None:
    assert as_of(text) == day


@pytest.mark.parametrize(
    ("sentence", "basis"),
    [
        ("The rate rose from 31 to over 57 per cent.", Basis.AT_DATE),
        ("The club grew to 70 towns.", Basis.AT_DATE),
        ("Some 40 per cent of the staff are women.", Basis.AT_DATE),
        ("Visits rose by 12 per cent.", Basis.IN_PERIOD),
        ("The town runs seven new ferries.", Basis.IN_PERIOD),
        ("The clinic sees 300 mothers a week.", Basis.RATE),
        ("On average there were 40 readers per story.", Basis.RATE),
        ("There is an annual funding gap of $4 billion.", Basis.RATE),
        ("Creditors stood at £4,310k.", Basis.AT_DATE),
        ("By 2030 we aim to reach 4,000 farms.", Basis.CUMULATIVE),
        ("The plan rests on four pillars.", None),
        ("It trained 40 judges within a year.", Basis.IN_PERIOD),
    ],
)
def test_basis(sentence: str, basis: Basis | None) -> None:
    assert _first(sentence).basis is basis


def test_the_words_nearest_to_the_number_decide() -> None:
    read = passages("Since 2014 it has trained 90 judges, and in 2019 it trained 40 clerks.")
    judges, clerks = find_counts(read, (), Ids("d"), YEARLY)
    assert (judges.basis, clerks.basis) == (Basis.CUMULATIVE, Basis.IN_PERIOD)


def test_an_as_of_date_is_for_a_stock_and_not_for_an_event() -> None:
    assert _first("As of 31 March 2015 the club has 70 members.").as_of == date(2015, 3, 31)
    assert _first("It opened 70 parks on 31 March 2015.", YEARLY).as_of is None


def test_period_of_the_heading() -> None:
    found = _first("# Results in 2017\nIt trained 40 judges.", YEARLY)
    assert (found.period_start, found.period_source) == (date(2017, 1, 1), PeriodSource.HEADING)


def test_figures_without_a_verb_under_as_of_are_sums_up_to_then() -> None:
    found = _first("# Impact as of May 2013\n! 2,914 films made")
    assert (found.basis, found.as_of, found.period_source) == (
        Basis.CUMULATIVE, date(2013, 5, 31), PeriodSource.HEADING,
    )  # fmt: skip
    assert _first("# Impact\n! 2,914 films").basis is None


def test_the_documents_own_period_has_precedence_over_its_year() -> None:
    document = replace(YEARLY, period_start=date(2018, 4, 1), period_end=date(2019, 3, 31))
    found = _first("The fund trained 40 judges.", document)
    assert (found.period_start, found.period_source) == (date(2018, 4, 1), PeriodSource.DOCUMENT)


def test_the_year_compared_with_is_not_that_of_the_number_before_it() -> None:
    found = _first("The fund helped 26 towns, up from 20 in 2018.", YEARLY)
    assert (found.period_start, found.period_source) == (date(2019, 1, 1), PeriodSource.DOCUMENT)


@pytest.mark.parametrize(
    ("printed", "basis"),
    [
        ("There were five meetings of the crews.", Basis.IN_PERIOD),
        ("There were five boats in the harbour.", Basis.AT_DATE),
        ("Five members of the crew were sent to the flood.", Basis.IN_PERIOD),
        ("The club had 70 members.", Basis.AT_DATE),
        ("Spending on boats rose to $7 million.", Basis.IN_PERIOD),
        ("The reserves rose to $7 million.", Basis.AT_DATE),
        ("The CAGR of milling was 6.7 per cent.", Basis.RATE),
        ("Our 63 local groups met often.", Basis.AT_DATE),
        ("Present in 64 valleys.", Basis.AT_DATE),
        ("We are working with 24 councils.", Basis.AT_DATE),
        ("Over the years, the town has also lent six boats.", Basis.CUMULATIVE),
        ("The archive passed 3,000 songs in June.", Basis.AT_DATE),
        ("The flood killed 40 people.", Basis.IN_PERIOD),
        ("We built 12 mills which are currently let to 30 tenants.", Basis.IN_PERIOD),
        ("It drew gifts from 11 towns (13 as a cumulative total so far).", Basis.IN_PERIOD),
    ],
)
def test_an_event_is_of_the_period_and_a_state_of_its_day(printed: str, basis: Basis) -> None:
    assert _first(printed, YEARLY).basis is basis


def test_a_figure_without_a_verb_is_of_the_year_of_a_yearly_report() -> None:
    named = replace(YEARLY, title="Annual Report 2019")
    assert _first("! 640 Parcels", named).basis is Basis.IN_PERIOD
    assert _first("# The year 2019 in numbers\n! 640 Parcels", YEARLY).basis is Basis.IN_PERIOD
    assert _first("! 640 Parcels", YEARLY).basis is None
    assert _first("! 88 member states", named).basis is Basis.AT_DATE


def _bases(printed: str) -> list[Basis | None]:
    read = passages(printed)
    return [count.basis for count in find_counts(read, (), Ids("d"), YEARLY)]


def test_a_share_or_part_has_the_time_of_its_figure() -> None:
    assert _bases("It made 1,260 repairs (70%) at sea.") == [Basis.IN_PERIOD, Basis.IN_PERIOD]
    assert _bases("Tests rose from 18 to 160 tests per day.") == [Basis.RATE, Basis.RATE]
    assert _bases("Present in 64 valleys, including 21 valleys of the north.") == [Basis.AT_DATE, Basis.AT_DATE]
