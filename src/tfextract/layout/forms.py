"""What is laid over a page: filled fields and text boxes, printed into it to be read like its text, and files."""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

# Notes, highlights and stamps are said about the page, not on it.
_PRINTED = (pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_FREETEXT)
_NOT_SHOWN = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW


def prepare_fields(pdf: pdfium.PdfDocument) -> None:
    """Lets pdfium draw fields and text boxes that came without an appearance. Before any page is opened."""
    config = pdfium_c.FPDF_FORMFILLINFO(version=2)
    raw = pdfium_c.FPDFDOC_InitFormFillEnvironment(pdf, config)
    if raw:
        # pypdfium2's own `init_forms` passes over documents without a form, whose text boxes are drawn here as well,
        # and writes a warning to the screen for forms of the kind XFA.
        pdf.formenv = pdfium.PdfFormEnv(raw, config)


def holds_fields(page: pdfium.PdfPage) -> bool:
    count = pdfium_c.FPDFPage_GetAnnotCount(page.raw)
    return any(_subtype_and_flags(page, at)[0] in _PRINTED for at in range(count))


def attached_names(page: pdfium.PdfPage) -> list[str]:
    """Names of the files that paper clips on the page hold."""
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
    """The page opened again with its visible fields and text boxes as content, for this opened document alone.

    The page given is closed. The other annotations, links among them, are gone from the new one.
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
