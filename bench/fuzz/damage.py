"""Mutations of a file's bytes that use no knowledge of PDF, except the keywords at which its parts begin."""

from __future__ import annotations

import re
from random import Random

EXTREMES = (
    b"0",
    b"-1",
    b"1",
    b"255",
    b"65536",
    b"2147483647",
    b"2147483648",
    b"-2147483648",
    b"4294967296",
    b"99999999999999999999",
    b"-99999999999999999999",
    b"0.0000000001",
    b"1e308",
    b"--5",
    b"NaN",
    b"." + b"9" * 300,
)
_NUMBER = re.compile(rb"(?<![\w.#])-?\d+(?:\.\d+)?(?![\w.])")
_NAME = re.compile(rb"/[A-Za-z][\w.+-]*")


def flip_bytes(rng: Random, pdf: bytes, _: bytes) -> bytes:
    out = bytearray(pdf)
    for _flip in range(rng.choice((1, 1, 2, 5, 20, 100))):
        at = rng.randrange(len(out))
        out[at] = out[at] ^ (1 << rng.randrange(8)) if rng.random() < 0.5 else rng.randrange(256)
    return bytes(out)


def cut_end(rng: Random, pdf: bytes, _: bytes) -> bytes:
    return pdf[: rng.randrange(1, len(pdf))]


def cut_start(rng: Random, pdf: bytes, _: bytes) -> bytes:
    """The signature stays: without it the file is not read at all."""
    return b"%PDF-1.4\n" + pdf[rng.randrange(len(pdf)) :]


def cut_out(rng: Random, pdf: bytes, _: bytes) -> bytes:
    start, end = _span(rng, pdf)
    return pdf[:start] + pdf[end:]


def blank_out(rng: Random, pdf: bytes, _: bytes) -> bytes:
    """A hole as a broken download leaves it."""
    start, end = _span(rng, pdf)
    return pdf[:start] + b"\0" * (end - start) + pdf[end:]


def double_chunk(rng: Random, pdf: bytes, _: bytes) -> bytes:
    start, end = _span(rng, pdf)
    return pdf[:end] + pdf[start:end] * rng.choice((1, 1, 2, 10)) + pdf[end:]


def move_chunk(rng: Random, pdf: bytes, _: bytes) -> bytes:
    start, end = _span(rng, pdf)
    rest = pdf[:start] + pdf[end:]
    at = rng.randrange(len(rest) + 1)
    return rest[:at] + pdf[start:end] + rest[at:]


def insert_junk(rng: Random, pdf: bytes, _: bytes) -> bytes:
    at = rng.randrange(len(pdf))
    return pdf[:at] + rng.randbytes(rng.choice((1, 4, 40, 2000))) + pdf[at:]


def junk_before(rng: Random, pdf: bytes, _: bytes) -> bytes:
    return rng.randbytes(rng.choice((1, 100, 900))) + pdf


def splice(rng: Random, pdf: bytes, other: bytes) -> bytes:
    """The first part of one file and the last of another, or a piece of the other in the middle."""
    start, end = _span(rng, pdf)
    if rng.random() < 0.5:
        return pdf[:start] + other[rng.randrange(len(other)) :]
    begin, stop = _span(rng, other)
    return pdf[:start] + other[begin:stop] + pdf[end:]


def append_other(rng: Random, pdf: bytes, other: bytes) -> bytes:
    return pdf + other[: rng.choice((len(other), len(other) // 2))]


def break_xref(rng: Random, pdf: bytes, _: bytes) -> bytes:
    kind = rng.randrange(5)
    if kind == 0:
        return re.sub(rb"startxref\s+\d+", lambda _: b"startxref\n" + rng.choice(EXTREMES), pdf)
    if kind == 1:
        return pdf.replace(b"startxref", b"startxfer").replace(b"trailer", b"tailer")
    if kind == 2:
        return re.sub(rb"\d{10} (\d{5}) n", lambda _: b"%010d 00000 n" % rng.randrange(len(pdf)), pdf)
    if kind == 3:
        # A chain of tables that leads back to its start.
        start = re.search(rb"startxref\s+(\d+)", pdf)
        return re.sub(rb"trailer\s*<<", b"trailer << /Prev %s " % (start.group(1) if start else b"0"), pdf)
    return re.sub(rb"xref\s+0 (\d+)", lambda _: b"xref\n0 " + rng.choice(EXTREMES), pdf)


def change_numbers(rng: Random, pdf: bytes, _: bytes) -> bytes:
    return _some(rng, _NUMBER, pdf, lambda: rng.choice(EXTREMES))


def swap_names(rng: Random, pdf: bytes, _: bytes) -> bytes:
    names = sorted(set(_NAME.findall(pdf)))
    return _some(rng, _NAME, pdf, lambda: rng.choice(names)) if names else pdf


def _span(rng: Random, pdf: bytes) -> tuple[int, int]:
    start = rng.randrange(len(pdf))
    return start, min(len(pdf), start + rng.choice((1, 8, 64, 512, 4096, max(1, len(pdf) // 3))))


def _some(rng: Random, pattern: re.Pattern[bytes], pdf: bytes, new: object) -> bytes:
    """Replaces a few matches of the pattern."""
    assert callable(new)
    matches = list(pattern.finditer(pdf))
    if not matches:
        return pdf
    chosen = sorted(
        rng.sample(matches, min(len(matches), rng.choice((1, 1, 2, 5, 20)))), key=lambda match: match.start()
    )
    out, at = [], 0
    for match in chosen:
        out += [pdf[at : match.start()], new()]
        at = match.end()
    return b"".join([*out, pdf[at:]])
