"""The dimension that divides a count: sex, age, location or another trait, from the words beside a number."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from tfextract.extract.candidates import CountCandidate
from tfextract.model import CountKind

_DATA: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    (files("tfextract.rules") / "dimensions.toml").read_text("utf-8")
)
_BY_WORD: Final = {
    word.casefold(): (dimension, value)
    for dimension, values in _DATA.items()
    for value, words in values.items()
    for word in words
}
_NAMES = "|".join(sorted((re.escape(word) for word in _BY_WORD), key=len, reverse=True))
# Units that are people: "women voters", but not "women's networks" and "child deaths".
PERSONS = re.compile(
    r"\b(?:people|persons?|wom[ae]n|m[ae]n|girls?|boys?|child(?:ren)?|youths?|staff|personnel|members?|heads|leaders|participa(?:nts?|tion)|"
    r"beneficiar(?:y|ies)|representati(?:on|ves)|(?!numbers|papers|centers|computers|tenders|orders|offers|sensors|indicators|sectors|factors|years|quarters|chapters|documents|plants|events|investments|"
    r"agreements|payments|\w*ments\b|plans|loans|talents|patents|grants|accidents|incidents|continents|components|\w+tors\s+of\b)"
    r"[a-z]+(?:ers|ors|ees|ants|ents|ists|ians|eers|ans|pals|als))$",
    re.IGNORECASE,
)
_ENDS = (
    r"(?!\s*[-’'])(?=\s*(?:$|[.,;:)(]|(?:and|or|in|from|who|to|were|was|are|is|with|at|by|of|on|as|among|than|compared|participants?|participation|"
    r"representation|staff|beneficiaries|members|farmers|voters|volunteers|leaders|students|employees|respondents|candidates|entrepreneurs)\b))"
)
_BOTH_SEXES = re.compile(r"\b(?:(?:wo)?men|girls|boys)\s+(?:and|or)\s+(?:(?:wo)?men|girls|boys)\b", re.IGNORECASE)
# "45 per cent women", "45 per cent of them were young people", "45 per cent (1,200) women".
_AFTER = re.compile(
    rf"\s*(?:\([^()]{{1,20}}\)\s*)?(?:of\s+(?:them|whom|these|those|which|(?:the\s+|all\s+|our\s+)?[\w-]+(?:\s+[\w-]+)?)\s*,?\s*)?"
    rf"(?:(?:who\s+)?(?:were|was|are|is|being|identif(?:y|ied)\s+as|comprised|from)\s+)?\b(?P<name>{_NAMES})\b{_ENDS}",
    re.IGNORECASE,
)
# "Women made up 45 per cent", "female: 45%".
_BEFORE = re.compile(
    rf"\b(?P<name>{_NAMES})(?:\s+[\w-]+)?\s*(?:(?:who\s+)?(?:ma[dk]e\s+up|account(?:ed)?\s+for|constitut(?:e|ed|ing)|represent(?:ed|ing)?|"
    rf"compris(?:e|ed|ing)|form(?:ed)?|making\s+up|accounting\s+for|were|are)|:|\()\s*(?:the\s+)?$",
    re.IGNORECASE,
)
# "(female 45% and male 55%)".
_LISTED = re.compile(
    r"(?:[(,:;]\s*|\band\s+|^)(?P<name>females?|males?|women|men|girls|boys|youth)\s*(?:[-–:=]\s*)?$", re.IGNORECASE
)
# "45 per cent of women": women are the whole here.
_OF_THEM = re.compile(rf"\s*of\s+(?:the\s+|all\s+|these\s+|our\s+)?(?:{_NAMES})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dimension:
    dimension: str
    value: str


def _named(printed: str) -> Dimension:
    return Dimension(*_BY_WORD[" ".join(printed.split()).casefold()])


def dimension_of(candidate: CountCandidate) -> Dimension | None:
    """The dimension of a share, from the words that say whose it is; of a count of women or men, from its unit."""
    text, number, sentence = candidate.block.text, candidate.number, candidate.sentence
    after = text[number.qualifier_end : sentence.end][:80]
    before = text[sentence.start : number.qualifier_start][-80:]
    if number.kind is CountKind.COUNT:
        return _of_unit(candidate.unit_text or "")
    if number.kind is not CountKind.PERCENT or _BOTH_SEXES.match(after.strip()):
        return None
    if not _OF_THEM.match(after):
        match = _AFTER.match(after)
        if match is not None:
            return _named(match["name"])
    lead = _BEFORE.search(before) or _LISTED.search(before)
    return None if lead is None else _named(lead["name"])


def _of_unit(unit: str) -> Dimension | None:
    """The sex that a unit names; other traits are a dimension only of a count that is part of another."""
    dimension = part_of_unit(unit)
    return dimension if dimension is not None and dimension.dimension == "sex" else None


def part_of_unit(unit: str) -> Dimension | None:
    words = unit.casefold()
    if _BOTH_SEXES.search(words):
        return None
    if words in _BY_WORD:
        return _named(words)
    named = [word for word in re.findall(r"[a-z’'-]+", words) if word in _BY_WORD]
    return _named(named[0]) if len(named) == 1 and PERSONS.search(words) else None
