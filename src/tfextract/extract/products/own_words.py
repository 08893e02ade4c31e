"""Capitalised phrases that contain their type word: "Guidelines for Safe Wells", "Safe Wells Toolkit"."""

from __future__ import annotations

import re

from tfextract.extract.names import is_known_name, opens_with_agreement
from tfextract.extract.products.extents import before_dash, before_list, over_list, readings
from tfextract.extract.products.named import distinctive
from tfextract.extract.products.spans import Title, TitleSpan
from tfextract.extract.products.types import (
    ACRONYM_TAIL,
    ARTICLE,
    HEAD_PREPOSITION,
    PLURAL_ALONE,
    YEAR,
    ProductType,
    is_plural,
    names_other,
    singular,
    type_of_phrase,
    type_table,
    words_of,
)
from tfextract.extract.sentences import Sentence
from tfextract.model import ProductClass
from tfextract.rules import first_match

# Classes of products for which "used" shows that they exist.
OF_USE = (ProductClass.PLATFORM_OR_DATA, ProductClass.GUIDE_OR_TOOL, ProductClass.TRAINING)
# "… was published in the Journal of Mills": before the name of a journal.
PRINTED_IN = re.compile(
    r"\b(?:published|appeared|appears|printed|featured|reported|profiled)\s+(?:in|on|by)\s+(?:the\s+)?$"
)
# "the Global Platform for Mills held in May"
IS_EVENT = re.compile(
    r"(?:\s\([^()]*\))?,?\s(?:(?:was|were|is|to be|being)\s)?(?:held|hosted|convened|took place|takes place)\b"
)
FEWEST_FOR_SOFTWARE = 3
# "Leaving the Course for Good": the type word is the object of the "-ing" form.
ACTED_ON = re.compile(r"^\w+ing\s+(?:the|a|an)\s", re.IGNORECASE)


def by_own_words(text: str, span: TitleSpan, sentence: Sentence) -> Title | None:
    """The title if the head or the last word of the span is a type."""
    for at, reading in readings(span):
        kind = _own_type(reading)
        if kind is None or not kind.capitals:
            continue
        end = over_list(text, at + len(reading), reading)
        start = before_dash(text, sentence.start, before_list(text, sentence.start, at), reading)
        words = text[start:end] if start < at else reading
        masked = f"{text[sentence.start : start]}TITLE{text[end : sentence.end]}"
        used = kind.product_class in OF_USE and distinctive(words) > 1
        shown = first_match("product_shown", masked, "of_use" if used else "any") is not None
        whole = start == 0 and end >= len(text.rstrip(" .:;"))
        held = kind.product_class is ProductClass.PLATFORM_OR_DATA and IS_EVENT.match(text, end) is not None
        if held or PRINTED_IN.search(text[sentence.start : start]) is not None:
            return None
        if opens_with_agreement(YEAR.sub("", ARTICLE.sub("", words)).strip()) or not _suffices(
            words, kind, shown, whole
        ):
            return None
        confidence = 0.55 + 0.15 * kind.sure + 0.15 * shown
        return Title(start, end, text[start:end], kind, "product.capitals", round(confidence, 2))
    return None


def _suffices(words: str, kind: ProductType, shown: bool, whole: bool) -> bool:
    """Whether a capitalised phrase with a type word is a title: the vaguer that word, the more is needed."""
    named = distinctive(words)
    head = HEAD_PREPOSITION.split(ACRONYM_TAIL.sub("", words), maxsplit=1)[0]
    plural = is_plural(type_end(words))
    if plural and kind.name not in PLURAL_ALONE:
        return shown and head != words and named > 1
    if named < FEWEST_FOR_SOFTWARE and words.casefold().endswith("software"):
        # "Free Software" is a kind of product.
        return False
    if shown:
        return named > 0 or (" " in words and not plural and (kind.sure or YEAR.search(words) is not None))
    return named > 0 and kind.product_class is not ProductClass.POLICY_OR_LAW and _names_one(words, kind, whole, named)


def _names_one(words: str, kind: ProductType, whole: bool, named: int) -> bool:
    """Whether the words are a title without any support by the words around them."""
    if whole:
        return kind.sure and named > 1
    if kind.sure:
        return named > 1 or kind.product_class is ProductClass.PLATFORM_OR_DATA or not _is_acronym(words)
    return named > 2 or YEAR.search(words) is not None or ACRONYM_TAIL.search(words) is not None


def type_end(words: str) -> str:
    """The words up to the type word: all of them, or the head before "of", "on", "for" …"""
    head = HEAD_PREPOSITION.split(ACRONYM_TAIL.sub("", words), maxsplit=1)[0]
    return head if type_of_phrase(head) is not None else ACRONYM_TAIL.sub("", words)


def _is_acronym(words: str) -> bool:
    """Whether a distinctive word is an acronym or a known name: "FAO Report"."""
    table = type_table()
    distinctive_words = [
        word
        for word in ACRONYM_TAIL.sub("", words).split()
        if singular(word.casefold()) not in table.plain | table.types.keys()
    ]
    return any(word.isupper() or is_known_name(word) for word in distinctive_words)


def _own_type(words: str) -> ProductType | None:
    bare = ACRONYM_TAIL.sub("", words)
    if "/" in bare.rsplit(" ", 1)[-1]:
        return None
    head, *rest = HEAD_PREPOSITION.split(bare, maxsplit=1)
    if (rest and names_other(head)) or ACTED_ON.match(head):
        return None
    if rest and (kind := type_of_phrase(head)) is not None and words_of(rest[0]):
        return kind
    # "Notes from Presentation": the type word is the complement.
    if rest and len(HEAD_PREPOSITION.split(bare)[-1].split()) < 2:
        return None
    return type_of_phrase(bare)
