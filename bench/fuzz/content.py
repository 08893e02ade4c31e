"""Mutations of the content of pages, and a few files that cost much time or memory."""

from __future__ import annotations

import re
import zlib
from random import Random

from bench.fuzz.damage import change_numbers
from bench.fuzz.parts import Part, Parts, parse

_OPERATORS = tuple(
    b"q Q cm w J j M d ri i gs m l c v y h re S s f F f* B B* b b* n W W* BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T* Tj TJ "
    b"' \" d0 d1 CS cs SC SCN sc scn G g RG rg K k sh BI ID EI Do MP DP BMC BDC EMC BX EX".split()
)
_OPERATOR = re.compile(rb"(?<=\s)(?:%s)(?=\s)" % b"|".join(re.escape(one) for one in _OPERATORS))
_STRING = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]+>")
_ODD_STRINGS = (b"()", b"(\\000\\001\\377)", b"<>", b"<F>", b"(" + b"A" * 20_000 + b")", b"(1 000 000 000 000)",
                b"(9" + b"9" * 400 + b" trees)", b"(\xfe\xff\xd8\x00)", b"(31.02.2020 -- 99/99/9999)",
                b"(12.5.6,7.8 % of 1/0 people)", b"(\xef\xbb\xbf\xf0\x9f\x98\x80)", b"(=1+1)",
                b"(\x1b]0;x\x07)")  # fmt: skip
_FAR = (b"1 0 0 1 1e9 1e9 cm", b"0 0 0 0 0 0 cm", b"1e-9 0 0 1e9 0 0 cm", b"0 1 -1 0 0 0 cm", b"-1 0 0 -1 600 800 cm",
        b"1 0 0 1 -99999999999 0 cm", b"0.7 0.7 -0.7 0.7 0 0 cm", b"1e38 1e38 1e38 1e38 1e38 1e38 cm")  # fmt: skip


def content_numbers(rng: Random, parts: Parts, _: bytes) -> None:
    for part, data in _contents(rng, parts):
        part.deflate(change_numbers(rng, data, b""))


def content_operators(rng: Random, parts: Parts, _: bytes) -> None:
    for part, data in _contents(rng, parts):
        places = list(_OPERATOR.finditer(data))
        for place in sorted(rng.sample(places, min(len(places), rng.choice((1, 3, 20)))), key=lambda m: -m.start()):
            data = data[: place.start()] + rng.choice((b"", *_OPERATORS)) + data[place.end() :]  # noqa: PLW2901
        part.deflate(data)


def content_strings(rng: Random, parts: Parts, _: bytes) -> None:
    for part, data in _contents(rng, parts):
        places = list(_STRING.finditer(data))
        for place in sorted(rng.sample(places, min(len(places), rng.choice((1, 3, 20)))), key=lambda m: -m.start()):
            data = data[: place.start()] + rng.choice(_ODD_STRINGS) + data[place.end() :]  # noqa: PLW2901
        part.deflate(data)


def content_lines(rng: Random, parts: Parts, _: bytes) -> None:
    """Lines shuffled, left out or drawn again: text over text, states never closed."""
    for part, data in _contents(rng, parts):
        lines = data.splitlines()
        for _change in range(rng.choice((1, 5, 50))):
            one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
            kind = rng.randrange(3)
            if kind == 0:
                lines[one], lines[two] = lines[two], lines[one]
            elif kind == 1 and len(lines) > 2:
                del lines[one]
            else:
                lines[one:one] = lines[two : two + rng.choice((1, 4, 30))]
            if len(lines) > 60_000:
                break
        part.deflate(b"\n".join(lines))


def content_spliced(rng: Random, parts: Parts, other: bytes) -> None:
    """The content of two pages over each other, with whichever fonts there are."""
    results = _contents(rng, theirs) if (theirs := parse(other)) else []
    for part, data in _contents(rng, parts)[:1]:
        part.deflate(data + b"\n" + b"\n".join(more for _, more in results))


def content_moved(rng: Random, parts: Parts, _: bytes) -> None:
    """The whole page turned, scaled or far away, from the start or from the middle."""
    for part, data in _contents(rng, parts):
        lines = data.splitlines()
        lines.insert(rng.choice((0, rng.randrange(len(lines) + 1))), rng.choice(_FAR))
        part.deflate(b"\n".join(lines))


def content_nested(rng: Random, parts: Parts, _: bytes) -> None:
    opened = rng.choice((b"q ", b"[", b"<</A ", b"BT ", b"/Span BMC ", b"("))
    for part, data in _contents(rng, parts)[:1]:
        part.deflate(opened * rng.choice((100, 1_000, 20_000)) + b"\n" + data)


def repeat_content(rng: Random, parts: Parts, _: bytes) -> None:
    """Time and memory: every letter of the page a thousand times over, or one line of it 100,000 times."""
    for part, data in _contents(rng, parts)[:1]:
        lines = data.splitlines()
        if rng.random() < 0.5:
            part.deflate(b"\n".join([data] * min(1_000, 20_000_000 // max(1, len(data)))))
        else:
            at = rng.randrange(len(lines))
            part.deflate(b"\n".join([*lines[:at], *[lines[at]] * 100_000, *lines[at:]])[:30_000_000])


def many_rules(rng: Random, parts: Parts, _: bytes) -> None:
    """A grid of lines as a drawing program leaves it, for the search for tables."""
    count = rng.choice((300, 3_000, 20_000))
    drawn = b"\n".join(
        b"%d %d m %d %d l S" % (rng.randrange(600), y, rng.randrange(600), rng.choice((y, rng.randrange(800))))
        for y in (rng.randrange(800) for _ in range(count))
    )
    for part, data in _contents(rng, parts)[:1]:
        part.deflate(data + b"\n" + drawn)


def bomb(rng: Random, parts: Parts, _: bytes) -> None:
    """A small stream that unpacks to hundreds of megabytes."""
    packer = zlib.compressobj(9)
    block = rng.choice((b" " * 1_000_000, b"q Q\n" * 250_000, b"(a) Tj\n" * 140_000))
    packed = b"".join(packer.compress(block) for _ in range(rng.choice((50, 300)))) + packer.flush()
    for part, _data in _contents(rng, parts)[:1]:
        part.deflate(b"")
        part.stream = packed


def many_pages(rng: Random, parts: Parts, _: bytes) -> None:
    times = rng.choice((50, 300))
    for part in parts.having(b"/Kids"):
        part.body = re.sub(rb"/Kids\s*\[([^\]]*)\]", lambda m: b"/Kids [" + (m[1] + b" ") * times + b"]", part.body)
        part.body = re.sub(rb"/Count\s+(\d+)", lambda m: b"/Count %d" % (int(m[1]) * times), part.body)


def _contents(rng: Random, parts: Parts) -> list[tuple[Part, bytes]]:
    """Streams with text, in random order: two at most are changed."""
    results = [(part, data) for part in parts.parts if (data := part.inflated()) and re.search(rb"\bBT\b", data)]
    rng.shuffle(results)
    return results[:2]
