"""A PDF as its objects, so that one can be changed while the file around it stays valid."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from dataclasses import dataclass, field

_OBJECT = re.compile(rb"(?<![\w.])(\d{1,7})\s+\d{1,5}\s+obj\b")
_STREAM = re.compile(rb"stream\r?\n")
_LENGTH = re.compile(rb"/Length\s+(\d+)(\s+\d+\s+R)?")
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+)")
_TRAILER = re.compile(rb"trailer\s*(<<.*>>)\s*startxref", re.S)
# Longer streams are pictures or fonts, which are not worth the time.
_MAX_PARTS = 4_000_000


@dataclass(slots=True)
class Part:
    """One object: `body` is the text before its stream, or all of it. `keeps_length`: /Length is not corrected."""

    number: int
    body: bytes
    stream: bytes | None = None
    keeps_length: bool = False

    def inflated(self) -> bytes | None:
        """The decoded stream; None if there is none, or its filters are others than Flate and ASCII85."""
        if self.stream is None or b"/DecodeParms" in self.body:
            return None
        match = _FILTER.search(self.body)
        data = self.stream
        try:
            for name in re.findall(rb"/(\w+)", match.group(1)) if match else ():
                if name in (b"FlateDecode", b"Fl"):
                    data = zlib.decompressobj().decompress(data, _MAX_PARTS)
                elif name in (b"ASCII85Decode", b"A85"):
                    data = base64.a85decode(data.strip().removesuffix(b"~>"))
                else:
                    return None
        except (zlib.error, ValueError, binascii.Error):
            return None
        return data

    def deflate(self, data: bytes) -> None:
        """Replaces the stream."""
        self.stream = zlib.compress(data, 1)
        body = _FILTER.sub(b"", self.body)
        at = body.rfind(b">>")
        self.body = body[:at] + b" /Filter /FlateDecode " + body[at:]


@dataclass(slots=True)
class Parts:
    head: bytes
    parts: list[Part] = field(default_factory=list)
    trailer: bytes = b"<< >>"

    def add(self, body: bytes, stream: bytes | None = None) -> int:
        """Adds an object and returns its number."""
        number = max((part.number for part in self.parts), default=0) + 1
        self.parts.append(Part(number, body, stream))
        return number

    def having(self, *words: bytes) -> list[Part]:
        return [part for part in self.parts if all(word in part.body for word in words)]

    def written(self) -> bytes:
        """The bytes of the file, with a correct table of offsets."""
        out, places = bytearray(self.head), {}
        for part in self.parts:
            places[part.number] = len(out)
            body = part.body
            if part.stream is not None and not part.keeps_length:
                body = _with_length(body, len(part.stream))
            out += b"%d 0 obj%s" % (part.number, body)
            if part.stream is not None:
                out += b"stream\n" + part.stream + b"\nendstream\n"
            out += b"endobj\n"
        start, size = len(out), max(places, default=0) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n" % size
        for number in range(1, size):
            at = places.get(number)
            out += b"0000000000 65535 f \n" if at is None else b"%010d 00000 n \n" % at
        trailer = re.sub(rb"/Size\s+\d+", b"/Size %d" % size, self.trailer)
        trailer = re.sub(rb"/(Prev|XRefStm)\s+\d+", b"", trailer)
        return bytes(out + b"trailer\n" + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % start)


def parse(pdf: bytes) -> Parts | None:
    """None if the file has no plain objects and trailer. Of an object that was written twice, the last is taken."""
    trailers = _TRAILER.findall(pdf)
    parts: dict[int, Part] = {}
    at, first = 0, len(pdf)
    while match := _OBJECT.search(pdf, at):
        end = pdf.find(b"endobj", match.end())
        if end < 0:
            break
        first = min(first, match.start())
        part, at = _part(pdf, int(match.group(1)), match.end(), end)
        parts[part.number] = part
    if not parts or not trailers:
        return None
    return Parts(pdf[:first], list(parts.values()), trailers[-1])


def _part(pdf: bytes, number: int, start: int, end: int) -> tuple[Part, int]:
    opened = _STREAM.search(pdf, start, end)
    if opened is None:
        return Part(number, pdf[start:end]), end
    body = pdf[start : opened.start()]
    length = _LENGTH.search(body)
    stop = opened.end() + int(length.group(1)) if length and not length.group(2) else -1
    if not (0 < stop <= len(pdf) and pdf[stop : stop + 12].strip().startswith(b"endstream")):
        stop = pdf.find(b"endstream", opened.end())
        if stop < 0:
            return Part(number, pdf[start:end]), end
    return Part(number, body, pdf[opened.end() : stop]), pdf.find(b"endobj", stop) if b"endobj" in pdf[stop:] else stop


def _with_length(body: bytes, length: int) -> bytes:
    data = b"/Length %d" % length
    if _LENGTH.search(body):
        return _LENGTH.sub(data, body, count=1)
    at = body.rfind(b">>")
    return body[:at] + b" " + data + b" " + body[at:]
