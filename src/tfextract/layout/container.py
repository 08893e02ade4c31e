"""Reads what a PDF has besides pages: layers, attached files, XFA forms. Recognises truncated copies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from tfextract.layout.forms import attachment_name

# A portfolio's cover, or a letter with attached reports, has fewer letters than this.
COVER_LETTERS = 600
# The largest tree of page labels that is followed.
_DEEPEST, _MAX_NODES = 30, 10_000
NAMED = 5
# Some programs append a signature or download marks after the end mark. An object there needs another end mark after
# it.
_END, _OBJECT = b"%%EOF", re.compile(rb"\d{1,10}\s{1,4}\d{1,5}\s{1,4}obj\b")
_LENGTH = re.compile(rb"/Linearized\b[^>]{0,200}?/L\s+(\d+)", re.DOTALL)

Catalog = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Container:
    """`is_portfolio`: the file is shown as a folder of files. `layers_off`: it switches layers off. `form_type` is
    pdfium's. `cut_short`: bytes are missing at the end. `labels`: it is safe to ask for page labels.
    """

    attached: tuple[str, ...] = ()
    is_portfolio: bool = False
    layers_off: bool = False
    form_type: int = pdfium_c.FORMTYPE_NONE
    cut_short: bool = False
    labels: bool = False

    @property
    def attached_pdfs(self) -> tuple[str, ...]:
        return tuple(name for name in self.attached if name.lower().endswith(".pdf"))


def read_container(pdf: pdfium.PdfDocument, content: bytes, catalog: Catalog) -> Container:
    """`content` are the bytes of `pdf`, `catalog` is its catalog."""
    return Container(
        attached=tuple(_attached(pdf)),
        is_portfolio="Collection" in catalog,
        layers_off=_switches_off(catalog),
        form_type=pdfium_c.FPDF_GetFormType(pdf),
        cut_short=is_cut_short(content),
        labels=_labels_end(catalog),
    )


def container_issues(container: Container, letters: int, has_fields: bool) -> Iterator[tuple[str, str]]:
    """(code, message) of each issue. `letters` is the number of letters on all pages, `has_fields` whether a page has a
    form field.
    """
    if container.attached:
        yield "attached_files", attached_message(container.attached)
    cover = container.is_portfolio or (container.attached_pdfs and letters < COVER_LETTERS)
    if container.attached and cover:
        inside = container.attached_pdfs or container.attached
        message = f"the content of this file is in its attachments: save {_listed(inside)} beside it"
        yield "portfolio", message
    foreground = container.form_type == pdfium_c.FORMTYPE_XFA_FOREGROUND
    # Without fields, the few letters are a notice that another program must draw the form.
    if container.form_type == pdfium_c.FORMTYPE_XFA_FULL or (foreground and not has_fields and letters < COVER_LETTERS):
        yield "xfa_form", "the pages of this form are drawn by Adobe's reader alone: print it to a PDF there"
    if container.cut_short:
        yield "file_cut_short", "the file ends before the end of its PDF, and pages may miss text: fetch it again"


def attached_message(names: Sequence[str]) -> str:
    count = "1 file is" if len(names) == 1 else f"{len(names)} files are"
    return f"{count} attached and not read: {_listed(names)}"


def is_cut_short(content: bytes) -> bool:
    """Whether bytes are missing at the end, because a copy or download broke off."""
    whole = content.rstrip(b"\0\t\n\f\r ")
    length = _LENGTH.search(content[:2048])
    # A web-optimised file that was changed later keeps the old length entry, and is longer.
    if length is not None and int(length.group(1)) > len(content):
        return True
    end = whole.rfind(_END)
    if end < 0:
        return b"startxref" not in whole[-64:]
    return _OBJECT.search(whole, end) is not None


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def read_catalog(content: bytes) -> Catalog:
    """Empty if pdfminer does not find it, as in damaged files that only pdfium can repair."""
    try:
        catalog: Catalog = PDFDocument(PDFParser(BytesIO(content)), fallback=False).catalog
    # pdfminer raises errors of every kind on odd files. The catalog is not important enough to fail the document.
    except Exception:
        return {}
    return catalog


def _labels_end(catalog: Catalog) -> bool:
    """Whether there is a tree of page labels without cycles, in which pdfium would loop forever."""
    if "PageLabels" not in catalog:
        return False
    left, nodes = [(catalog["PageLabels"], 0)], 0
    while left:
        node, depth = left.pop()
        nodes += 1
        if depth > _DEEPEST or nodes > _MAX_NODES:
            return False
        try:
            results = resolve1(node)
            kids = resolve1(results.get("Kids")) if isinstance(results, dict) else None
        except Exception:
            return False
        left += [(kid, depth + 1) for kid in kids] if isinstance(kids, list) else []
    return True


def _switches_off(catalog: Catalog) -> bool:
    try:
        layers = resolve1(catalog.get("OCProperties"))
        usual = resolve1(layers.get("D")) if isinstance(layers, dict) else None
        if not isinstance(usual, dict):
            return False
        base = resolve1(usual.get("BaseState"))
        return bool(resolve1(usual.get("OFF"))) or getattr(base, "name", None) == "OFF" or bool(usual.get("AS"))
    except Exception:
        return True


def _attached(pdf: pdfium.PdfDocument) -> Iterator[str]:
    for number in range(pdfium_c.FPDFDoc_GetAttachmentCount(pdf)):
        yield attachment_name(pdfium_c.FPDFDoc_GetAttachment(pdf, number)) or f"file {number + 1}"
