"""Several names behind one plural type word: "held nine webinars (…, … and …)", "two new tools: … and …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfextract.extract.products.named import is_coined, is_taken
from tfextract.extract.products.spans import Title
from tfextract.extract.products.surroundings import title_of
from tfextract.extract.products.types import is_plural, names_other, type_of_phrase
from tfextract.extract.sentences import Sentence
from tfextract.rules import rules_of

# Between commas a name of one or two words may be anything: "guides, Ministry staff and …".
FEWEST_BETWEEN_COMMAS = 3
PART = re.compile(r"[,;]\s+(?:and\s+|&\s+)?|\s+(?:and|&)\s+(?=(?:The\s|An?\s)?[A-Z])")
SHORT_FORM = re.compile(r"[A-Z]{2,}s?(?:\sto\s.*)?")
REST = re.compile(r"^(?:others|more|many\s+more|etc\.?|\.{3}|…)$")


def named_in_series(text: str, sentence: Sentence) -> Iterator[Title]:
    for rule in rules_of("product_series"):
        for match in rule.matches(sentence.text):
            kind = type_of_phrase(match["type"])
            if kind is None or not is_plural(match["type"]):
                continue
            start = sentence.start + match.start("names")
            parts = list(_parts(match["names"]))
            least = FEWEST_BETWEEN_COMMAS if match["opens"].strip() == "," else 1
            # Of services, systems and frameworks coined names alone are products.
            sure = kind.sure or all(is_coined(words) and " " not in words for _, words in parts)
            if sure and len(parts) > 1 and all(_is_name(words, least) for _, words in parts):
                for at, words in parts:
                    yield title_of(text, start + at, start + at + len(words), kind, rule)


def _parts(names: str) -> Iterator[tuple[int, str]]:
    at = 0
    for cut in (*PART.finditer(names), None):
        end = len(names) if cut is None else cut.start()
        words = names[at:end].strip(" .…")
        if words and not REST.match(words):
            yield at + names[at:end].index(words), words
        at = end if cut is None else cut.end()


def _is_name(words: str, least: int) -> bool:
    apart = is_taken(words) or names_other(words)
    named = any(char.isupper() for char in words) and SHORT_FORM.fullmatch(words) is None
    return named and len(words.split()) >= least and not apart
