"""Contradictory rows are removed with dependent rows, and the rest of their document is published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tfextract.model import Achievement, Count, Evidence, Issue, Mention, ReadDocument, TableCell
from tfextract.warehouse import PublishReport, Withheld, publish, run_query

from .beginnings import Beginnings
from .samples import STATEMENT, change, read_document, run_record, with_facts

FACTS = ("achievements", "shortfalls", "counts", "products", "phases", "priority_areas", "contacts", "mentions")


def published(tmp_path: Path, *documents: ReadDocument) -> tuple[PublishReport, dict[str, int]]:
    """The report, and how many rows each table has of `lighthouse`."""
    warehouse = tmp_path / "w.duckdb"
    report = publish(warehouse, change(*documents), run_record())
    return report, rows_of(warehouse, "lighthouse")


def rows_of(warehouse: Path, name: str) -> dict[str, int]:
    tables = (*FACTS, "documents", "pages", "blocks", "table_cells", "evidence")
    own = f"document_id = '{name.ljust(16, '0')}'"
    sql = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table} WHERE {own}" for table in tables)
    return dict(run_query(warehouse, sql).rows)  # type: ignore[arg-type]


def first_count(read: ReadDocument, **changes: object) -> ReadDocument:
    return with_facts(read, counts=(replace(read.facts.counts[0], **changes),))  # type: ignore[arg-type]


def outside(read: ReadDocument) -> ReadDocument:
    (line,) = read.facts.counts[0].evidence
    return first_count(read, evidence=(replace(line, box=replace(line.box, x1=700.0)),))


def another_quote(read: ReadDocument) -> ReadDocument:
    (line,) = read.facts.counts[0].evidence
    return first_count(read, evidence=(replace(line, quote="something else"),))


def cell_twice(read: ReadDocument) -> ReadDocument:
    (cell,) = read.layout.table_cells
    return replace(read, layout=replace(read.layout, table_cells=(cell, replace(cell, text="13"))))


def block_twice(read: ReadDocument) -> ReadDocument:
    first = read.layout.blocks[0]
    return replace(read, layout=replace(read.layout, blocks=(*read.layout.blocks, replace(first, text="again"))))


def count_twice(read: ReadDocument) -> ReadDocument:
    return with_facts(read, counts=(*read.facts.counts, replace(read.facts.counts[0], value=7.0)))


def year_of_no_report(read: ReadDocument) -> ReadDocument:
    return replace(read, document=replace(read.document, report_year=20122))


@pytest.fixture(autouse=True)
def _tables(tmp_path: Path, beginnings: Beginnings) -> None:
    beginnings.begin(tmp_path / "w.duckdb")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """The rows of the sound document, none of which is withheld."""
    report, rows = published(tmp_path_factory.mktemp("sound"), read_document())
    assert report.withheld == ()
    return rows


Fault = Callable[[ReadDocument], ReadDocument]
LOST: list[tuple[str, Fault, dict[str, int]]] = [
    ("evidence_outside_page", outside, {"counts": 1, "evidence": 1}),
    ("quote_not_in_block", another_quote, {"counts": 1, "evidence": 1}),
    ("fact_without_evidence", lambda read: first_count(read, evidence=()), {"counts": 1, "evidence": 1}),
    ("impossible_value", lambda read: first_count(read, value=float("inf")), {"counts": 1, "evidence": 1}),
    ("orphan_page", lambda read: first_count(read, page=9), {"counts": 1, "evidence": 1}),
    ("orphan_link", lambda read: first_count(read, whole_id="gone"), {}),
    ("duplicate_rows", cell_twice, {}),
    ("duplicate_rows", block_twice, {}),
    ("duplicate_ids", count_twice, {}),
    ("impossible_year", year_of_no_report, {}),
    (
        "orphan_mention",
        lambda read: with_facts(read, mentions=(*read.facts.mentions, Mention("nobody", "country:KEN", 1, "Kenya"))),
        {},
    ),
]


@dataclass
class Faulty:
    warehouse: Path
    report: PublishReport


@pytest.fixture(scope="module")
def faulty(beginnings: Beginnings, tmp_path_factory: pytest.TempPathFactory) -> Faulty:
    """One change with a document of each fault, wrong-00, wrong-01, …, and a sound one."""
    warehouse = beginnings.begin(tmp_path_factory.mktemp("faulty") / "w.duckdb")
    wrong = [fault(read_document(f"wrong-{number:02}")) for number, (_, fault, _) in enumerate(LOST)]
    return Faulty(warehouse, publish(warehouse, change(*wrong, read_document("beacon")), run_record()))


def asked(warehouse: Path, sql: str, name: str) -> tuple[tuple[object, ...], ...]:
    return run_query(warehouse, f"{sql} WHERE file_name = '{name}.pdf'").rows


STATUSES = "SELECT status, (SELECT f.status FROM files AS f WHERE f.document_id = d.document_id) FROM documents AS d"
WITHHELD = "SELECT message FROM (FROM issues WHERE code = 'row_withheld')"


@pytest.mark.parametrize(
    ("number", "check", "lost"),
    [pytest.param(number, check, lost, id=f"{check}-{number}") for number, (check, _, lost) in enumerate(LOST)],
)
def test_a_wrong_row_costs_itself_and_what_hangs_on_it(
    faulty: Faulty, whole: dict[str, int], number: int, check: str, lost: dict[str, int]
) -> None:
    name, report = f"wrong-{number:02}", faulty.report
    left = rows_of(faulty.warehouse, name)
    assert {table: whole[table] - left[table] for table in whole if whole[table] != left[table]} == lost
    assert {held.check for held in report.withheld if held.file_name == f"{name}.pdf"} == {check}
    assert (report.documents, report.published) == (len(LOST) + 1, True)
    assert asked(faulty.warehouse, STATUSES, name) == (("partial", "partial"),)
    issues = asked(faulty.warehouse, WITHHELD, name)
    assert issues
    assert all(check in str(message) for (message,) in issues)


def test_a_wrong_row_costs_no_other_document_anything(faulty: Faulty, whole: dict[str, int]) -> None:
    assert rows_of(faulty.warehouse, "beacon") == whole
    assert asked(faulty.warehouse, STATUSES, "beacon") == (("read", "read"),)
    assert asked(faulty.warehouse, WITHHELD, "beacon") == ()


def test_a_link_to_a_row_that_is_left_out_becomes_unknown(tmp_path: Path) -> None:
    read = read_document()
    bare = with_facts(read, achievements=(replace(read.facts.achievements[0], evidence=()),))
    _, left = published(tmp_path, bare)
    assert (left["achievements"], left["counts"], left["mentions"]) == (0, 1, 0)
    assert run_query(tmp_path / "w.duckdb", "SELECT achievement_id FROM counts").rows == ((None,),)


def test_the_issue_names_the_page_and_how_many_rows(tmp_path: Path) -> None:
    report, _ = published(tmp_path, with_facts(read_document(), counts=(_bare_count("c-1"), _bare_count("c-2"))))
    (held,) = report.withheld
    assert (held.document_id, held.table, held.page, held.rows) == ("lighthouse000000", "counts", None, 2)
    assert str(held).startswith("2 rows of counts left out by the check fact_without_evidence (")


def _bare_count(count_id: str) -> Count:
    return replace(read_document().facts.counts[0], count_id=count_id, evidence=())


def test_where_rows_can_not_be_taken_out_the_pages_are_published_without_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tfextract.warehouse.withholding._without", lambda read, _: read)
    report, left = published(tmp_path, outside(read_document()))
    assert (left["blocks"], left["pages"], left["counts"], left["table_cells"]) == (6, 1, 0, 0)
    assert report.withheld[-1] == Withheld(
        "lighthouse000000", "lighthouse.pdf", "facts", None, 1, "evidence_outside_page", report.withheld[-1].meaning
    )
    assert run_query(tmp_path / "w.duckdb", "SELECT status FROM files").rows == (("partial",),)


def test_what_contradicts_itself_without_any_fact_is_left_out_and_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tfextract.warehouse.withholding._without", lambda read, _: read)
    report, left = published(tmp_path, block_twice(read_document()), read_document("beacon"))
    assert set(left.values()) == {0}
    assert report.documents == 1
    warehouse = tmp_path / "w.duckdb"
    files = run_query(warehouse, "SELECT f.file_name, f.status, i.message FROM files AS f LEFT JOIN issues AS i "
                                 "ON i.path = f.path ORDER BY 1").rows  # fmt: skip
    assert [row[:2] for row in files] == [("beacon.pdf", "read"), ("lighthouse.pdf", "failed")]
    assert "duplicate_rows" in str(files[1][2])


def test_two_faults_in_one_document_are_both_left_out(tmp_path: Path) -> None:
    read = cell_twice(outside(read_document()))
    page_nine = Issue("odd", "of no page", "lighthouse.pdf", "lighthouse000000", 9)
    read = with_facts(read, issues=(page_nine,), achievements=(*read.facts.achievements, _stray()))
    report, left = published(tmp_path, read)
    assert {held.check for held in report.withheld} == {
        "evidence_outside_page", "duplicate_rows", "orphan_page", "quote_not_in_block",
    }  # fmt: skip
    assert (left["counts"], left["table_cells"], left["achievements"]) == (0, 1, 1)


def _stray() -> Achievement:
    """Its evidence names a block that is not there."""
    line = read_document().facts.achievements[0].evidence[0]
    return Achievement("a-stray", 1, STATEMENT, (Evidence(1, 99, line.box, 0, 3, "The", "rule.test"),), 0.5)


def test_cells_of_a_page_that_is_not_there_go_with_it(tmp_path: Path) -> None:
    read = read_document()
    cells = (*read.layout.table_cells, TableCell(7, 2, 1, 1, "9"))
    _, left = published(tmp_path, replace(read, layout=replace(read.layout, table_cells=cells)))
    assert left["table_cells"] == 1
