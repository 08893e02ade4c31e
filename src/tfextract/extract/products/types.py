"""Types of products: which words name them, and the title without them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from tfextract.extract.evidence import folded
from tfextract.model import ProductClass

# Words that end the head of a title: "Market Analysis Report of …", "A compendium featuring …".
HEAD_END = re.compile(
    r"\s+(?:on|of|for|in|about|to|with|from|by|against|featuring|including|presenting|comparing|entitled|titled|called|"
    r"that|which)\b|[:–—]|\s-\s|[(“\"]"
)
ARTICLE = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[-–/]\s?\d{2,4})?")
NUMERAL = re.compile(r"v?\d+")
HEAD_PREPOSITION = re.compile(r"\s+(?:of|on|for|to|in|with|from|about|against|by|towards?)\s+", re.IGNORECASE)
NO_WORD = re.compile(r"[^\w’'-]+")
ACRONYM_TAIL = re.compile(r"\s*\([^()]*\)$")
MAX_TYPE_WORDS = 3
# Types whose name is a plural.
PLURAL_ALONE = frozenset({"guidelines", "proceedings"})


@dataclass(frozen=True, slots=True)
class ProductType:
    """`sure` is false where the word as often names something that is no product: plan, platform, policy.

    `capitals` is false where capitals beside the word do not show a title: "Article 5".
    """

    name: str
    product_class: ProductClass
    sure: bool = True
    capitals: bool = True


# The type of a title without a type word.
PUBLICATION = ProductType("publication", ProductClass.PUBLICATION)


@dataclass(frozen=True, slots=True)
class TypeTable:
    """`types` by their printed word, singular, in lower case.

    `others` are words for events, organisations and undertakings. `plain` are words common in titles.
    """

    types: dict[str, ProductType]
    others: frozenset[str]
    plain: frozenset[str]


@lru_cache(maxsize=1)
def type_table() -> TypeTable:
    data = tomllib.loads((files("tfextract.rules") / "product_types.toml").read_text("utf-8"))
    types = {
        word: ProductType(
            record["name"], ProductClass(record["class"]), record.get("sure", True), record.get("capitals", True)
        )
        for record in data["type"]
        for word in record["words"]
    }
    return TypeTable(types, frozenset(data["others"]["words"]), frozenset(data["plain"]["words"]))


# The candidates of a document have the same words again and again.
_once = lru_cache(maxsize=16384)


@_once
def singular(word: str) -> str:
    if word.endswith("series"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "sis", "us", "as")):
        return word[:-1]
    return word


@_once
def words_of(phrase: str) -> tuple[str, ...]:
    """The words in lower case, without years, versions and bare numbers, which any title may have."""
    plain = YEAR.sub(" ", phrase.casefold())
    return tuple(word for word in NO_WORD.split(plain) if word and not NUMERAL.fullmatch(word))


@_once
def type_of_phrase(phrase: str) -> ProductType | None:
    """The type named by the last words of a noun phrase, the longest first: "Judicial Training Modules"."""
    words = words_of(phrase)
    types = type_table().types
    for size in range(MAX_TYPE_WORDS, 0, -1):
        tail = words[-size:]
        if len(tail) == size:
            for candidate in (" ".join(tail), " ".join([*tail[:-1], singular(tail[-1])])):
                if candidate in types:
                    return types[candidate]
    return None


@lru_cache(maxsize=1)
def last_words_of_types() -> frozenset[str]:
    """The last words of all type names, singular. A phrase with another last word names no type."""
    return frozenset(singular(words.split()[-1]) for words in type_table().types)


def leading_type(words: Sequence[str]) -> tuple[int, ProductType] | None:
    """The fewest first words that name a type: their number, and the type."""
    for size in range(1, len(words) + 1):
        kind = type_of_phrase(" ".join(words[:size]))
        if kind is not None:
            return size, kind
    return None


@_once
def names_other(phrase: str) -> bool:
    """Whether the last word names an event, an organisation or an undertaking."""
    words = words_of(phrase)
    return bool(words) and singular(words[-1]) in type_table().others


@_once
def type_of_title(title: str) -> ProductType | None:
    head = HEAD_END.split(ARTICLE.sub("", title), maxsplit=1)[0]
    last = type_of_phrase(title)
    # "Mills at Work: A Manual" has a sure type at its end, "The Dry Wheel: Five Lessons" has none.
    return type_of_phrase(head) or (last if last is not None and last.sure else None)


@_once
def core_title(title: str) -> str:
    """The folded title without a type word before "on" or a colon: the same for two mentions of one product."""
    bare = ARTICLE.sub("", title)
    cut = re.match(r"^[^:]{0,60}?(?:\s+on\s+|:\s+)(?:the\s+)?", bare)
    if cut is not None and type_of_phrase(re.sub(r"(?:\s+on\s+(?:the\s+)?|:\s+)$", "", cut[0])) is not None:
        bare = bare[cut.end() :]
    return folded(bare)


@_once
def is_plural(phrase: str) -> bool:
    last = words_of(phrase)[-1:]
    return bool(last) and singular(last[0]) != last[0]
