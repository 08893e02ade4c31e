"""Counts become points of a series only where a person says so. A fund of wells is invented for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tfextract.model import (
    Basis,
    Block,
    BlockRole,
    Box,
    Claim,
    Count,
    CountKind,
    Document,
    Evidence,
    Facts,
    FileStatus,
    Fund,
    Layout,
    Page,
    PageStatus,
    PeriodSource,
    Qualifier,
    ReadDocument,
    TextSource,
)
from tfextract.sheets.documents import COLUMNS as DOCUMENT_COLUMNS
from tfextract.sheets.indicators import COLUMNS, MATCH_COLUMNS

from .people import Place

WELLS = {"id": "wells", "name": "Wells in use", "unit": "wells", "basis": "cumulative", "aggregation": "latest"}


def document(name: str, *sentences: tuple[str, str, dict[str, Any]], **known: Any) -> ReadDocument:
    """One count for each (printed number, sentence, fields of the count), each on a page of its own."""
    document_id = name.ljust(16, "0")
    blocks, counts, pages = [], [], []
    for number, (printed, sentence, fields) in enumerate(sentences, start=1):
        box = Box(50, 50, 300, 62)
        evidence = Evidence(number, number, box, 0, len(sentence), sentence, "rule.test")
        blocks.append(Block(number, number, BlockRole.PARAGRAPH, sentence, box, ()))
        pages.append(Page(number, 595.0, 842.0, PageStatus.READ, TextSource.TEXT_LAYER))
        count = Count(
            f"{name}-{number}", number, float(printed.replace(",", "")), printed, CountKind.COUNT, Qualifier.EXACT,
            sentence, (evidence,), 0.9, unit="wells", claim=Claim.ACHIEVED,
        )  # fmt: skip
        counts.append(replace(count, **fields))
    bare = Document(document_id, document_id * 4, f"{name}.pdf", len(pages), FileStatus.READ)
    return ReadDocument(replace(bare, **known), Layout(tuple(pages), tuple(blocks)), Facts(counts=tuple(counts)))


OVER = {"qualifier": Qualifier.OVER}
TARGET = {"claim": Claim.TARGET}
# A report, a leaflet, a report, a leaflet that contradicts itself and repeats the leaflet before, a leaflet.
FOLDER = (
    document("annual11", ("1,105", "1,105 wells", {}), report_year=2011),
    document(
        "leaflet12",
        ("1,300", "Today 1,300 wells are in use.", {"basis": Basis.AT_DATE}),
        ("6,000", "In the next three years we want to open 6,000 wells.", TARGET),
    ),
    document("annual12", ("2,050", "2,050 wells in use", {}), report_year=2012),
    document(
        "leaflet13",
        ("1,500", "So far 1,500 wells were dug.", {"basis": Basis.CUMULATIVE}),
        ("1,790", "1,790 wells in use", {}),
        ("1,300", "Today 1,300 wells are in use.", {"basis": Basis.AT_DATE}),
        ("6,000", "By 2014 we want to open 6,000 wells.", TARGET),
    ),
    document(
        "leaflet14",
        ("4,000", "Over 4,000 wells were dug.", OVER),
        ("4,210", "Today 4,210 wells are in use.", {}),
        ("6,000", "By 2015 we want to open 6,000 wells.", TARGET),
    ),
)
DATES = {"leaflet12": "2012-06-30", "leaflet13": "2013-06-30", "leaflet14": "2014-12-31"}


def accept(place: Place, *documents: ReadDocument, **other: str) -> None:
    rows = [
        {
            "indicator_id": "wells",
            "count_id": count.count_id,
            "document_id": read.document.document_id,
            "decision": "accept",
            "value_printed": count.value_printed,
            "sentence": count.quote,
            "reviewer": "Ada",
            "reviewed_at": "2026-05-02",
            **other,
        }
        for read in documents
        for count in read.facts.counts
    ]
    place.write("matches.csv", MATCH_COLUMNS, *rows)


def set_up(place: Place) -> None:
    place.write("indicators.csv", COLUMNS, {**WELLS, "baseline": "900", "targets": "2014=4000; 2015=6000"})
    rows = [{"document": f"{name}.pdf", "as_of": day} for name, day in DATES.items()]
    place.write("documents.csv", DOCUMENT_COLUMNS, *rows)


def points(place: Place) -> list[tuple[object, ...]]:
    return place.rows(
        "SELECT as_of::VARCHAR, value_printed, status, change FROM series_points ORDER BY as_of NULLS LAST, page"
    )


def test_nothing_is_joined_before_a_person_accepts_it(place: Place) -> None:
    set_up(place)
    place.publish(*FOLDER)
    assert points(place) == []
    assert place.rows("SELECT count(*) FROM match_proposals") == [(11,)]
    assert place.rows("SELECT point_count FROM series") == [(0,)]


def test_the_leaflets_and_reports_make_one_series_with_what_contradicts_itself_flagged(place: Place) -> None:
    set_up(place)
    accept(place, *FOLDER)
    place.publish(*FOLDER)
    assert points(place) == [
        ("2011-12-31", "1,105", "point", 205),
        ("2012-06-30", "1,300", "point", 195),
        ("2012-12-31", "2,050", "point", 750),
        ("2013-06-30", "1,500", "contradiction", None),
        ("2013-06-30", "1,790", "contradiction", None),
        ("2013-06-30", "1,300", "stale", None),
        ("2014-12-31", "4,000", "rounded", None),
        ("2014-12-31", "4,210", "point", 2160),
    ]
    assert place.rows("SELECT code, page FROM issues WHERE code LIKE 'series%' ORDER BY page") == [
        ("series_contradiction", 1), ("series_contradiction", 2)
    ]  # fmt: skip
    assert place.rows("SELECT point_count, last_value, flagged FROM series") == [(4, 4210, 2)]


def test_a_target_that_slips_is_found(place: Place) -> None:
    set_up(place)
    accept(place, *FOLDER)
    place.publish(*FOLDER)
    assert place.rows(
        "SELECT value, due::VARCHAR, horizon, status, actual, met FROM series_targets ORDER BY told_on NULLS LAST, due"
    ) == [
        (6000, "2015-12-31", "next three years", "first", 4210, None),
        (6000, "2014-12-31", "By 2014", "brought forward", 4210, False),
        (6000, "2015-12-31", "By 2015", "slipped", 4210, None),
        (4000, "2014-12-31", None, "framework", 4210, True),
        (6000, "2015-12-31", None, "framework", 4210, None),
    ]


def test_a_person_who_refuses_one_of_two_leaves_a_figure_that_falls(place: Place) -> None:
    set_up(place)
    kept = FOLDER[3].facts.counts[1:]
    accept(place, *FOLDER[:3], replace(FOLDER[3], facts=Facts(counts=kept)), FOLDER[4])
    place.publish(*FOLDER)
    found = [row for row in points(place) if row[0] == "2013-06-30"]
    assert found == [("2013-06-30", "1,790", "falls", None), ("2013-06-30", "1,300", "stale", None)]
    ((message,),) = place.rows("SELECT message FROM issues WHERE code = 'series_falls'")
    assert message == (
        "wells:cumulative: 1,790: 1,790 is below 2,050 of 2012-12-31, and what counts from the start cannot fall"
    )


def test_a_document_without_a_date_is_asked_for(place: Place) -> None:
    place.write("indicators.csv", COLUMNS, WELLS)
    accept(place, FOLDER[1])
    place.publish(FOLDER[1])
    assert points(place) == [(None, "1,300", "undated", None)]
    assert place.rows("SELECT code FROM issues") == [("series_undated",)]


def test_a_date_taken_over_from_the_document_yields_to_the_sheet_and_a_printed_one_does_not(place: Place) -> None:
    place.write("indicators.csv", COLUMNS, WELLS)
    place.write("documents.csv", DOCUMENT_COLUMNS, {"document": "a.pdf", "as_of": "2013-06-30"})
    guessed = {"period_end": date(2013, 12, 31), "period_source": PeriodSource.DOCUMENT}
    printed = {"period_end": date(2012, 12, 31), "period_source": PeriodSource.SENTENCE}
    read = document("a", ("70", "70 wells", guessed), ("40", "40 wells in 2012", printed))
    accept(place, read)
    place.publish(read)
    assert [row[:2] for row in points(place)] == [("2012-12-31", "40"), ("2013-06-30", "70")]


def test_what_is_of_a_period_makes_a_series_of_its_own(place: Place) -> None:
    place.write("indicators.csv", COLUMNS, WELLS)
    read = document("annual13", ("40", "40 wells this year", {"basis": Basis.IN_PERIOD}), report_year=2013)
    accept(place, FOLDER[0], read)
    place.publish(FOLDER[0], read)
    assert place.rows("SELECT series_id, last_value FROM series ORDER BY 1") == [
        ("wells:cumulative", 1105), ("wells:in_period", 40)
    ]  # fmt: skip


def test_an_acceptance_whose_words_changed_is_held_and_reported(place: Place) -> None:
    place.write("indicators.csv", COLUMNS, WELLS)
    accept(place, FOLDER[0])
    place.publish(FOLDER[0])
    assert len(points(place)) == 1
    place.publish(document("annual11", ("1,106", "1,106 wells", {}), report_year=2011))
    assert points(place) == []
    assert place.rows("SELECT code FROM issues WHERE code LIKE 'match%'") == [("match_held",)]
    assert place.rows("SELECT count(*) FROM match_proposals") == [(1,)]


def test_an_acceptance_holds_for_a_later_version_with_the_same_words(place: Place) -> None:
    place.write("indicators.csv", COLUMNS, WELLS)
    accept(place, FOLDER[0])
    later = document("annual11b", ("1,105", "1,105 wells", {}), report_year=2011, supersedes="annual1100000000")
    place.publish(FOLDER[0], later)
    assert place.rows("SELECT applied_to, status FROM matches") == [("annual11b-1", "applied")]
    assert place.rows("SELECT count_id FROM series_points") == [("annual11b-1",)]


def test_an_acceptance_reaches_the_version_after_next(place: Place) -> None:
    place.write("indicators.csv", COLUMNS, WELLS)
    accept(place, FOLDER[0])
    for name in ("annual11", "annual11b", "annual11c"):
        place.overwrite("annual11", document(name, ("1,105", "1,105 wells", {}), report_year=2011))
    assert place.rows("SELECT applied_to, status FROM matches") == [("annual11c-1", "applied")]


def wells_of(name: str, wells: str, year: int, publisher: str | None, fund: str | None = None) -> ReadDocument:
    read = document(name, (wells, f"{wells} wells were dug.", {}), report_year=year, publisher=publisher)
    return read if fund is None else replace(read, facts=replace(read.facts, funds=(Fund(fund.casefold(), fund),)))


@pytest.mark.parametrize(
    ("one", "two"),
    [(("Harbour Trust", None), ("Buoy Society", None)), (("Pilots", "Harbour Fund"), ("Pilots", "Buoy Fund"))],
)
def test_figures_of_two_publishers_or_funds_make_two_series(
    place: Place, one: tuple[str, str | None], two: tuple[str, str | None]
) -> None:
    set_up(place)
    reads = (wells_of("annual11", "1,105", 2011, *one), wells_of("annual12", "40", 2012, *two))
    accept(place, *reads)
    place.publish(*reads)
    found = place.rows(
        "SELECT publisher, fund, baseline, point_count, last_value, flagged FROM series ORDER BY last_value"
    )
    assert found == [(*two, None, 1, 40, 0), (*one, None, 1, 1105, 0)]
    assert place.rows("SELECT DISTINCT change FROM series_points") == [(None,)]
    assert place.rows("SELECT count(*) FROM series_targets") == [(0,)], "the framework's are of neither"
    assert place.rows("SELECT code FROM issues WHERE code LIKE 'series%'") == [("series_apart",)]


def test_a_document_that_names_no_publisher_is_of_the_only_one_that_is_named(place: Place) -> None:
    set_up(place)
    reads = (wells_of("annual11", "1,105", 2011, "Harbour Trust"), wells_of("annual12", "1,300", 2012, None))
    accept(place, *reads)
    place.publish(*reads)
    assert place.rows("SELECT series_id, publisher, point_count, baseline FROM series") == [
        ("wells:cumulative", "Harbour Trust", 2, 900)
    ]
    assert place.rows("SELECT code FROM issues WHERE code LIKE 'series%'") == []


def test_an_undefined_indicator_is_reported(place: Place) -> None:
    accept(place, FOLDER[0])
    place.publish(FOLDER[0])
    ((message,),) = place.rows("SELECT message FROM issues WHERE code = 'match_held'")
    assert str(message).endswith("no indicator has the id wells in indicators.csv")


def test_candidates_have_the_unit_or_a_synonym_in_either_number(place: Place) -> None:
    units = ["well", "deep wells", "boreholes", "wellness courses", "Well."]
    place.write("indicators.csv", COLUMNS, {**WELLS, "synonyms": "borehole; water point"})
    read = document("a", *((f"{n}", f"{n} {unit}", {"unit": unit}) for n, unit in enumerate(units, start=21)))
    place.publish(read)
    found = place.rows("SELECT unit FROM match_proposals ORDER BY count_id")
    assert found == [("well",), ("deep wells",), ("boreholes",), ("Well.",)]


def test_parts_and_repeats_are_no_candidates(place: Place) -> None:
    place.write("indicators.csv", COLUMNS, WELLS)
    part = {"dimension": "location", "dimension_value": "Elmet"}
    read = document(
        "a", ("70", "70 wells", {}), ("30", "30 wells in Elmet", part), ("70", "70 wells", {"repeat_of": "a-1"})
    )
    place.publish(read)
    assert place.rows("SELECT count_id FROM match_proposals") == [("a-1",)]


def test_new_words_in_the_registry_are_looked_for_in_old_documents(place: Place) -> None:
    place.publish(*FOLDER)
    place.write("indicators.csv", COLUMNS, WELLS)
    place.publish()
    assert place.rows("SELECT count(*) FROM match_proposals") == [(11,)]


def test_the_document_sheet_decides_and_what_it_leaves_empty_does_not(place: Place) -> None:
    read = document("annual11", ("1,105", "1,105 wells", {}), report_year=2010, title="Wells", publisher="Guess")
    row = {"document": "annual11.pdf", "report_year": "2011", "fund": "Wells Fund", "phase": "Two", "sdg": "6; 6.1",
           "dac_sectors": "14030", "dac_markers": "gender:1", "publisher": "Wells Trust"}  # fmt: skip
    place.write("documents.csv", DOCUMENT_COLUMNS, row)
    place.publish(read)
    shown = "SELECT title, publisher, report_year, phase FROM documents"
    assert place.rows(shown) == [("Wells", "Wells Trust", 2011, "Two")]
    assert place.rows("SELECT name FROM document_funds JOIN funds USING (fund_id)") == [("Wells Fund",)]
    assert place.rows("SELECT scheme, code, name, score FROM document_codes ORDER BY ALL") == [
        ("dac_marker", "1", "gender", 1), ("dac_sector", "14030", None, None), ("sdg", "6", None, None),
        ("sdg", "6.1", None, None),
    ]  # fmt: skip
    assert place.rows("SELECT extracted->>'publisher' FROM extracted_facts") == [("Guess",)]
    place.write("documents.csv", DOCUMENT_COLUMNS)
    place.publish()
    assert place.rows(shown) == [("Wells", "Guess", 2010, None)]
    assert place.rows("SELECT count(*) FROM document_funds") == [(0,)]


def test_a_version_that_the_sheet_names_supersedes_until_the_sheet_says_otherwise(place: Place) -> None:
    later = document("annual11b", ("1,106", "1,106 wells", {}), report_year=2011)
    place.write("documents.csv", DOCUMENT_COLUMNS, {"document": "annual11b.pdf", "supersedes": "annual11.pdf"})
    place.publish(FOLDER[0], later)
    assert place.rows("SELECT file_name FROM current_documents") == [("annual11b.pdf",)]
    place.write("documents.csv", DOCUMENT_COLUMNS)
    place.publish()
    assert place.rows("SELECT count(*) FROM current_documents") == [(2,)]


def test_a_row_for_a_missing_document_is_reported(place: Place) -> None:
    place.write("documents.csv", DOCUMENT_COLUMNS, {"document": "annual99.pdf", "report_year": "1999"})
    place.publish(FOLDER[0])
    ((message,),) = place.rows("SELECT message FROM issues")
    assert "line 2: annual99.pdf names no document" in str(message)


def test_repeated_statements_and_products_are_found(place: Place) -> None:
    from .samples import read_document

    first, second = read_document(), read_document("beacon")
    later = replace(second, document=replace(second.document, period_end=date(2013, 12, 31)))
    place.publish(later, first)
    assert place.rows("SELECT kind, fact_id, first_fact_id FROM told_again ORDER BY kind") == [
        ("achievement", "a-beacon", "a-lighthouse"), ("product", "p-beacon", "p-lighthouse")
    ]  # fmt: skip
