"""Features of a candidate for or against its being a product's title, by name, each with a number.

A rule that matched is the feature "rule:ID". No feature decides alone (`decide`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfextract.confidence import log_odds
from tfextract.extract.evidence import folded
from tfextract.extract.names import is_known_name
from tfextract.extract.products.details import REFERENCES, is_own
from tfextract.extract.products.named import distinctive, is_coined, is_everyday_service, names_body
from tfextract.extract.products.spans import CONNECTIVES, DATE_WORD, OPENERS
from tfextract.extract.products.suggest import ProductCandidate
from tfextract.extract.products.types import (
    ARTICLE,
    is_plural,
    leading_type,
    names_other,
    type_of_phrase,
    type_of_title,
)
from tfextract.extract.sections import Section
from tfextract.rules import first_match, word_table

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Features = dict[str, float]
# Lengths of a title in words: the upper bound, and the name in the feature.
LENGTHS = ((1, "1"), (2, "2"), (3, "3"), (5, "4-5"), (8, "6-8"), (13, "9-13"))
NEARLY_ALL, HALF, LARGER = 0.9, 0.5, 1.15
BEFORE, AFTER = re.compile(r"([\w’'-]+|[^\w\s])\s*$"), re.compile(r"\s*([\w’'-]+|[^\w\s])")
EDGE_BEFORE, EDGE_AFTER = re.compile(r"[\s,:;“”\"‘’'(–—-]+$"), re.compile(r"^[\s,:;“”\"’')(–—-]+")
SMALL_AFTER = re.compile(r"\s[a-z]")
LEAD_REACH, TAIL_WORDS, TYPE_REACH = 60, 5, 3
NAMED: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("name.body", names_body),
    ("name.other_last", names_other),
    ("name.known", lambda text: is_known_name(ARTICLE.sub("", text))),
    ("name.coined", is_coined),
    ("name.everyday", is_everyday_service),
)
MARKS = (
    ("mark.colon", re.compile(r":")),
    ("mark.acronym", re.compile(r"\([A-Z][\w&-]{1,12}\)$")),
    ("mark.year", re.compile(r"\b(?:19|20)\d\d\b")),
    ("mark.digit", re.compile(r"^(?!.*\b(?:19|20)\d\d\b).*\d")),
    ("mark.stop", re.compile(r"[.!?]$|[a-z]\. [A-Z]")),
    ("mark.comma", re.compile(r",")),
    ("mark.at", re.compile(r"@")),
)
# Kinds of rules that read the sentence with TITLE in place of the candidate.
WORDING_KINDS = (
    "product_shown", "product_state", "product_release", "product_published", "product_digital",
)  # fmt: skip
LEADS = (
    ("lead.called", re.compile(r"\b(?:called|titled|entitled|named|dubbed)\s*[“\"‘']?$")),
    ("lead.our", re.compile(r"\b[Oo]ur\s(?:\w+\s){0,2}$")),
    ("lead.its", re.compile(r"\b(?:its|their|his|her)\s(?:\w+\s){0,2}$")),
    ("lead.new", re.compile(r"\b(?:new|first|latest|online|digital|free|annual|updated|revised|second)\s$")),
    ("lead.at", re.compile(r"\b(?:at|in|from|to)\s(?:the\s)?$")),
    ("lead.of", re.compile(r"\b(?:of|by|with|for)\s(?:the\s)?$")),
    ("lead.owner", re.compile(r"[’']s\s[“\"‘']?$")),
    ("lead.using", re.compile(r"\b(?:using|uses?d?|via|through|on)\s(?:the\s|our\s)?$")),
)
TAILS = (
    ("tail.apposition", re.compile(r",\s(?:an?|the|our|its)\s")),
    ("tail.acronym", re.compile(r"\s\([A-Z][\w-]{1,12}\)")),
    ("tail.owner", re.compile(r"[’']s\b")),
)
# Verbs further up in the parse say nothing about the candidate.
MAX_ABOVE = 4


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """The document's own title, and how often each folded candidate is printed."""

    title: str | None
    printed: Counter[str]


def features_of(candidate: ProductCandidate, around: DocumentContext) -> Features:
    names: set[str] = set(candidate.feature_names())
    names |= _of_words(candidate)
    names |= _of_place(candidate)
    names |= _of_context(candidate)
    names |= _of_grammar(candidate)
    values = dict.fromkeys(sorted(names), 1.0)
    values |= _of_document(candidate, around)
    priors = [title.confidence for title in candidate.titles]
    if priors:
        values["rule.prior"] = log_odds(max(priors)) / 2
        values["rule.any"] = 1.0
        values["rule.several"] = float(len({title.rule_id for title in candidate.titles}) > 1)
    return values


def _of_words(candidate: ProductCandidate) -> set[str]:
    text = candidate.text
    words = text.split()
    names = {f"words.{_bucket(len(words))}", f"distinctive.{min(distinctive(text), 3)}"}
    names |= _of_type(text) | _of_case(text, words)
    names |= {name for name, holds in NAMED if holds(text)}
    names |= {name for name, pattern in MARKS if pattern.search(text)}
    if all(DATE_WORD.fullmatch(word) for word in re.split(r"[\s,–-]+", text) if word):
        names.add("name.date")
    first = words[0].casefold().strip("“\"‘'(")
    if first in OPENERS:
        names.add(f"first.{first}")
    if first.endswith("ing") and len(first) > len("thing"):
        names.add("first.ing")
    if first in CONNECTIVES or words[-1].casefold() in CONNECTIVES:
        names.add("edge.connective")
    return names


def _of_type(text: str) -> set[str]:
    """Features of the type named by the last words, else by the head before a preposition or colon."""
    last, whole = type_of_phrase(text), type_of_title(text)
    plural = {"type.plural" if last is not None else "words.plural"} if is_plural(text) else set()
    for place, kind in (("last", last), ("head", whole)):
        if kind is not None:
            sure = "sure" if kind.sure else "vague"
            return {f"type.{place}", f"type.{place}.{kind.product_class}", f"type.{place}.{sure}", *plural}
    return {"type.none", *plural}


def _of_case(text: str, words: Sequence[str]) -> set[str]:
    inner = [word for word in words[1:] if word.casefold() not in CONNECTIVES]
    capitals = sum(word[:1].isupper() for word in inner)
    part = "alone" if not inner else "all" if capitals == len(inner) else "some" if capitals else "none"
    names = {f"case.{part}"}
    if not text[:1].isupper():
        names.add("case.lower_start")
    if text.isupper():
        names.add("case.upper" if " " in text else "case.acronym")
    return names


def _bucket(number: int) -> str:
    return next((name for limit, name in LENGTHS if number <= limit), "14+")


def _of_place(candidate: ProductCandidate) -> set[str]:
    """Features of its position in the block, its section, its headings and its typography."""
    passage, block = candidate.passage, candidate.passage.block
    names = {f"role.{block.role}", f"section.{passage.section or 'none'}"}
    whole = candidate.start == 0 and candidate.end >= len(block.text.rstrip(" .:;"))
    if whole or candidate.start == 0:
        place = "whole" if whole else "opens"
        names |= {f"place.{place}", f"place.{place}.{block.role}"}
        if passage.section is Section.PRODUCTS:
            names.add(f"place.{place}.products.{block.role}")
    elif candidate.start == candidate.sentence.start:
        names.add("place.opens_sentence")
    share = (candidate.end - candidate.start) / max(1, len(candidate.sentence.text))
    names.add("share.all" if share > NEARLY_ALL else "share.half" if share > HALF else "share.part")
    return names | _of_headings(candidate) | _of_type_face(candidate)


def _of_headings(candidate: ProductCandidate) -> set[str]:
    names: set[str] = set()
    for at, heading in enumerate(reversed(candidate.passage.block.heading_path)):
        kind = type_of_phrase(heading) or type_of_title(heading)
        near = "near" if at == 0 else "far"
        if kind is not None:
            names |= {f"heading.type.{near}", f"heading.{near}.{kind.product_class}"}
            if is_plural(heading):
                names.add(f"heading.plural.{near}")
        if REFERENCES.match(heading):
            names.add("heading.references")
    lead = candidate.passage.placed.lead_in
    if lead is not None:
        names.add("lead_in.type" if any(type_of_phrase(word) is not None for word in lead.split()) else "lead_in")
    return names


def _of_type_face(candidate: ProductCandidate) -> set[str]:
    pieces = candidate.passage.block.pieces
    own = [piece for piece in pieces if piece.start < candidate.end and piece.end > candidate.start]
    rest = [piece for piece in pieces if piece.end <= candidate.start or piece.start >= candidate.end]
    if not own:
        return set()
    if not rest:
        return {"set.italic_block"} if all(piece.italic for piece in own) else set()
    features = {
        "set.bold": all(piece.bold for piece in own) and not any(piece.bold for piece in rest),
        "set.italic": all(piece.italic for piece in own) and not all(piece.italic for piece in rest),
        "set.larger": min(piece.size for piece in own) > LARGER * max(piece.size for piece in rest),
        "set.color": len({piece.color for piece in own}) == 1 and own[0].color not in {piece.color for piece in rest},
    }
    return {name for name, holds in features.items() if holds}


def _of_context(candidate: ProductCandidate) -> set[str]:
    """Features of the words around it in its sentence."""
    text, sentence = candidate.passage.block.text, candidate.sentence
    before, after = text[sentence.start : candidate.start], text[candidate.end : sentence.end]
    word, follows = BEFORE.search(before), AFTER.match(after)
    names = {
        "before.nothing" if word is None else f"before.{word[1].casefold()}",
        "after.nothing" if follows is None else f"after.{follows[1].casefold()}",
    }
    names |= _types_beside(before, after)
    masked = f"{before}TITLE{after}"
    names |= {f"rule:{matched[0].id}" for kind in WORDING_KINDS if (matched := first_match(kind, masked)) is not None}
    names |= {name for name, pattern in LEADS if pattern.search(before)}
    names |= {name for name, pattern in TAILS if pattern.match(after)}
    return names


def _types_beside(before: str, after: str) -> set[str]:
    names: set[str] = set()
    lead = words_before(before)
    kind = type_of_phrase(lead) if lead else None
    if kind is not None:
        names |= {"context.type_before", f"context.before.{kind.product_class}"}
        if is_plural(lead):
            names.add("context.types_before")
    hit = leading_type(words_after(after))
    if hit is not None:
        size, kind = hit
        joined = SMALL_AFTER.match(after) is not None
        names.add("context.type_after" if joined and size <= TYPE_REACH else "context.type_near")
        names.add(f"context.after.{kind.product_class}")
    return names


def words_before(text: str) -> str:
    """The end of the text before a candidate, without punctuation between them."""
    return EDGE_BEFORE.sub("", text)[-LEAD_REACH:]


def words_after(text: str) -> list[str]:
    """The first words of the text after a candidate, without punctuation between them."""
    return EDGE_AFTER.sub("", text).split()[:TAIL_WORDS]


def _tokens(doc: Doc, start: int, end: int) -> Sequence[Token]:
    span = doc.char_span(start, end, alignment_mode="expand")
    return [] if span is None else list(span)


def _of_grammar(candidate: ProductCandidate) -> set[str]:
    doc = candidate.passage.doc
    if doc is None:
        return {"doc.none"}
    tokens = _tokens(doc, candidate.start, candidate.end)
    if not tokens:
        return set()
    labels = Counter(token.ent_type_ for token in tokens if token.ent_type_)
    names: set[str] = set()
    if labels:
        label, count = labels.most_common(1)[0]
        names.add(f"ner.{label}" if count * 2 > len(tokens) else f"ner.part.{label}")
        inside = [ent for ent in doc.ents if ent.start_char < candidate.end and ent.end_char > candidate.start]
        if any(ent.start_char == candidate.start and ent.end_char == candidate.end for ent in inside):
            names.add("ner.exact")
        if any(ent.start_char < candidate.start or ent.end_char > candidate.end for ent in inside):
            names.add("ner.over")
    else:
        names.add("ner.none")
    root = next((token for token in tokens if token.head not in tokens), tokens[-1])
    names |= {f"root.{root.pos_}", f"dep.{root.dep_}"}
    if any(token.tag_ in ("VBD", "VBZ", "VBP", "MD") for token in tokens):
        names.add("grammar.finite")
    verb = root.head if root.dep_ not in ("pobj", "appos", "conj") else root.head.head
    for _ in range(MAX_ABOVE):
        if verb.pos_ in ("VERB", "AUX") or verb.head is verb:
            break
        verb = verb.head
    if verb.pos_ == "VERB" and verb not in tokens:
        lemma = verb.lemma_.casefold()
        for table in ("making_verbs", "circulating_verbs"):
            if lemma in word_table("product_types.toml", table):
                names |= {f"verb.{table}", f"verb.{table}.{root.dep_}"}
    return names


def _of_document(candidate: ProductCandidate, around: DocumentContext) -> Features:
    values: Features = {}
    name = folded(ARTICLE.sub("", candidate.text))
    values["document.times"] = math.log(max(1, around.printed[name]))
    if around.title is not None and is_own(candidate.text, around.title):
        values["document.title"] = 1.0
    if any(name and name in folded(heading) for heading in candidate.passage.block.heading_path):
        values["document.in_heading"] = 1.0
    return values
