"""Attributes of a product: role, state, languages, link and parts, from its title and the words around it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz import fuzz

from tfextract.extract.evidence import folded
from tfextract.extract.products.spans import link_over
from tfextract.extract.products.types import ProductType, type_of_phrase
from tfextract.extract.sections import Section
from tfextract.extract.text import Passage
from tfextract.model import BlockRole, Link, ProductRole, ProductState
from tfextract.rules import first_match

LANGUAGE_CODES = {
    "english": "en", "french": "fr", "spanish": "es", "arabic": "ar", "chinese": "zh", "russian": "ru",
    "portuguese": "pt", "hindi": "hi", "swahili": "sw", "kiswahili": "sw", "german": "de", "italian": "it",
    "japanese": "ja", "vietnamese": "vi", "thai": "th", "lao": "lo", "khmer": "km", "burmese": "my", "bahasa": "id",
    "mongolian": "mn", "bengali": "bn", "bangla": "bn", "urdu": "ur", "nepali": "ne", "amharic": "am", "turkish": "tr",
    "ukrainian": "uk", "polish": "pl", "dutch": "nl", "korean": "ko", "telugu": "te", "tamil": "ta", "odia": "or",
}  # fmt: skip
LANGUAGES = re.compile(r"\b(?:" + "|".join(LANGUAGE_CODES) + r")\b", re.IGNORECASE)
# "in English, French and Spanish": a list of languages only.
LANGUAGE_LIST = re.compile(
    rf"\b(?:in|into)\s+(?:{LANGUAGES.pattern[2:-2]})(?:(?:,\s*|\s+and\s+|,\s*and\s+)(?:{LANGUAGES.pattern[2:-2]}))*\b",
    re.IGNORECASE,
)
REFERENCES = re.compile(
    r"^\W*(?:\d+\.?\s*)?(?:references|bibliography|works\s+cited|sources|endnotes|notes)\W*$", re.IGNORECASE
)
# The similarity (0 to 100) from which a title is the document's own.
OWN_TITLE = 90.0
MASK_REACH = 240


def masked(text: str, start: int, end: int) -> str:
    """The text around a title with TITLE in its place, for rules that must not read the title itself."""
    return f"{text[max(0, start - MASK_REACH) : start]}TITLE{text[end : end + MASK_REACH]}"


def role_of(passage: Passage, sentence: str, title: str, own: str | None) -> ProductRole | None:
    if own is not None and is_own(title, own):
        return ProductRole.SELF
    if passage.section is Section.PRODUCTS and passage.block.role is BlockRole.LIST_ITEM:
        return ProductRole.PRODUCED
    matched = first_match("product_role", sentence, _place(passage))
    return None if matched is None else ProductRole(matched[0].value or "")


def is_own(title: str, own: str) -> bool:
    """Whether a title is the document's own, or that without its subtitle."""
    text, whole = folded(title), folded(own)
    if len(text.split()) < 2:
        return False
    return fuzz.ratio(text, whole) >= OWN_TITLE or (f" {text} " in f" {whole} " and len(text) > 0.4 * len(whole))


def _place(passage: Passage) -> str:
    if passage.block.role is BlockRole.FOOTNOTE:
        return "footnote"
    if any(REFERENCES.match(heading) for heading in passage.block.heading_path):
        return "references"
    return "text"


def state_of(passage: Passage, sentence: str, url: str | None) -> ProductState | None:
    """The state by the words around; else released if it has an address or is an entry of a list of products."""
    matched = first_match("product_state", sentence)
    if matched is not None:
        return ProductState(matched[0].value or "")
    listed = passage.section is Section.PRODUCTS and passage.block.role is BlockRole.LIST_ITEM
    return ProductState.RELEASED if listed or url is not None else None


def languages_of(title: str, sentence: str) -> tuple[str, ...]:
    """ISO 639-1 codes of a list of languages in the title or beside it ("Flyers in English, French and Spanish")."""
    head = LANGUAGE_LIST.search(title) or LANGUAGE_LIST.search(sentence)
    if head is None:
        return ()
    return tuple(dict.fromkeys(LANGUAGE_CODES[word.casefold()] for word in LANGUAGES.findall(head[0])))


def url_of(passage: Passage, start: int, end: int, links: Mapping[int, tuple[Link, ...]]) -> str | None:
    """The target of a link annotation on the title's words, else an address printed right after them."""
    for piece in passage.block.pieces:
        if piece.start >= end or piece.end <= start:
            continue
        link = link_over(piece, links)
        if link is not None:
            return link.uri
    printed = re.match(r"[^.;]{0,40}?((?:https?://|www\.)[^\s,;)]+[^\s,;).])", passage.block.text[end:])
    return None if printed is None else printed[1]


def items_of(title: str, kind: ProductType) -> tuple[str, ...]:
    """The works that a plural entry lists after its colon: "Background Papers: A, B, and C"."""
    head, colon, rest = title.partition(":")
    plural = head.strip().casefold().endswith("s") and type_of_phrase(head) == kind
    if not colon or not plural or rest.count(",") < 2:
        return ()
    return tuple(part.strip() for part in re.split(r",\s+(?:and\s+)?", rest.strip()) if part.strip())
