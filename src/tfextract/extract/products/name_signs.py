"""What speaks for and against a stretch being the title of a product, where no rule says so outright."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfextract.extract.products.named import distinctive, is_coined, is_everyday_service, is_known, names_body
from tfextract.extract.products.spans import Sign, TitleSpan
from tfextract.extract.products.types import ACRONYM_TAIL, YEAR, ProductType, is_plural, names_other, type_of_phrase
from tfextract.extract.sections import Section
from tfextract.extract.sentences import Sentence
from tfextract.extract.text import Passage
from tfextract.rules import rules_of, word_table

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

Signs = dict[str, float]
LENGTHS = ((1, "1"), (2, "2"), (4, "3_4"), (9, "5_9"))
QUESTION = re.compile(r"^(?:How|Why|What|Who|When|Where|Can|Is|Are|Do|Does)\b")
AFTER_WORDS = re.compile(r"[”\"’']?\s+(?P<words>[a-z][\w-]*(?:\s+[a-z][\w-]*){0,2})")
BEFORE_WORDS = re.compile(r"(?P<words>[A-Za-z][\w-]*(?:\s+[A-Za-z][\w-]*){0,2})[\s“\"‘'(:,–—]*$")
LEADING = frozenset("through via with using on of in at by to from for into as like under about and or".split())
OWNING = frozenset("our its their his her".split())
USING = frozenset(
    "use access join apply pilot test visit complete take read see share follow explore offer host run".split()
)
PRINTED = re.compile(r"\b(?:publish|launch|releas|print|co-author|author|download|edition|copies)\w*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NameSigns:
    """`kind` is the type that the stretch, the words beside it or its link say, None where none does."""

    signs: Signs
    kind: ProductType | None


def name_signs(passage: Passage, span: TitleSpan, sentence: Sentence, target: str | None = None) -> NameSigns:
    names: set[str] = set()
    own, beside = _own(span, names), _beside(passage, span, sentence, names)
    _shape(span, names)
    _grammar(passage, span, names)
    _place(passage, span, sentence, names)
    linked = _link(target, names)
    return NameSigns(dict.fromkeys(sorted(names), 1.0), own or beside or linked)


def _own(span: TitleSpan, names: set[str]) -> ProductType | None:
    bare = ACRONYM_TAIL.sub("", span.text)
    kind = type_of_phrase(bare)
    if kind is not None:
        names.add(f"own.{'sure' if kind.sure else 'unsure'}")
        if is_plural(bare):
            names.add("own.plural")
    for name, holds in (
        ("own.other", names_other(bare)),
        ("own.body", names_body(span.text)),
        ("own.known", is_known(span.text)),
        ("own.everyday", is_everyday_service(span.text)),
        ("own.plain", distinctive(span.text) == 0),
    ):
        if holds:
            names.add(name)
    return kind


def _shape(span: TitleSpan, names: set[str]) -> None:
    words = span.text.split()
    names.add(f"sign.{span.sign.value}")
    names.add("words." + next((label for most, label in LENGTHS if len(words) <= most), "10"))
    for name, holds in (
        ("shape.coined", is_coined(span.text)),
        ("shape.acronym", ACRONYM_TAIL.search(span.text) is not None),
        ("shape.capitals", len(words) == 1 and span.text.isupper()),
        ("shape.subtitle", ": " in span.text or " – " in span.text),
        ("shape.year", YEAR.search(span.text) is not None),
        ("shape.gerund", words[0].endswith("ing")),
        ("shape.question", QUESTION.match(span.text) is not None or span.text.endswith("?")),
        ("shape.small_words", any(word.islower() for word in words)),
        ("shape.mostly_small", sum(word.islower() for word in words) > len(words) / 2),
        ("shape.digits", any(char.isdigit() for char in span.text)),
    ):
        if holds:
            names.add(name)


def _beside(passage: Passage, span: TitleSpan, sentence: Sentence, names: set[str]) -> ProductType | None:
    text = passage.block.text
    after = AFTER_WORDS.match(text[span.end : sentence.end])
    found = None if after is None else _first_type(after["words"].split())
    if found is not None:
        names.add(f"after.{'sure' if found.sure else 'unsure'}")
    elif after is not None and any(names_other(word) for word in after["words"].split()[:2]):
        names.add("after.other")
    names.add(f"after{_mark(text[span.end : span.end + 2])}")
    before = BEFORE_WORDS.search(text[sentence.start : span.start])
    said = None if before is None else type_of_phrase(before["words"])
    if said is not None:
        names.add(f"before.{'sure' if said.sure else 'unsure'}")
    elif before is not None and names_other(before["words"]):
        names.add("before.other")
    if not text[sentence.start : span.start].strip("“\"‘' "):
        names.add("before.start")
    return found or said


def _first_type(words: list[str]) -> ProductType | None:
    return next((kind for size in range(len(words), 0, -1) if (kind := type_of_phrase(" ".join(words[:size])))), None)


def _mark(text: str) -> str:
    mark = text[:1]
    return (
        f".mark_{mark}"
        if mark in ",.:;()?" and mark
        else ".bracket"
        if text == " ("
        else ".end"
        if not text
        else ".word"
    )


def _grammar(passage: Passage, span: TitleSpan, names: set[str]) -> None:
    if passage.doc is None:
        return
    found = passage.doc.char_span(span.start, span.end, alignment_mode="expand")
    if found is None:
        return
    names.add(f"ner.{_label(found)}")
    head = found.root
    names.add(f"dep.{head.dep_}")
    first = passage.doc[found.start - 1] if found.start else None
    if first is not None:
        word = first.lower_
        kind = (
            "the"
            if word == "the"
            else "a"
            if word in ("a", "an")
            else "own"
            if word in OWNING or word in ("'s", "’s")
            else None
        )
        names.add(f"left.{kind or (word if word in LEADING else first.pos_)}")
    verb = next((token for token in head.ancestors if token.pos_ in ("VERB", "AUX")), None)
    if verb is not None:
        names.add(f"verb.{_verb_kind(verb)}")
    if found.end < len(passage.doc):
        names.add(f"right.{passage.doc[found.end].tag_}")


def _label(found: Span) -> str:
    labels = [token.ent_type_ for token in found if token.ent_type_]
    return max(set(labels), key=labels.count) if len(labels) * 2 >= len(found) else "none"


def _verb_kind(verb: Token) -> str:
    lemma = verb.lemma_.casefold()
    if lemma in word_table("product_types.toml", "making_verbs"):
        return "making"
    if lemma in word_table("product_types.toml", "circulating_verbs"):
        return "circulating"
    return "using" if lemma in USING else "be" if lemma == "be" else "other"


def _place(passage: Passage, span: TitleSpan, sentence: Sentence, names: set[str]) -> None:
    block = passage.block
    names.add(f"role.{block.role.value}")
    if passage.section is Section.PRODUCTS:
        names.add("section.products")
    heading = block.heading or ""
    if span.text in (heading, heading.split(":", 1)[0]):
        names.add("heading.same")
    elif span.text in heading:
        names.add("heading.within")
    if any(rule.search(sentence.text) for rule in rules_of("product_digital")):
        names.add("about.digital")
    if PRINTED.search(sentence.text) is not None:
        names.add("about.print")


def _link(target: str | None, names: set[str]) -> ProductType | None:
    if target is None:
        return None
    for rule in rules_of("product_target"):
        if rule.search(target):
            names.add(f"link.{rule.value}")
            return type_of_phrase(rule.value or "")
    names.add("link.other")
    return None
