"""The shares of a folder, and the manifest of a part: `part-3-of-7.json` beside `part-3-of-7-HASH.parquet`.

The manifest is written last and names the Parquet file by its hash. If a part is written twice, a reader finds one of
them complete.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import msgspec

from tfextract.errors import UserError
from tfextract.model import FileStatus, ReadDocument
from tfextract.warehouse import RunRecord

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Share:
    """The `number`-th of `of` shares of the files of a folder; both count from 1.

    The share of a file depends only on its path below the folder. Hashing the bytes would make every machine read the
    whole archive.
    """

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """ "3/7". Raises UserError."""
        match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip())
        share = cls(int(match[1]), int(match[2])) if match else cls(0, 0)
        if not 1 <= share.number <= share.of:
            raise UserError(f"the part {text!r} is none: give its number and how many there are, 1/7 to 7/7")
        return share

    def holds(self, name: str) -> bool:
        # macOS uses other code points for the same letters in names.
        normal = unicodedata.normalize("NFC", name).encode()
        return int.from_bytes(hashlib.sha256(normal).digest()[:8], "big") % self.of == self.number - 1

    def __str__(self) -> str:
        return f"part-{self.number:0{len(str(self.of))}}-of-{self.of}"


@dataclass(frozen=True, slots=True)
class Entry:
    """The outcome of a file, as a row of a part. `name` is its path below the folder, with `/`. Times are UTC.

    `read` is None if nothing could be read, and `status` and `message` are the reason. `document_id` is also set if it
    is not a PDF. `growing`: it was still being written and was skipped.
    """

    name: str
    size: int
    modified_at: datetime
    status: FileStatus
    document_id: str | None = None
    sha256: str | None = None
    message: str | None = None
    passing: bool = False
    growing: bool = False
    read: ReadDocument | None = None


class WrittenBy(msgspec.Struct, frozen=True):
    """Code, rules, models and settings that read a part. `reader_version` covers everything that decides the rows."""

    reader_version: str
    code_version: str
    rules_hash: str
    model: str
    libraries: str
    settings: str

    @classmethod
    def of(cls, run: RunRecord) -> Self:
        return cls(run.reader_version, run.code_version, run.rules_hash, run.model, run.libraries, run.settings)


class Manifest(msgspec.Struct, frozen=True):
    """`data` is the name of the Parquet file, `sha256` its hash. `folder` is the files' folder on that machine.

    `unlisted` are folders that could not be listed, with the reason.
    """

    part: int
    of: int
    folder: str
    written_by: WrittenBy
    written_at: datetime
    files: int
    documents: tuple[str, ...]
    data: str
    size: int
    sha256: str
    unlisted: tuple[tuple[str, str], ...] = ()
    format: int = FORMAT

    @property
    def share(self) -> Share:
        return Share(self.part, self.of)

    def encode(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"

    @classmethod
    def decode(cls, content: bytes) -> Self:
        """Raises ValueError."""
        made = msgspec.json.decode(content, type=cls)
        if made.format != FORMAT:
            raise ValueError(f"another version of tfextract wrote it (format {made.format})")
        return made
