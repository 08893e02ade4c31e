"""Products that are described and not titled: "published a guidebook on clean cooking in small towns"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tfextract.extract.products.types import (
    PLURAL_ALONE,
    ProductType,
    last_words_of_types,
    singular,
    type_of_phrase,
    type_table,
    words_of,
)
from tfextract.extract.sentences import Sentence
from tfextract.extract.text import Passage
from tfextract.model import ProductClass
from tfextract.rules import word_table

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

DescribedTitle = tuple[int, int, str, ProductType, str, float]
COMPLEMENTS = frozenset("on for about to of with from".split())
NAMING = frozenset(
    "compare feature present document cover highlight examine explore outline summarize analyse analyze assess explain "
    "show describe tell detail discuss introduce".split()
)
# "Download the factsheet on …": verbs that send the reader to a product, as imperative or infinitive.
POINTERS = frozenset("download read see watch consult view access order".split())
MODIFIERS = frozenset({"amod", "compound", "nmod"})
FEWEST_WORDS = 2
NAMING_PARTS = frozenset({"NOUN", "PROPN", "ADJ"})
# "… on mills for young millers in Ruritania and Freedonia"
FOR_WHOM = re.compile(
    r"(?:\s(?:for|in)\s(?:the\s)?(?:[a-z][\w’-]+|[A-Z][\w’-]+(?:\s[A-Z][\w’-]+)*(?:,?\s(?:and\s)?[A-Z][\w’-]+)*))+(?![\w’-])"
)
DEFINITE = frozenset("the our its their this".split())


# "a set of guidelines": the verb acts on the set, the title is of its parts.
SETS = frozenset("set series suite package collection number".split())
# Verbs after which a study or a map is a product. A study that is only carried out may be no product.
PUBLISHING_VERBS = frozenset(
    "publish release launch issue print complete finish finalize finalise prepare produce post".split()
)


def _made_verbs() -> frozenset[str]:
    return word_table("product_types.toml", "making_verbs") | word_table("product_types.toml", "circulating_verbs")


def described(passage: Passage, sentence: Sentence) -> Iterator[DescribedTitle]:
    """Described products of a sentence: a type word that is the object of a verb of making, with its complement.

    Nothing without a parse.
    """
    if passage.doc is None:
        return
    span = passage.doc.char_span(sentence.start, sentence.end, alignment_mode="contract")
    if span is None:
        return
    for token in span:
        if token.pos_ not in ("NOUN", "PROPN") or not _may_name_type(token):
            continue
        hit = _phrase(token, span) if _is_made(token) or _is_owned(token) else _compound(token, span)
        if hit is not None:
            yield hit


def _may_name_type(noun: Token) -> bool:
    """Whether a phrase that ends with the noun may name a type. Few nouns do, and their grammar takes long to read."""
    # A token with a symbol or a digit, or without a blank before it, may not be the whole last word.
    if not noun.is_alpha or (noun.i and not noun.nbor(-1).whitespace_):
        return True
    return singular(words_of(noun.text)[-1]) in last_words_of_types()


def _is_made(noun: Token) -> bool:
    """Whether it is the object of a verb of making, or the subject of its passive."""
    noun = _set_of(noun)
    verb = noun.head
    if noun.dep_ == "pobj" and verb.lower_ == "with" and any(child.lower_ in ("a", "an") for child in noun.children):
        # "published a report with a short guide on …"
        return verb.head.lemma_.casefold() in word_table("product_types.toml", "making_verbs")
    if noun.dep_ == "dobj" and verb.lemma_.casefold() in POINTERS:
        return verb.tag_ == "VB"
    if noun.dep_ == "conj" and noun.head.dep_ in ("dobj", "nsubjpass"):
        verb = noun.head.head
    elif noun.dep_ not in ("dobj", "nsubjpass"):
        return False
    put_online = verb.lemma_.casefold() == "put" and any(child.lower_ == "online" for child in verb.children)
    if verb.lemma_.casefold() not in _made_verbs() and not put_online:
        return False
    return not any(child.dep_ == "neg" for child in verb.children)


def _set_of(noun: Token) -> Token:
    of = noun.head
    inside = noun.dep_ == "pobj" and of.lower_ == "of" and of.head.lemma_.casefold() in SETS
    return of.head if inside else noun


def _is_owned(noun: Token) -> bool:
    """ "Our report on child labour led to …": whether the owner shows that it exists, whatever the verb."""
    owner = next((child for child in noun.children if child.dep_ == "poss"), None)
    # "the Lakeside course on sustainable mills"
    named = any(child.dep_ in MODIFIERS and child.pos_ == "PROPN" for child in noun.children)
    definite = named and any(child.lower_ == "the" for child in noun.children)
    after = noun.nbor().lower_ if noun.i + 1 < len(noun.doc) else ""
    about = after in ("on", "about") or any(
        child.dep_ == "prep" and child.lower_ in ("on", "about") for child in noun.children
    )
    return about and (definite or (owner is not None and noun.dep_ in ("nsubj", "nsubjpass", "dobj")))


def _is_published(noun: Token, kind: ProductType) -> bool:
    """Whether more than work is reported: "published a study", not "carried out a study"."""
    token = _set_of(noun).head
    is_out = token.lemma_.casefold() in PUBLISHING_VERBS or any(child.lower_ == "online" for child in token.children)
    return kind.sure or (kind.name in word_table("product_types.toml", "works") and is_out)


def _phrase(noun: Token, span: Span) -> DescribedTitle | None:
    left = [child for child in noun.children if child.dep_ in MODIFIERS and child.i < noun.i]
    first = min([noun.i, *(child.left_edge.i for child in left)])
    first = max(first, span.start)
    doc = noun.doc
    kind = type_of_phrase(doc[first : noun.i + 1].text)
    if kind is None or not _is_published(noun, kind):
        return None
    plural = noun.tag_ in ("NNS", "NNPS") and kind.name not in PLURAL_ALONE
    unsaid = word_table("product_types.toml", "left_out")
    kind_words = len(kind.name.split())
    while first < noun.i - kind_words + 1 and (
        doc[first].lower_ in unsaid or doc[first].is_punct or doc[first].like_num
    ):
        first += 1
    complement = next((child for child in noun.children if child.i > noun.i and _is_complement(child, kind)), None)
    if complement is None and noun.i + 1 < span.end and _introduces(doc[noun.i + 1], kind):
        complement = doc[noun.i + 1]
    last = noun.i
    if plural:
        after = [child for child in noun.children if complement is not None and child.i >= complement.i]
        tokens = [child for child in after if child.dep_ == "prep"]
        if complement is None or not _names_a_place(complement, tokens, span):
            return None
        last = max(_end(child, span) for child in tokens) if tokens else _end(complement, span)
        more = FOR_WHOM.match(doc.text, doc[last].idx + len(doc[last]))
        last = last if more is None else max(last, *(t.i for t in span if t.idx < more.end()))
    elif complement is not None:
        last = _end(complement, span)
        if not _has_subject(doc[noun.i + 2 : last + 1]):
            return None
        last = max(
            [last, *(_end(child, span) for child in noun.children if child.i == last + 1 and _continues_phrase(child))]
        )
    elif not _is_specific(doc[first : noun.i]):
        return None
    start, end = doc[first].idx, doc[last].idx + len(doc[last])
    return start, end, doc.text[start:end], kind, "product.made", 0.55


def _compound(noun: Token, span: Span) -> DescribedTitle | None:
    """ "the lake safety course": a type word with at least two words that say which, after "the" or "our"."""
    doc = noun.doc
    first = noun.i
    while first > span.start and (doc[first - 1].pos_ in NAMING_PARTS or _joins(doc, first - 1, span.start)):
        first -= 1
    kind = type_of_phrase(doc[first : noun.i + 1].text)
    web = kind is not None and kind.product_class is ProductClass.WEB
    if kind is None or not kind.sure or web or noun.tag_ not in ("NN", "NNP") or first == 0:
        return None
    if doc[first - 1].lower_ not in DEFINITE or (noun.i + 1 < len(doc) and doc[noun.i + 1].pos_ in ("NOUN", "PROPN")):
        return None
    if not _is_specific(doc[first : noun.i]) or doc[first : noun.i + 1].text.casefold() in type_table().types:
        return None
    start, end = doc[first].idx, noun.idx + len(noun)
    return start, end, doc.text[start:end], kind, "product.compound", 0.5


def _continues_phrase(child: Token) -> bool:
    """Whether a second complement belongs to the title: "in flour mills", "for young owners", not "in English"."""
    dated = any(inside.ent_type_ in ("DATE", "LANGUAGE") for inside in child.subtree)
    return child.dep_ == "prep" and child.lower_ in ("in", "for", "of") and not dated


def _has_subject(subject: Span) -> bool:
    """Whether the complement has two words, and one that says what it is about: not "the specific topic"."""
    vague = type_table().plain | word_table("product_types.toml", "vague_subjects")
    distinctive = any(
        token.pos_ in ("NOUN", "PROPN", "VERB") and token.lower_ not in vague and token.ent_type_ != "DATE"
        for token in subject
    )
    return distinctive and sum(token.is_alpha or token.like_num for token in subject) >= FEWEST_WORDS


def _joins(doc: Doc, at: int, threshold: int) -> bool:
    """ "the wheel and weir toolkit": whether "and" joins two nouns before the type word."""
    inside = at - 1 >= threshold and doc[at].lower_ == "and"
    return inside and doc[at - 1].pos_ in NAMING_PARTS and doc[at - 2].lower_ in DEFINITE


def _is_specific(modifiers: Span) -> bool:
    """Whether two words before the type word, one of them a noun, say which one it is."""
    plain, types = type_table().plain, type_table().types
    distinctive = [token for token in modifiers if token.lower_ not in plain and token.lower_ not in types]
    return len(distinctive) >= FEWEST_WORDS and any(token.pos_ in ("NOUN", "PROPN") for token in distinctive)


def _names_a_place(complement: Token, tokens: list[Token], span: Span) -> bool:
    """Whether a plural type with "on" has a name in its complements: "handbooks on mills for Ruritania"."""
    last = max(_end(child, span) for child in (complement, *tokens))
    inside = complement.doc[complement.i + 1 : last + 1]
    names = any(token.pos_ == "PROPN" for token in inside)
    end = complement.doc[last].idx + len(complement.doc[last])
    long = sum(token.is_alpha for token in inside) > 1 or FOR_WHOM.match(complement.doc.text, end) is not None
    return names and long and complement.lower_ in ("on", "about")


def _is_complement(child: Token, kind: ProductType) -> bool:
    if child.dep_ == "prep":
        # "for mayors" belongs to the title of a guide; "a report for the Union" was only sent there.
        used = kind.product_class not in (ProductClass.PUBLICATION, ProductClass.EVENT_RECORD)
        return child.lower_ in COMPLEMENTS and (used or child.lower_ not in ("for", "to"))
    return child.dep_ == "acl" and child.tag_ == "VBG" and child.lemma_.casefold() in NAMING


def _introduces(token: Token, kind: ProductType) -> bool:
    """Whether it is a preposition of a subject right after the type word, which the parser may attach to a verb."""
    subjects = ("on", "about", "to") if kind.product_class is ProductClass.GUIDE_OR_TOOL else ("on", "about")
    return token.tag_ in ("IN", "TO") and token.lower_ in subjects


def _end(complement: Token, span: Span) -> int:
    """The last token of the complement, without relative clauses and a date at its end."""
    last = min(complement.right_edge.i, span.end - 1)
    doc = complement.doc
    for token in doc[complement.i : last + 1]:
        clause = (
            token.dep_ == "relcl"
            or token.lower_ in ("based", "aimed", "designed")
            or (token.dep_ in ("advcl", "conj") and token.pos_ == "VERB" and token.tag_ != "VBG")
        )
        dated = token.lower_ in ("in", "by", "during", "since") and any(
            child.ent_type_ == "DATE" for child in token.children
        )
        if (clause or dated) and token.left_edge.i > complement.i:
            last = min(last, token.left_edge.i - 1)
    while doc[last].is_punct or doc[last].lower_ in ("and", "or", "that", "which", "who", "to"):
        last -= 1
    return last
