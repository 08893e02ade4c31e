from __future__ import annotations

import builtins
import importlib
import sys
from pathlib import Path

import pytest

from tests.command import Command
from tfextract import stores
from tfextract.errors import UserError
from tfextract.locations import Remote, place, redacted
from tfextract.settings import Settings, load_settings
from tfextract.store_errors import StoreError


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("raw", Path("raw")),
        ("/srv/reports", Path("/srv/reports")),
        ("file:///srv/reports", Path("/srv/reports")),
        ("s3://bucket/reports/", Remote("s3://bucket/reports")),
        ("S3://bucket", Remote("s3://bucket")),
        ("sftp://ada@host/reports", Remote("sftp://ada@host/reports")),
        ("abfs://box@account.dfs.core.windows.net/r", Remote("abfs://box@account.dfs.core.windows.net/r")),
    ],
)
def test_a_place_is_a_path_or_an_address(text: str, meant: object) -> None:
    assert place(text) == meant


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sftp://ada:geheim@host/reports", "sftp://ada@host/reports"),
        ("s3://KEY:geheim@bucket/reports", "s3://KEY@bucket/reports"),
        ("https://host/a.pdf?X-Amz-Signature=geheim&page=2", "https://host/a.pdf"),
        ("az://box/a?sv=2022&sig=geheim", "az://box/a"),
        ("https://host/a.pdf?access_token=geheim", "https://host/a.pdf"),
    ],
)
def test_an_address_with_a_secret_is_refused_and_shown_without_it(text: str, shown: str) -> None:
    assert redacted(text) == shown
    with pytest.raises(UserError, match="carries a password or a token") as refused:
        place(text)
    assert "geheim" not in str(refused.value)


def test_what_is_no_secret_stays_in_an_address() -> None:
    assert redacted("https://host/a.pdf?id=12&lang=en") == "https://host/a.pdf?id=12&lang=en"


def test_settings_take_addresses_and_note_them_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TFEXTRACT_RAW", "s3://bucket/reports")
    settings = Settings()
    assert settings.raw == Remote("s3://bucket/reports")
    assert '"raw":"s3://bucket/reports"' in settings.model_dump_json()


def test_a_setting_with_a_password_is_refused_by_name_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TFEXTRACT_PUBLISH_TO", "s3://KEY:geheim@bucket")
    load_settings.cache_clear()
    with pytest.raises(UserError, match="TFEXTRACT_PUBLISH_TO") as refused:
        load_settings()
    load_settings.cache_clear()
    assert "geheim" not in str(refused.value)


def test_the_command_line_refuses_a_password(command: Command) -> None:
    done = command.run("ingest", "s3://KEY:geheim@bucket/raw")
    assert (done.status, done.is_a_sentence(), "geheim" in done.err) == (2, True, False)


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, command: Command) -> None:
    before = builtins.__import__

    def without_s3fs(name: str, *given: object, **named: object) -> object:
        if name.startswith("s3fs"):
            raise ImportError(name)
        return before(name, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_s3fs)
    monkeypatch.delitem(importlib.import_module("fsspec.registry")._registry, "s3", raising=False)
    for name in [name for name in sys.modules if name.startswith("s3fs")]:
        monkeypatch.delitem(sys.modules, name)
    stores._check_installed.cache_clear()
    monkeypatch.setattr(stores, "_ready", {})
    done = command.run("ingest", "s3://bucket/raw")
    stores._check_installed.cache_clear()
    assert (done.status, done.is_a_sentence()) == (2, True)
    assert "pip install 'tfextract[s3]'" in done.err


@pytest.mark.parametrize(
    ("address", "message"),
    [("gs://bucket/raw", "gcsfs"), ("nonsense://bucket", "no kind of place"), ("https://host/", "tfextract add")],
)
def test_what_cannot_be_listed_is_named_in_a_sentence(command: Command, address: str, message: str) -> None:
    done = command.run("ingest", address)
    assert (done.status, done.is_a_sentence(), message in done.err) == (2, True, True)


@pytest.mark.parametrize(("replacements", "read"), [(1, b'{"build": 1}'), (9, None)])
def test_a_small_object_that_is_replaced_while_it_is_read_is_read_again(
    replacements: int, read: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = Remote(f"memory://replaced-{replacements}/manifest.json")
    stores.write_whole(manifest, b"{}")
    size_of = stores.stored
    contents = [b'{"build": %s}' % (b"1" * (at + 1)) for at in range(replacements)]

    def replaced(asked: Remote) -> stores.Stored:
        before = size_of(asked)
        if contents:
            stores.write_whole(manifest, contents.pop(0))
        return before

    monkeypatch.setattr(stores, "stored", replaced)
    if read is None:
        with pytest.raises(StoreError, match="changed while it was read"):
            stores.read_whole(manifest, 1000)
    else:
        assert stores.read_whole(manifest, 1000) == read
