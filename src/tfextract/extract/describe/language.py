"""The language of a document, from its running text; None where it is not determined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import pycountry
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from tfextract.model import Block, BlockRole
from tfextract.rules import word_table

ENGLISH = "en"
ENOUGH_LETTERS = 60
LANGUAGE_SAMPLE = 20_000
# Blocks of fewer words are names, labels and figures, which could be in any language.
SENTENCE_WORDS = 6
# In English running text every fifth word is in the table, in other languages hardly one in a hundred.
ENGLISH_SHARE, ENGLISH_WORDS = 0.14, 5
# The probability that the guess must reach; on a page of names and figures it does not.
SURE = 0.7
WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """The identifier, limited to the languages that reports are published in. On pages of names it would otherwise
    guess rare languages."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(word_table("languages.toml", "published"))
    return identifier


def load_languages() -> None:
    """Loads the model. Call it before the reader's limits: py3langid unpacks into a temporary file larger than they
    allow."""
    _identifier()


def language_of(blocks: Sequence[Block]) -> str | None:
    """The ISO 639-1 code; None where there is too little text, or it is clearly in no one language."""
    text = _sample(blocks)
    if _letters(text) < ENOUGH_LETTERS:
        return None
    words = [word.casefold() for word in WORD.findall(text)]
    known = sum(word in word_table("languages.toml", "english") for word in words)
    if known >= ENGLISH_WORDS and known >= ENGLISH_SHARE * len(words):
        return ENGLISH
    language, sure = _identifier().classify(text)
    return str(language) if sure >= SURE else None


def language_name(code: str) -> str:
    """The English name of an ISO 639-1 code, for messages; the code itself if it is unknown."""
    known = pycountry.languages.get(alpha_2=code)
    return code if known is None else str(known.name).split(" (")[0]


def _sample(blocks: Sequence[Block]) -> str:
    """The text of sentences if there is enough of it, else of all blocks outside tables, else of all blocks."""
    outside = [block for block in blocks if block.role is not BlockRole.TABLE]
    running = [block for block in outside if len(block.text.split()) >= SENTENCE_WORDS]
    for chosen in (running, outside):
        text = " ".join(block.text for block in chosen)[:LANGUAGE_SAMPLE]
        if _letters(text) >= ENOUGH_LETTERS:
            return text
    return " ".join(block.text for block in blocks)[:LANGUAGE_SAMPLE]


def _letters(text: str) -> int:
    return sum(char.isalpha() for char in text)
