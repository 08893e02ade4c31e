"""Lists of products: how list items, series and paragraphs under "Publications" are split, and the titles in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tfextract.extract.grammar import Tense, clauses
from tfextract.extract.products.named import distinctive, names_body
from tfextract.extract.products.own_words import ACTED_ON
from tfextract.extract.products.spans import QUOTED, Title
from tfextract.extract.products.types import (
    HEAD_END,
    PUBLICATION,
    ProductType,
    is_plural,
    type_of_phrase,
    type_of_title,
)
from tfextract.extract.sections import Section
from tfextract.extract.sentences import split_sentences
from tfextract.extract.text import Passage
from tfextract.model import BlockRole
from tfextract.rules import rules_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

FEWEST_LETTERS = 3
# Rules of entries: each is a row of its own, even if the page has the title elsewhere.
ENTRY_RULES = ("product.list", "product.split")
# Priors of an entry with a type, and of one without.
TYPED, UNTYPED = 0.9, 0.6
DELIVERABLES = re.compile(r"\b(?:deliverables|outputs)\b", re.IGNORECASE)
STATED_TENSES = (Tense.REPORTED, Tense.INTENDED, Tense.NAMED, Tense.GOING_ON)
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
SPEAKERS = frozenset("we it they you this these the our there he she i".split())
# "The following were delivered: …; …": the words before a series.
OPENS_SERIES = re.compile(r"^(?P<before>[^;:]{0,200}?):\s+")
COMMA_SERIES = re.compile(r"(?::\s*|\s?[–—-]\s*(?=[A-Z]))(?:the\s+)?")
ANNOUNCES = re.compile(r"\b(?:following|includ(?:e[sd]?|ing)|are|were)$|\bfollowing\b", re.IGNORECASE)
AND = re.compile(r"^\s*(?:(?:and|as well as|plus)\s+)?(?:an?\s+|the\s+|our\s+)?")


def listed(passage: Passage) -> list[Title]:
    """The entries of a list under a heading or lead-in of products, or of a series of titles with types."""
    text = passage.block.text
    if passage.section is Section.PRODUCTS and passage.block.role is BlockRole.LIST_ITEM:
        if is_statement(passage, 0, len(text)):
            return []
        announced = _announced(passage)
        entries = [entry_of(text, *part, announced) for part in _split(text)]
        return [entry for entry in entries if entry.confidence >= TYPED or _may_be_untyped(passage, entry)]
    if passage.block.role not in (BlockRole.PARAGRAPH, BlockRole.LIST_ITEM):
        return []
    series = (entry_of(text, start, end, "product.series") for start, end in _in_series(passage))
    # "Reports" alone is a heading, not a title.
    return [entry for entry in series if distinctive(entry.text) > 0]


def _may_be_untyped(passage: Passage, entry: Title) -> bool:
    """Whether an entry without a type is a title. Among deliverables it may be anything, and lists of publications
    also have workshops, so both need a type word."""
    introduced = " ".join((passage.placed.lead_in or "", *passage.block.heading_path))
    head = HEAD_END.split(entry.text, maxsplit=1)[0]
    return DELIVERABLES.search(introduced) is None and not names_body(head)


def _split(text: str) -> list[tuple[int, int, str]]:
    """(start, end, rule id) of the entries of one list item; several if it runs them together."""
    for rule in rules_of("product_split"):
        cuts = [match.span() for match in rule.matches(text)]
        if cuts:
            starts = [0, *(end for _, end in cuts)]
            ends = [*(start for start, _ in cuts), len(text)]
            return [(start, end, rule.id) for start, end in zip(starts, ends, strict=True)]
    return [(0, len(text), "product.list")]


def is_statement(passage: Passage, start: int, end: int) -> bool:
    """Whether a span under "Publications" is a statement and no title: it reports or plans, or begins like "It shows".

    A title may have a verb too ("Paying for Wells: who gains?", "What Women Wanted"). Capitals or a type word show it.
    """
    text = passage.block.text[start:end]
    if passage.doc is None:
        return len(split_sentences(text)) > 1
    head = HEAD_END.split(text, maxsplit=1)[0]
    has_speaker = text.split()[0].casefold() in SPEAKERS
    if type_of_phrase(head) is not None and not has_speaker and not _has_verb(passage.doc, start, start + len(head)):
        return False
    authors = AUTHORS.match(text)
    skipped = 0 if authors is None else authors.end()
    for sentence in split_sentences(text[skipped:]):
        # A verb after a colon belongs to a subtitle: "Wheels and Wages: nine towns compared".
        main = sentence.text.split(": ", 1)[0]
        first = start + skipped + sentence.start
        span = passage.doc.char_span(first, first + len(main), alignment_mode="expand")
        if span is None or _title_case(sentence.text):
            continue
        for clause in clauses(span):
            general = span[0].lower_ in SPEAKERS and clause.tense is Tense.GENERAL
            if (clause.tense in STATED_TENSES and clause.verb != "none") or general:
                return True
    return False


def _has_verb(doc: Doc, start: int, end: int) -> bool:
    span = doc.char_span(start, end, alignment_mode="contract")
    return span is None or any(token.tag_ in FINITE for token in span)


def _title_case(text: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > FEWEST_LETTERS]
    return len(words) > 1 and sum(word[:1].isupper() for word in words) > 0.7 * len(words)


def _in_series(passage: Passage) -> Iterator[tuple[int, int]]:
    """The spans of titles separated by commas or semicolons, and of sentences with a type under "Publications"."""
    text = passage.block.text
    under = passage.section is Section.PRODUCTS
    yield from _by_commas(text)
    parts = [part for part in _parts(passage) if not is_statement(passage, *part)]
    typed = [(part, kind) for part in parts if (kind := _read_entry(text[slice(*part)])[2]) is not None]
    if under and len(parts) > 1 and typed:
        yield from parts
    elif len(parts) > 1 and len(typed) > len(parts) / 2:
        # Elsewhere parts in lower case are no titles: "a better search engine; a faster app".
        yield from (part for part, kind in typed if text[part[0]].isupper() and kind.sure)
    elif under:
        for sentence in split_sentences(text):
            span = sentence.start, sentence.end
            if _read_entry(sentence.text)[2] is not None and not is_statement(passage, *span):
                yield span


def _by_commas(text: str) -> Iterator[tuple[int, int]]:
    """ "are being prepared: Manual for …, Guide to …": a series with commas, if every part begins with a type."""
    for sentence in split_sentences(text):
        for opening in COMMA_SERIES.finditer(sentence.text):
            start = sentence.start + opening.end()
            listing = text[start : sentence.end].rstrip(".")
            parts = [(start + part.start(), start + part.end()) for part in re.finditer(r"(?! )[^,]+", listing)]
            heads = [type_of_phrase(HEAD_END.split(text[a:b], maxsplit=1)[0]) for a, b in parts]
            if len(parts) > 1 and all(kind is not None and kind.sure for kind in heads):
                yield from ((a, b) for a, b in parts if text[a].isupper())
                break


def _parts(passage: Passage) -> list[tuple[int, int]]:
    """The spans between semicolons, from after the colon that opens the series to the end of its sentence."""
    text = passage.block.text
    if ";" not in text:
        return []
    opening = OPENS_SERIES.match(text)
    announced = opening is not None and (
        ANNOUNCES.search(opening["before"]) or is_statement(passage, 0, opening.end("before"))
    )
    start = opening.end() if opening is not None and announced else 0
    last = text.rfind(";")
    stop = next((last + 1 + s.end for s in split_sentences(text[last + 1 :])), len(text))
    spans = []
    for match in re.finditer(r"[^;]+", text[start:stop]):
        lead = AND.match(match[0])
        at = start + match.start() + (0 if lead is None else lead.end())
        spans.append((at, start + match.start() + len(match[0].rstrip(" ."))))
    return spans if all(b > a for a, b in spans) else []


# Before the title: a deliverable's number ("D2.4"), authors ("Ada, M. and Bo, K. (2019).").
CODE = re.compile(r"^(?:[A-Z]{1,3}\d+(?:\.\d+)*[.:]?|\d+(?:\.\d+)+\.?|\(?[a-z\d]{1,2}\))\s+")
_AUTHOR = r"[A-Z][\w’'-]+,\s(?:[A-Z]\.[\s-]?){1,3}"
AUTHORS = re.compile(
    rf"^{_AUTHOR}(?:(?:,|,?\s*and|,?\s*&)\s+{_AUTHOR})*(?:,?\s*(?:et\sal\.?|and\sothers))?[,.]?\s*(?:\(?\d{{4}}[a-z]?\)?[.,:]?\s+)?"
)
# "…. Policy brief 4", "… (Issue brief no. 7)", "…, video": only the type, after the title.
TYPE_AFTER = re.compile(
    r"(?:[.,]\s+|\s+\()(?P<type>(?:[A-Za-z][\w-]*\s){0,3}[A-Za-z][\w-]*?)(?:\s+(?:[Nn]o\.?\s*|\#)?\d{1,4})?\)?\.?$"
)
# "…, a training pack for millers": an apposition with the type.
APPOSED = re.compile(
    r",\s(?:an?|the|our)\s(?P<type>[a-z][\w-]*(?:\s[a-z][\w-]*){0,4}?)(?=\s(?:for|on|about|to|of|in|with|from|by)\b|[,.;]|$)"
)
# "Mending Wells: a guide for towns".
SUBTITLE_TYPE = re.compile(r":\s(?:an?|the)\s(?P<type>(?:[\w-]+\s){0,3}?[\w-]+)(?=\s(?:for|on|about|to|of|in)\b|$)")


def _read_entry(words: str) -> tuple[int, str, ProductType | None]:
    """(start of the title, the title, its type by what follows it, else by its own words)."""
    start, title, kind = _trimmed(words)
    return start, title, kind or (None if ACTED_ON.match(title) else type_of_title(title))


def _trimmed(words: str) -> tuple[int, str, ProductType | None]:
    """(start of the title, the title, its type by what follows it)."""
    start = 0
    for before in (CODE, AUTHORS):
        hit = before.match(words[start:])
        start += 0 if hit is None else hit.end()
    title, kind = words[start:].rstrip(" ."), None
    quotation = QUOTED.match(title)
    if quotation is not None:
        at = quotation.lastindex or 1
        inner = quotation[at].rstrip(" ,.")
        tail = re.match(r"[,.\s]*(?:(?:an?|the|our)\s)?(?P<type>[\w\s-]+)", title[quotation.end() :])
        product_type = None if tail is None else _first_type(tail["type"])
        return start + quotation.start(at), inner, product_type
    while True:
        typed = TYPE_AFTER.search(title)
        product_type = None if typed is None else type_of_phrase(typed["type"])
        if product_type is not None and typed is not None and typed.start():
            title, kind = title[: typed.start()].rstrip(" ."), kind or product_type
            continue
        cut = next((match.start() for rule in rules_of("product_note") if (match := rule.search(title))), 0)
        if not cut:
            break
        title = title[:cut].rstrip(" ,.")
    apposed = APPOSED.search(title)
    product_type = None if apposed is None else type_of_phrase(apposed["type"])
    if apposed is not None and product_type is not None and apposed.start():
        title, kind = title[: apposed.start()], kind or product_type
    subtitle = None if kind is not None else SUBTITLE_TYPE.search(title)
    return start, title, kind if subtitle is None else type_of_phrase(subtitle["type"])


def _first_type(words: str) -> ProductType | None:
    """The type named by the first words: "web story in nine parts"."""
    parts = words.split()
    return next((kind for size in range(4, 0, -1) if (kind := type_of_phrase(" ".join(parts[:size])))), None)


def _announced(passage: Passage) -> ProductType | None:
    """The type of all entries, from the line above the list: "Policy briefs", "Watch the videos of our projects:"."""
    line = passage.placed.lead_in or passage.block.heading or ""
    head = HEAD_END.split(line.rstrip(": "), maxsplit=1)[0]
    kind = type_of_phrase(head) if is_plural(head) else None
    # "Publications" says nothing about the type of an entry.
    return kind if kind is not None and kind.sure and kind.name != PUBLICATION.name else None


def entry_of(
    text: str, start: int, end: int, rule_id: str = "product.list", announced: ProductType | None = None
) -> Title:
    raw = text[start:end]
    lead = len(raw) - len(raw.lstrip())
    offset, title, known = _read_entry(raw.strip())
    at = start + lead + offset
    return Title(
        at, at + len(title), title, known or announced or PUBLICATION, rule_id, TYPED if known is not None else UNTYPED
    )
