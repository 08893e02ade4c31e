"""Titles whose type is in the words around them: "a guide entitled …", "…, an online course for"."""

from __future__ import annotations

import re

from tfextract.extract.products.extents import over_list, over_subtitle
from tfextract.extract.products.named import (
    distinctive,
    is_coined,
    is_everyday_service,
    is_full_name,
    is_known,
    is_taken,
    names_body,
    type_rule,
)
from tfextract.extract.products.spans import CONNECTIVES, DATE_WORD, Title, TitleSpan, Typography
from tfextract.extract.products.types import (
    ProductType,
    is_plural,
    names_other,
    type_of_phrase,
    type_table,
    words_of,
)
from tfextract.extract.sentences import Sentence
from tfextract.extract.text import Passage
from tfextract.extract.tokens import token_from, token_starting
from tfextract.model import ProductClass
from tfextract.rules import Rule, rules_of

# "a short film, The Long Walk": an article with a capital within the sentence is part of the title.
LED_BY_ARTICLE = re.compile(r"\S\s(?P<the>(?:The|An?)\s+)$")
# Rules that need more checks for a run of capitals than for a marked title.
THEN_TYPE, BY_MAKER, APPOSITION = "product.then_type", "product.by_maker", "product.apposition"
BEFORE_NAME = ("product.before_name", "product.before_colon")
FOR_WHOM = "product.for_whom"
# Rules that hold for any type word: they say outright that a name is a product's.
ENTITLED = ("product.entitled", "product.entitled_about", "product.is_a")
# Rules with the type word last; a noun after it makes it something else: "…, a report writer".
TYPE_LAST = (THEN_TYPE, APPOSITION, "product.is_a")
PREPOSITIONS = frozenset("beyond against towards toward without between behind beneath inside outside into".split())
# "the WEIRS tool": shorter acronyms are as often organisations.
SHORTEST_ACRONYM = 4
# How far before a title its lead is looked for, in characters.
LEAD_REACH = 600
# A service is a product only if it has a coined name.
SERVICE = "service"
ADVERBS = frozenset("today tomorrow yesterday meanwhile instead overall indeed later then now here once".split())
# What follows a name between commas.
ENDS_APPOSITION = re.compile(r"[”\"]?(?:[,.](?!\w)|\s[–—(]|$)")
CLOSING = re.compile(r"^[”\"’'.,]+")
NUMBER = re.compile(r"\s\d{1,2}(?=,|\s[–—])")
# "WellLog and WellMap, our software": the type is that of both names.
AND_ANOTHER = re.compile(r"^\s(?:and|&)\s\w*[a-z][A-Z]\w*(?:\sv?\d[\d.]*\d)?(?=[\s,])")


def by_surroundings(passage: Passage, span: TitleSpan, sentence: Sentence) -> Title | None:
    run = span.typography in (Typography.RUN, Typography.RUN_IN)
    if run and (distinctive(span.text) == 0 or is_everyday_service(span.text)):
        return None
    body = run and names_body(span.text)
    if is_known(span.text) or (run and _opens_only(passage, span, sentence)):
        return None
    text = passage.block.text
    lead = text[max(sentence.start, span.start - LEAD_REACH) : span.start].rstrip("“\"‘'(")
    for rule in rules_of("product_lead"):
        # "a book titled A View of the Lake Region": an outright title may look like an organisation's name.
        match = None if body and rule.id not in ENTITLED else rule.search(lead, _where(span))
        kind = None if match is None else _stated_type(match["type"])
        if match is None or kind is None or (run and not _may_lead(rule, match["type"], kind, span)):
            continue
        if run and rule.id in BEFORE_NAME and _is_person(passage, span):
            continue
        if rule.id == FOR_WHOM and ENDS_APPOSITION.match(text, span.end) is None:
            continue
        article = LED_BY_ARTICLE.search(lead)
        start = span.start - (0 if article is None else len(article["the"]))
        return title_of(text, start, over_subtitle(text, span.end) if run else span.end, kind, rule)
    return _of_body(passage, span, sentence) if body else _by_tail(passage, span, sentence)


def _of_body(passage: Passage, span: TitleSpan, sentence: Sentence) -> Title | None:
    """ "the Office of the Miller toolkit": the guide or course of an organisation, with a lower-case type word last."""
    text = passage.block.text
    for rule in rules_of("product_tail"):
        match = rule.search(text[span.end : sentence.end], _where(span)) if rule.id == THEN_TYPE else None
        kind = None if match is None else type_of_phrase(match["type"])
        guides = kind is not None and kind.product_class in (ProductClass.GUIDE_OR_TOOL, ProductClass.TRAINING)
        if match is not None and kind is not None and kind.sure and guides and not is_plural(match["type"]):
            end = span.end + match.end("type")
            apart = span.text.rfind(" and the ")
            start = span.start + (apart + len(" and the ") if apart >= 0 else 0)
            return None if _continues_title(passage, end) else title_of(text, start, end, kind, rule)
    return None


def _where(span: TitleSpan) -> str:
    """The `where` of rules for the span; a hyperlink is treated like italics."""
    return Typography.ITALIC.value if span.typography is Typography.LINK else span.typography.value


def _by_tail(passage: Passage, span: TitleSpan, sentence: Sentence) -> Title | None:
    text, run = passage.block.text, span.typography is Typography.RUN
    # After a bold start the sentence may have ended with its full stop, so the rest of the block is read.
    after = text[span.end :] if span.typography is Typography.RUN_IN else text[span.end : sentence.end]
    quoted = CLOSING.match(after) if span.typography is Typography.QUOTED else None
    tail = AND_ANOTHER.sub("", after) if quoted is None else after[quoted.end() :]
    tails = [tail] if quoted is None or "," not in quoted[0] else [f",{tail}", tail]
    if f"({span.text})" in text[: span.start]:
        return None
    for rule in rules_of("product_tail"):
        match = next((hit for side in tails if (hit := rule.search(side, _where(span)))), None)
        kind = None if match is None else _stated_type(match["type"])
        if match is None or kind is None:
            continue
        if rule.id == THEN_TYPE and kind.name == SERVICE and not is_coined(span.text):
            continue
        if run and not (kind.sure or rule.id in ENTITLED or _is_name(passage, span, rule, kind)):
            continue
        number = NUMBER.match(text, span.end)
        if run and rule.id == APPOSITION and match[1] and number is None and not is_full_name(span.text):
            continue
        if rule.id in TYPE_LAST and _continues_title(passage, span.end + match.end("type") + len(after) - len(tail)):
            continue
        end = span.end if number is None else number.end()
        if run and rule.id == THEN_TYPE:
            if not _names_one(span, match["type"], kind):
                continue
            end += match.end("type")
        return title_of(text, span.start, end, kind, rule)
    return None


def _opens_only(passage: Passage, span: TitleSpan, sentence: Sentence) -> bool:
    """Whether the span is a date, or one common word at the start of the sentence: "Today, our app …"."""
    if all(DATE_WORD.fullmatch(word) for word in span.text.split()):
        return True
    if span.start != sentence.start or " " in span.text or is_coined(span.text) or passage.doc is None:
        return False
    if span.text.casefold() in ADVERBS:
        return True
    opening = token_starting(passage.doc, span.start)
    return opening is not None and opening.pos_ in ("ADV", "SCONJ", "ADP", "INTJ")


def _is_person(passage: Passage, span: TitleSpan) -> bool:
    ents = () if passage.doc is None else passage.doc.ents
    return any(ent.label_ == "PERSON" and ent.start_char <= span.start and span.end <= ent.end_char for ent in ents)


def _stated_type(printed: str) -> ProductType | None:
    kind = type_of_phrase(printed)
    # "training programme" is a type, although a programme is none.
    other = kind is not None and names_other(printed) and not kind.sure and " " not in kind.name
    return None if other else kind


def _may_lead(rule: Rule, printed: str, kind: ProductType, span: TitleSpan) -> bool:
    """Whether a type word before a run of capitals makes it a title: "assessments, the Department" does not."""
    if rule.id in (BY_MAKER, *BEFORE_NAME) and is_plural(printed):
        return False
    if rule.id == FOR_WHOM and len(span.text.split()) < 2:
        return False
    if rule.id in BEFORE_NAME and _distinctive_words(span.text) < 2 and not is_coined(span.text):
        return False
    return kind.sure or rule.id in ENTITLED or is_full_name(span.text)


def _distinctive_words(words: str) -> int:
    """The number of words that are not common in titles; type words count, as in "Mill Post"."""
    plain = type_table().plain | CONNECTIVES
    return sum(len(word) > 1 and word not in plain for word in words_of(words))


def _is_name(passage: Passage, span: TitleSpan, rule: Rule, kind: ProductType) -> bool:
    """Whether the name is distinctive enough for a vague type word."""
    short = rule.id == THEN_TYPE and span.text.isupper() and len(span.text) >= SHORTEST_ACRONYM
    return is_full_name(span.text) or short or _is_proper(passage, span, kind)


def _is_proper(passage: Passage, span: TitleSpan, kind: ProductType) -> bool:
    """ "the Tarasha platform": whether one proper noun after a determiner names a platform."""
    if kind.product_class is not ProductClass.PLATFORM_OR_DATA or " " in span.text or passage.doc is None:
        return False
    token = token_starting(passage.doc, span.start)
    if token is None or token.pos_ != "PROPN" or token.i == 0 or not span.text.istitle():
        return False
    return token.nbor(-1).lower_ in ("the", "its", "our", "their", "a")


def by_publishing(passage: Passage, span: TitleSpan, sentence: Sentence) -> Title | None:
    """A marked title, or a name of several words, that the sentence says is published; it may have no type word."""
    text = passage.block.text
    run = span.typography is Typography.RUN
    if is_taken(span.text):
        return None
    end = over_list(text, over_subtitle(text, span.end), f"{span.text} of") if run else span.end
    if len(text[span.start : end].split()) < 2:
        return None
    where = "plain" if run and end == span.end and not _is_title_shaped(span.text) else "shaped"
    masked = f"{text[sentence.start : span.start]}TITLE{text[end : sentence.end]}"
    reported = type_rule("product_published", masked, where)
    return None if reported is None else title_of(text, span.start, end, *reported)


def _is_title_shaped(words: str) -> bool:
    """Whether it begins with an "-ing" form or a preposition, as no organisation does: "Counting the Cost"."""
    first, *rest = words.split()
    return bool(rest) and (first.casefold() in PREPOSITIONS or (first.endswith("ing") and len(first) > len("thing")))


def _continues_title(passage: Passage, end: int) -> bool:
    """Whether a noun follows, so that the type word only modifies it: "study group", "video production"."""
    rest = re.match(r"\s+[a-z]", passage.block.text[end:])
    if rest is None or passage.doc is None:
        return False
    after = token_from(passage.doc, end)
    return after is not None and after.pos_ == "NOUN"


def _names_one(span: TitleSpan, printed: str, kind: ProductType) -> bool:
    """Whether a name before a lower-case type word is a product's: "Lakes at Work course", not "Lake videos"."""
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
    if span.text.isupper() and len(span.text) >= SHORTEST_ACRONYM and not is_known(span.text):
        return kind.product_class in (ProductClass.PLATFORM_OR_DATA, ProductClass.GUIDE_OR_TOOL)
    own = span.text.istitle() or is_coined(span.text)
    return kind.product_class is ProductClass.PLATFORM_OR_DATA and own


def title_of(text: str, start: int, end: int, kind: ProductType, rule: Rule) -> Title:
    return Title(start, end, text[start:end], kind, rule.id, rule.confidence, rule.certain)
