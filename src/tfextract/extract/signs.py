"""What can be seen of a statement that speaks for or against its being a result: signs, each a name and a value.

A sign says nothing alone; `confidence` adds up their weights.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tfextract.extract.grammar import Clause, Form, Tense, clauses, inner_clauses
from tfextract.extract.sections import Section
from tfextract.extract.sentences import split_sentences
from tfextract.extract.text import Statement
from tfextract.model import BlockRole
from tfextract.rules import first_match, rules_of, word_table

Signs = dict[str, float]
OPENING = re.compile(r"[A-Za-z-]+")
FULL_STOP = re.compile(r"[.!?:;][\"”’')\]\d]*$")
LABEL = re.compile(r"[A-Z][\w ,&/’'()-]{2,60}:\s")
MONEY_FIRST = re.compile(r"(?:[A-Z]{2,3}\s?)?[$€£¥]\s?\d|[A-Z]{3}\s\d")
SHORT, LONG, TILE = 5, 35, 9


# "Harbour Atlas v2 released", "VALUE OF GOODS PROCURED (USD)": the participle ends it, but for a unit or an address.
DONE_LAST = re.compile(r"\b([A-Za-z-]+)\W*(?:\([^()]*\)|[-–—:]?\s*(?:https?|www)\S*)?\W*$")
ED_LAST = frozenset(("built", "held", "won", "sent", "led", "taught", "begun", "given", "sold", "spent", "made"))

DONE = (Tense.REPORTED, Tense.NAMED)
LABELLED = frozenset(("shape.short", "shape.open_end"))
NOT_YET = ("section.plans", "section.recommendations")


@dataclass(frozen=True, slots=True)
class Seen:
    """A statement with its main clauses (none without a parse)."""

    statement: Statement
    clauses: tuple[Clause, ...]
    inner: tuple[Clause, ...]

    @property
    def reported(self) -> bool:
        return any(clause.tense in DONE and not clause.negated for clause in self.clauses)

    @property
    def first(self) -> Clause | None:
        return self.clauses[0] if self.clauses else None


def look(statement: Statement) -> Seen:
    span = statement.span()
    label = LABEL.match(statement.text)
    if span is not None and label is not None:
        # A run-in title ("Results so far: …") is no part of the clause.
        after = span.doc.char_span(statement.start + label.end(), statement.end, alignment_mode="contract")
        span = after if after is not None and len(after) > SHORT else span
    if span is None or not len(span):
        return Seen(statement, (), ())
    return Seen(statement, clauses(span), inner_clauses(span))


def _of_clauses(seen: Seen) -> set[str]:
    signs: set[str] = set()
    first = seen.first
    if first is None:
        return signs
    signs |= {f"form.{first.form}", f"subject.{first.subject}", f"{first.tense}.{first.verb}"}
    if first.negated:
        signs.add("negated")
    later = seen.clauses[1:]
    if any(clause.tense is Tense.REPORTED and clause.verb == "result" for clause in later):
        signs.add("later.reported")
    if any(clause.form is Form.PLAN for clause in later):
        signs.add("later.plan")
    if any(c.form in (Form.PAST, Form.PAST_PASSIVE, Form.PERFECT) and c.verb == "result" for c in seen.inner):
        signs.add("inner.reported")
    return signs


def _of_shape(statement: Statement) -> set[str]:
    block, text = statement.block, statement.text
    words = text.split()
    role = "sentence" if not statement.whole or block.role is BlockRole.PARAGRAPH else str(block.role)
    signs = {f"unit.{role}"}
    if len(words) < SHORT:
        signs.add("shape.short")
    if len(words) > LONG:
        signs.add("shape.long")
    if not FULL_STOP.search(text):
        signs.add("shape.open_end")
    if text.endswith(":"):
        signs.add("shape.colon")
    if text.endswith("?"):
        signs.add("shape.question")
    if text[:1].islower():
        signs.add("shape.lower_start")
    if text[:1].isdigit() or words[0].casefold() in ("over", "some", "nearly", "almost", "about"):
        signs.add("shape.figure_first")
    if MONEY_FIRST.match(text):
        signs.add("shape.money_first")
    last = DONE_LAST.search(text)
    if last is not None and "shape.open_end" in signs and _is_done(last[1].casefold()):
        signs.add("shape.done_last")
    if _in_quotation(statement):
        signs.add("place.quoted")
    opening = [word.casefold() for word in OPENING.findall(text)[:4]]
    if any(word in word_table("results.toml", "change_words") for word in opening):
        signs.add("shape.change_first")
    return signs


def _is_done(word: str) -> bool:
    """Whether a word is the participle of a verb of results."""
    if word in ED_LAST:
        return True
    verbs = word_table("results.toml", "result_verbs")
    stems = (word[:-2], word[:-1], word[:-3], f"{word[:-3]}y")
    return word.endswith("ed") and any(stem in verbs for stem in stems)


def _in_quotation(statement: Statement) -> bool:
    """Whether a quotation that opened in an earlier sentence of the block has not closed before this one."""
    before = statement.block.text[: statement.start]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _of_place(seen: Seen) -> set[str]:
    statement, section = seen.statement, seen.statement.passage.section
    # Reports repeat an aim as a heading and tell under it what came of it.
    told = section in (Section.PLANS, Section.PRODUCTS) and any(
        clause.tense is Tense.REPORTED for clause in seen.clauses
    )
    signs = {"section.none" if section is None or told else f"section.{section}"}
    if statement.passage.placed.lead_in:
        signs.add("place.lead_in")
    return signs


def signs_of(seen: Seen, density: float, siblings: float) -> Signs:
    """`density` is the share of other statements around that report something, 0 to 1, `siblings` how much more often
    than not the other items of its list do, -1 to 1."""
    statement = seen.statement
    names = _of_clauses(seen) | _of_shape(statement) | _of_place(seen)
    names |= {rule.id for rule in rules_of("result_cue") if rule.search(statement.text)}
    if first_match("shortfall", split_sentences(statement.text)[0].text) is not None:
        names.add("shortfall")
    together = _together(names, seen)
    # A figure with its label is short and has no stop, whatever it says.
    names -= LABELLED if together & {"shape.tile", "place.result_tile"} else set()
    names |= together
    return dict.fromkeys(sorted(names), 1.0) | {"around": density, "siblings": siblings}


def _together(names: set[str], seen: Seen) -> set[str]:
    """Signs that mean more, or other, things together than each alone."""
    signs: set[str] = set()
    tense = seen.first.tense if seen.first is not None else Tense.VERBLESS
    for cue in ("cue.number", "cue.change", "cue.now", "cue.period"):
        if cue in names:
            signs.add(f"{tense}+{cue}")
    if "cue.number" in names and seen.first is not None and tense in (Tense.GENERAL, Tense.GOING_ON):
        signs.add(f"{tense}.{seen.first.verb}+cue.number")
        if seen.first.lemma in word_table("results.toml", "reach_verbs"):
            signs.add("general.reach+cue.number")
    results = any(clause.verb == "result" and clause.tense in DONE for clause in seen.clauses)
    tile = {"cue.number", "shape.open_end"} <= names and len(seen.statement.text.split()) <= TILE
    figure_first = not names.isdisjoint(("shape.figure_first", "shape.money_first"))
    done = not names.isdisjoint(("shape.change_first", "shape.done_last"))
    if tile and (results or (figure_first and done)):
        signs.add("shape.tile")
    if tile and "section.achievements" in names:
        signs.add("place.result_tile")
    if "unit.list_item" in names and "section.achievements" in names and "shape.colon" not in names:
        signs.add("place.result_item")
    quoted = not names.isdisjoint(("cue.quotation", "place.quoted"))
    if quoted and not names.isdisjoint(("subject.we", "subject.i", "subject.person")):
        signs.add("place.testimony")
    finite = any(clause.tense is Tense.REPORTED for clause in seen.clauses)
    if "unit.list_item" in names and not finite and not names.isdisjoint(NOT_YET):
        signs.add("place.advice_item")
    return signs


def densities(seen: Sequence[Seen]) -> list[float]:
    """For each statement the share of the others on its page that report something; one half where it stands alone."""
    pages: dict[int, list[bool]] = defaultdict(list)
    for one in seen:
        pages[one.statement.block.page].append(one.reported)
    shares = []
    for one in seen:
        around = pages[one.statement.block.page]
        others, said = len(around) - 1, sum(around) - one.reported
        shares.append((said + 1) / (others + 2))
    return shares


def sibling_shares(seen: Sequence[Seen]) -> list[float]:
    """For each item of a list how much more often than not the others report something, -1 to 1.

    The items of a list are worded alike. Nothing (0) for what is no list item, or an item alone under its heading.
    """
    lists: dict[tuple[int, tuple[str, ...], str | None], list[bool]] = defaultdict(list)
    keys = []
    for one in seen:
        block = one.statement.block
        key = None
        if block.role is BlockRole.LIST_ITEM and one.statement.whole:
            key = (block.page, block.heading_path, one.statement.passage.placed.lead_in)
            lists[key].append(one.reported)
        keys.append(key)
    shares = []
    for one, key in zip(seen, keys, strict=True):
        others = len(lists[key]) - 1 if key is not None else 0
        said = sum(lists[key]) - one.reported if key is not None else 0
        shares.append((2 * said - others) / (others + 1))
    return shares


def all_signs(seen: Sequence[Seen]) -> list[Signs]:
    """The signs of each of a document's statements, or of all on some of its pages."""
    return [signs_of(*row) for row in zip(seen, densities(seen), sibling_shares(seen), strict=True)]
