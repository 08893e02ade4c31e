"""Titles in running text: what a stretch's own words, and the words around it, say of its being a product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tfextract.extract.names import is_known_name, opens_with_agreement
from tfextract.extract.products.described import described
from tfextract.extract.products.named import is_coined, is_everyday_service, released_name
from tfextract.extract.products.spans import CONNECTIVES, Sign, TitleSpan, capitalised, italic, quoted
from tfextract.extract.products.types import (
    ARTICLE,
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
from tfextract.extract.sentences import Sentence, split_sentences
from tfextract.extract.text import Passage
from tfextract.model import ProductClass
from tfextract.rules import Rule, first_match, rules_of

HEAD_PREPOSITION = re.compile(r"\s+(?:of|on|for|to|in|with|from|about|against|by|towards?)\s+", re.IGNORECASE)
ACRONYM_TAIL = re.compile(r"\s*\([^()]*\)$")
SPEECH = re.compile(r"^(?:I|We|My|It|He|She|They|You|There|This|That|If|When|What|How|Yes|No)(?:[’']\w+)?\s")
MAX_SPEECH_WORDS = 30
CUT = re.compile(r"\s(?:of|in|at|to|from|and|or)(?:\s(?:[Tt]he|its|their|our))?\s(?:[A-Z][\w-]*[’']s\s(?=[A-Z]))?")
LIST_ON = re.compile(
    r"(?:,\s+[A-Z][\w’-]+(?:\s+[A-Z][\w’-]+){0,2}){1,4},?\s+and\s+[A-Z][\w’-]*(?:\s+(?:(?:of|for|and)\s+)?[A-Z][\w’-]*)*"
)
# "a short film, The Long Walk": a capital within the sentence makes the article the title's.
OF_USE = (ProductClass.PLATFORM_OR_DATA, ProductClass.GUIDE_OR_TOOL, ProductClass.TRAINING)
LED_BY_ARTICLE = re.compile(r"\S\s(?P<the>(?:The|An?)\s+)$")
# Rules by which a run of capitals is read otherwise than a marked title.
THEN_TYPE, BY_MAKER = "product.then_type", "product.by_maker"
BEFORE_NAME = ("product.before_name", "product.before_colon")
# These say outright that a name is a product's, whatever its type word.
ENTITLED = ("product.entitled", "product.entitled_about", "product.is_a")
# A noun after the type word makes of it something else: "…, a report writer".
TYPE_LAST = (THEN_TYPE, "product.apposition", "product.is_a")
NUMBER = re.compile(r"\s\d{1,2}(?=,|\s[–—])")
# "WellLog and WellMap, our software": what is said of the second is said of the first.
AND_ANOTHER = re.compile(r"^\s(?:and|&)\s\w*[a-z][A-Z]\w*(?:\sv?\d[\d.]*\d)?(?=[\s,])")
# "Left Dry: Mills and Water", "Full Mills, Full Plates was printed".
_CAPITALS = r"[A-Z][\w’'-]*(?:\s(?:(?:of|and|in|for|the|on|to|a|an|with|from|at|by)\s){0,2}[A-Z][\w’'-]*){%s,14}"
SUBTITLE = re.compile(rf":\s(?P<more>{_CAPITALS % 1})")
SECOND_HALF = re.compile(rf",\s(?P<more>{_CAPITALS % 1})(?=\s(?:was|is|has|were|came|shows|describes|sets|looks)\b)")
# "an Access, Voice and Justice Roadmap": a title opens with a list.
LIST_BEFORE = re.compile(
    r"(?i:an?|the|our|its|their|new)\s+(?P<list>(?:[A-Z][\w’-]+(?:\s[A-Z][\w’-]+)?,\s+){1,4}(?:and\s+|&\s+)?)$"
)
# "Leaving the Course for Good": the word is what the first one acts on.
ACTED_ON = re.compile(r"^\w+ing\s+(?:the|a|an)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Title:
    """A product seen at `start` to `end` of its block; `confidence` is the prior of the sign it was seen by."""

    start: int
    end: int
    text: str
    type: ProductType
    rule_id: str
    confidence: float


def running_titles(passage: Passage) -> tuple[Title, ...]:
    """In text order; of two that overlap the one with the better sign."""
    text = passage.block.text
    taken: list[Title] = []
    sentences = split_sentences(text)
    for sentence, after in zip(sentences, (*sentences[1:], None), strict=True):
        for title in _of_sentence(passage, sentence, "" if after is None else after.text):
            if not any(title.start < other.end and other.start < title.end for other in taken):
                taken.append(title)
    return tuple(sorted(taken, key=lambda title: title.start))


def _of_sentence(passage: Passage, sentence: Sentence, after: str) -> Iterator[Title]:
    text = passage.block.text
    inside = sentence.start, sentence.end
    marked = [
        span
        for span in (*quoted(text), *italic(passage.block))
        if inside[0] <= span.start < inside[1] and _may_be_title(span)
    ]
    runs = [
        part
        for span in capitalised(text, passage.doc)
        if inside[0] <= span.start and span.end <= inside[1] + 1
        for part in _parted(_without_partner(span))
    ]
    for rule in rules_of("product"):
        for match in rule.matches(sentence.text):
            kind = type_of_phrase(rule.value or match["type"])
            if kind is not None and (kind.sure or not match["title"].endswith("?")):
                start, end = match.span("title")
                yield _title(text, sentence.start + start, sentence.start + end, kind, rule)
    for span in marked:
        found = _by_surroundings(passage, span, sentence) or _by_own_words(text, span, sentence)
        if found is not None:
            yield found
    for span in runs:
        found = _by_own_words(text, span, sentence) or _by_surroundings(passage, span, sentence)
        found = found or _by_release(passage, span, sentence, after)
        if found is not None:
            yield found
    yield from (Title(*seen) for seen in described(passage, sentence))


def _without_partner(span: TitleSpan) -> TitleSpan:
    """Of two coined names that "with" or "into" joins, what is said next is said of the second."""
    cut = re.search(r"\s(?:with|into|to|from|via|through)\s(?=\S+$)", span.text)
    if cut is None or not (
        is_coined(span.text[: cut.start()].rsplit(" ", 1)[-1]) and is_coined(span.text[cut.end() :])
    ):
        return span
    return replace(span, start=span.start + cut.end(), text=span.text[cut.end() :])


def _parted(span: TitleSpan) -> tuple[TitleSpan, ...]:
    """Two titles that "and" joins: each with its type word ("the Well Atlas and the Mill Atlas"), or coined names."""
    for cut in re.finditer(r"\sand\s(?:the\s)?", span.text):
        first, second = span.text[: cut.start()], span.text[cut.end() :]
        typed = type_of_phrase(first) is not None and type_of_phrase(second) is not None
        coined = " " not in first and is_coined(second) and (is_coined(first) or second.startswith(first))
        if typed or coined:
            start = span.start + cut.end()
            return (
                replace(span, end=span.start + cut.start(), text=first),
                *_parted(replace(span, start=start, text=second)),
            )
    return (span,)


def _title(text: str, start: int, end: int, kind: ProductType, rule: Rule) -> Title:
    return Title(start, end, text[start:end], kind, rule.id, rule.confidence)


def _may_be_title(span: TitleSpan) -> bool:
    words = span.text.split()
    if not span.text[:1].isalnum() or span.text[:1].islower() or len(words) > MAX_SPEECH_WORDS:
        return False
    return SPEECH.match(span.text) is None or sum(word[:1].isupper() for word in words) > len(words) / 2


def _by_surroundings(passage: Passage, span: TitleSpan, sentence: Sentence) -> Title | None:
    """The words right before or after the stretch name its type: "a guide entitled …", "…, an online course for"."""
    if span.sign is Sign.RUN and (distinctive(span.text) == 0 or _names_body(span.text)):
        return None
    if _is_known(span.text) or (span.sign is Sign.RUN and is_everyday_service(span.text)):
        return None
    text = passage.block.text
    lead = text[sentence.start : span.start].rstrip("“\"‘'(")
    tail = text[span.end : sentence.end]
    tail = tail.lstrip("”\"’'.,") if span.sign is Sign.QUOTED else AND_ANOTHER.sub("", tail)
    for kind, side in (("product_lead", lead), ("product_tail", tail)):
        for rule in rules_of(kind):
            match = rule.search(side, span.sign.value)
            found = None if match is None else type_of_phrase(match["type"])
            if match is None or found is None or (names_other(match["type"]) and not found.sure):
                continue
            if span.sign is Sign.RUN and rule.id == BY_MAKER and is_plural(match["type"]):
                continue
            if rule.id in BEFORE_NAME and distinctive(span.text) < 2 and not is_coined(span.text):
                continue
            if span.sign is Sign.RUN and not (found.sure or rule.id in ENTITLED or _is_full_name(span.text)):
                continue
            end = span.end
            if kind == "product_tail" and f"({span.text})" in text[: span.start]:
                continue
            at = end + match.end("type") + len(text[end : sentence.end]) - len(tail)
            if rule.id in TYPE_LAST and _goes_on(passage, at):
                continue
            numbered = NUMBER.match(text, end) if kind == "product_tail" else None
            end = end if numbered is None else numbered.end()
            if span.sign is Sign.RUN and rule.id == THEN_TYPE:
                if not _names_one(span, match["type"], found):
                    continue
                end += match.end("type")
            if kind == "product_lead" and span.sign is Sign.RUN:
                end = _over_subtitle(text, end)
            article = LED_BY_ARTICLE.search(lead) if kind == "product_lead" else None
            start = span.start - (0 if article is None else len(article["the"]))
            return _title(text, start, end, found, rule)
    return None


def _names_body(words: str) -> bool:
    """Whether the last word, or the last before "of" or "for", is a body's or an event's: "Department of Mills"."""
    bare = ACRONYM_TAIL.sub("", words)
    return names_other(bare) or names_other(HEAD_PREPOSITION.split(bare, maxsplit=1)[0])


def _is_known(words: str) -> bool:
    """Whether the words are a known name, or such names that "and" joins."""
    bare = ARTICLE.sub("", words)
    return is_known_name(bare) or all(is_known_name(ARTICLE.sub("", part)) for part in bare.split(" and "))


def _goes_on(passage: Passage, end: int) -> bool:
    """Whether a noun follows at once, so that the type word only modifies it: "study group", "video production"."""
    rest = re.match(r"\s+[a-z]", passage.block.text[end:])
    if rest is None or passage.doc is None:
        return False
    after = next((token for token in passage.doc if token.idx >= end), None)
    return after is not None and after.pos_ == "NOUN"


def _is_full_name(words: str) -> bool:
    return distinctive(words) > 1 or ACRONYM_TAIL.search(words) is not None or is_coined(words)


def _names_one(span: TitleSpan, printed: str, kind: ProductType) -> bool:
    """Whether a name with a small type word after it is a product's: "Lakes at Work course", not "Lake videos"."""
    whole = printed.casefold() in type_table().types
    if (
        not (whole or is_coined(span.text))
        or is_plural(printed)
        or names_other(span.text)
        or span.text.endswith(("’s", "'s"))
    ):
        return False
    if re.search(r"\s(?:in|on|to|with|from|by|at)\s", span.text):
        return False
    if distinctive(span.text) > 1:
        return True
    own = span.text.istitle() or is_coined(span.text)
    return kind.product_class is ProductClass.PLATFORM_OR_DATA and own


def _by_own_words(text: str, span: TitleSpan, sentence: Sentence) -> Title | None:
    """A stretch whose head or last word is the type: "Guidelines for Safe Wells", "Safe Wells Toolkit"."""
    for start, words in _readings(span):
        kind = _own_type(words)
        if kind is None or not kind.capitals:
            continue
        end = _over_list(text, start + len(words), words)
        start = _before_list(text, sentence.start, start)
        words = text[start:end] if start < span.start else words
        masked = f"{text[sentence.start : start]}TITLE{text[end : sentence.end]}"
        used = kind.product_class in OF_USE and distinctive(words) > 1
        shown = first_match("product_shown", masked, "of_use" if used else "any") is not None
        whole = start == 0 and end >= len(text.rstrip(" .:;"))
        if opens_with_agreement(YEAR.sub("", ARTICLE.sub("", words)).strip()) or not _suffices(
            words, kind, shown, whole
        ):
            return None
        confidence = 0.55 + 0.15 * kind.sure + 0.15 * shown
        return Title(start, end, text[start:end], kind, "product.capitals", round(confidence, 2))
    return None


def _suffices(words: str, kind: ProductType, shown: bool, whole: bool) -> bool:
    """Whether a capitalised phrase with a type word in it is a title: the vaguer the word, the more it takes."""
    named = distinctive(words)
    head = HEAD_PREPOSITION.split(ACRONYM_TAIL.sub("", words), maxsplit=1)[0]
    plural = is_plural(type_end(words))
    if plural and kind.name not in PLURAL_ALONE:
        return shown and head != words and named > 1
    if named == 0:
        return shown and kind.sure and not plural
    if kind.product_class is ProductClass.POLICY_OR_LAW:
        return shown
    if whole and not shown:
        return kind.sure and named > 1
    if kind.sure:
        alone = named == 1 and kind.product_class is not ProductClass.PLATFORM_OR_DATA
        return shown or not alone or not _is_acronym(words)
    return shown or named > 2 or YEAR.search(words) is not None or ACRONYM_TAIL.search(words) is not None


def type_end(words: str) -> str:
    """The words up to the type word: all, or the head before "of", "on", "for" …"""
    head = HEAD_PREPOSITION.split(ACRONYM_TAIL.sub("", words), maxsplit=1)[0]
    return head if type_of_phrase(head) is not None else ACRONYM_TAIL.sub("", words)


def _is_acronym(words: str) -> bool:
    """Whether the one word that tells is a body's short name: "FAO Report"."""
    table = type_table()
    telling = [
        word
        for word in ACRONYM_TAIL.sub("", words).split()
        if singular(word.casefold()) not in table.plain | table.types.keys()
    ]
    return any(word.isupper() or is_known_name(word) for word in telling)


def _over_list(text: str, end: int, words: str) -> int:
    """A title goes on over a list in it: "Strategy for Maternal, Newborn and Child Health"."""
    if HEAD_PREPOSITION.search(words) is None:
        return end
    more = LIST_ON.match(text, end)
    if more is None or any(type_of_phrase(part) is not None for part in re.split(r",|\band\b", more[0])):
        return end
    return more.end()


def _over_subtitle(text: str, end: int) -> int:
    """A title that the words before it announce goes on over a colon, and over a comma where a verb follows at once."""
    more = SUBTITLE.match(text, end)
    if more is not None:
        return more.end("more")
    more = SECOND_HALF.match(text, end)
    apart = more is None or _is_known(more["more"]) or _names_body(more["more"])
    return end if more is None or apart else more.end("more")


def _before_list(text: str, sentence: int, start: int) -> int:
    """Where the list begins that a title opens with, if its last part stands at `start`."""
    found = LIST_BEFORE.search(text[sentence:start])
    return start if found is None else sentence + found.start("list")


def _by_release(passage: Passage, span: TitleSpan, sentence: Sentence, after: str) -> Title | None:
    """A name that is said to have come out, with a version or with its type in the next sentence."""
    text = passage.block.text
    if _is_known(span.text) or names_other(ACRONYM_TAIL.sub("", span.text)):
        return None
    masked = f"{text[sentence.start : span.start]}TITLE{AND_ANOTHER.sub('', text[span.end : sentence.end])}"
    found = released_name(span.text, masked, after, " ".join((*passage.block.heading_path, text)))
    return None if found is None else _title(text, span.start, span.end, *found)


def _readings(span: TitleSpan) -> Iterator[tuple[int, str]]:
    """The whole stretch, then what stands after a body's name in it: "Director of the …"."""
    yield span.start, span.text
    for cut in CUT.finditer(span.text):
        if names_other(span.text[: cut.start()]) or cut[0].strip().casefold() in ("and the", "or the"):
            yield span.start + cut.end(), span.text[cut.end() :]


def _own_type(words: str) -> ProductType | None:
    bare = ACRONYM_TAIL.sub("", words)
    head, *rest = HEAD_PREPOSITION.split(bare, maxsplit=1)
    if (rest and names_other(head)) or ACTED_ON.match(head):
        return None
    if rest and (kind := type_of_phrase(head)) is not None and words_of(rest[0]):
        return kind
    # "Notes from Presentation": the word is part of the complement.
    if rest and len(HEAD_PREPOSITION.split(bare)[-1].split()) < 2:
        return None
    return type_of_phrase(bare)


def distinctive(words: str) -> int:
    """How many words of the title are neither its type nor such as stand in any: "2016 Annual Report" has none."""
    table = type_table()
    bare = [word for word in words_of(ACRONYM_TAIL.sub("", words)) if word not in CONNECTIVES]
    return sum(singular(word) not in table.plain and singular(word) not in table.types for word in bare)
