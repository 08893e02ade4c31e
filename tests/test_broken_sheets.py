"""An unreadable sheet is reported before any document is read, its earlier rows stay, and the run continues."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import readers
from tests.kept import Kept
from tests.warehouse.beginnings import Beginnings
from tfextract.ingest import ingest
from tfextract.outcome import IngestReport
from tfextract.planning import Plan
from tfextract.report import ScreenProgress, show
from tfextract.settings import Settings
from tfextract.terminal import screen
from tfextract.warehouse import ChecksFailedError, run_query

pytestmark = pytest.mark.usefixtures("shared_readers")

REVIEWS = "document_id,fact_id,fact_kind,decision,sentence,value_printed,reviewer,reviewed_at\n"


class Night:
    """A folder with reports and sheets, and the warehouse it is ingested into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "raw"
        self.warehouse = folder / "w.duckdb"

    def pdf(self, name: str) -> None:
        (self.folder / f"{name}.pdf").write_text(f"%PDF-report {name}")

    def sheet(self, name: str, content: str | bytes) -> None:
        data = content if isinstance(content, bytes) else content.encode()
        (self.folder / name).write_bytes(data)

    def run(self, progress: ScreenProgress | None = None) -> IngestReport:
        shown = progress if progress is not None else ScreenProgress(screen())
        settings = Settings(workers=1, raw=self.folder)
        return ingest(
            [self.folder],
            self.warehouse,
            settings,
            tell=shown.tell,
            announce=shown.announce,
            load=readers.load,
        )

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return list(run_query(self.warehouse, sql).rows)

    def reject_the_count(self) -> None:
        ((count_id, document_id, quote, value),) = self.rows(
            "SELECT count_id, document_id, quote, value_printed FROM counts"
        )
        self.sheet("reviews.csv", f'{REVIEWS}{document_id},{count_id},count,reject,"{quote}",{value},Ada,2026-05-01\n')


@pytest.fixture(scope="module")
def kept(beginnings: Beginnings, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    night = Night(tmp_path_factory.mktemp("sheets") / "place")
    night.folder.mkdir(parents=True)
    beginnings.begin(night.warehouse)
    night.pdf("first")
    night.run()
    return Kept(night.folder.parent)


@pytest.fixture
def night(kept: Kept) -> Night:
    """After the first report was read."""
    return Night(kept.restored())


COUNTS = "SELECT count(*) FROM counts"
ISSUES = "SELECT file_name, code FROM issues WHERE code LIKE 'sheet%'"


def test_rows_of_a_broken_sheet_stay_and_the_documents_are_published(night: Night) -> None:
    night.reject_the_count()
    night.run()
    assert night.rows(COUNTS) == [(0,)]
    good = (night.folder / "reviews.csv").read_bytes()
    night.sheet("reviews.csv", good.decode().encode("utf-16"))
    night.pdf("second")

    report = night.run()

    assert [problem.path.name for problem in report.broken_sheets] == ["reviews.csv"]
    assert (report.published, report.exit_status) == (True, 3)
    assert night.rows("SELECT file_name FROM documents ORDER BY 1") == [("first.pdf",), ("second.pdf",)]
    assert night.rows(COUNTS) == [(1,)], "the review of the first still holds, the second has none"
    assert night.rows(ISSUES) == [("reviews.csv", "sheet_broken")]
    assert night.run().exit_status == 3, "as long as it is broken"
    assert not night.run().published, "and nothing else is new"

    night.sheet("reviews.csv", good)
    assert night.run().exit_status == 0
    assert (night.rows(COUNTS), night.rows(ISSUES)) == ([(1,)], [])


def test_issues_of_a_broken_sheet_go_with_the_sheet(night: Night) -> None:
    night.sheet("reviews.csv", "")
    night.run()
    assert night.rows(ISSUES) == [("reviews.csv", "sheet_broken")]
    (night.folder / "reviews.csv").unlink()
    assert night.run().exit_status == 0
    assert night.rows(ISSUES) == []


def test_it_is_reported_before_the_first_document_is_read(night: Night, capsys: pytest.CaptureFixture[str]) -> None:
    night.sheet("reviews.csv", "")
    night.pdf("second")
    capsys.readouterr()
    report = night.run()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{night.folder / 'reviews.csv'}, line 1: the column document_id is missing")
    assert "Reading 1 document" in lines[1]
    show(report, screen())
    assert "Until then its earlier rows stay in force." in capsys.readouterr().out


def test_bounds_with_a_typo_are_those_of_before(night: Night) -> None:
    night.sheet("bounds.csv", "fund,what,minimum,maximum\nlighthouse-fund,counts,2,\n")
    night.pdf("second")
    night.run()
    assert night.rows("SELECT fund, minimum FROM bounds") == [("lighthouse-fund", 2)]
    night.sheet("bounds.csv", "fund,what,minimum,maximum\nlighthouse-fund,counts,2o,\n")
    night.pdf("third")

    report = night.run()

    assert (report.published, report.exit_status) == (True, 3)
    assert "line 2, column minimum: '2o'" in str(report.broken_sheets[0])
    assert night.rows("SELECT fund, minimum FROM bounds") == [("lighthouse-fund", 2)]
    night.sheet("bounds.csv", "fund,what,minimum,maximum\nlighthouse-fund,counts,20,\n")
    night.pdf("fourth")
    with pytest.raises(ChecksFailedError, match="minimum=20"):
        night.run()


def test_a_sheet_that_breaks_while_documents_are_read_is_not_taken_for_empty(night: Night) -> None:
    night.reject_the_count()
    night.run()
    night.pdf("second")

    class Breaking(ScreenProgress):
        def announce(self, plan: Plan) -> None:
            assert plan.broken_sheets == ()
            night.sheet("reviews.csv", b"\0")

    assert night.run(Breaking(screen())).exit_status == 3
    assert night.rows(COUNTS) == [(1,)]
