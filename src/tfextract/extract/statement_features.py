"""Features of a statement for or against its being a result, by name, each with a number.

No feature decides alone; `confidence` adds up their weights.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tfextract.extract.grammar import Clause, ClauseForm, Tense, clauses, inner_clauses
from tfextract.extract.numbers.lexicon import MONTH
from tfextract.extract.sections import Section
from tfextract.extract.sentences import split_sentences
from tfextract.extract.text import Statement
from tfextract.model import BlockRole
from tfextract.rules import first_match, rules_of, word_table

Features = dict[str, float]
OPENING = re.compile(r"[A-Za-z-]+")
FULL_STOP = re.compile(r"[.!?:;][\"”’')\]\d]*$")
LABEL = re.compile(r"[A-Z][\w ,&/’'()-]{2,60}:\s")
MONEY_FIRST = re.compile(r"(?:[A-Z]{2,3}\s?)?[$€£¥]\s?\d|[A-Z]{3}\s\d")
SHORT, LONG, TILE = 5, 35, 9


# "Harbour Atlas v2 released", "VALUE OF GOODS PROCURED (USD)": a participle at the end, before a unit or an address.
DONE_LAST = re.compile(r"\b([A-Za-z-]+)\W*(?:\([^()]*\)|[-–—:]?\s*(?:https?|www)\S*)?\W*$")
IRREGULAR_PARTICIPLES = frozenset(
    ("built", "held", "won", "sent", "led", "taught", "begun", "given", "sold", "spent", "made")
)

# "2015: The guild opens its first mill", "March 2019 – The fund signs …": a chronicle reports in the present tense.
CHRONICLE = re.compile(
    rf"(?:In\s+)?(?:{MONTH},?\s+)?(?:19|20)\d\d\s*[:,–—|-]?\s+"
    r"(?=[A-Z“\"‘]|the\s|its\s|our\s)"
)
YEAR_ALONE = re.compile(r"(?:[A-Z][a-z]+\.?\s+)?(?:19|20)\d\d:?")

DONE = (Tense.REPORTED, Tense.NAMED)
LABELLED = frozenset(("shape.short", "shape.open_end"))
NOT_YET = ("section.plans", "section.recommendations")


@dataclass(frozen=True, slots=True)
class AnalysedStatement:
    """A statement with its main and inner clauses; none without a parse."""

    statement: Statement
    clauses: tuple[Clause, ...]
    inner: tuple[Clause, ...]

    @property
    def reported(self) -> bool:
        return any(clause.tense in DONE and not clause.negated for clause in self.clauses)

    @property
    def first(self) -> Clause | None:
        return self.clauses[0] if self.clauses else None


def analyse(statement: Statement) -> AnalysedStatement:
    span = statement.span()
    dated = CHRONICLE.match(statement.text)
    label = dated or LABEL.match(statement.text)
    if span is not None and label is not None:
        # A run-in title ("Results so far: …") or a date is no part of the clause.
        after = span.doc.char_span(statement.start + label.end(), statement.end, alignment_mode="contract")
        span = after if after is not None and len(after) > SHORT else span
    if span is None or not len(span):
        return AnalysedStatement(statement, (), ())
    main = clauses(span)
    if dated is not None or _is_under_year(statement):
        main = tuple(map(_in_past, main))
    return AnalysedStatement(statement, main, inner_clauses(span))


def _is_under_year(statement: Statement) -> bool:
    heading = statement.block.heading
    short = len(statement.block.text.split()) <= LONG
    return short and heading is not None and YEAR_ALONE.fullmatch(heading) is not None


def _in_past(clause: Clause) -> Clause:
    """A chronicle's present tense is past, but only of verbs of results: what it says something is, it still is."""
    done = clause.verb == "result" and clause.form is ClauseForm.PRESENT
    return replace(clause, form=ClauseForm.PAST) if done else clause


def _of_clauses(analysed: AnalysedStatement) -> set[str]:
    features: set[str] = set()
    first = analysed.first
    if first is None:
        return features
    features |= {f"form.{first.form}", f"subject.{first.subject}", f"{first.tense}.{first.verb}"}
    if first.negated:
        features.add("negated")
    later = analysed.clauses[1:]
    if any(clause.tense is Tense.REPORTED and clause.verb == "result" for clause in later):
        features.add("later.reported")
    if any(clause.form is ClauseForm.PLAN for clause in later):
        features.add("later.plan")
    if any(
        c.form in (ClauseForm.PAST, ClauseForm.PAST_PASSIVE, ClauseForm.PERFECT) and c.verb == "result"
        for c in analysed.inner
    ):
        features.add("inner.reported")
    return features


def _of_shape(statement: Statement) -> set[str]:
    block, text = statement.block, statement.text
    words = text.split()
    role = "sentence" if not statement.whole or block.role is BlockRole.PARAGRAPH else str(block.role)
    features = {f"unit.{role}"}
    if len(words) < SHORT:
        features.add("shape.short")
    if len(words) > LONG:
        features.add("shape.long")
    if not FULL_STOP.search(text):
        features.add("shape.open_end")
    if text.endswith(":"):
        features.add("shape.colon")
    if text.endswith("?"):
        features.add("shape.question")
    if text[:1].islower():
        features.add("shape.lower_start")
    if text[:1].isdigit() or words[0].casefold() in ("over", "some", "nearly", "almost", "about"):
        features.add("shape.figure_first")
    if MONEY_FIRST.match(text):
        features.add("shape.money_first")
    last = DONE_LAST.search(text)
    if last is not None and "shape.open_end" in features and _is_done(last[1].casefold()):
        features.add("shape.done_last")
    if _in_quotation(statement):
        features.add("place.quoted")
    opening = [word.casefold() for word in OPENING.findall(text)[:4]]
    if any(word in word_table("results.toml", "change_words") for word in opening):
        features.add("shape.change_first")
    return features


def _is_done(word: str) -> bool:
    """Whether a word is the participle of a verb of results."""
    if word in IRREGULAR_PARTICIPLES:
        return True
    verbs = word_table("results.toml", "result_verbs")
    stems = (word[:-2], word[:-1], word[:-3], f"{word[:-3]}y")
    return word.endswith("ed") and any(stem in verbs for stem in stems)


def _in_quotation(statement: Statement) -> bool:
    """Whether a quotation that opened in an earlier sentence of the block has not closed before this one."""
    before = statement.block.text[: statement.start]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _of_place(analysed: AnalysedStatement) -> set[str]:
    statement, section = analysed.statement, analysed.statement.passage.section
    # Reports repeat an aim as a heading, with its results under it.
    reported = section in (Section.PLANS, Section.PRODUCTS) and any(
        clause.tense is Tense.REPORTED for clause in analysed.clauses
    )
    features = {"section.none" if section is None or reported else f"section.{section}"}
    if statement.passage.placed.lead_in:
        features.add("place.lead_in")
    return features


def features_of(analysed: AnalysedStatement, density: float, siblings: float) -> Features:
    """`density` and `siblings` are the values of `densities` and `sibling_shares` for the statement."""
    statement = analysed.statement
    names = _of_clauses(analysed) | _of_shape(statement) | _of_place(analysed)
    names |= {rule.id for rule in rules_of("result_cue") if rule.search(statement.text)}
    if first_match("shortfall", split_sentences(statement.text)[0].text) is not None:
        names.add("shortfall")
    together = _together(names, analysed)
    # A figure with its label is always short and without a full stop, so these two say nothing of it.
    names -= LABELLED if together & {"shape.tile", "place.result_tile"} else set()
    names |= together
    return dict.fromkeys(sorted(names), 1.0) | {"around": density, "siblings": siblings}


def _together(names: set[str], analysed: AnalysedStatement) -> set[str]:
    """Features that together mean more than, or something else than, each alone."""
    features: set[str] = set()
    tense = analysed.first.tense if analysed.first is not None else Tense.VERBLESS
    for cue in ("cue.number", "cue.change", "cue.now", "cue.period"):
        if cue in names:
            features.add(f"{tense}+{cue}")
    if "cue.number" in names and analysed.first is not None and tense in (Tense.GENERAL, Tense.GOING_ON):
        features.add(f"{tense}.{analysed.first.verb}+cue.number")
        if analysed.first.lemma in word_table("results.toml", "reach_verbs"):
            features.add("general.reach+cue.number")
    results = any(clause.verb == "result" and clause.tense in DONE for clause in analysed.clauses)
    tile = {"cue.number", "shape.open_end"} <= names and len(analysed.statement.text.split()) <= TILE
    figure_first = not names.isdisjoint(("shape.figure_first", "shape.money_first"))
    done = not names.isdisjoint(("shape.change_first", "shape.done_last"))
    if tile and (results or (figure_first and done)):
        features.add("shape.tile")
    if tile and "section.achievements" in names:
        features.add("place.result_tile")
    if "unit.list_item" in names and "section.achievements" in names and "shape.colon" not in names:
        features.add("place.result_item")
    quoted = not names.isdisjoint(("cue.quotation", "place.quoted"))
    if quoted and not names.isdisjoint(("subject.we", "subject.i", "subject.person")):
        features.add("place.testimony")
    finite = any(clause.tense is Tense.REPORTED for clause in analysed.clauses)
    if "unit.list_item" in names and not finite and not names.isdisjoint(NOT_YET):
        features.add("place.advice_item")
    return features


def densities(analysed: Sequence[AnalysedStatement]) -> list[float]:
    """For each statement the share of the other statements on its page that report something, drawn to one half."""
    pages: dict[int, list[bool]] = defaultdict(list)
    for one in analysed:
        pages[one.statement.block.page].append(one.reported)
    shares = []
    for one in analysed:
        around = pages[one.statement.block.page]
        others, number = len(around) - 1, sum(around) - one.reported
        shares.append((number + 1) / (others + 2))
    return shares


def sibling_shares(analysed: Sequence[AnalysedStatement]) -> list[float]:
    """For each item of a list how much more often than not its other items report something, -1 to 1.

    Items of one list are worded alike. 0 for a statement that is no whole list item, or the only one of its list.
    """
    lists: dict[tuple[int, tuple[str, ...], str | None], list[bool]] = defaultdict(list)
    keys = []
    for one in analysed:
        block = one.statement.block
        key = None
        if block.role is BlockRole.LIST_ITEM and one.statement.whole:
            key = (block.page, block.heading_path, one.statement.passage.placed.lead_in)
            lists[key].append(one.reported)
        keys.append(key)
    shares = []
    for one, key in zip(analysed, keys, strict=True):
        others = len(lists[key]) - 1 if key is not None else 0
        number = sum(lists[key]) - one.reported if key is not None else 0
        shares.append((2 * number - others) / (others + 1))
    return shares


def all_features(analysed: Sequence[AnalysedStatement], of: Sequence[int] | None = None) -> list[Features]:
    """The features of all statements of a document, or of those on some of its pages.

    `of` limits the result to the statements at these indices. All of them are still counted as neighbours.
    """
    around, siblings = densities(analysed), sibling_shares(analysed)
    wanted = range(len(analysed)) if of is None else of
    return [features_of(analysed[at], around[at], siblings[at]) for at in wanted]
