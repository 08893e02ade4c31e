"""Puts documents beside the others, and notes their addresses in documents.csv."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from tfextract import stores
from tfextract.errors import RunFailedError, UnreadableFileError, UserError, reason
from tfextract.export.tables import whole_file
from tfextract.fetching import unfetched
from tfextract.file_checks import SIGNATURE_WITHIN, check_size, check_start
from tfextract.locations import WEB, Place, Remote, place, redacted
from tfextract.sheets import DOCUMENTS, CellError, read_sheets
from tfextract.sheets.documents import COLUMNS
from tfextract.sheets.reviews import append_rows
from tfextract.sources import ID_DIGITS, InputFile, find, lies_there, open_file
from tfextract.store_errors import StoreError
from tfextract.temporary import scratch_folder

_PART = 1 << 20
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class AddedDocument:
    """`refused` is the reason why it was not added. `there` is true if the same bytes were there already, as
    `place`."""

    asked: str
    place: Place | None = None
    there: bool = False
    refused: str | None = None


class _Row(NamedTuple):
    document_id: str
    source: str
    name: str


def add_documents(
    asked: Iterable[str], raw: Place, sheets: Place, max_mb: int, source: str | None = None
) -> Iterator[AddedDocument]:
    """Copies files, folders (their *.pdf) and addresses into `raw`. `source` is noted instead of each one's own
    address.

    Skips what `raw` holds already and overwrites nothing: a second document with the same name gets a part of its hash
    after the name. Raises UserError if a file or `raw` cannot be used, or documents.csv cannot be written. Documents
    that were added before the error stay.
    """
    known = _Known(raw)
    rows: list[_Row] = []
    try:
        for item in _expanded(asked):
            try:
                with _taken(item, max_mb) as file:
                    added, sha256 = known.put(item, file)
            except UnreadableFileError as error:
                yield AddedDocument(redacted(item), refused=str(error))
                continue
            rows.append(_Row(sha256[:ID_DIGITS], _source_of(item) if source is None else source, _name_of(item)))
            yield added
    finally:
        _note(sheets, rows)


class _Known:
    """What the folder holds, by size. A file is hashed only when another file has the same size."""

    def __init__(self, raw: Place) -> None:
        self._raw = raw
        if isinstance(raw, Path):
            raw.mkdir(parents=True, exist_ok=True)
        try:
            listing = find([raw])
        except UserError:
            if isinstance(raw, Path):
                raise
            # The store has no such folder yet.
            listing = find([])
        if listing.unlisted:
            raise RunFailedError(f"{listing.unlisted[0].path} cannot be listed: {listing.unlisted[0].message}")
        self._by_size: dict[int, list[InputFile]] = {}
        for file in listing.files:
            self._by_size.setdefault(file.size, []).append(file)
        self._new: dict[str, Place] = {}

    def put(self, item: str, file: Path) -> tuple[AddedDocument, str]:
        with file.open("rb") as opened:
            sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
        size = file.stat().st_size
        same = self._new.get(sha256) or next((f.path for f in self._by_size.get(size, ()) if _hash(f) == sha256), None)
        if same is not None:
            return AddedDocument(redacted(item), same, there=True), sha256
        target = self._raw / _name_of(item)
        if lies_there(target):
            named = Path(target.name)
            target = self._raw / f"{named.stem}-{sha256[:8]}{named.suffix}"
        _write(target, file)
        self._new[sha256] = target
        return AddedDocument(redacted(item), target), sha256


def _write(target: Place, file: Path) -> None:
    """Writes the whole file or nothing."""
    try:
        if isinstance(target, Remote):
            stores.send_file(file, target)
            return
        with whole_file(target) as draft:
            shutil.copyfile(file, draft)
    except OSError as error:
        raise RunFailedError(f"{target} cannot be written: {reason(error)}") from error


def _hash(input_file: InputFile) -> str:
    digest = hashlib.sha256()
    with open_file(input_file.path, input_file.size // 1_000_000 + 1) as file:
        while part := file.read(_PART):
            digest.update(part)
    return digest.hexdigest()


def _expanded(asked: Iterable[str]) -> Iterator[str]:
    """Replaces each folder by its files. Raises UserError."""
    for item in asked:
        given = None if urlsplit(item).scheme in WEB else place(item)
        if isinstance(given, Path):
            yield from (str(file.path) for file in find([given]).files)
        elif given is not None and not given.name.casefold().endswith(".pdf"):
            yield from (file.key for file in find([given]).files)
        else:
            yield item


@contextmanager
def _taken(item: str, max_mb: int) -> Iterator[Path]:
    """Fetches the bytes into a local file. Raises UnreadableFileError if it is not a PDF or too large."""
    with scratch_folder("add") as folder:
        path = folder / "document"
        if urlsplit(item).scheme in WEB:
            _refuse_password(item)
            try:
                stores.fetch_page(item, path, max_mb * 1_000_000)
            except StoreError as error:
                raise unfetched(error) from None
        else:
            with open_file(place(item), max_mb) as given, path.open("wb") as file:
                while part := given.read(_PART):
                    file.write(part)
                    check_size(file.tell(), max_mb)
        with path.open("rb") as begun:
            check_start(path.stat().st_size, begun.read(SIGNATURE_WITHIN))
        yield path


def _refuse_password(item: str) -> None:
    if urlsplit(item).password is not None:
        raise UserError(f"the address {redacted(item)} carries a password: fetch the file yourself, and add the file")


def _name_of(item: str) -> str:
    """The last part of the path, as a name that every file system accepts. Adds .pdf if it is missing."""
    path = urlsplit(item).path if urlsplit(item).scheme in WEB else item
    name = re.sub(r"[\x00-\x1f\x7f/\\:*?\"<>|]+", "_", unquote(path.rstrip("/").rpartition("/")[2])).strip(" .")
    stem, ending = Path(name).stem, Path(name).suffix
    if ending.casefold() != ".pdf":
        stem, ending = name, ".pdf"
    while len(f"{stem}{ending}".encode()) > _LONGEST_NAME:
        stem = stem[:-1]
    return f"{stem or 'document'}{ending}"


def _source_of(item: str) -> str:
    if "://" in item:
        return redacted(item)
    return Path(os.path.abspath(item)).as_uri()  # noqa: PTH100 - a link keeps its own name


def _note(sheets: Place, rows: Iterable[_Row]) -> None:
    """Writes rows for documents that have none. A person's own row is not changed."""
    sheets_read = read_sheets([sheets])
    if sheets_read.unreached or any(problem.path.name == DOCUMENTS for problem in sheets_read.broken):
        reported = str(sheets_read.broken[0]) if sheets_read.broken else f"{sheets} does not answer"
        raise RunFailedError(f"the documents are there, their addresses could not be noted: {reported}")
    known = {entry.document for _, entry in sheets_read.documents}
    new: dict[str, _Row] = {}
    for row in rows:
        if not known & {row.document_id, row.name}:
            new.setdefault(row.document_id, row)
    if not new:
        return
    wordings = [{"document": row.document_id, "source": row.source, "note": row.name} for row in new.values()]
    path = sheets / DOCUMENTS
    try:
        try:
            append_rows(path, COLUMNS, wordings)
        except CellError:
            # A sheet that a person wrote may have no notes column.
            append_rows(path, COLUMNS, [row | {"note": ""} for row in wordings])
    except CellError as error:
        raise UserError(f"the documents are there, their addresses could not be noted: {error}") from error
    except OSError as error:
        raise RunFailedError(f"{path} cannot be written: {reason(error)}") from error
