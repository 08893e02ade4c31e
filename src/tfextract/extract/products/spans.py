"""Spans of text that may be a title: quoted, italic, linked, bold at the start of a block, or with capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import TYPE_CHECKING

from tfextract.extract.products.types import YEAR, ProductType, type_of_phrase
from tfextract.extract.tokens import token_starting
from tfextract.model import Block, Link, Piece, ProductClass

if TYPE_CHECKING:
    from spacy.tokens import Doc


class Typography(StrEnum):
    """The typography of a span; a rule's `where` names those that it applies to."""

    QUOTED = "quoted"
    ITALIC = "italic"
    RUN = "run"
    RUN_IN = "run_in"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class TitleSpan:
    """`start` and `end` are offsets in the block's text, without quotation marks."""

    start: int
    end: int
    text: str
    typography: Typography


@dataclass(frozen=True, slots=True)
class Title:
    """A title at `start` to `end` of its block by a rule. `confidence` is the rule's prior; a `certain` one is taken
    whatever its features."""

    start: int
    end: int
    text: str
    type: ProductType
    rule_id: str
    confidence: float
    certain: bool = False


QUOTED = re.compile(
    r"“([^“”]{4,240})”|(?<!\w)\"([^\"“”]{4,240})\"(?!\w)|(?<!\w)‘([A-Z][^‘“”]{8,200}?)’(?!\w)",
)
CONNECTIVES = frozenset(
    "of and for the on in to with from by at a an & | de la le les du des et against between through under into as "
    "via or its their your our".split()
)
# Words with a capital at the start of a sentence that belong to no title.
OPENERS = frozenset(
    "the a an this that these those our its their his her your my in on at by for from with through during since under "
    "after before between across within while as to of and or but if when where all both each other some many most "
    "new see also however additionally furthermore moreover finally lastly using following based including "
    "over about see according thanks due owing prior together besides despite alongside read visit".split()
)
_SMALL = OPENERS | CONNECTIVES
_OWNER = re.compile(r"[’']s$|s[’']$")
_WORD = re.compile(r"\S+")
# Lower case before a "The" with a capital, which then belongs to the name: "through The Lantern app".
WITHIN = re.compile(r"[a-z]\s$")
# The readers of a handbook: "Buyer’s", "Teachers’", "Practitioner’s".
READER = re.compile(r"(?:ers?|ors?|ists?|ants?|ents?|ians?|[Pp]arents?|[Ss]tudents?)[’']s?$")
DATE_WORD = re.compile(
    r"January|February|March|April|May|June|July|August|September|October|November|December|\d{1,4}|Autumn|Spring|Summer|Winter"
)
# "Lake Data (LD) Trust": the name continues after its short form.
_AFTER_ACRONYM = re.compile(r"\s(?P<word>[A-Z][a-z]+)(?=[,.;]?(?:\s[a-z]|,\s|\.?$))")
_ACRONYM = re.compile(r"\s*\((?P<name>“?[A-Z][A-Za-z0-9&/-]{1,14}”?|(?:19|20)\d\d\s?[–-]\s?(?:20)?\d\d)\)")
# "v1.6", "3.1", "2.0.4": the version of software is part of its name.
VERSION = re.compile(r"\s(?:v\.?\s?\d+(?:\.\d+)*|\d+\.\d+(?:\.\d+)*)(?![\w%]|[.,]\d|\s?(?:per\s?cent|million|billion))")
_LEAD = "(“‘\"'[«*"
_TRAIL = ".,;:!?)”’\"']»…*"
LONGEST = 26


def quoted(text: str) -> Iterator[TitleSpan]:
    for match in QUOTED.finditer(text):
        at = match.lastindex or 1
        start, inner = match.start(at), match[at].rstrip(" ,.;")
        lead = len(inner) - len(inner.lstrip())
        if inner.strip():
            yield TitleSpan(start + lead, start + len(inner), inner.strip(), Typography.QUOTED)


def italic(block: Block) -> Iterator[TitleSpan]:
    """Runs of italic words in a block that is not italic as a whole."""
    slanted = sum(piece.italic for piece in block.pieces)
    if not slanted or slanted > 0.7 * len(block.pieces):
        return
    run: list[Piece] = []
    for piece in (*block.pieces, None):
        if piece is not None and piece.italic:
            run.append(piece)
            continue
        if run:
            raw = block.text[run[0].start : run[-1].end]
            text = raw.rstrip(" .,;:)").lstrip(" (“")
            start = run[0].start + raw.index(text) if text else run[0].start
            if text:
                yield TitleSpan(start, start + len(text), text, Typography.ITALIC)
        run = []


def linked(block: Block, links: Mapping[int, tuple[Link, ...]]) -> Iterator[tuple[TitleSpan, str]]:
    """The words under each link annotation of the block's pages, with its target.

    Annotations with one target on consecutive lines are one link that is broken; on one line they are two links.
    """
    run: list[Piece] = []
    last: Link | None = None
    for piece in (*block.pieces, None):
        here = None if piece is None else link_over(piece, links)
        same = here is last or (
            here is not None
            and last is not None
            and here.uri == last.uri
            and piece is not None
            and piece.line != run[-1].line
        )
        if run and last is not None and not same:
            raw = block.text[run[0].start : run[-1].end]
            text = raw.strip(" .,;:“”\"‘’'")
            if text.count("(") != text.count(")"):
                text = text.strip(" ()")
            if text:
                start = run[0].start + raw.index(text)
                yield TitleSpan(start, start + len(text), text, Typography.LINK), last.uri
            run = []
        if piece is not None and here is not None:
            run.append(piece)
        last = here


def link_over(piece: Piece, links: Mapping[int, tuple[Link, ...]]) -> Link | None:
    """The link that lies over the middle of a printed word."""
    x, y = (piece.box.x0 + piece.box.x1) / 2, (piece.box.top + piece.box.bottom) / 2
    for link in links.get(piece.page, ()):
        if link.box.x0 <= x <= link.box.x1 and link.box.top <= y <= link.box.bottom:
            return link
    return None


def run_in(block: Block) -> Iterator[TitleSpan]:
    """The bold words at the start of a block, if the rest is not all bold: "**Wells at Work:** a guide to …"."""
    bold = list(takewhile(lambda piece: piece.bold, block.pieces))
    if not bold or len(bold) == len(block.pieces) or len(bold) > LONGEST:
        return
    text = block.text[bold[0].start : bold[-1].end].rstrip(" .:–—-,")
    if len(text.split()) > 1 and text[:1].isupper():
        yield TitleSpan(bold[0].start, bold[0].start + len(text), text, Typography.RUN_IN)


# Not frozen, for there are as many as words, and creating a frozen one takes three times as long.
@dataclass(slots=True)
class _Word:
    start: int
    end: int
    text: str
    opens: bool
    closes: bool
    comma: bool

    @property
    def capital(self) -> bool:
        """Whether it has a capital, also a later one ("eHealth", "10-Year"), or is a year."""
        return any(char.isupper() for char in self.text) or YEAR.fullmatch(self.text) is not None

    @property
    def connective(self) -> bool:
        return self.text.casefold() in CONNECTIVES and not (self.text[:1].isupper() and len(self.text) > 3)


def _words(text: str) -> list[_Word]:
    words = []
    for match in _WORD.finditer(text):
        raw = match[0]
        bare = raw.lstrip(_LEAD)
        opens = bare != raw
        start = match.start() + len(raw) - len(bare)
        word = bare.rstrip(_TRAIL)
        after = bare[len(word) :]
        if after in ("’", "'") and word.endswith("s") and "‘" not in text[: match.start()]:
            # A plural possessive: "Mill Owners’ Guide".
            word, after = bare, ""
        if not word:
            words.append(_Word(match.start(), match.end(), raw, True, True, False))
            continue
        comma = after == ","
        words.append(_Word(start, start + len(word), word, opens, bool(after), comma))
    return words


def capitalised(text: str, doc: Doc | None) -> Iterator[TitleSpan]:
    """Longest runs of capitalised words with connectives between them, and a short form in brackets or a version after
    them."""
    run: list[_Word] = []
    for word in [*_words(text), None]:
        if word is not None and not (run and (run[-1].closes or word.opens)):
            if word.capital and word.text not in CONNECTIVES:
                run.append(word)
                continue
            if word.connective and run:
                run.append(word)
                continue
        elif word is not None:
            yield from _trimmed(text, run, doc)
            run = [word] if word.capital and not (word.connective and word.text.islower()) else []
            continue
        yield from _trimmed(text, run, doc)
        run = []


def _trimmed(text: str, run: list[_Word], doc: Doc | None) -> Iterator[TitleSpan]:
    words = list(run)
    while words and (words[-1].text.casefold() in CONNECTIVES):
        words.pop()
    words = words[: _dated(words)]
    while words and (words[0].text.casefold() in _SMALL or _is_verb(words[0], doc)):
        if len(words) > 1 and words[0].text == "The" and WITHIN.search(text[: words[0].start]) is not None:
            break
        words.pop(0)
    words = words[_owner(words) :]
    if not words or len(words) > LONGEST or _shouted(words):
        return
    start, end = words[0].start, words[-1].end
    acronym = _ACRONYM.match(text, end)
    version = VERSION.match(text, end)
    if acronym is not None and len(words) > 1:
        end = acronym.end()
        more = _AFTER_ACRONYM.match(text, end)
        end = end if more is None or more["word"].casefold() in OPENERS else more.end()
    elif version is not None and words[-1].text[:1].isupper():
        end = version.end()
    yield TitleSpan(start, end, text[start:end], Typography.RUN)


def _dated(words: list[_Word]) -> int:
    """The number of words before a date: 2 for "Lake Atlas in July 2014", "Lake Eye for the 2018 U.S. floods"."""
    for at, word in enumerate(words):
        if at and word.text in ("in", "by", "on") and all(DATE_WORD.fullmatch(later.text) for later in words[at + 1 :]):
            return at
        the, year = ([later.text for later in words[at + 1 : at + 3]] + ["", ""])[:2]
        if at and word.text in ("for", "in", "during") and the == "the" and YEAR.fullmatch(year):
            return at
    return len(words)


def _owner(words: list[_Word]) -> int:
    """The number of words up to a possessive that is no part of the title.

    After a connective it is part of it ("State of the Lake’s Fish"), also as the reader of a guide ("Boat Buyer’s
    Guide").
    """
    cut = 0
    for at, word in enumerate(words[:-1], start=1):
        if word.text.casefold() in CONNECTIVES:
            break
        if _OWNER.search(word.text):
            left = " ".join(later.text for later in words[at:])
            reader = READER.search(word.text) is not None and (_is_guide(words[at].text) or _is_guide(left))
            cut = cut if reader else at
    return cut


def _is_guide(words: str) -> bool:
    kind = type_of_phrase(words)
    return kind is not None and kind.product_class in (ProductClass.GUIDE_OR_TOOL, ProductClass.TRAINING)


def _shouted(words: list[_Word]) -> bool:
    """Whether a line is all in capitals, which then do not mark a title."""
    letters = [word.text for word in words if word.text.isalpha() and len(word.text) > 1]
    return len(letters) > 2 and all(text.isupper() for text in letters)


def _is_verb(word: _Word, doc: Doc | None) -> bool:
    """Whether it is a verb at the start of a sentence: "Launched Water Atlas …"."""
    if doc is None:
        return False
    token = token_starting(doc, word.start)
    return (
        token is not None and token.tag_ in ("VBD", "VBN", "VBP", "VB") and (token.i == 0 or bool(token.is_sent_start))
    )
