"""Messages between a supervisor and a reader process: typed MessagePack data in frames of limited length.

The supervisor unpickles nothing. A reader that a hostile PDF took over can therefore send wrong data but no code, and
the types are validated.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw, Struct

from tfextract.model import Document, Facts, FileStatus, Layout, ReadDocument
from tfextract.sources import ID_DIGITS

# A page takes about 75,000 bytes (docs/decisions/0006), and a document runs out of time long before 3,000 pages.
MAX_BYTES = 256_000_000
_MAX_NUMBER = 2**31 - 1
_HEADER = 4
_CHUNK = 1 << 20


class GarbledError(Exception):
    """The message is not one that a reader sends."""


class LeftOut(Struct, frozen=True):
    """Pages to skip, each with the reason. `after` also skips all pages after that one."""

    pages: dict[int, str] = {}
    after: int | None = None
    after_reason: str = ""


class Keep(Struct, frozen=True):
    """The supervisor wants data to keep. With `kept`, the kept data of an earlier reading follows the document's
    file."""

    sha256: str
    kept: bool


class Order(Struct, tag=True, frozen=True):
    """A document to read. Its open file follows. `layout_seconds` is the limit for all its pages together.

    `question` is a pickled (function, arguments) to answer about the document instead. Only the supervisor sends it,
    and a reader can trust the supervisor.
    """

    file_name: str
    left_out: LeftOut
    layout_seconds: float
    cpu_seconds: float
    question: bytes | None = None
    keep: Keep | None = None


class Ready(Struct, tag=True, frozen=True):
    """The reader is loaded. `missing` names the limits that this system does not offer."""

    missing: tuple[str, ...]


class Wrong(Struct, tag=True, frozen=True):
    """A setting or a question that the user must fix."""

    message: str


class Taken(Struct, tag=True, frozen=True):
    """The reader has received the file. From now on a failure counts against this document."""


class AtPage(Struct, tag=True, frozen=True):
    """The page that the reader starts. None for the stages that work on all pages."""

    page: int | None


class LaidOut(Struct, tag=True, frozen=True):
    """A ReadDocument with pages and blocks, before the extraction of facts. It stays encoded until it is needed."""

    read: Raw


class ToKeep(Struct, tag=True, frozen=True):
    """Data for a later reading of the same bytes. Only readers parse it."""

    content: bytes


class Done(Struct, tag=True, frozen=True):
    """`layout` is None if it equals that of LaidOut."""

    document: Document
    facts: Facts
    layout: Layout | None = None


class Refused(Struct, tag=True, frozen=True):
    status: FileStatus
    message: str
    passing: bool = False


class Answered(Struct, tag=True, frozen=True):
    content: bytes


Answer = Ready | Wrong | Taken | AtPage | LaidOut | ToKeep | Done | Refused | Answered

_ENCODER = msgspec.msgpack.Encoder()
_ORDERS = msgspec.msgpack.Decoder(Order)
_ANSWERS = msgspec.msgpack.Decoder(Answer)
_DOCUMENTS = msgspec.msgpack.Decoder(ReadDocument)


def encode(message: object) -> bytes:
    """Replaces half of a surrogate pair by U+FFFD: a broken PDF may contain it, and UTF-8 cannot encode it."""
    try:
        return _ENCODER.encode(message)
    except UnicodeEncodeError:
        return _ENCODER.encode(_whole(msgspec.to_builtins(message, builtin_types=(bytes,))))


def _whole(value: Any) -> Any:
    """Replaces one character by one, so that spans stay valid."""
    if isinstance(value, str):
        return "".join("\N{REPLACEMENT CHARACTER}" if "\ud800" <= char <= "\udfff" else char for char in value)
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(item) for item in value]
    return value


def decode_order(frame: bytes) -> Order:
    return _ORDERS.decode(frame)


def decode_answer(frame: bytes) -> Answer:
    """Raises GarbledError."""
    try:
        answer: Answer = _ANSWERS.decode(frame)
    except (msgspec.MsgspecError, ValueError, RecursionError, MemoryError) as error:
        raise GarbledError(str(error)) from error
    return answer


def decode_document(raw: Raw) -> ReadDocument:
    """Raises GarbledError."""
    try:
        read = _DOCUMENTS.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError, MemoryError) as error:
        raise GarbledError(str(error)) from error
    return _checked(read)


def whole(done: Done, laid_out: Raw | None) -> ReadDocument:
    """Raises GarbledError if it is incomplete or belongs to another document."""
    layout = done.layout
    if layout is None:
        if laid_out is None:
            raise GarbledError("no layout")
        layout = decode_document(laid_out).layout
    return _checked(ReadDocument(done.document, layout, done.facts))


def _checked(read: ReadDocument) -> ReadDocument:
    """Checks that a reader does not send data for other documents, or numbers that no table can hold.

    The warehouse's checks test everything else.
    """
    document_id = read.document.document_id
    ids = {issue.document_id for issue in (*read.layout.issues, *read.facts.issues)}
    if len(document_id) != ID_DIGITS or not read.document.sha256.startswith(document_id) or ids - {None, document_id}:
        raise GarbledError("of several documents")
    for row in _rows(read):
        for name in type(row).__dataclass_fields__:
            value = getattr(row, name)
            if isinstance(value, int) and not -_MAX_NUMBER <= value <= _MAX_NUMBER:
                raise GarbledError(f"{name} is {value}")
    return read


def _rows(read: ReadDocument) -> Iterator[Any]:
    layout, facts = read.layout, read.facts
    yield read.document
    yield from (*layout.pages, *layout.blocks, *layout.table_cells)
    reported: tuple[Any, ...] = (
        *facts.achievements,
        *facts.shortfalls,
        *facts.counts,
        *facts.products,
        *facts.phases,
        *facts.contacts,
    )
    areas = tuple(area for phase in facts.phases for area in phase.priority_areas)
    yield from (*reported, *areas, *facts.mentions, *layout.issues, *facts.issues)
    for row in (*reported, *areas):
        yield from row.evidence


class Channel:
    """Sends frames over a socket: four bytes of length, then the message. Not thread-safe."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._held = bytearray()

    def send(self, message: object, seconds: float | None = None) -> None:
        """Raises OSError, TimeoutError among them."""
        self.send_bytes(encode(message), seconds)

    def send_bytes(self, frame: bytes, seconds: float | None = None) -> None:
        """Raises OSError, TimeoutError among them."""
        self._connection.settimeout(seconds)
        self._connection.sendall(len(frame).to_bytes(_HEADER, "big"))
        self._connection.sendall(frame)

    def send_file(self, number: int) -> None:
        """Sends an open file after its message."""
        socket.send_fds(self._connection, [b"F"], [number])

    def receive_file(self) -> int:
        """Raises EOFError."""
        _, files, _, _ = socket.recv_fds(self._connection, 1, 1)
        if not files:
            raise EOFError
        return files[0]

    def receive_whole(self) -> bytes:
        """Blocks, and reads no byte after the frame. Raises EOFError."""
        return self._exactly(int.from_bytes(self._exactly(_HEADER), "big"))

    def _exactly(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            part = self._connection.recv(min(_CHUNK, size - len(data)))
            if not part:
                raise EOFError
            data += part
        return bytes(data)

    def receive(self, seconds: float) -> bytes | None:
        """The next frame. None if it is not complete within this time.

        Raises EOFError if the other side is gone, GarbledError if the frame is longer than MOST_BYTES.
        """
        until = time.monotonic() + seconds
        while True:
            frame = self._next()
            if frame is not None:
                return frame
            left = until - time.monotonic()
            if left <= 0:
                return None
            self._connection.settimeout(left)
            try:
                part = self._connection.recv(_CHUNK)
            except TimeoutError:
                return None
            except OSError as error:
                raise EOFError from error
            if not part:
                raise EOFError
            self._held += part

    def _next(self) -> bytes | None:
        if len(self._held) < _HEADER:
            return None
        size = int.from_bytes(self._held[:_HEADER], "big")
        if size > MAX_BYTES:
            raise GarbledError(f"a message of {size} bytes")
        if len(self._held) < _HEADER + size:
            return None
        frame = bytes(memoryview(self._held)[_HEADER : _HEADER + size])
        del self._held[: _HEADER + size]
        return frame

    def close(self) -> None:
        self._connection.close()
