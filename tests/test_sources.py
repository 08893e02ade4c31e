import os
from pathlib import Path

import pytest

from tests import pdfs
from tfextract import sources
from tfextract.errors import UnreadableFileError, UserError
from tfextract.model import FileStatus
from tfextract.sources import check_signature, find


def names(paths: list[Path]) -> list[str]:
    return [found.path.name for found in find(paths).files]


def test_a_folder_means_its_pdfs_in_any_case_at_any_depth(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.PDF", "notes.txt", ".hidden.pdf", "sub/c.Pdf", ".git/d.pdf", "sub/folder.pdf/e.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"%PDF-")
    assert names([tmp_path]) == ["a.PDF", "b.pdf", "c.Pdf", "e.pdf"]


def test_a_file_that_is_named_is_taken_as_it_is_and_once(tmp_path: Path) -> None:
    odd = tmp_path / ".report.bin"
    odd.write_bytes(b"%PDF-")
    plain = tmp_path / "a.pdf"
    plain.write_bytes(b"%PDF-")
    assert names([tmp_path, odd, plain, plain]) == [".report.bin", "a.pdf"]


def test_a_path_that_does_not_exist_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nowhere does not exist"):
        find([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", FileStatus.EMPTY),
        (b"Dear reader", FileStatus.NOT_PDF),
        (b" " * 1100 + b"%PDF-1.7", FileStatus.NOT_PDF),
    ],
)
def test_what_cannot_be_a_pdf_is_found_without_reading_it(tmp_path: Path, content: bytes, status: FileStatus) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    [found] = find([tmp_path]).files
    with pytest.raises(UnreadableFileError) as refused:
        check_signature(found)
    assert refused.value.status is status


def test_bytes_before_the_signature_are_allowed(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"\xef\xbb\xbf\r\n" + pdfs.text_pdf())
    [found] = find([tmp_path]).files
    check_signature(found)


def test_what_is_no_file_is_reported_and_does_not_stop_the_rest(tmp_path: Path) -> None:
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "z.pdf").write_bytes(b"%PDF-")
    listing = find([tmp_path])
    assert [item.path.name for item in listing.files] == ["z.pdf"]
    assert [(item.file.path.name, item.message) for item in listing.unusable] == [
        ("gone.pdf", "cannot be opened: No such file or directory"),
        ("pipe.pdf", "not a regular file"),
    ]


def test_a_name_that_is_not_utf8_is_reported_in_letters_that_can_be_stored(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/r\xe9sum\xe9.pdf")).write_bytes(b"%PDF-")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    listing = find([tmp_path])
    [item] = listing.unusable
    assert not listing.files
    assert item.file.key.endswith(r"/r\xe9sum\xe9.pdf")
    assert "rename" in item.message


def test_links_to_folders_are_followed_into_each_folder_once(tmp_path: Path) -> None:
    (tmp_path / "raw" / "year").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "raw" / "a.pdf").write_bytes(b"%PDF-")
    (tmp_path / "elsewhere" / "b.pdf").write_bytes(b"%PDF-")
    (tmp_path / "raw" / "year" / "shared").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "raw" / "year" / "back").symlink_to(tmp_path / "raw")
    listing = find([tmp_path / "raw"])
    assert [found.path.name for found in listing.files] == ["a.pdf", "b.pdf"]


def test_a_folder_that_cannot_be_listed_stops_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a/one.pdf", "locked/two.pdf", "z/three.pdf"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"%PDF-")
    # Permissions have no effect for root, as whom this may run.
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    listing = find([tmp_path])
    assert [found.path.name for found in listing.files] == ["one.pdf", "three.pdf"]
    assert [(folder.path.name, folder.message) for folder in listing.unlisted] == [
        ("locked", "the folder cannot be listed: Permission denied")
    ]


@pytest.mark.parametrize("year_ns", [300_000_000_000 * 10**9, 253_402_300_900 * 10**9])
def test_a_time_stamp_that_no_calendar_holds_is_the_latest_there_is(tmp_path: Path, year_ns: int) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-")
    try:
        os.utime(path, ns=(year_ns, year_ns))
    except (OSError, OverflowError):
        pytest.skip("this file system holds no such time stamp")
    [found] = find([tmp_path]).files
    assert found.modified_at.year <= 9999
    assert found == sources.inspect(path)
