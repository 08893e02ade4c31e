"""Which documents are read, and what is reported about the others. Scripted readers replace real ones (see
readers.py)."""

import os
import shutil
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import readers
from tests.kept import Kept
from tests.warehouse.beginnings import Beginnings
from tfextract import versions
from tfextract.errors import UserError
from tfextract.ingest import batches, ingest, read_all
from tfextract.model import FileStatus, OcrPages
from tfextract.outcome import IngestReport, Outcome
from tfextract.planning import AS_USUAL, Plan, PlanOptions, plan
from tfextract.reprocess import publish_staged
from tfextract.settings import Settings
from tfextract.warehouse import ChecksFailedError, read_ledger, run_query
from tfextract.workers import Workers, WorkerStartError

pytestmark = pytest.mark.usefixtures("shared_readers")


@dataclass
class Project:
    """A folder of scripted files and its warehouse."""

    folder: Path
    warehouse: Path
    settings: Settings = field(default_factory=lambda: Settings(workers=1))

    def write(self, name: str, word: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # A book's words are all events; of others the name makes the bytes those of another document.
        path.write_text(f"%PDF-{word} of {name}" if "@" not in word else f"%PDF-{word}")
        return path

    def ingest(self, *paths: Path, options: PlanOptions = AS_USUAL) -> IngestReport:
        return ingest(paths or [self.folder], self.warehouse, self.settings, load=readers.load, options=options)

    def statuses(self) -> dict[str, str]:
        ledger = read_ledger(self.warehouse)
        return {str(Path(path).relative_to(self.folder)): entry.status.value for path, entry in ledger.items()}


@pytest.fixture
def new(tmp_path: Path) -> Project:
    """A project without a warehouse."""
    (tmp_path / "raw").mkdir()
    return Project(tmp_path / "raw", tmp_path / "warehouse" / "w.duckdb")


@pytest.fixture
def project(new: Project, beginnings: Beginnings) -> Project:
    """A project with an empty warehouse."""
    beginnings.begin(new.warehouse)
    return new


@pytest.fixture(scope="module")
def kept(beginnings: Beginnings, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("ingest") / "place"
    made = Project(folder / "raw", beginnings.begin(folder / "w.duckdb"))
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        made.write(name, "fine")
    made.ingest()
    return Kept(folder)


@pytest.fixture
def abc(kept: Kept) -> Project:
    """Three documents that were read."""
    folder = kept.restored()
    return Project(folder / "raw", folder / "w.duckdb")


def read(report: IngestReport) -> list[str]:
    return [outcome.asked.file.path.name for outcome in report.outcomes]


def reasons(report: IngestReport) -> list[tuple[str, str]]:
    return [(outcome.asked.file.path.name, outcome.asked.reason.value) for outcome in report.outcomes]


def test_a_second_run_reads_nothing_and_leaves_the_warehouse_alone(project: Project) -> None:
    project.write("a.pdf", "fine")
    project.write("b.pdf", "fine")
    assert read(project.ingest()) == ["a.pdf", "b.pdf"]
    before = project.warehouse.read_bytes()

    second = project.ingest()

    assert (read(second), len(second.kept), second.published, second.exit_status) == ([], 2, False, 0)
    assert project.warehouse.read_bytes() == before


def test_new_bytes_at_a_path_are_read_and_a_new_time_stamp_alone_is_not(abc: Project) -> None:
    (abc.folder / "a.pdf").write_text("%PDF-fine and new")
    os.utime(abc.folder / "b.pdf", (1e9, 1e9))

    assert reasons(abc.ingest()) == [("a.pdf", "changed")]
    assert not abc.ingest().published


def test_rehash_finds_new_bytes_of_the_same_size_under_the_old_time_stamp(abc: Project) -> None:
    path = abc.folder / "a.pdf"
    stat = path.stat()
    path.write_text("%PDF-fine of A.pdf")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    assert plan([abc.folder], abc.warehouse, abc.settings).to_read == ()
    [found] = plan([abc.folder], abc.warehouse, abc.settings, PlanOptions(rehash=True)).to_read
    assert found.reason.value == "changed"


def test_two_ingests_at_once_read_each_document_once(project: Project) -> None:
    """The second run waits for the first, names it, and finds nothing to do."""
    project.settings = Settings(workers=2)
    for number in range(3):
        project.write(f"{number}.pdf", "fine")
    messages: list[str] = []
    reading = threading.Event()
    reports: list[IngestReport] = []

    def second() -> None:
        reading.wait(60)
        reports.append(ingest([project.folder], project.warehouse, project.settings, load=readers.load, say=hear))

    def hear(line: str) -> None:
        messages.append(line)
        waiting.set()

    waiting = threading.Event()
    other = threading.Thread(target=second)
    other.start()

    def announce(_: Plan) -> None:
        reading.set()
        assert waiting.wait(60)

    first = ingest([project.folder], project.warehouse, project.settings, load=readers.load, announce=announce)
    other.join(120)
    assert read(first) == ["0.pdf", "1.pdf", "2.pdf"]
    assert (read(reports[0]), reports[0].published) == ([], False)
    assert f"another run (ingest, process {os.getpid()} on " in messages[0]


def test_bounds_beside_the_pdfs_hold_for_the_run(project: Project) -> None:
    (project.folder / "bounds.csv").write_text("fund,what,minimum,maximum,note\nlighthouse-fund,counts,2,,\n")
    project.write("a.pdf", "report")
    project.settings = Settings(workers=1, raw=project.folder)
    with pytest.raises(ChecksFailedError, match="minimum=2"):
        project.ingest()


def test_a_document_read_by_another_version_is_read_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("a.pdf", "fine")
    project.write("b.pdf", "damaged")
    project.write("c.pdf", "fine")
    shutil.copy(project.folder / "c.pdf", project.folder / "d.pdf")
    (project.folder / "e.pdf").write_bytes(b"")
    project.ingest()
    monkeypatch.setattr(versions, "reader_version", lambda _: "another")

    again = project.ingest()

    assert [reason for reason in reasons(again) if reason[0] != "b.pdf"] == [("a.pdf", "stale"), ("c.pdf", "stale")]
    assert again.exit_status == 0, "what was unreadable before is not newly skipped"
    assert not project.ingest().outcomes


def test_again_reads_what_nothing_calls_for(abc: Project) -> None:
    made = plan([abc.folder], abc.warehouse, abc.settings, PlanOptions(again=True))
    assert [item.reason.value for item in made.to_read] == ["again"] * 3


def test_unreadable_files_are_reported_once_and_cost_nothing_else(project: Project) -> None:
    project.settings = Settings(workers=2)
    unreadable = {"damaged": FileStatus.DAMAGED, "break": FileStatus.FAILED, "scan": FileStatus.NO_TEXT}
    project.write("a.pdf", "fine")
    for word in unreadable:
        project.write(f"{word}.pdf", word)

    first, second = project.ingest(), project.ingest()

    expected = {f"{word}.pdf": status for word, status in unreadable.items()} | {"a.pdf": FileStatus.READ}
    assert project.statuses() == {name: status.value for name, status in expected.items()}
    assert {outcome.asked.file.path.name: outcome.status for outcome in first.outcomes} == expected
    assert [outcome.newly_skipped for outcome in first.outcomes] == [
        outcome.status is not FileStatus.READ for outcome in first.outcomes
    ]
    assert (first.exit_status, second.exit_status) == (3, 0)
    assert not second.outcomes


def test_what_is_no_pdf_is_reported_once(project: Project) -> None:
    (project.folder / "nothing.pdf").write_bytes(b"")
    (project.folder / "letter.pdf").write_text("Dear reader")

    first, second = project.ingest(), project.ingest()

    assert project.statuses() == {"nothing.pdf": "empty", "letter.pdf": "not_pdf"}
    assert [skip.file.path.name for skip in first.skipped] == ["letter.pdf", "nothing.pdf"]
    assert (first.exit_status, second.exit_status, second.skipped) == (3, 0, ())


def test_one_document_under_two_names_is_read_once(project: Project) -> None:
    first = project.write("a.pdf", "fine")
    shutil.copy(first, project.folder / "b.pdf")

    report = project.ingest()

    assert read(report) == ["a.pdf"]
    assert [(skip.status, skip.message) for skip in report.skipped] == [
        (FileStatus.DUPLICATE, f"the same file as {first}")
    ]
    assert report.exit_status == 0, "all bytes were read"
    assert project.statuses() == {"a.pdf": "read", "b.pdf": "duplicate"}
    assert not project.ingest().published


def test_a_copy_with_an_earlier_name_does_not_take_the_document_over(project: Project) -> None:
    shutil.copy(project.write("m.pdf", "fine"), project.folder / "z.pdf")
    project.ingest()
    shutil.copy(project.folder / "m.pdf", project.folder / "a.pdf")
    assert read(project.ingest()) == []
    assert project.statuses() == {"a.pdf": "duplicate", "m.pdf": "read", "z.pdf": "duplicate"}


def test_a_copy_in_another_folder_is_a_duplicate_too(project: Project) -> None:
    project.write("one/a.pdf", "fine")
    (project.folder / "two").mkdir()
    shutil.copy(project.folder / "one/a.pdf", project.folder / "two/a.pdf")
    project.ingest(project.folder / "one")
    assert read(project.ingest(project.folder / "two")) == []
    assert project.statuses() == {"one/a.pdf": "read", "two/a.pdf": "duplicate"}


def test_where_the_document_is_gone_its_copy_becomes_it(project: Project) -> None:
    first = project.write("a.pdf", "fine")
    shutil.copy(first, project.folder / "b.pdf")
    project.ingest()
    first.unlink()

    assert read(project.ingest()) == ["b.pdf"]
    assert project.statuses() == {"a.pdf": "missing", "b.pdf": "read"}


def test_a_vanished_file_is_missing_only_below_what_is_ingested(project: Project) -> None:
    gone = project.write("one/a.pdf", "fine")
    away = project.write("two/b.pdf", "fine")
    project.write("one/c.pdf", "fine")
    project.ingest()
    gone.unlink()
    away.unlink()

    report = project.ingest(project.folder / "one")

    assert (report.missing, report.exit_status) == ((gone,), 0)
    assert project.statuses() == {"one/a.pdf": "missing", "one/c.pdf": "read", "two/b.pdf": "read"}
    assert not project.ingest(project.folder / "one").published


def test_a_file_that_is_back_with_its_bytes_is_not_read_again(abc: Project) -> None:
    (abc.folder / "a.pdf").unlink()
    abc.ingest()
    assert abc.statuses() == {"a.pdf": "missing", "b.pdf": "read", "c.pdf": "read"}
    abc.write("a.pdf", "fine")

    back = abc.ingest()

    assert (read(back), back.exit_status) == ([], 0)
    assert abc.statuses() == dict.fromkeys(("a.pdf", "b.pdf", "c.pdf"), "read")


def test_a_file_that_is_back_with_other_bytes_is_read(abc: Project) -> None:
    (abc.folder / "a.pdf").unlink()
    abc.ingest()
    abc.write("a.pdf", "fine and new")
    assert reasons(abc.ingest()) == [("a.pdf", "changed")]


@pytest.mark.parametrize("gone", [["a.pdf", "b.pdf"], ["a.pdf", "b.pdf", "c.pdf"]])
def test_where_most_files_are_gone_nothing_changes_until_a_person_says_so(abc: Project, gone: list[str]) -> None:
    for name in gone:
        (abc.folder / name).unlink()
    abc.write("new.pdf", "fine")
    before = {"a.pdf": "read", "b.pdf": "read", "c.pdf": "read"}

    unmounted = abc.ingest()

    assert (read(unmounted), unmounted.missing, unmounted.exit_status) == (["new.pdf"], (), 3)
    assert ([path.name for path in unmounted.vanished], unmounted.known_below) == (gone, 3)
    assert abc.statuses() == before | {"new.pdf": "read"}
    later = ingest(
        [abc.folder],
        abc.warehouse,
        abc.settings,
        load=readers.load,
        options=PlanOptions(accept_missing=True),
    )
    assert (later.vanished, later.exit_status) == ((), 0)
    assert abc.statuses() == before | dict.fromkeys(gone, "missing") | {"new.pdf": "read"}


def test_how_many_may_be_gone_is_a_setting(abc: Project) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        (abc.folder / name).unlink()
    abc.settings = Settings(workers=1, missing_limit="none")
    assert [path.name for path in abc.ingest().missing] == ["a.pdf", "b.pdf", "c.pdf"]


def test_what_was_given_up_is_tried_three_times_and_then_when_asked(project: Project) -> None:
    project.write("a.pdf", "fine")
    project.write("bad.pdf", "die")
    runs = [project.ingest() for _ in range(4)]

    assert [reasons(run)[-1:] for run in runs] == [
        [("bad.pdf", "new")], [("bad.pdf", "retry")], [("bad.pdf", "retry")], [],
    ]  # fmt: skip
    assert [run.exit_status for run in runs] == [3, 0, 0, 0]
    assert [kept.file.path.name for kept in runs[3].kept if kept.given_up] == ["bad.pdf"]
    assert read_ledger(project.warehouse)[str(project.folder / "bad.pdf")].attempts == 3

    asked = project.ingest(options=PlanOptions(retry=True))
    assert reasons(asked) == [("bad.pdf", "retry")]
    assert read_ledger(project.warehouse)[str(project.folder / "bad.pdf")].attempts == 1


def test_what_passes_is_read_at_the_next_run(project: Project) -> None:
    path = project.write("a.pdf", "weak")
    project.settings = Settings(workers=1, raw=project.folder)
    first = project.ingest()
    path.with_suffix(".pilots").write_text("7")
    second = project.ingest()
    assert [outcome.status.value for outcome in (*first.outcomes, *second.outcomes)] == ["failed", "read"]
    assert read_ledger(project.warehouse)[str(path)].attempts is None
    assert project.ingest().outcomes == ()


def test_a_page_that_ended_its_reader_is_tried_again_at_the_next_runs(project: Project) -> None:
    project.write("a.pdf", "book 3 crash@2")
    runs = [project.ingest() for _ in range(4)]
    assert [reasons(run) for run in runs] == [[("a.pdf", "new")], [("a.pdf", "retry")], [("a.pdf", "retry")], []]
    assert project.statuses() == {"a.pdf": "partial"}
    assert [kept.given_up for kept in runs[3].kept] == [True]


def test_a_file_that_is_another_when_it_is_read_is_not_published_under_the_id_that_was_planned(
    project: Project,
) -> None:
    project.write("a.pdf", "foreign")
    first, second = project.ingest(), project.ingest()
    assert [(outcome.status.value, outcome.passing) for outcome in first.outcomes] == [("failed", True)]
    assert reasons(second) == [("a.pdf", "retry")]
    assert run_query(project.warehouse, "SELECT * FROM documents").rows == ()


def test_a_file_that_still_grows_is_left_for_the_next_run(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("a.pdf", "fine")
    growing = project.write("b.pdf", "fine")
    project.settings = Settings(workers=1, rest_seconds=5)

    def grow(seconds: float) -> None:
        assert 0 < seconds <= 5
        with growing.open("a") as file:
            file.write(" and more")

    monkeypatch.setattr(time, "sleep", grow)
    made = plan([project.folder], project.warehouse, project.settings)
    assert [asked.file.path.name for asked in made.to_read] == ["a.pdf"]
    assert [found.path.name for found in made.growing] == ["b.pdf"]


def test_nobody_waits_for_files_that_have_lain_there(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    old, future = project.write("a.pdf", "fine"), project.write("b.pdf", "fine")
    os.utime(old, (1e9, 1e9))
    os.utime(future, (4e9, 4e9))
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("waits"))
    made = plan([project.folder], project.warehouse, Settings(rest_seconds=5))
    assert (len(made.to_read), made.growing) == (2, ())


@pytest.mark.parametrize("size", [1, 2, 100])
def test_documents_are_published_in_portions(project: Project, size: int) -> None:
    for number in range(3):
        project.write(f"{number}.pdf", "report")
    (project.folder / "letter.pdf").write_text("Dear reader")
    project.settings = Settings(workers=1, portion=size)

    report = project.ingest()

    assert read(report) == [f"{number}.pdf" for number in range(3)]
    assert all(outcome.document is None for outcome in report.outcomes), "let go once they are published"
    assert len(report.skipped) == 1
    runs = run_query(project.warehouse, "SELECT documents_read FROM runs ORDER BY run_no").rows
    assert [row[0] for row in runs] == {1: [1, 1, 1], 2: [2, 1], 100: [3]}[size]
    assert project.ingest().published is False


def test_a_run_that_ends_early_keeps_the_portions_it_published(project: Project) -> None:
    for number in range(5):
        project.write(f"{number}.pdf", "report")
    project.settings = Settings(workers=1, portion=2)
    read_files: list[str] = []

    def stop(outcome: Outcome) -> None:
        read_files.append(outcome.asked.file.path.name)
        if len(read_files) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([project.folder], project.warehouse, project.settings, load=readers.load, tell=stop)
    assert project.statuses() == {"0.pdf": "read", "1.pdf": "read"}
    assert read(project.ingest()) == ["2.pdf", "3.pdf", "4.pdf"]
    outcomes = [str(row[0]) for row in run_query(project.warehouse, "SELECT outcome FROM runs ORDER BY run_no").rows]
    assert sorted(set(outcomes)) == ["complete", "failed"]


@pytest.mark.parametrize(("limit", "staged"), [("none", False), ("0", True)])
def test_stale_documents_of_several_portions_are_judged_together(
    project: Project, monkeypatch: pytest.MonkeyPatch, limit: str, staged: bool
) -> None:
    for number in range(3):
        project.write(f"{number}.pdf", "report")
    project.ingest()
    for number in range(3):
        (project.folder / f"{number}.pilots").write_text("7")
    project.write("new.pdf", "report")
    monkeypatch.setattr(versions, "reader_version", lambda _: "another")
    project.settings = Settings(workers=1, portion=2, reprocess_limit=limit, raw=project.folder)

    report = project.ingest()

    assert (len(report.outcomes), report.staged is not None) == (4, staged)
    assert report.differences.changed + report.differences.gained + report.differences.lost > 0
    values = run_query(project.warehouse, "SELECT value, count(*) FROM counts GROUP BY 1 ORDER BY 1").rows
    assert values == (((120.0, 4),) if staged else ((7.0, 3), (120.0, 1)))
    if staged:
        assert report.staged is not None
        publish_staged(project.warehouse, report.staged, project.settings)
        values = run_query(project.warehouse, "SELECT value, count(*) FROM counts GROUP BY 1 ORDER BY 1").rows
        assert values == ((7.0, 3), (120.0, 1))
    assert not (project.warehouse.parent / "w.duckdb.runs" / "spool.jsonl.gz").exists()


def test_a_file_named_outright_is_not_missing_from_its_folder(project: Project) -> None:
    project.write("a.pdf", "fine")
    odd = project.write("report.bin", "fine")
    project.ingest(odd)
    assert project.ingest().missing == ()


def test_where_nothing_can_be_read_nothing_is_published(new: Project) -> None:
    new.write("a.pdf", "fine")
    with pytest.raises(WorkerStartError):
        ingest([new.folder], new.warehouse, new.settings, load=readers.load_badly)
    assert not new.warehouse.exists()


def test_wrong_use_is_reported_before_anything_is_read(new: Project) -> None:
    new.write("a.pdf", "fine")
    with pytest.raises(UserError, match="does not exist"):
        new.ingest(new.folder, new.folder / "typo")
    assert not new.warehouse.exists()


def test_an_empty_folder_is_no_error(project: Project) -> None:
    assert project.ingest().exit_status == 0


def of_sizes(project: Project, *sizes: int) -> Plan:
    for number, size in enumerate(sizes):
        project.write(f"{number}.pdf", "fine " + " " * size)
    return plan([project.folder], project.warehouse, project.settings)


def test_batches_hold_every_document_once_and_are_alike_in_bytes(project: Project) -> None:
    to_read = of_sizes(project, 100, 5000, 100, 100, 400, 200, 100).to_read
    for at_most in (1, 2, 3, 5, 100):
        made = batches(to_read, at_most)
        assert sorted(item.file.path.name for batch in made for item in batch) == [f"{at}.pdf" for at in range(7)]
        assert 0 < len(made) <= at_most
        assert all(made)
        assert all(list(batch) == sorted(batch, key=lambda item: -item.file.size) for batch in made)
    alone, *others = batches(to_read, 2)
    assert [item.file.path.name for item in alone] == ["1.pdf"]
    assert [len(batch) for batch in others] == [6]
    assert batches((), 4) == []


def test_the_largest_documents_are_read_first_and_reported_in_order(project: Project) -> None:
    made = of_sizes(project, 100, 900, 400)
    read: list[str] = []
    with Workers(project.settings, readers.load) as workers:
        found = read_all(made.to_read, workers, 1, lambda outcome: read.append(outcome.asked.file.path.name))
    assert read == ["1.pdf", "2.pdf", "0.pdf"]
    assert [outcome.asked.file.path.name for outcome in found] == ["0.pdf", "1.pdf", "2.pdf"]


def test_the_reader_version_names_what_reads() -> None:
    assert versions.reader_version(Settings()) != versions.reader_version(Settings(spacy_model="another"))


def test_switching_the_ocr_that_is_installed_makes_documents_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(installed: str | None) -> dict[OcrPages, str]:
        monkeypatch.setattr(versions, "_installed", lambda name: installed if name == "rapidocr" else "1")
        versions._reader_version.cache_clear()
        return {pages: versions.reader_version(Settings(ocr=pages)) for pages in OcrPages}

    without, with_ocr, newer = made(None), made("3"), made("4")
    versions._reader_version.cache_clear()
    assert len(set(without.values())) == 1
    assert len(set(with_ocr.values())) == 3
    # Where it is switched off, what version is installed makes no difference.
    assert without[OcrPages.NONE] == with_ocr[OcrPages.NONE] == newer[OcrPages.NONE]
    assert with_ocr[OcrPages.ALL] != newer[OcrPages.ALL]


def test_what_contradicts_itself_is_withheld_and_the_rest_of_its_document_published(project: Project) -> None:
    project.write("a.pdf", "fine")
    project.write("b.pdf", "contradict")
    report = project.ingest()
    assert project.statuses() == {"a.pdf": "read", "b.pdf": "partial"}
    (held,) = (outcome.withheld for outcome in report.outcomes if outcome.withheld)
    assert {row.check for row in held} >= {"fact_without_evidence"}
    assert report.exit_status == 3
    assert project.ingest().exit_status == 0
