"""Mutations of a PDF's objects: the tree of pages, boxes, references, lengths, filters, fonts, annotations."""

from __future__ import annotations

import re
from random import Random

from bench.fuzz.damage import EXTREMES, change_numbers, flip_bytes, swap_names
from bench.fuzz.parts import Part, Parts

_REFERENCE = re.compile(rb"\b(\d+)\s+0\s+R\b")
_FILTERS = (b"/ASCIIHexDecode", b"/ASCII85Decode", b"/LZWDecode", b"/RunLengthDecode", b"/DCTDecode", b"/JPXDecode",
            b"/JBIG2Decode", b"/CCITTFaxDecode", b"/Crypt", b"/Nothing")  # fmt: skip
# What a font says its letters are: half of a pair, beyond the first plane, not a character, controls, right to left.
ODD_UNICODE = (b"D800", b"DFFF", b"D83DDE00", b"FFFF", b"FFFE", b"0000", b"0007", b"001B", b"202E", b"05D0", b"FB01",
               b"0301" * 40, b"00A0", b"2028", b"110000", b"E000", b"DBFFDFFF", b"0041" * 3000)  # fmt: skip


def change_dictionary(rng: Random, parts: Parts, _: bytes) -> None:
    """Numbers or names of one object."""
    part = rng.choice(parts.parts)
    change = rng.choice((change_numbers, swap_names))
    part.body = change(rng, part.body, b"")


def flip_dictionary(rng: Random, parts: Parts, _: bytes) -> None:
    part = rng.choice([part for part in parts.parts if part.body] or parts.parts)
    part.body = flip_bytes(rng, part.body or b" ", b"")


def redirect_reference(rng: Random, parts: Parts, _: bytes) -> None:
    """References to another object, to itself or to a missing one."""
    for part in rng.sample(parts.having(b" R"), min(2, len(parts.having(b" R")))):
        numbers = [one.number for one in parts.parts]
        to = rng.choice((rng.choice(numbers), part.number, max(numbers) + 7))
        places = list(_REFERENCE.finditer(part.body))
        if places:
            place = rng.choice(places)
            part.body = part.body[: place.start()] + b"%d 0 R" % to + part.body[place.end() :]


def drop_object(rng: Random, parts: Parts, _: bytes) -> None:
    parts.parts.remove(rng.choice(parts.parts))


def exchange_objects(rng: Random, parts: Parts, _: bytes) -> None:
    one, two = rng.choice(parts.parts), rng.choice(parts.parts)
    one.number, two.number = two.number, one.number


def loop_pages(rng: Random, parts: Parts, _: bytes) -> None:
    """A node of the page tree becomes its own child or parent."""
    for part in parts.having(b"/Kids"):
        own = b"%d 0 R" % part.number
        if rng.random() < 0.7:
            part.body = part.body.replace(b"[", b"[" + own + b" ", 1)
        else:
            part.body = part.body.replace(b"/Kids", b"/Parent " + own + b" /Kids")


def change_count(rng: Random, parts: Parts, _: bytes) -> None:
    for part in parts.having(b"/Kids"):
        part.body = re.sub(rb"/Count\s+-?\d+", lambda _: b"/Count " + rng.choice(EXTREMES), part.body)


def change_box(rng: Random, parts: Parts, _: bytes) -> None:
    box = b" ".join(rng.choice((*EXTREMES, b"0", b"600", b"14400")) for _ in range(rng.choice((4, 4, 4, 3, 0))))
    name = rng.choice((b"MediaBox", b"MediaBox", b"CropBox"))
    more = rng.choice((b"", b"", b"/Rotate 45", b"/Rotate -90", b"/Rotate 1e9", b"/UserUnit 1e9", b"/UserUnit 0"))
    for part in parts.having(b"/MediaBox") or parts.having(b"/Page"):
        if b"/MediaBox" in part.body:
            part.body = re.sub(rb"/MediaBox\s*\[[^\]]*\]", lambda _: b"/%s [%s] %s" % (name, box, more), part.body)
        else:
            _say(part, b"/%s [%s] %s" % (name, box, more))


def nest_deeply(rng: Random, parts: Parts, _: bytes) -> None:
    depth = rng.choice((50, 500, 5_000, 50_000))
    opened, closed = rng.choice(((b"[", b"]"), (b"<</A ", b">>")))
    key = rng.choice((b"/Nest", b"/Kids", b"/Resources", b"/Contents", b"/Annots"))
    _say(rng.choice(parts.having(b"<<") or parts.parts), key + b" " + opened * depth + b"0" + closed * depth)


def wrong_length(rng: Random, parts: Parts, _: bytes) -> None:
    if part := _any(rng, [part for part in parts.parts if part.stream is not None]):
        own = b"%d 0 R" % part.number
        length = rng.choice((*EXTREMES, b"1", b"17", own, b"%d" % (len(part.stream or b"") + rng.randrange(-40, 400))))
        part.body = re.sub(rb"/Length\s+\d+(\s+\d+\s+R)?", lambda _: b"/Length " + length, part.body)
        part.keeps_length = True


def flip_stream(rng: Random, parts: Parts, _: bytes) -> None:
    if part := _any(rng, [part for part in parts.parts if part.stream]):
        part.stream = flip_bytes(rng, part.stream or b" ", b"")


def flip_inflated(rng: Random, parts: Parts, _: bytes) -> None:
    """A stream that is packed correctly and broken inside: contents, fonts, character maps."""
    part = _any(rng, [part for part in parts.parts if part.stream])
    data = part.inflated() if part else None
    if part and data:
        part.deflate(flip_bytes(rng, data, b""))


def change_filter(rng: Random, parts: Parts, _: bytes) -> None:
    if part := _any(rng, parts.having(b"/Filter")):
        new = rng.choice((*_FILTERS, b"[" + b"/FlateDecode " * 200 + b"]", b"[/FlateDecode /FlateDecode]", b"[]"))
        part.body = re.sub(rb"/Filter\s*(\[[^\]]*\]|/\w+)", lambda _: b"/Filter " + new, part.body)


def change_unicode(rng: Random, parts: Parts, _: bytes) -> None:
    """Changes the meaning of some codes in the existing character maps."""
    for part in parts.parts:
        data = part.inflated()
        if data and b"begincmap" in data:
            codes = list(re.finditer(rb"(?<=<)[0-9A-Fa-f]{4,}(?=>)", data))
            for place in sorted(rng.sample(codes, min(len(codes), rng.choice((1, 3, 30)))), key=lambda m: -m.start()):
                data = data[: place.start()] + rng.choice(ODD_UNICODE) + data[place.end() :]
            part.deflate(data)


def add_unicode(rng: Random, parts: Parts, _: bytes) -> None:
    """A character map for fonts without one, in which letters mean odd things."""
    lines = b"\n".join(b"<%02x> <%s>" % (code, rng.choice(ODD_UNICODE)) for code in rng.sample(range(32, 127), 20))
    head = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Odd def\n"
    head += b"1 begincodespacerange <00> <ff> endcodespacerange\n"
    if rng.random() < 0.3:
        lines += b"\nendbfchar\n1 beginbfrange\n<00> <ffffffff> <0041>\nendbfrange\n1 beginbfchar\n<41> <0042>"
    cmap = head + b"20 beginbfchar\n" + lines + b"\nendbfchar endcmap end end"
    number = parts.add(b"<< /Length 0 >>", cmap)
    for part in parts.having(b"/Font", b"/BaseFont"):
        part.body = re.sub(rb"/ToUnicode\s+\d+\s+0\s+R", b"", part.body)
        _say(part, b"/ToUnicode %d 0 R" % number)


def change_font(rng: Random, parts: Parts, _: bytes) -> None:
    if part := _any(rng, parts.having(b"/BaseFont")):
        data = rng.choice((b"/Subtype /Type3", b"/Subtype /Type0", b"/Encoding /Identity-V", b"/Encoding 1 0 R",
                           b"/FirstChar -5 /LastChar 99999999", b"/Widths [1e30 -1e30 0]", b"/DescendantFonts [1 0 R]",
                           b"/DescendantFonts [%d 0 R]" % part.number, b"/FontMatrix [0 0 0 0 0 0]",
                           b"/BaseFont /" + b"A" * 5000, b"/ToUnicode %d 0 R" % part.number))  # fmt: skip
        _say(part, data)


def loop_form(rng: Random, parts: Parts, _: bytes, calls: int = 1) -> None:
    """A drawing that draws itself, called from a page."""
    pages = [(part, data) for part in parts.parts if (data := part.inflated()) and re.search(rb"\bBT\b", data)]
    number = max(part.number for part in parts.parts) + 1
    body = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Length 0 /Resources << /XObject << /Lp %d 0 R >> >> >>"
    )
    parts.add(body % number, b"/Lp Do " * calls + b"BT (again) Tj ET")
    for part in parts.having(b"/Resources"):
        part.body = re.sub(rb"/Resources\s*<<", b"/Resources << /XObject << /Lp %d 0 R >> " % number, part.body)
    for part, data in rng.sample(pages, min(2, len(pages))):
        part.deflate(data + b"\n/Lp Do\n")


def multiply_form(rng: Random, parts: Parts, other: bytes) -> None:
    """A drawing that draws itself twice: two to the power of the depth to which the program follows it."""
    loop_form(rng, parts, other, calls=2)


def add_annotations(rng: Random, parts: Parts, _: bytes) -> None:
    rect = b" ".join(rng.choice((*EXTREMES, b"50", b"300")) for _ in range(4))
    kind = rng.choice((b"/Widget /FT /Tx /V (" + b"x" * 500 + b")", b"/FreeText /Contents (In 2020 we dug 40 wells.)",
                       b"/Link /A << /S /URI /URI (http://a.example/\x1b[31m) >>", b"/Link /Dest [999 /XYZ]",
                       b"/FileAttachment"))  # fmt: skip
    number = parts.add(b"<< /Type /Annot /Rect [%s] /Subtype %s >>" % (rect, kind))
    parts.parts[-1].body = parts.parts[-1].body.replace(b">>", b"/Parent %d 0 R /Popup %d 0 R >>" % (number, number), 1)
    for part in parts.having(b"/Page", b"/MediaBox"):
        _say(part, b"/Annots [%s]" % (b"%d 0 R " % number * rng.choice((1, 3, 300))))


def loop_outline(rng: Random, parts: Parts, _: bytes) -> None:
    number = parts.add(b"<< >>")
    own = b"%d 0 R" % number
    parts.parts[-1].body = b"<< /Title (A) /First %s /Next %s /Last %s /Parent %s /Kids [%s] /Names [(a) %s] >>" % (
        (own,) * 6
    )
    for part in parts.having(b"/Catalog"):
        _say(part, rng.choice((b"/Outlines ", b"/StructTreeRoot ", b"/AcroForm ", b"/Dests ", b"/PageLabels ")) + own)


def encrypt(rng: Random, parts: Parts, _: bytes) -> None:
    """Declares the file as encrypted, which it is not."""
    data = b"/Encrypt << /Filter /Standard /V %s /R %s /O (%s) /U (%s) /P -1 /Length %s >> /ID [(a) (b)] "
    values = tuple(rng.choice((*EXTREMES, b"2", b"4", b"5")) for _ in range(2))
    parts.trailer = parts.trailer.replace(b"<<", b"<< " + data % (*values, b"o" * 32, b"u" * 32, values[0]), 1)


def change_trailer(rng: Random, parts: Parts, _: bytes) -> None:
    change = rng.choice((change_numbers, swap_names, flip_bytes))
    parts.trailer = change(rng, parts.trailer, b"")


def _say(part: Part, data: bytes) -> None:
    """Puts it first into the object's dictionary: of two values for one name some programs take the first."""
    part.body = part.body.replace(b"<<", b"<< " + data + b" ", 1)
    at = part.body.rfind(b">>")
    if at > 0:
        part.body = part.body[:at] + b" " + data + b" " + part.body[at:]


def _any(rng: Random, parts: list[Part]) -> Part | None:
    return rng.choice(parts) if parts else None
