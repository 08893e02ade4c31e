from dataclasses import replace
from datetime import date

import pytest

from tests.extract.builders import passages
from tfextract.extract.achievements import find_achievements
from tfextract.extract.counts import find_counts
from tfextract.extract.evidence import Ids
from tfextract.model import Basis, Claim, Count, CountKind, Document, FileStatus, MoneyRole, PeriodSource, Qualifier

DOCUMENT = Document("d", "0" * 64, "d.pdf", 1, FileStatus.READ)


def _found(printed: str, document: Document = DOCUMENT) -> list[Count]:
    read = passages(printed)
    ids = Ids("d")
    return list(find_counts(read, find_achievements(read, ids), ids, document))


@pytest.mark.parametrize(
    ("sentence", "value", "unit"),
    [
        ("The fund trained 40 judges in water law.", 40, "judges"),
        ("They held 69 workshops, talks and high-level meetings.", 69, "workshops, talks and high-level meetings"),
        ("It works with 59 partner institutions from five provinces.", 59, "partner institutions"),
        ("The guide shows nine successful examples of wells.", 9, "examples"),
        ("More than 1,598 people took part.", 1598, "people"),
        ("The ministry gave USD 3.5 million to the school.", 3_500_000, "USD"),
        ("The school restored 1,200 hectares of peat.", 1200, "hectares"),
        ("It taught 6,400 urban and rural night pupils.", 6400, "urban and rural night pupils"),
        ("It shipped 31 in-kind gifts.", 31, "in-kind gifts"),
        ("It trained 310 RNC naval nurses.", 310, "RNC naval nurses"),
        ("! 640* staff members", 640, "staff members"),
        ("Nine (12%) coaches left the club.", 9, "coaches"),
        ("It is building 2 new barns in the hills.", 2, "barns"),
        ("Thanks to the more than 900 of you who gave blood.", 900, "you"),
        ("The choirs (now numbering more than 70) sang.", 70, "choirs"),
        ("It serves the outlying farms (up to 30) by boat.", 30, "outlying farms"),
        ("The number of clinics able to test milk rose from 31 to 118 today.", 31, "clinics"),
        ("The number of mills in our guild rose to 320.", 320, "mills"),
        ("Membership reached 2,500.", 2500, "Membership"),
        ("Volunteers contributed 12,400 hours in 2021.", 12400, "hours"),
        ("It was read by a quarter of a million people.", 250_000, "people"),
        ("The fair drew crowds of up to 10,000.", 10_000, "crowds"),
        ("The number of trees planted: 40,200", 40_200, "trees"),
        ("Total membership now stands at 7,410.", 7410, "Total membership"),
        ("Attendance at the fair was 12,000.", 12000, "Attendance"),
        ("Visitors totalled 48,000 in May.", 48000, "Visitors"),
        ("The crew had women from every port (478 women/482 men).", 478, "women"),
    ],
)
def test_value_and_unit(sentence: str, value: float, unit: str) -> None:
    found = _found(sentence)[0]
    assert (found.value, found.unit) == (value, unit)


def test_a_range_of_money_is_no_earlier_level_of_a_count() -> None:
    found = _found("Grants ranging from $5,000 to $50,000 were made to 18 schools.")
    assert [(c.value, c.value_high, c.unit) for c in found] == [(5000, 50_000, "USD"), (18, None, "schools")]


def test_a_pact_that_grew_lends_no_unit() -> None:
    found = _found("It has 20 signatories in the north, while the Harbour Pact increased to 910 (111 new signatories).")
    assert [(count.value, count.unit) for count in found][1] == (910, "signatories")


def test_a_slash_parts_two_counts() -> None:
    found = _found("It drew guests (478 women/482 men).")
    assert [(count.value, count.unit) for count in found] == [(478, "women"), (482, "men")]


def test_coordinated_numbers_are_two_counts() -> None:
    found = _found("There are 128 signatories and 84 ratifications.")
    assert [(c.value, c.unit) for c in found] == [(128, "signatories"), (84, "ratifications")]


@pytest.mark.parametrize(
    "sentence",
    [
        "The fund was founded in 2012 and works for three years.",
        "See Figure 3 on page 12 of document E/2020/17.",
        "Children aged 5 to 9 were asked about Goal 6.",
        "Call +41 22 555 01 02 or write to P.O. Box 1234.",
        "The third meeting was held on 15 May 2016.",
        "It is one of the reasons.",
        "The offices are at 14-16 Salt Street, Leeds.",
        "Harbour Bank 7 Mill House Hull HU1 2AB",
        "It came after more than 7 months of work.",
        "Studio 45's singers met Studio 45 staff.",
        "Ferry QX 77's crew met the QX 77 Review.",
        "Ada Reed, arXiv:2002.09783.",
        "The song reached No. 1 in the north.",
        "The line is open 24 hours a day.",
        "The Mill Act (124 Stat. 1376) and 42 U.S.C. 1983 apply.",
        "8 The mills in this report are those of the guild.",
        "The mill is 40 years old and its level rose to 12.",
    ],
)
def test_numbers_that_count_nothing(sentence: str) -> None:
    assert _found(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("The fund trained 40 judges.", Claim.ACHIEVED),
        ("The fund will train 40 judges.", Claim.TARGET),
        ("Visits rose by 12 per cent.", Claim.CHANGE),
        ("In all, 300 million people lack clean water.", Claim.CONTEXT),
        ("The plan rests on four strategic pillars.", Claim.SCALE),
    ],
)
def test_claim(sentence: str, claim: Claim) -> None:
    assert _found(sentence)[0].claim is claim


def test_pairs() -> None:
    before, after = _found("Membership went from 65 to 91 towns.")
    assert (before.claim, after.claim) == (Claim.BASELINE, Claim.ACHIEVED)
    part, whole = _found("So far 15 of 16 provinces have a plan.")
    assert (part.claim, whole.claim, part.whole_id) == (Claim.ACHIEVED, Claim.WHOLE, whole.count_id)


def test_rate_and_money_role() -> None:
    (found,) = _found("The ministry pledged $2 million annually to the fund.")
    assert (found.kind, found.currency, found.basis, found.per) == (CountKind.MONEY, "USD", Basis.RATE, "year")
    assert found.money_role is MoneyRole.PLEDGE


@pytest.mark.parametrize(
    ("printed", "value", "kind", "unit"),
    [
        ("! 12,400,000 Value of seed sold (EUR)", 12_400_000, CountKind.MONEY, "EUR"),
        ("! 8,120 Water delivered (M³)", 8120, CountKind.MEASURE, "M³"),
        ("! Seed sold (USD million) 3.5", 3_500_000, CountKind.MONEY, "USD"),
        ("! 640 Weight of nets mended (kg)", 640, CountKind.MEASURE, "kg"),
        ("! 640 Nets mended (all)", 640, CountKind.COUNT, "Nets"),
        ("! Meals served (millions) 1.9", 1_900_000, CountKind.COUNT, "Meals served (millions)"),
    ],
)
def test_a_unit_in_brackets_says_what_a_callout_counts(printed: str, value: float, kind: CountKind, unit: str) -> None:
    (found,) = _found(printed)
    assert (found.value, found.kind, found.unit) == (value, kind, unit)


def test_who_acts_behind_a_number_may_be_left_out() -> None:
    whole, part = _found("Of the 86 apprentices who started, 71 finished the course.")
    assert (whole.unit, part.unit, part.claim) == ("apprentices", "apprentices", Claim.ACHIEVED)


def test_a_list_of_contents_counts_nothing() -> None:
    contents = ["4 Our harbour", "8 The year at sea", "14 Nets and boats", "20 Money matters", "32 Our staff"]
    assert _found("\n".join(contents)) == []
    assert _found("\n".join(contents[:4])) != []


def test_callout_with_label_before_its_figure() -> None:
    (found,) = _found("! Villages reached 2,400")
    assert (found.value, found.unit) == (2400, "Villages reached")


def test_count_knows_its_achievement_and_sentence() -> None:
    read = passages("In 2019 the fund trained at least 40 judges. They come from six provinces.")
    ids = Ids("d")
    achievements = find_achievements(read, ids)
    judges, provinces = find_counts(read, achievements, ids, DOCUMENT)
    assert judges.achievement_id == achievements[0].achievement_id
    assert judges.qualifier is Qualifier.AT_LEAST
    assert judges.quote == "In 2019 the fund trained at least 40 judges."
    assert provinces.achievement_id is None


def test_the_same_figure_again_repeats_the_first() -> None:
    first, again, other = _found(
        "It reached 2,400 villages.\nBy May it had reached 2,400 villages.\nIt has 2,400 wells."
    )
    assert first.repeat_of is None
    assert again.repeat_of == first.count_id
    assert other.repeat_of is None


def test_a_long_sentence_is_quoted_around_its_number() -> None:
    words = "and the river board of the upper valley with its many members " * 4
    (found,) = _found(f"In that year {words}trained 40 judges {words}.")
    assert 3 <= len(found.quote.split()) <= 25
    assert "trained 40 judges" in found.quote


@pytest.mark.parametrize(
    ("sentence", "basis"),
    [
        ("The fund has trained 40 judges.", Basis.CUMULATIVE),
        ("The network has 222 members.", Basis.AT_DATE),
        ("The school employs 40 teachers.", Basis.AT_DATE),
        ("The fund trained 40 judges.", None),
        ("In 2019 the fund trained 40 judges.", Basis.IN_PERIOD),
    ],
)
def test_basis(sentence: str, basis: Basis | None) -> None:
    assert _found(sentence)[0].basis is basis


def test_past_tense_in_a_yearly_report_is_about_its_year() -> None:
    (found,) = _found("The fund trained 40 judges.", replace(DOCUMENT, report_year=2019))
    assert (found.basis, found.period_source) == (Basis.IN_PERIOD, PeriodSource.DOCUMENT)
    assert (found.period_start, found.period_end) == (date(2019, 1, 1), date(2019, 12, 31))


def test_a_year_in_the_sentence_goes_before_that_of_the_report() -> None:
    (found,) = _found("In 2017 the fund trained 40 judges.", replace(DOCUMENT, report_year=2019))
    assert (found.period_start, found.period_source) == (date(2017, 1, 1), PeriodSource.SENTENCE)


def test_one_noun_for_two_numbers_that_respectively_shares_out() -> None:
    found = _found("The fairs were seen by 14 and 19 millers, respectively.")
    assert [(count.value, count.unit) for count in found] == [(14, "millers"), (19, "millers")]


@pytest.mark.parametrize(
    ("printed", "units"),
    [
        ("It ships 416 ‘grain data’ packages.", ["‘grain data’ packages"]),
        ("! 473,755 “morning bell” letter readers", ["“morning bell” letter readers"]),
        ("The fund opened 5 and 6 clinics in Alder and Birch.", ["clinics", "clinics"]),
        ("16.5% 15.7% 23.9%", []),
    ],
)
def test_what_is_counted_in_odd_company(printed: str, units: list[str]) -> None:
    assert [count.unit for count in _found(printed)] == units
