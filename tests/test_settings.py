"""Settings: what is refused, by which name, and what is allowed instead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tfextract.errors import UserError
from tfextract.settings import load_settings


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    load_settings.cache_clear()
    yield tmp_path
    load_settings.cache_clear()


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("TFEXTRACT_WROKERS", "4", "TFEXTRACT_WROKERS is no setting: did you mean TFEXTRACT_WORKERS?"),
        ("TFEXTRACT_COLOUR", "red", "TFEXTRACT_COLOUR is no setting: there are TFEXTRACT_RAW, TFEXTRACT_WAREHOUSE,"),
        ("TFEXTRACT_WORKERS", "0", "TFEXTRACT_WORKERS must be at least 1"),
        ("TFEXTRACT_WORKERS", "many", "TFEXTRACT_WORKERS must be a valid integer"),
        ("TFEXTRACT_DOCUMENT_TIMEOUT", "-1", "TFEXTRACT_DOCUMENT_TIMEOUT must be greater than 0"),
        ("TFEXTRACT_DOCUMENT_TIMEOUT", "inf", "TFEXTRACT_DOCUMENT_TIMEOUT must be a finite number"),
        ("TFEXTRACT_DOCUMENT_MEMORY_MB", "0", "TFEXTRACT_DOCUMENT_MEMORY_MB must be at least 1"),
        ("TFEXTRACT_OCR", "some", "TFEXTRACT_OCR must be 'all', 'unread' or 'none'"),
        ("TFEXTRACT_REPROCESS_LIMIT", "120%", "TFEXTRACT_REPROCESS_LIMIT has a value it cannot have: give a share"),
        ("TFEXTRACT_RULES_FOLDER", "none/such", "rules_folder names none/such, which is not a folder"),
        ("TFEXTRACT_WAREHOUSE", ".", "the setting warehouse names ., which is a folder"),
    ],
)
def test_a_variable_that_is_wrong_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(UserError) as refused:
        load_settings()
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)
    assert refused.value.exit_status == 2


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("wroker = 4\n", "wroker in tfextract.toml is no setting: did you mean workers?"),
        ("workers = true\n", "the setting workers in tfextract.toml has a value it cannot have: give a number"),
        ("workers = 2.5\n", "the setting workers in tfextract.toml must be a valid integer"),
        ("workers = 4\nraw = = 2\n", "tfextract.toml cannot be read as TOML in UTF-8: .*line 2"),
        ('raw = "a.pdf"\n', "the setting raw names a.pdf, which is a file"),
    ],
)
def test_a_file_that_is_wrong_is_refused_by_name(here: Path, toml: str, message: str) -> None:
    (here / "tfextract.toml").write_text(toml)
    (here / "a.pdf").touch()
    with pytest.raises(UserError, match=message):
        load_settings()


@pytest.mark.parametrize("content", [b"\xff\xfew\0", b"raw = '\xe9'"])
def test_a_file_that_is_no_utf8_is_an_error(here: Path, content: bytes) -> None:
    (here / "tfextract.toml").write_bytes(content)
    with pytest.raises(UserError, match="cannot be read as TOML in UTF-8"):
        load_settings()


def test_a_folder_in_the_place_of_the_file_is_an_error(here: Path) -> None:
    (here / "tfextract.toml").mkdir()
    with pytest.raises(UserError, match=r"tfextract\.toml is no file"):
        load_settings()


def test_the_environment_has_precedence_over_the_file_and_numbers_need_no_quotes(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "tfextract.toml").write_text("workers = 3\nreprocess_limit = 0.1\ndocument_timeout = 5\n")
    monkeypatch.setenv("TFEXTRACT_WORKERS", "4")
    monkeypatch.setenv("TFEXTRACT_DEBUG", "1")
    settings = load_settings()
    assert (settings.workers, settings.reprocess_limit, settings.document_timeout) == (4, "0.1", 5.0)
