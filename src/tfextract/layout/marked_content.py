"""Finds the structure element of each text object of a page, and the artifacts (page numbers, backgrounds)."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from tfextract.layout.elements import StructureTree
from tfextract.layout.painting import address

# The deepest nesting of forms.
DEEPEST = 4
SOFT_HYPHEN = "\u00ad"
_NAME_BYTES = 64


@dataclass(frozen=True, slots=True)
class ContentMark:
    """`element` is the piece (paragraph, heading, cell) of the text object. `soft`: the printed hyphen does not belong
    to the word, which InDesign marks when it breaks a word at a line end.
    """

    element: int | None = None
    artifact: bool = False
    soft: bool = False


NO_MARK = ContentMark()


def prevailing(marks: Sequence[ContentMark], weights: Sequence[int] = ()) -> ContentMark:
    """The most frequent mark, or the one with the greatest weight. Needs at least one."""
    first = marks[0]
    if all(mark is first for mark in marks):
        return first
    sums: Counter[ContentMark] = Counter()
    for mark, weight in zip(marks, weights or [1] * len(marks), strict=True):
        sums[mark] += weight
    return sums.most_common(1)[0][0]


def read_marks(page: pdfium.PdfPage, number: int, tree: StructureTree) -> Mapping[int, ContentMark]:
    """The mark of each marked text object, by address. Omits objects without a mark.

    Text in a form belongs to the element around the form, because ids inside a form are local.
    """
    handles = (pdfium_c.FPDFPage_GetObject(page.raw, at) for at in range(pdfium_c.FPDFPage_CountObjects(page.raw)))
    marks: dict[int, ContentMark] = {}
    known: dict[ContentMark, ContentMark] = {}
    for handle in handles:
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        if kind not in (pdfium_c.FPDF_PAGEOBJ_TEXT, pdfium_c.FPDF_PAGEOBJ_FORM):
            continue
        mark = _mark(handle, number, tree)
        if mark is NO_MARK:
            continue
        # Equal marks share one object, because words are compared by identity.
        mark = known.setdefault(mark, mark)
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            marks[address(handle)] = mark
        else:
            marks.update((address(text), mark) for text in _texts_in(handle, DEEPEST))
    return marks


def _texts_in(form: Any, depth: int) -> Iterator[Any]:
    for at in range(pdfium_c.FPDFFormObj_CountObjects(form)):
        handle = pdfium_c.FPDFFormObj_GetObject(form, at)
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            yield handle
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth > 1:
            yield from _texts_in(handle, depth - 1)


def _mark(handle: Any, number: int, tree: StructureTree) -> ContentMark:
    content = pdfium_c.FPDFPageObj_GetMarkedContentID(handle)
    element = tree.content.get((number, content)) if content >= 0 else None
    if element is not None:
        node = tree.elements[element]
        return ContentMark(tree.piece(element), artifact=node.role == "Artifact", soft=node.actual_text == SOFT_HYPHEN)
    return ContentMark(artifact=True) if _is_artifact(handle) else NO_MARK


def _is_artifact(handle: Any) -> bool:
    name = (ctypes.c_ushort * (_NAME_BYTES // 2))()
    length = ctypes.c_ulong()
    for at in range(pdfium_c.FPDFPageObj_CountMarks(handle)):
        mark = pdfium_c.FPDFPageObj_GetMark(handle, at)
        if pdfium_c.FPDFPageObjMark_GetName(mark, name, _NAME_BYTES, ctypes.byref(length)):
            written = bytes(name)[: max(0, min(length.value, _NAME_BYTES) - 2)].decode("utf-16-le", "replace")
            if written == "Artifact":
                return True
    return False
