"""Stale documents are read again: which, what changes, how much may change without a person, and what they decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests import readers
from tests.kept import Kept
from tests.warehouse.beginnings import Beginnings
from tfextract import versions
from tfextract.errors import UserError
from tfextract.ingest import ingest, new_run
from tfextract.limits import Limit
from tfextract.outcome import IngestReport
from tfextract.reprocess import (
    Reprocessed,
    Selection,
    causes,
    discard_staged,
    publish_staged,
    reprocess,
    select,
    stale_by_cause,
)
from tfextract.settings import Settings
from tfextract.warehouse import KnownDocument, known_documents, run_query, staged

pytestmark = pytest.mark.usefixtures("shared_readers")

EVERYTHING = Selection()


@dataclass
class Project:
    folder: Path
    warehouse: Path
    settings: Settings

    def write(self, name: str) -> Path:
        path = self.folder / f"{name}.pdf"
        path.write_text(f"%PDF-report of {name}")
        return path

    def say_otherwise(self, *names: str) -> None:
        """What a mended rule would find in these."""
        for name in names:
            (self.folder / f"{name}.pilots").write_text("95")

    def ingest(self) -> IngestReport:
        return ingest([self.folder], self.warehouse, self.settings, load=readers.load)

    def reprocess(self, limit: Limit | None, selection: Selection = EVERYTHING) -> Reprocessed:
        return reprocess(self.warehouse, self.settings, selection, limit, load=readers.load)

    def values(self) -> list[object]:
        return [value for (value,) in run_query(self.warehouse, "SELECT value FROM counts ORDER BY count_id").rows]


@pytest.fixture(scope="module")
def kept(beginnings: Beginnings, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("reprocess") / "place"
    (folder / "raw").mkdir(parents=True)
    made = project_in(folder)
    beginnings.begin(made.warehouse)
    made.write("beacon")
    made.write("buoy")
    made.ingest()
    return Kept(folder)


@pytest.fixture
def project(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Two reports that were read, and a reader of another version since."""
    made = project_in(kept.restored())
    monkeypatch.setattr(versions, "reader_version", lambda _: "another")
    return made


def project_in(folder: Path) -> Project:
    return Project(folder / "raw", folder / "w.duckdb", Settings(workers=1, raw=folder / "raw"))


def test_within_the_limit_changes_are_reported_and_published(project: Project) -> None:
    project.say_otherwise("buoy")
    done = project.reprocess(Limit(share=0.5))
    assert project.values() == [120.0, 95.0]
    assert (done.report.published, done.report.exit_status) == (True, 0)
    by_kind = {(row.file_name, row.kind): row.changed for row in done.report.differences.documents if row.changed}
    assert by_kind == {("buoy.pdf", "count"): 1, ("buoy.pdf", "achievement"): 1}
    assert run_query(project.warehouse, "SELECT job, facts_changed FROM runs ORDER BY run_no DESC LIMIT 1").rows == (
        ("reprocess", 2),
    )
    assert project.reprocess(Limit(share=0.0)).report.outcomes == (), "nothing is stale any more"


def test_above_the_limit_nothing_is_published_until_a_person_says_so(project: Project) -> None:
    project.say_otherwise("beacon", "buoy")
    before = project.warehouse.read_bytes()
    done = project.reprocess(Limit(number=3))
    assert project.warehouse.read_bytes() == before
    assert (done.report.published, done.report.exit_status) == (False, 4)
    [waiting] = staged(project.warehouse)
    assert waiting.run.run_id == done.report.staged

    project.write("quay")
    assert [outcome.asked.file.path.name for outcome in project.ingest().outcomes] == ["quay.pdf"]
    assert project.values() == [120.0, 120.0, 120.0], "an ingest does not decide it"

    publish_staged(project.warehouse, waiting.run.run_id, project.settings)
    assert project.values() == [95.0, 95.0, 120.0]
    assert staged(project.warehouse) == ()
    rows = run_query(project.warehouse, "SELECT job, outcome FROM runs ORDER BY run_no").rows
    assert rows == (
        ("ingest", "complete"), ("reprocess", "staged"), ("ingest", "complete"), ("publish", "complete"),
    )  # fmt: skip
    assert stale_by_cause(project.warehouse, project.settings) == {}


def test_an_ingest_keeps_aside_what_changes_too_much_and_publishes_what_is_new(project: Project) -> None:
    project.say_otherwise("beacon", "buoy")
    project.write("quay")
    done = project.ingest()
    assert project.values() == [120.0, 120.0, 120.0], "the new one, and the others as they were"
    assert (done.published, done.exit_status, done.differences.changed) == (True, 4, 4)
    [waiting] = staged(project.warehouse)
    assert (waiting.run.run_id, len(waiting.document_ids)) == (done.staged, 2)
    assert project.ingest().outcomes == (), "they wait for a person"

    publish_staged(project.warehouse, waiting.run.run_id, project.settings)
    assert sorted(map(str, project.values())) == ["120.0", "95.0", "95.0"]
    rows = run_query(project.warehouse, "SELECT job, outcome FROM runs ORDER BY run_no").rows
    assert rows[1:] == (("ingest", "complete"), ("ingest", "staged"), ("ingest", "unchanged"), ("publish", "complete"))


def test_an_ingest_of_stale_documents_alone_leaves_the_warehouse_as_it_was(project: Project) -> None:
    project.say_otherwise("beacon", "buoy")
    before = project.warehouse.read_bytes()
    done = project.ingest()
    assert (done.published, done.exit_status) == (False, 4)
    assert project.warehouse.read_bytes() == before
    assert [item.run.run_id for item in staged(project.warehouse)] == [done.staged]


@pytest.mark.parametrize(("limit", "changed"), [("none", [95.0, 95.0]), ("100%", [95.0, 95.0]), ("3", [120.0, 120.0])])
def test_the_setting_is_the_limit_of_an_ingest(project: Project, limit: str, changed: list[float]) -> None:
    project.say_otherwise("beacon", "buoy")
    project.settings = project.settings.model_copy(update={"reprocess_limit": limit})
    project.ingest()
    assert project.values() == changed


def test_what_is_discarded_is_still_stale(project: Project) -> None:
    project.say_otherwise("beacon")
    run_id = project.reprocess(Limit(number=0)).report.staged
    assert run_id is not None
    discard_staged(project.warehouse, run_id, project.settings)
    assert project.values() == [120.0, 120.0]
    made, _ = select(project.warehouse, project.settings, EVERYTHING)
    assert len(made.to_read) == 2
    with pytest.raises(UserError, match="staged"):
        publish_staged(project.warehouse, run_id, project.settings)


def test_only_looking_leaves_everything_as_it_was(project: Project) -> None:
    project.say_otherwise("beacon")
    before = project.warehouse.read_bytes()
    done = project.reprocess(None)
    assert done.dry_run
    assert done.report.differences.changed == 2
    assert done.report.exit_status == 0
    assert project.warehouse.read_bytes() == before
    assert staged(project.warehouse) == ()


def test_one_document_can_be_chosen_and_one_whose_file_is_gone_is_named(project: Project) -> None:
    (project.folder / "beacon.pdf").unlink()
    made, vanished = select(project.warehouse, project.settings, Selection(document="buoy.pdf"))
    assert [item.file.path.name for item in made.to_read] == ["buoy.pdf"]
    assert vanished == ()
    made, vanished = select(project.warehouse, project.settings, EVERYTHING)
    assert ([item.file.path.name for item in made.to_read], vanished) == (["buoy.pdf"], ("beacon.pdf",))
    with pytest.raises(UserError, match="no document in the warehouse fits"):
        select(project.warehouse, project.settings, Selection(fund="Harbour Fund"))


def test_what_is_not_stale_is_chosen_only_where_asked_for(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    made, _ = select(project.warehouse, project.settings, EVERYTHING)
    assert made.to_read == ()
    made, _ = select(project.warehouse, project.settings, Selection(again=True))
    assert [item.reason.value for item in made.to_read] == ["again", "again"]


def test_a_document_knows_its_funds_and_what_read_it(project: Project) -> None:
    known = known_documents(project.warehouse)
    assert [(item.file_name, item.path) for item in known] == [
        (name, str(project.folder / name)) for name in ("beacon.pdf", "buoy.pdf")
    ]
    assert set(known[0].funds) == {"lighthouse-fund", "The Lighthouse Fund"}
    assert known[0].rules_hash == new_run(project.settings, "ingest").rules_hash
    assert stale_by_cause(project.warehouse, project.settings) == {"code": 2}


KNOWN = KnownDocument(
    "ab12", "a.pdf", "/raw/a.pdf", datetime(2026, 5, 3, 22, tzinfo=UTC), "v1", "r1", "m1", "l1",
    ("/raw/a.pdf", "/raw/copy.pdf"), ("harbour-fund", "Harbour Fund"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("selection", "fits"),
    [
        (Selection(), True),
        (Selection(fund="HARBOUR fund"), True),
        (Selection(fund="harbour"), False),
        (Selection(document="ab1"), True),
        (Selection(document="copy.pdf"), True),
        (Selection(document="/raw/a.pdf"), True),
        (Selection(document="b.pdf"), False),
        (Selection(since=date(2026, 5, 3)), True),
        (Selection(since=date(2026, 5, 4)), False),
        (Selection(fund="harbour-fund", since=date(2026, 5, 4)), False),
    ],
)
def test_a_selection_takes_what_fits_all_it_says(selection: Selection, fits: bool) -> None:
    assert selection.fits(KNOWN) is fits


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"reader_version": "v1", "rules_hash": "r2"}, ()),
        ({"rules_hash": "r2"}, ("rules",)),
        ({"model": "m2", "libraries": "l2"}, ("model", "libraries")),
        ({}, ("code",)),
    ],
)
def test_why_a_document_is_stale(changes: dict[str, str], why: tuple[str, ...]) -> None:
    now = {"reader_version": "v2", "rules_hash": "r1", "model": "m1", "libraries": "l1"} | changes
    assert causes(KNOWN, replace(new_run(Settings(), "status"), **now)) == why  # type: ignore[arg-type]
