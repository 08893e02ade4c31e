"""What is kept of a reading, so that a changed rule reads the document again without its PDF: bytes, and back.

A layout, the parses of its passages and what the encoder said, each with the version of what made it: one part may
still be good where another is not. Typed data in MessagePack, no pickled objects; what is torn, changed, of other bytes
or of another version is not there.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

import msgspec
from msgspec import Struct

from tfextract.model import LOSS_CODES, Block, Layout

# What one chunk may unpack to: some hundred pages of blocks.
MAX_CHUNK_BYTES = 256_000_000
# The blocks of so many are packed at a time, so that a long report is never there as one text of all its letters.
BLOCKS_A_CHUNK = 500
_FAST = 1
_DIGEST_BYTES = 16
LAYOUT, PARSES, JUDGED = "layout", "parses", "judged"


class KeptPart(Struct, frozen=True, array_like=True):
    """`digest` is over the chunks as they are packed."""

    version: str
    digest: bytes
    chunks: tuple[bytes, ...]


class _Kept(Struct, frozen=True, array_like=True):
    sha256: str
    parts: dict[str, KeptPart]


@dataclass(frozen=True, slots=True)
class Versions:
    """Of what makes a layout, a parse, and the encoder's word."""

    layout: str
    parses: str
    judged: str


@dataclass(slots=True)
class KeptReading:
    """What is known of one document: filled from an earlier reading, and by this one."""

    sha256: str
    versions: Versions
    parts: dict[str, KeptPart] = field(default_factory=dict)
    changed: bool = False

    @classmethod
    def opened(cls, content: bytes | None, sha256: str, versions: Versions) -> KeptReading:
        """Without what is not good."""
        made = cls(sha256, versions)
        if content is None:
            return made
        try:
            kept = msgspec.msgpack.decode(content, type=_Kept)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return made
        if kept.sha256 == sha256:
            made.parts = {
                name: part
                for name, part in kept.parts.items()
                if part.version == getattr(versions, name, None) and part.digest == _digest(part.chunks)
            }
        return made

    def packed(self) -> bytes:
        return msgspec.msgpack.encode(_Kept(self.sha256, self.parts))

    def bytes_of(self, name: str) -> bytes | None:
        """Of a part of one chunk."""
        part = self.parts.get(name)
        try:
            return None if part is None else _unpacked(part.chunks[0])
        except (_BadChunkError, IndexError):
            return None

    def set_bytes(self, name: str, content: bytes | None) -> None:
        """Nothing where it is None."""
        if content is None:
            self.changed |= self.parts.pop(name, None) is not None
            return
        self._set(name, (zlib.compress(content, _FAST),))

    def layout(self, file_name: str) -> Layout | None:
        """As the file is called now: what was not read of it is told by its name."""
        part = self.parts.get(LAYOUT)
        if part is None or not part.chunks:
            return None
        try:
            first, *rest = (_unpacked(chunk) for chunk in part.chunks)
            bare = _LAYOUTS.decode(first)
            blocks = tuple(block for chunk in rest for block in _BLOCKS.decode(chunk))
        except (_BadChunkError, msgspec.MsgspecError, ValueError, RecursionError):
            return None
        issues = tuple(replace(issue, file_name=file_name) for issue in bare.issues)
        return replace(bare, blocks=blocks, issues=issues)

    def set_layout(self, layout: Layout) -> None:
        """Not one of which anything was lost: another reading may have it."""
        self.parts.pop(LAYOUT, None)
        if any(issue.code in LOSS_CODES for issue in layout.issues):
            return
        # Half of a surrogate pair, which a broken PDF may give, cannot be held by UTF-8.
        with suppress(UnicodeEncodeError):
            self._set(LAYOUT, tuple(zlib.compress(chunk, _FAST) for chunk in _chunks(layout)))

    def _set(self, name: str, chunks: tuple[bytes, ...]) -> None:
        versions: Mapping[str, str] = {name: getattr(self.versions, name)}
        self.parts[name] = KeptPart(versions[name], _digest(chunks), chunks)
        self.changed = True


class _BadChunkError(Exception):
    """A chunk that does not unpack, or to more than it may."""


_ENCODER = msgspec.msgpack.Encoder()
_LAYOUTS = msgspec.msgpack.Decoder(Layout)
_BLOCKS = msgspec.msgpack.Decoder(tuple[Block, ...])


def _chunks(layout: Layout) -> Iterator[bytes]:
    yield _ENCODER.encode(replace(layout, blocks=()))
    for start in range(0, len(layout.blocks), BLOCKS_A_CHUNK):
        yield _ENCODER.encode(layout.blocks[start : start + BLOCKS_A_CHUNK])


def _unpacked(chunk: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(chunk, MAX_CHUNK_BYTES)
    except zlib.error as error:
        raise _BadChunkError from error
    if not unpacker.eof:
        raise _BadChunkError
    return content


def _digest(chunks: tuple[bytes, ...]) -> bytes:
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for chunk in chunks:
        digest.update(len(chunk).to_bytes(8, "big") + chunk)
    return digest.digest()
