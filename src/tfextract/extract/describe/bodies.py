"""The names in a document that may be an organisation's, with how often and where they are printed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tfextract.extract.describe.running import names_report
from tfextract.extract.evidence import folded, printed_lines
from tfextract.extract.gazetteer import fold, load_gazetteer
from tfextract.extract.names import is_body, short_names
from tfextract.extract.products.spans import CONNECTIVES, OPENERS, capitalised
from tfextract.extract.products.types import type_of_phrase
from tfextract.model import Block, EntityKind
from tfextract.rules import first_match, word_table

MAX_WORDS = 9
FEWEST_INITIALS, FEWEST_MENTIONS = 3, 2
ARTICLE = re.compile(r"^the\s+", re.I)
POSSESSIVE = re.compile(r"[’']s?$")
BRACKETED = re.compile(r"\s*\((?P<short>[^()]*)\)")
# "Board, the Lake", a web address: parts of a sentence, not names.
BROKEN = re.compile(r",\s+(?:the|a|an|and)\b|\w\.[a-z]{2,}\b|[/@_|]|\s-\s|:\s", re.I)
# "CSPs", "OEMs": kinds of people and firms, not one organisation.
PLURAL = re.compile(r"^[A-Z]{2,}s$")
# A short form of lower-case words is no organisation's: "open source software (OSS)".
COMMON_SHORT = re.compile(r"((?:[\w-]+\s+){1,7})\((?P<short>[A-Z]{2,6})s?\)")
# The end of its matches. Few texts have one, and the search for the words before it takes long.
SHORT = re.compile(r"\([A-Z]{2,6}s?\)")
DATED = re.compile(
    r"^(?:\d|(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)"
)


def letters_of(name: str) -> str:
    """The key of a name: its letters and digits, the same for all its spellings."""
    return re.sub(r"[\W_]+", "", ARTICLE.sub("", name).casefold())


def plain_name(text: str) -> str:
    """The name without article, brackets, possessive and punctuation at its ends."""
    bare = BRACKETED.sub("", text).strip(' .,;:|•·–—-*†“”"')
    words = POSSESSIVE.sub("", ARTICLE.sub("", bare)).strip(" .,;:").split()
    while words and words[-1].casefold() in CONNECTIVES:
        words.pop()
    return " ".join(words)


def is_organisation(name: str) -> bool:
    known = load_gazetteer().known.get(fold(name))
    return known is not None and known.kind is EntityKind.ORGANISATION


def is_place(name: str) -> bool:
    """Whether it is a country, a region, or another name of the gazetteers that is no organisation's."""
    known = load_gazetteer().known.get(fold(name))
    return known is not None and known.kind is not EntityKind.ORGANISATION


def may_name_body(name: str) -> bool:
    """Whether it is no place, product, kind of report, section, date or word of an imprint ("Copyright", "PDF")."""
    words = folded(name).split()
    if len(letters_of(name)) < 2 or len(words) > MAX_WORDS or not any(char.isupper() for char in name):
        return False
    if is_place(name) or names_report(name) or _is_broken(name) or _is_common(words):
        return False
    return is_organisation(name) or (first_match("not_title", name) is None and type_of_phrase(name) is None)


def _is_broken(name: str) -> bool:
    """Whether it is part of a sentence, an address, a date, or a person with a post ("Ann Hill, Adviser, Mill")."""
    dated = DATED.match(name) or BROKEN.search(name) or PLURAL.match(name)
    return dated is not None or name.count("(") != name.count(")") or name.count(",") > 1


def _is_common(words: Sequence[str]) -> bool:
    """Whether the words name no organisation: the start of a sentence, an object, or "United Nations", which is printed
    on the documents of each of its organisations."""
    imprint = not word_table("describe.toml", "imprint_words").isdisjoint(words)
    thing = words[-1] in word_table("describe.toml", "other_nouns") or " ".join(words) in word_table(
        "describe.toml", "umbrellas"
    )
    return words[0] in OPENERS or imprint or thing or set(words) <= word_table("describe.toml", "no_names")


def says_body(name: str) -> bool:
    """Whether a noun of the name shows that it is an organisation's: "Lake Fund", "Fund for Lakes"."""
    words = folded(name).split()
    nouns = {words[-1], *(word for word, after in pairwise(words) if after in ("of", "for", "on"))} if words else set()
    return len(words) > 1 and (is_body(name) or not word_table("describe.toml", "body_words").isdisjoint(nouns))


def says_programme(name: str) -> bool:
    """Whether it is a programme's or a project's; mostly its parent organisation publishes."""
    words = folded(name).split()
    return len(words) > 1 and words[-1] in word_table("describe.toml", "programme_words")


@dataclass(slots=True)
class Names:
    """By the key of a name (`letters_of`): its spelling, how often it occurs, and on which pages.

    `short` maps the key of a short form to that of the full name. `common` are short forms of common nouns.
    """

    shown: dict[str, str] = field(default_factory=dict)
    common: frozenset[str] = frozenset()
    short: dict[str, str] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)
    pages: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, name: str, page: int | None = None) -> str | None:
        """The key of the name; None if it cannot be an organisation's. With a `page` it is counted."""
        bare = plain_name(name)
        if not may_name_body(bare) or bare in self.common:
            return None
        key = self.key(bare)
        shown = self.shown.setdefault(key, bare)
        if shown.isupper() and not bare.isupper() and len(bare) > len(shown) - 2:
            self.shown[key] = bare
        if page is not None:
            self.times[key] += 1
            self.pages[key].add(page)
        return key

    def key(self, name: str) -> str:
        letters = letters_of(name)
        return self.short.get(letters, letters)


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A name that is a whole block, or a whole line of one."""

    key: str
    page: int
    size: float


def names_of(blocks: Sequence[Block]) -> Names:
    """Every capitalised name; a short form counts for its full name, by brackets or by its initials."""
    texts = [block.text for block in blocks]
    names = Names(common=_common_shorts(texts))
    spans = [(plain_name(span.text), block.page) for block in blocks for span in capitalised(block.text, None)]
    shorts = _initialled(name for name, _ in spans) | short_names(texts)
    for short, full in shorts.items():
        if may_name_body(plain_name(full)):
            names.short[letters_of(short)] = letters_of(plain_name(full))
            names.shown.setdefault(letters_of(plain_name(full)), plain_name(full))
    for name, page in spans:
        names.add(name, page)
        # "May the Lake Fund", "DWR and the Lake Board": what follows "the" is a name of its own.
        last = re.split(r"\s+the\s+", name)[-1]
        if last != name and says_body(last):
            names.add(last, page)
    return names


def _common_shorts(texts: Iterable[str]) -> frozenset[str]:
    """Short forms of words that the text prints in lower case."""
    results: set[str] = set()
    for text in texts:
        for match in COMMON_SHORT.finditer(text) if SHORT.search(text) is not None else ():
            words = re.split(r"[\s-]+", match[1].strip())[-len(match["short"]) :]
            if (
                all(word[:1].islower() for word in words)
                and "".join(word[:1] for word in words).upper() == match["short"]
            ):
                results.add(match["short"])
    return frozenset(results)


def _initialled(names: Iterable[str]) -> dict[str, str]:
    """Initials → the most frequent name with them: "LMA" of Lake Menders Association, "DOL" of Department of Lakes."""
    counted = Counter(names)
    results: dict[str, str] = {}
    for name, times in sorted(counted.items(), key=lambda item: (item[1], item[0])):
        words = name.split()
        if len(words) < FEWEST_INITIALS or (times < FEWEST_MENTIONS and not says_body(name)):
            continue
        capitals = "".join(word[0] for word in words if word[0].isupper())
        all_words = "".join(word[0] for word in words if word != "the").upper()
        for short in (capitals, all_words):
            if len(short) >= FEWEST_INITIALS and counted[short] >= FEWEST_MENTIONS and short != name:
                results[short] = name
    return results


def lines_of(blocks: Sequence[Block], names: Names) -> list[BodyLine]:
    """Names that are a whole block or a whole printed line of one."""
    body_lines = []
    for block in blocks:
        size = max((piece.size for piece in block.pieces), default=0.0)
        lines = [block.text[start:end] for start, end in printed_lines(block)]
        for text in dict.fromkeys([block.text, *lines]):
            if len(text.split()) <= MAX_WORDS + 4 and _is_capitalised(text):
                key = names.add(text)
                if key is not None:
                    body_lines.append(BodyLine(key, block.page, size))
    return body_lines


def _is_capitalised(text: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_][\w’'&-]*", text) if len(word) > 3 or word[0].isupper()]
    return bool(words) and all(word[0].isupper() for word in words) and not text.rstrip().endswith((".", "!", "?", ":"))
