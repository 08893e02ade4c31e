"""Whether a page could be read at all, and what to tell the person where it could not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tfextract.layout.glyphs import GlyphPage
from tfextract.model import Box, OcrPages, PageStatus

# Letters below which a page may be a picture or outlines with a running title and a page number beside.
FEW_GLYPHS = 100
# Fewer lines of print than this in a picture are a logo, a sign, a caption within a photograph. A hatched line across
# the page looks like print, but it is one line.
FEW_BANDS, FEW_LINES = 5, 3
MANY_PATHS = 40
# The part of a page's letters whose font does not tell them; bullets from symbol fonts stay below.
UNMAPPED = 0.06
# The part of an OCR layer's words that no printed page would hold.
NOISE = 0.012
WORD = re.compile(r"[a-zà-ÿ]+", re.I)
# Digits or signs within a word, a word without a vowel, more consonants in a row than English, French or Spanish have.
MISREAD = re.compile(
    r"[a-z]+\d+[a-z]+|\d+[a-z]\d+|[?!;:~_|^{}<>=*][a-z]+|[a-z]+[~_|^{}<>=*?!][a-z]+|(?!.*[aeiouyà-ÿ])[a-z]{4,}|"
    r"[a-z]*[bcdfghjklmnpqrstvwxz]{6,}[a-z]*|(?:bb|cc|dd|ff|gg|hh|kk|mm|nn|pp|rr|ss|tt)[a-z]+",
    re.IGNORECASE,
)
# Of running text in English, French or Spanish at least every tenth word is one of these.
_ENGLISH = "the of and to in a for on with is was were by as at from that it are or be an this we our"
_FRENCH_SPANISH = "le la les de des du et en un une dans pour par sur au aux qui que est el los las y del con se su"
FUNCTION_WORDS = frozenset(f"{_ENGLISH} {_FRENCH_SPANISH}".split())
# Fewer words tell no cipher. A line of running text has as many words as LINE_WORDS; of the entries of a table at least
# the part CELL_FIGURES are figures.
CIPHER_WORDS, LINE_WORDS, CELL_FIGURES = 25, 4, 0.15
ADVICE = (
    "install the OCR extra (pip install 'tfextract[ocr]'; the setting ocr = \"all\" lets it read this page) "
    "and run again, or ask the publisher for another copy"
)


@dataclass(frozen=True, slots=True)
class PageState:
    """`code` is the issue's; a page whose status is READ has one where its text must be taken with care."""

    status: PageStatus
    code: str | None = None
    message: str | None = None

    def wants_ocr(self, pages: OcrPages) -> bool:
        reported = self.code is not None
        return reported and (pages is OcrPages.ALL or (pages is OcrPages.UNREAD and self.status is not PageStatus.READ))


def _is_of_cells(text: str) -> bool:
    """Whether figures stand among short entries, and no running text: names and codes have no function words, figures
    and currencies many signs. Of a text in cipher the figures are shifted too.
    """
    lines = [len(WORD.findall(line)) for line in text.splitlines()]
    running = sum(count for count in lines if count >= LINE_WORDS)
    entries = text.split()
    figures = sum(any(char.isdigit() for char in entry) and not WORD.search(entry) for entry in entries)
    return running < CIPHER_WORDS and figures >= CELL_FIGURES * len(entries)


def _reads_as_cipher(text: str) -> bool:
    words = [word.casefold() for word in WORD.findall(text)]
    ascii_share = sum(char.isascii() for char in text) / max(1, len(text))
    if len(words) < CIPHER_WORDS or ascii_share < 0.8 or _is_of_cells(text):
        return False
    common = sum(word in FUNCTION_WORDS for word in words) / len(words)
    strange = sum(not char.isalnum() and char not in " \n.,;:'’\"-–()/%&" for char in text) / len(text)
    letters = [char for word in words for char in word]
    vowels = sum(char in "aeiouy" for char in letters) / len(letters)
    # Of letters in any Latin-written language some 40 per cent are vowels; shifted ones are a quarter or less.
    return common < 0.01 and (strange > 0.04 or vowels < 0.28)


def _is_noisy(text: str) -> bool:
    words = [word.strip(".,;()[]'\"") for word in text.split()]
    # Capitals are acronyms and codes, unless a sign stands among them.
    doubtful = (word for word in words if not (word.isupper() and word.isalnum()))
    misread = sum(MISREAD.fullmatch(word) is not None for word in doubtful)
    return misread >= 3 and misread > NOISE * len(words)


def _mostly_in(bands: Sequence[Box], pictures: Sequence[Box]) -> bool:
    held = sum(any(p.x0 <= b.x0 + b.width / 2 <= p.x1 and p.top <= b.top <= p.bottom for p in pictures) for b in bands)
    return 2 * held >= len(bands)


def judge_page(page: GlyphPage, text: str, see_bands: Callable[[], Sequence[Box]]) -> PageState:
    """`see_bands` gives the lines of print in the page's picture outside its glyphs; it is asked only in doubt."""
    shown = sum(not glyph.text.isspace() for glyph in page.glyphs)
    if page.unmapped > UNMAPPED * (shown + page.unmapped) or _reads_as_cipher(text):
        why = "the fonts of this page do not tell their letters"
        return PageState(PageStatus.GARBLED, "page_garbled", f"{why}: {ADVICE}")
    if shown < FEW_GLYPHS and (page.drawn.image_share > 0.15 or len(page.drawn.paths) > MANY_PATHS):
        bands = see_bands()
        printed = len(bands) >= FEW_BANDS and len({round(band.top / 6) for band in bands}) >= FEW_LINES
        # A picture in a page's place is a scan, even of a single line.
        printed = printed or (shown == 0 and page.drawn.image_share > 0.9 and bool(bands))
        if printed and _mostly_in(bands, page.drawn.images):
            why = "the words of this page stand in a picture, without a text layer"
            return PageState(PageStatus.IMAGE_ONLY, "page_image_only", f"{why}: {ADVICE}")
        if printed:
            why = "the words of this page are drawn as outlines"
            return PageState(PageStatus.OUTLINED, "page_outlined", f"{why}: {ADVICE}")
    if page.drawn.hidden_share > 0.5 and _is_noisy(text):
        why = "the text of this page is an OCR layer over a scan, with words misread: check its figures on the page"
        return PageState(PageStatus.READ, "page_noisy_ocr", f"{why}; {ADVICE}")
    return PageState(PageStatus.READ if shown else PageStatus.EMPTY)
