"""A folder that is read in shares is published like by one ingest; the reading itself is scripted."""

from __future__ import annotations

import json
import os
import random
from dataclasses import dataclass, replace
from pathlib import Path

import fsspec
import pytest

from tests import readers
from tests.rows import rows_of
from tfextract import versions
from tfextract.delivery import pull
from tfextract.errors import RunFailedError, UserError
from tfextract.ingest import ingest
from tfextract.outcome import IngestReport
from tfextract.parts import Share, Storage
from tfextract.parts.loading import PartsError, load_parts
from tfextract.parts.reading import read_part
from tfextract.settings import Settings
from tfextract.warehouse import read_ledger
from tfextract.warehouse.paths import WarehousePaths

OF = 7
DOCUMENTS = 20
pytestmark = pytest.mark.usefixtures("shared_readers")


@pytest.fixture(autouse=True)
def _shared(shared_readers: None, _all_shared: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tfextract.parts.reading.Workers", _all_shared)


@dataclass
class Archive:
    """A folder of scripted files, with a place for parts."""

    raw: Path
    parts: str
    settings: Settings

    def read(self, *numbers: int, of: int = OF) -> None:
        for number in numbers:
            read_part(self.raw, Share(number, of), Storage(self.parts), self.settings, load=readers.load)

    def load(self, warehouse: Path, **given: object) -> IngestReport:
        messages: list[str] = []
        return load_parts(Storage(self.parts), warehouse, self.settings, say=messages.append, **given)  # type: ignore[arg-type]

    def part(self, number: int, ending: str) -> Path:
        [found] = [
            path
            for path in Path(self.parts).iterdir()
            if path.name.startswith(f"part-{number}-") and ending in path.name
        ]
        return found


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports, one of them under two names, and every kind of file that cannot be read."""
    folder = tmp_path_factory.mktemp("archive") / "raw"
    (folder / "below").mkdir(parents=True)
    for number in range(DOCUMENTS):
        (folder / f"{number:02}.pdf").write_text(f"%PDF-report of {number}")
    (folder / "below" / "again.pdf").write_text("%PDF-report of 3")
    (folder / "below" / "é.pdf").write_text("%PDF-report of accents")
    (folder / "broken.pdf").write_text("%PDF-damaged of x")
    (folder / "odd.pdf").write_text("%PDF-break of x")
    (folder / "book.pdf").write_text("%PDF-book 4 crash@2")
    (folder / "letter.pdf").write_text("Dear reader")
    (folder / "empty.pdf").write_text("")
    (folder / "gone.pdf").symlink_to(folder / "nowhere.pdf")
    return folder


@pytest.fixture
def archive(raw: Path, tmp_path: Path) -> Archive:
    return Archive(raw, str(tmp_path / "parts"), Settings(workers=1, raw=raw, portion=14))


@pytest.fixture(scope="module")
def read_already(
    raw: Path, tmp_path_factory: pytest.TempPathFactory, _all_shared: object
) -> tuple[Path, dict[str, bytes]]:
    """All seven parts, and the warehouse of one ingest."""
    place = tmp_path_factory.mktemp("read")
    archive = Archive(raw, str(place / "parts"), Settings(workers=1, raw=raw, portion=14))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tfextract.parts.reading.Workers", _all_shared)
        archive.read(*random.Random(7).sample(range(1, OF + 1), OF))
    ingest([raw], place / "w.duckdb", archive.settings, load=readers.load)
    return place / "w.duckdb", {path.name: path.read_bytes() for path in Path(archive.parts).iterdir()}


@pytest.fixture
def whole(archive: Archive, read_already: tuple[Path, dict[str, bytes]]) -> Archive:
    """Of which every part is there."""
    Path(archive.parts).mkdir()
    for name, content in read_already[1].items():
        (Path(archive.parts) / name).write_bytes(content)
    return archive


@pytest.fixture
def expected(read_already: tuple[Path, dict[str, bytes]]) -> dict[str, list[str]]:
    return rows_of(read_already[0])


def test_the_rows_are_those_of_one_ingest(whole: Archive, expected: dict[str, list[str]], tmp_path: Path) -> None:
    report = whole.load(tmp_path / "w.duckdb")

    assert (report.published, report.exit_status) == (True, 3)
    assert rows_of(tmp_path / "w.duckdb") == expected
    assert len(expected["main.counts"]) > DOCUMENTS
    # An ingest of the folder has nothing left to do.
    again = ingest([whole.raw], tmp_path / "w.duckdb", whole.settings, load=readers.load)
    assert not again.outcomes or {outcome.asked.reason.value for outcome in again.outcomes} == {"retry"}


def test_every_file_is_in_one_share_whatever_the_order_and_the_machine() -> None:
    names = [f"folder/{number}.pdf" for number in range(1000)]
    shares = {name: [n for n in range(1, OF + 1) if Share(n, OF).holds(name)] for name in names}
    assert all(len(held) == 1 for held in shares.values())
    sizes = [sum(held == [n] for held in shares.values()) for n in range(1, OF + 1)]
    assert min(sizes) > 100
    # The split is part of what is promised: parts of two versions of this program fit together.
    assert [Share(n, OF).holds("a.pdf") for n in range(1, OF + 1)].index(True) + 1 == 2
    assert Share(3, OF).holds("e\u0301.pdf") == Share(3, OF).holds("\u00e9.pdf")


def test_loading_twice_publishes_once(whole: Archive, tmp_path: Path) -> None:
    whole.load(tmp_path / "w.duckdb")
    before = (tmp_path / "w.duckdb").read_bytes()

    second = whole.load(tmp_path / "w.duckdb")

    assert (second.published, second.exit_status) == (False, 0)
    assert (tmp_path / "w.duckdb").read_bytes() == before


def test_a_part_read_twice_changes_nothing(whole: Archive, expected: dict[str, list[str]], tmp_path: Path) -> None:
    names = sorted(Path(whole.parts).iterdir())
    whole.read(4)

    assert sorted(Path(whole.parts).iterdir()) == names
    whole.load(tmp_path / "w.duckdb")
    assert rows_of(tmp_path / "w.duckdb") == expected


def test_what_is_loaded_is_also_sent_elsewhere(whole: Archive, expected: dict[str, list[str]], tmp_path: Path) -> None:
    location = tmp_path / "share"
    elsewhere = whole.settings.model_copy(update={"publish_to": location})
    report = replace(whole, settings=elsewhere).load(tmp_path / "w.duckdb")
    assert report.delivered is not None
    assert report.delivered.sent
    pull(location, tmp_path / "pulled.duckdb")
    assert rows_of(tmp_path / "pulled.duckdb") == expected


def test_drafts_of_a_writer_that_was_killed_go_with_the_next_version(whole: Archive) -> None:
    names = sorted(Path(whole.parts).iterdir())
    for name in ("part-4-of-7-0123456789ab.parquet.draft-1", "part-4-of-7.json.draft-1"):
        (Path(whole.parts) / name).write_bytes(b"half")
    whole.read(4)
    assert sorted(Path(whole.parts).iterdir()) == names


def test_a_missing_part_is_named_and_nothing_is_published(whole: Archive, tmp_path: Path) -> None:
    whole.part(3, ".json").unlink()
    with pytest.raises(PartsError, match="part-3-of-7 is missing"):
        whole.load(tmp_path / "w.duckdb")
    assert not (tmp_path / "w.duckdb").exists()


@pytest.mark.parametrize("damage", ["cut", "gone", "other", "manifest"])
def test_a_torn_part_is_named_and_nothing_is_published(whole: Archive, tmp_path: Path, damage: str) -> None:
    data = whole.part(5, ".parquet")
    if damage == "gone":
        data.unlink()
    elif damage == "manifest":
        whole.part(5, ".json").write_bytes(whole.part(5, ".json").read_bytes()[:40])
    else:
        content = data.read_bytes()
        data.write_bytes(content[:-9] if damage == "cut" else content[:-9] + b"x" * 9)
    with pytest.raises(PartsError, match="part-5-of-7 is torn") as refused:
        whole.load(tmp_path / "w.duckdb")
    assert "--partial" in str(refused.value)
    assert not (tmp_path / "w.duckdb").exists()


def test_partial_publishes_the_others_and_takes_no_file_for_gone(
    whole: Archive, expected: dict[str, list[str]], tmp_path: Path
) -> None:
    whole.part(3, ".json").unlink()
    whole.part(5, ".parquet").write_bytes(b"PAR1")
    messages: list[str] = []
    warehouse = tmp_path / "w.duckdb"

    load_parts(Storage(whole.parts), warehouse, whole.settings, partial=True, say=messages.append)

    assert [line for line in messages if line.startswith("Left out: part-")] == [
        "Left out: part-5-of-7 is torn: " + whole.part(5, ".parquet").name + " is not what its manifest says.",
        "Left out: part-3-of-7 is missing.",
    ]
    assert 0 < len(rows_of(warehouse)["main.documents"]) < len(expected["main.documents"])
    # The next load continues: what is read is kept, and what was left out is added.
    whole.read(3, 5)
    whole.load(warehouse)
    later = rows_of(warehouse)
    assert later["main.counts"] == expected["main.counts"]
    assert {entry.status.value for entry in read_ledger(warehouse).values()} & {"missing"} == set()


def test_partial_takes_no_file_of_a_missing_part_for_gone(whole: Archive, tmp_path: Path) -> None:
    warehouse, elsewhere = tmp_path / "w.duckdb", tmp_path / "not-on-this-machine"
    whole.load(warehouse, folder=elsewhere)
    before = read_ledger(warehouse)
    whole.part(3, ".json").unlink()

    report = whole.load(warehouse, folder=elsewhere, partial=True)

    assert (report.missing, report.vanished) == ((), ())
    assert read_ledger(warehouse) == before


def test_parts_of_other_rules_are_named_and_not_mixed(
    whole: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole.part(2, ".json").unlink()
    with monkeypatch.context() as changed:
        changed.setattr(versions, "reader_version", lambda _: "other-rules")
        whole.read(2)
        with pytest.raises(PartsError, match=r"part-1-of-7 was read with version"):
            whole.load(tmp_path / "w.duckdb")
    with pytest.raises(PartsError, match="part-2-of-7 was read with version other-rules of code, rules and models"):
        whole.load(tmp_path / "w.duckdb")
    assert not (tmp_path / "w.duckdb").exists()


def test_parts_of_two_splits_are_distinguished(whole: Archive, tmp_path: Path) -> None:
    whole.read(1, of=3)
    with pytest.raises(PartsError, match="holds parts of 3 and 7"):
        whole.load(tmp_path / "w.duckdb")


def test_a_file_in_two_parts_is_refused(whole: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Share, "holds", lambda *_: True)
    whole.read(1)
    with pytest.raises(PartsError, match=r"is in two parts, part-1-of-7 and part-\d-of-7: read both again"):
        whole.load(tmp_path / "w.duckdb")
    assert not (tmp_path / "w.duckdb").exists()


def test_without_parts_the_command_that_makes_them_is_named(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(PartsError, match=r"there is no part in .*tfextract read FOLDER --part 1/7"):
        archive.load(tmp_path / "w.duckdb")


def test_a_changed_document_is_read_by_its_own_part_and_published_alone(
    raw: Path, whole: Archive, tmp_path: Path
) -> None:
    warehouse = tmp_path / "w.duckdb"
    whole.load(warehouse)
    path = raw / "11.pdf"
    before = path.stat()
    path.write_text("%PDF-report of 11, revised")
    [number] = [n for n in range(1, OF + 1) if Share(n, OF).holds("11.pdf")]
    try:
        whole.read(number)
        report = whole.load(warehouse)
    finally:
        path.write_text("%PDF-report of 11")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    changed = [outcome.asked.file.path.name for outcome in report.outcomes if outcome.asked.reason.value == "changed"]
    assert changed == ["11.pdf"]


def test_parts_read_under_two_roofs_are_loaded_under_a_third(
    whole: Archive, expected: dict[str, list[str]], tmp_path: Path
) -> None:
    manifest = whole.part(6, ".json")
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"folder": "/mnt/other"}))
    with pytest.raises(PartsError, match="say with --raw where the documents lie"):
        whole.load(tmp_path / "w.duckdb")
    whole.load(tmp_path / "w.duckdb", folder=whole.raw)
    assert rows_of(tmp_path / "w.duckdb") == expected


def test_parts_may_lie_in_any_location(raw: Path, expected: dict[str, list[str]], tmp_path: Path) -> None:
    archive = Archive(raw, "memory://archive/parts", Settings(workers=1, raw=raw, portion=14))
    try:
        archive.read(1, 2, of=2)
        archive.load(tmp_path / "w.duckdb")
        names = [name.rpartition("/")[2] for name in fsspec.filesystem("memory").ls("/archive/parts", detail=False)]
    finally:
        fsspec.filesystem("memory").rm("/archive", recursive=True)
    assert sorted(name[:12] for name in names) == ["part-1-of-2-", "part-1-of-2.", "part-2-of-2-", "part-2-of-2."]
    assert rows_of(tmp_path / "w.duckdb") == expected


def test_a_place_that_cannot_be_written_is_named_before_all_is_read(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (str(tmp_path / "file" / "parts"), "nosuch://x/parts"):
        with pytest.raises((RunFailedError, UserError)) as refused:
            replace(archive, parts=place).read(1)
        assert "nosuch" in str(refused.value) or "could not be written" in str(refused.value)


def test_a_password_in_a_location_is_refused_and_not_shown() -> None:
    with pytest.raises(UserError, match="carries a password") as refused:
        Storage("sftp://me:secret@host/parts")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("text", ["0/7", "8/7", "1", "a/b", "1/0", "-1/7"])
def test_a_wrong_share_is_named(text: str) -> None:
    with pytest.raises(UserError, match="give its number and how many there are"):
        Share.parse(text)


def test_nothing_is_left_of_parts_that_were_copied_here(
    whole: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    whole.load(tmp_path / "w.duckdb")
    assert list(scratch.iterdir()) == []
    assert WarehousePaths.of(tmp_path / "w.duckdb").drafts() == []
