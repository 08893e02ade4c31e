"""Whether a page could be read at all, and what to tell the person where it could not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tfextract.layout.glyphs import GlyphPage
from tfextract.model import PageStatus

# Letters below which a page holds at most a page number beside its picture or outlines.
FEW_GLYPHS = 25
MANY_PATHS = 40
WORD = re.compile(r"[a-zà-ÿ]+", re.I)
# Of running text in English, French or Spanish at least every tenth word is one of these.
_ENGLISH = "the of and to in a for on with is was were by as at from that it are or be an this we our"
_FRENCH_SPANISH = "le la les de des du et en un une dans pour par sur au aux qui que est el los las y del con se su"
FUNCTION_WORDS = frozenset(f"{_ENGLISH} {_FRENCH_SPANISH}".split())


@dataclass(frozen=True, slots=True)
class PageState:
    status: PageStatus
    message: str | None = None


def _reads_as_cipher(text: str) -> bool:
    words = [word.casefold() for word in WORD.findall(text)]
    ascii_share = sum(char.isascii() for char in text) / max(1, len(text))
    if len(words) < 40 or ascii_share < 0.8:
        return False
    common = sum(word in FUNCTION_WORDS for word in words) / len(words)
    strange = sum(not char.isalnum() and char not in " \n.,;:'’\"-–()/%&" for char in text) / len(text)
    return common < 0.01 and strange > 0.04


def judge_page(page: GlyphPage, text: str) -> PageState:
    shown = sum(not glyph.text.isspace() for glyph in page.glyphs)
    if shown < FEW_GLYPHS:
        if page.drawn.image_share > 0.3:
            return PageState(
                PageStatus.IMAGE_ONLY,
                "the page is a picture without a text layer: run OCR on the file and ingest the result",
            )
        if len(page.drawn.paths) > MANY_PATHS:
            return PageState(
                PageStatus.OUTLINED,
                "the text of this page is drawn as outlines: run OCR on it or ask the publisher for another copy",
            )
        return PageState(PageStatus.EMPTY if shown == 0 else PageStatus.READ)
    garbled = page.unmapped > 0.3 * (shown + page.unmapped) or _reads_as_cipher(text)
    if garbled:
        return PageState(
            PageStatus.GARBLED,
            "the fonts of this page do not tell their letters: run OCR on it or ask the publisher for another copy",
        )
    return PageState(PageStatus.READ)
