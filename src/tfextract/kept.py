"""Serialises what is kept of a reading, so that the document can be read again with a changed rule but without its PDF.

Holds the layout, the parses of its passages and the encoder's answers, each with the version of the code that made it,
so that one part can stay valid when another does not. The format is typed MessagePack without pickled objects. A part
that is damaged, changed, or from other bytes or another version counts as absent.
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

# The largest size of an unpacked chunk: about a hundred pages of blocks.
MAX_CHUNK_BYTES = 256_000_000
# How many pages go into a chunk. A long report is never in memory as a single string.
BLOCKS_A_CHUNK = 500
_FAST = 1
_DIGEST_BYTES = 16
LAYOUT, PARSES, JUDGED = "layout", "parses", "judged"


class KeptPart(Struct, frozen=True, array_like=True):
    """`digest` covers the packed chunks."""

    version: str
    digest: bytes
    chunks: tuple[bytes, ...]


class _Kept(Struct, frozen=True, array_like=True):
    sha256: str
    parts: dict[str, KeptPart]


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of the code and data that make a layout, a parse and an encoder's answer."""

    layout: str
    parses: str
    judged: str


@dataclass(slots=True)
class KeptReading:
    """What is kept of one document, from an earlier reading and from this one."""

    sha256: str
    versions: Versions
    parts: dict[str, KeptPart] = field(default_factory=dict)
    changed: bool = False

    @classmethod
    def opened(cls, content: bytes | None, sha256: str, versions: Versions) -> KeptReading:
        """Drops the parts that are not valid."""
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
        """The bytes of a part that has one chunk."""
        part = self.parts.get(name)
        try:
            return None if part is None else _unpacked(part.chunks[0])
        except (_BadChunkError, IndexError):
            return None

    def set_bytes(self, name: str, content: bytes | None) -> None:
        """None removes the part."""
        if content is None:
            self.changed |= self.parts.pop(name, None) is not None
            return
        self._set(name, (zlib.compress(content, _FAST),))

    def layout(self, file_name: str) -> Layout | None:
        """Uses the file's present name, because issues contain it."""
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
        """Ignores a layout with losses: another reading may recover them."""
        self.parts.pop(LAYOUT, None)
        if any(issue.code in LOSS_CODES for issue in layout.issues):
            return
        # UTF-8 cannot encode half of a surrogate pair, which a broken PDF may contain.
        with suppress(UnicodeEncodeError):
            self._set(LAYOUT, tuple(zlib.compress(chunk, _FAST) for chunk in _chunks(layout)))

    def _set(self, name: str, chunks: tuple[bytes, ...]) -> None:
        versions: Mapping[str, str] = {name: getattr(self.versions, name)}
        self.parts[name] = KeptPart(versions[name], _digest(chunks), chunks)
        self.changed = True


class _BadChunkError(Exception):
    """A chunk that does not unpack, or unpacks to more than the limit."""


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
