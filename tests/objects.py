"""PDFs from their objects, for what reportlab does not write: layers, forms, annotations, attachments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

CATALOG, PAGES, PAGE, CONTENT, FONT = 1, 2, 3, 4, 5
# The first number that is free for objects of a test's own.
FREE = 6


def stream(content: str, entries: str = "") -> str:
    return f"<< {entries} /Length {len(content.encode('latin-1'))} >>\nstream\n{content}\nendstream"


def text(x: float, y: float, words: str, size: float = 12, before: str = "") -> str:
    """A printed line; `before` are operators that come first, such as a colour or a render mode."""
    return f"q {before} BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET Q\n"


def one_page(
    content: str,
    *,
    catalog: str = "",
    page: str = "",
    resources: str = "",
    more: Mapping[int, str] | None = None,
    size: tuple[int, int] = (600, 800),
) -> bytes:
    """One page of the content stream. `catalog`, `page` and `resources` are further entries of those dictionaries,
    `more` further objects by their numbers from FREE.
    """
    fonts = f"/Font << /F1 {FONT} 0 R >>"
    objects = {
        CATALOG: f"<< /Type /Catalog /Pages {PAGES} 0 R {catalog} >>",
        PAGES: f"<< /Type /Pages /Count 1 /Kids [{PAGE} 0 R] >>",
        PAGE: f"<< /Type /Page /Parent {PAGES} 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Contents {CONTENT} 0 R "
        f"/Resources << {fonts} {resources} >> {page} >>",
        CONTENT: stream(content),
        FONT: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        **(more or {}),
    }
    return _file(objects)


def field(kind: str, name: str, rect: Sequence[float], entries: str = "") -> str:
    """A form field that is its own widget."""
    box = " ".join(str(side) for side in rect)
    return f"<< /Type /Annot /Subtype /Widget /FT /{kind} /T ({name}) /Rect [{box}] /F 4 {entries} >>"


def form(fields: Mapping[int, str], entries: str = "") -> dict[str, str]:
    """The entries for `one_page` that put the fields on the page and into the document's form."""
    numbers = " ".join(f"{number} 0 R" for number in fields)
    defaults = f"/DA (/F1 11 Tf 0 g) /DR << /Font << /F1 {FONT} 0 R >> >>"
    return {"catalog": f"/AcroForm << /Fields [{numbers}] {defaults} {entries} >>", "page": f"/Annots [{numbers}]"}


def _file(objects: Mapping[int, str]) -> bytes:
    content = b"%PDF-1.7\n"
    offsets = {}
    for number in sorted(objects):
        offsets[number] = len(content)
        content += f"{number} 0 obj\n{objects[number]}\nendobj\n".encode("latin-1")
    start, count = len(content), max(objects) + 1
    content += f"xref\n0 {count}\n0000000000 65535 f \n".encode()
    for number in range(1, count):
        place = offsets.get(number)
        content += (f"{place:010} 00000 n \n" if place is not None else "0000000000 00001 f \n").encode()
    return content + f"trailer\n<< /Size {count} /Root {CATALOG} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
