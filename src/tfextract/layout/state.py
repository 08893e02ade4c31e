"""Decides whether a page could be read, and which issue to report if not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tfextract.layout.glyphs import GlyphPage
from tfextract.model import Box, OcrPages, PageStatus

# With fewer letters, a page may be a picture or outlines with a running title and a page number.
FEW_GLYPHS = 100
# Fewer lines of print in a picture are a logo, a sign or a caption in a photograph. A hatched line across the page
# looks like print, but is only one line.
FEW_BANDS, FEW_LINES = 5, 3
MANY_PATHS = 40
# The share of letters that their font does not map. Bullets from symbol fonts stay below it.
UNMAPPED = 0.06
# The share of impossible words in a noisy OCR layer.
NOISE = 0.012
WORD = re.compile(r"[a-zà-ÿ]+", re.I)
# Digits or signs inside a word, no vowel, or more consecutive consonants than in English, French or Spanish.
MISREAD = re.compile(
    r"[a-z]+\d+[a-z]+|\d+[a-z]\d+|[?!;:~_|^{}<>=*][a-z]+|[a-z]+[~_|^{}<>=*?!][a-z]+|(?!.*[aeiouyà-ÿ])[a-z]{4,}|"
    r"[a-z]*[bcdfghjklmnpqrstvwxz]{6,}[a-z]*|(?:bb|cc|dd|ff|gg|hh|kk|mm|nn|pp|rr|ss|tt)[a-z]+",
    re.IGNORECASE,
)
# At least every tenth word of running text in English, French or Spanish is one of these.
_ENGLISH = "the of and to in a for on with is was were by as at from that it are or be an this we our"
_FRENCH_SPANISH = "le la les de des du et en un une dans pour par sur au aux qui que est el los las y del con se su"
FUNCTION_WORDS = frozenset(f"{_ENGLISH} {_FRENCH_SPANISH}".split())
# Fewer words cannot show a cipher. A line of running text has at least LINE_WORDS words. At least the share
# CELL_FIGURES of a table's entries are figures.
CIPHER_WORDS, LINE_WORDS, CELL_FIGURES = 25, 4, 0.15
ADVICE = (
    "install the OCR extra (pip install 'tfextract[ocr]'; the setting ocr = \"all\" lets it read this page) "
    "and run again, or ask the publisher for another copy"
)


@dataclass(frozen=True, slots=True)
class PageState:
    """`code` is the issue code. A page with status READ has one if its text is unreliable."""

    status: PageStatus
    code: str | None = None
    message: str | None = None

    def wants_ocr(self, pages: OcrPages) -> bool:
        reported = self.code is not None
        return reported and (pages is OcrPages.ALL or (pages is OcrPages.UNREAD and self.status is not PageStatus.READ))


def _is_of_cells(text: str) -> bool:
    """Whether the page has short entries with figures and no running text. Names and codes have no function words, and
    figures and currencies have many signs. In cipher text the figures are shifted as well.
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
    # In Latin-script languages about 40 per cent of the letters are vowels. In shifted text it is a quarter or less.
    return common < 0.01 and (strange > 0.04 or vowels < 0.28)


def _is_noisy(text: str) -> bool:
    words = [word.strip(".,;()[]'\"") for word in text.split()]
    # Words in capitals are acronyms and codes, unless they contain a sign.
    doubtful = (word for word in words if not (word.isupper() and word.isalnum()))
    misread = sum(MISREAD.fullmatch(word) is not None for word in doubtful)
    return misread >= 3 and misread > NOISE * len(words)


def _mostly_in(bands: Sequence[Box], pictures: Sequence[Box]) -> bool:
    held = sum(any(p.x0 <= b.x0 + b.width / 2 <= p.x1 and p.top <= b.top <= p.bottom for p in pictures) for b in bands)
    return 2 * held >= len(bands)


def judge_page(page: GlyphPage, text: str, see_bands: Callable[[], Sequence[Box]]) -> PageState:
    """`see_bands` returns the lines of print in the page's picture outside its glyphs. Called only in doubt."""
    shown = sum(not glyph.text.isspace() for glyph in page.glyphs)
    if page.unmapped > UNMAPPED * (shown + page.unmapped) or _reads_as_cipher(text):
        why = "the fonts of this page do not tell their letters"
        return PageState(PageStatus.GARBLED, "page_garbled", f"{why}: {ADVICE}")
    if shown < FEW_GLYPHS and (page.drawn.image_share > 0.15 or len(page.drawn.paths) > MANY_PATHS):
        bands = see_bands()
        printed = len(bands) >= FEW_BANDS and len({round(band.top / 6) for band in bands}) >= FEW_LINES
        # A picture of the size of the page is a scan, even of a single line.
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
