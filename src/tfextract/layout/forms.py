"""Prints filled fields and text boxes into the page, so that they are read like its text. Lists attached files."""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

# Notes, highlights and stamps are comments about the page, so they are not included.
_PRINTED = (pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_FREETEXT)
_NOT_SHOWN = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW


def prepare_fields(pdf: pdfium.PdfDocument) -> None:
    """Lets pdfium draw fields and text boxes without an appearance. Call it before a page is opened."""
    config = pdfium_c.FPDF_FORMFILLINFO(version=2)
    raw = pdfium_c.FPDFDOC_InitFormFillEnvironment(pdf, config)
    if raw:
        # pypdfium2's `init_forms` skips documents without a form, but their text boxes must be drawn as well. It also
        # prints a warning for XFA forms.
        pdf.formenv = pdfium.PdfFormEnv(raw, config)


def holds_fields(page: pdfium.PdfPage) -> bool:
    count = pdfium_c.FPDFPage_GetAnnotCount(page.raw)
    return any(_subtype_and_flags(page, at)[0] in _PRINTED for at in range(count))


def attached_names(page: pdfium.PdfPage) -> list[str]:
    """Names of the files in attachment annotations of the page."""
    count = pdfium_c.FPDFPage_GetAnnotCount(page.raw)
    clips = [at for at in range(count) if _subtype_and_flags(page, at)[0] == pdfium_c.FPDF_ANNOT_FILEATTACHMENT]
    names = []
    for at in clips:
        annot = pdfium_c.FPDFPage_GetAnnot(page.raw, at)
        names.append(attachment_name(pdfium_c.FPDFAnnot_GetFileAttachment(annot)) or "a file without a name")
        pdfium_c.FPDFPage_CloseAnnot(annot)
    return names


def attachment_name(attachment: object) -> str:
    size = pdfium_c.FPDFAttachment_GetName(attachment, None, 0) if attachment else 0
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * ((size + 1) // 2))()
    pdfium_c.FPDFAttachment_GetName(attachment, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")


def with_fields(pdf: pdfium.PdfDocument, page: pdfium.PdfPage, index: int) -> pdfium.PdfPage:
    """The page reopened with its visible fields and text boxes as content. The file does not change.

    Closes the given page. The new one has no other annotations, not even links.
    """
    for at in reversed(range(pdfium_c.FPDFPage_GetAnnotCount(page.raw))):
        subtype, flags = _subtype_and_flags(page, at)
        if subtype not in _PRINTED or flags & _NOT_SHOWN:
            pdfium_c.FPDFPage_RemoveAnnot(page.raw, at)
    pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY)
    page.close()
    return pdf[index]


def _subtype_and_flags(page: pdfium.PdfPage, at: int) -> tuple[int, int]:
    annot = pdfium_c.FPDFPage_GetAnnot(page.raw, at)
    if not annot:
        return pdfium_c.FPDF_ANNOT_UNKNOWN, 0
    try:
        return pdfium_c.FPDFAnnot_GetSubtype(annot), pdfium_c.FPDFAnnot_GetFlags(annot)
    finally:
        pdfium_c.FPDFPage_CloseAnnot(annot)
