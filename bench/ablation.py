"""Measures the facts on annotated pages with one rule removed.

Each document is read and parsed once. A rule is removed only for documents in which it matched, and only its stage runs
again: if no pattern matches, nothing can change.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from re import Match
from typing import Final
from unittest.mock import patch

from tfextract.confidence import weights
from tfextract.evaluate import GoldDocument
from tfextract.evaluate.descriptions import publishers_agree, titles_agree
from tfextract.evaluate.scoring import GoldVerdict, Judged, judge_page
from tfextract.extract.achievements import achievements_of, judge
from tfextract.extract.candidates import candidates
from tfextract.extract.counts import find_counts
from tfextract.extract.evidence import Ids
from tfextract.extract.home_currency import home_currencies
from tfextract.extract.indicator_tables import find_indicator_counts
from tfextract.extract.products import find_products
from tfextract.extract.sections import place
from tfextract.extract.text import Passage, read_footnotes, read_passages
from tfextract.extract.themes import themes_of
from tfextract.extract.timing import basis_rule
from tfextract.layout import read_layout
from tfextract.model import Count, Document, Facts, FileStatus, Layout
from tfextract.pipeline import Reader
from tfextract.rules import Rule, all_rules, rules_of, without
from tfextract.sources import digest

Key = tuple[str, str, int, str]
CLAIM_KINDS: Final = ("claim", "claim_of_world", "claim_without_grammar")
# The stage that uses the rules of a kind. Results of other kinds (roles of names, phases, contacts, shortfalls) are not
# annotated, so for those only matches are reported.
STAGES: Final = {
    **dict.fromkeys(("owner", "report_year", "report_line", "not_title", "cover_date"), "describe"),
    "section": "place",
    **dict.fromkeys(("result_cue", "no_result", "result_level", "shortfall"), "achievements"),
    **dict.fromkeys((*CLAIM_KINDS, "basis", "level", "per", "money_role"), "counts"),
    **dict.fromkeys(("indicator_column", "indicator_names", "indicator_scale", "indicator_unit"), "counts"),
    **dict.fromkeys(("product", "product_lead", "product_tail", "product_shown", "product_split"), "products"),
    **dict.fromkeys(("product_role", "product_state"), "products"),
}
CUE: Final = "result_cue"
KINDS_OF: Final = {"achievements": ("achievement",), "counts": ("count",), "products": ("product",)}


@dataclass(frozen=True, slots=True)
class Matched:
    """The matches of rules, in the order of the text: (rule id, the words around)."""

    pairs: list[tuple[str, str]]

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(rule_id for rule_id, _ in self.pairs)


@contextmanager
def noted() -> Iterator[Matched]:
    """Records every match of a rule inside the context."""
    matched = Matched([])
    matches, first = Rule.matches, Rule.search

    def note(rule: Rule, text: str, match: Match[str]) -> Match[str]:
        around = text[max(0, match.start() - 60) : match.end() + 60]
        matched.pairs.append((rule.id, " ".join(around.split())))
        return match

    def noting(rule: Rule, text: str, where: str | None = None) -> Iterator[Match[str]]:
        for match in matches(rule, text, where):
            yield note(rule, text, match)

    def noting_first(rule: Rule, text: str, where: str | None = None) -> Match[str] | None:
        match = first(rule, text, where)
        return None if match is None else note(rule, text, match)

    with patch.object(Rule, "matches", noting), patch.object(Rule, "search", noting_first):
        yield matched


@dataclass(frozen=True, slots=True)
class Parsed:
    """A gold document with the rules' input on its annotated pages, and the ids of the rules that matched."""

    gold: GoldDocument
    bare: Document
    document: Document
    layout: Layout
    passages: tuple[Passage, ...]
    facts: Facts
    matched: frozenset[str]


def parse(reader: Reader, gold: GoldDocument, path: Path) -> Parsed:
    document_id, sha256 = digest(path)
    layout = read_layout(path.read_bytes(), path.name, document_id)
    bare = Document(document_id, sha256, path.name, len(layout.pages), FileStatus.READ)
    near = {page.page - back for page in gold.pages for back in (0, 1)}
    with noted() as matched:
        document = reader.extractor.describe(bare, layout)
        passages = read_passages(layout.blocks, reader.extractor.nlp, near)
        facts = reader.extractor.facts(document, layout, passages)
    return Parsed(gold, bare, document, layout, passages, facts, matched.ids)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The verdicts on a document's facts, and whether its description is right, by field."""

    facts: dict[Key, Judged]
    described: dict[Key, bool]

    @property
    def details(self) -> dict[tuple[Key, str], bool]:
        of_facts = {(key, name): right for key, fact in self.facts.items() for name, right in fact.details}
        return of_facts | {(key, ""): right for key, right in self.described.items()}


def verdicts(gold: GoldDocument, document: Document, facts: Facts, kinds: Sequence[str] | None = None) -> Verdicts:
    judged = {
        (gold.slug, fact.kind, fact.page, fact.words): fact
        for page in gold.pages
        for fact in judge_page(page, facts)
        if kinds is None or fact.kind in kinds
    }
    described = {
        (gold.slug, "document", 0, "title"): titles_agree(document.title or "", gold.title),
        (gold.slug, "document", 0, "publisher"): publishers_agree(document.publisher or "", gold.publisher),
    }
    return Verdicts(judged, described)


def _again(reader: Reader, parsed: Parsed, stage: str) -> tuple[Document, Facts]:
    """The document and the facts of the stage, with the present rules."""
    document, layout, passages = parsed.document, parsed.layout, parsed.passages
    ids = Ids(document.document_id)
    if stage == "achievements":
        return document, Facts(
            achievements=achievements_of(
                judge(passages, reader.extractor.second), ids, themes_of(layout.blocks, passages, document.title)
            )
        )
    if stage == "counts":
        judged, home = judge(passages, reader.extractor.second), home_currencies(layout.blocks, document)
        counts = find_counts(passages, parsed.facts.achievements, ids, document, judged=judged, home=home)
        return document, Facts(counts=counts + find_indicator_counts(layout, ids, document, home))
    if stage == "products":
        read = (*passages, *read_footnotes(layout.blocks))
        return document, Facts(products=find_products(read, layout.pages, ids, document.title))
    if stage == "describe":
        document = reader.extractor.describe(parsed.bare, layout)
        return document, parsed.facts if document == parsed.document else reader.extractor.facts(
            document, layout, passages
        )
    placed = {item.block.block_no: item for item in place(layout.blocks)}
    moved = tuple(replace(passage, placed=placed[passage.block.block_no]) for passage in passages)
    same = all(new.placed == old.placed for new, old in zip(moved, passages, strict=True))
    return document, parsed.facts if same else reader.extractor.facts(document, layout, moved)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule decides, and what changes without it.

    `right` and `wrong`: the facts that name it in their evidence, the counts whose claim or basis it decided, or, for a
    cue for results, the achievements that it matches in.
    `alone` are facts that no other rule finds; `kept_out` are wrong facts that it prevents, `barred` right ones.
    `mended` and `spoiled` are details (unit, theme, type, claim, basis, a document's title and publisher) that are
    right, or wrong, because of it.
    """

    rule_id: str
    kind: str
    matched: int = 0
    right: int = 0
    wrong: int = 0
    alone_right: int = 0
    alone_wrong: int = 0
    kept_out: int = 0
    barred: int = 0
    mended: int = 0
    spoiled: int = 0

    @property
    def good(self) -> int:
        return self.alone_right + self.kept_out + self.mended

    @property
    def bad(self) -> int:
        return self.alone_wrong + self.barred + self.spoiled

    @property
    def harmful(self) -> bool:
        if self.kind == CUE:
            # Weights were fitted together: what changes without one and without a new fit says little about it.
            return self.wrong > self.right
        return self.bad > self.good or (self.wrong > self.right and self.good <= self.bad)

    @property
    def idle(self) -> bool:
        return not (self.right or self.wrong or self.good or self.bad)


def _left_out(reader: Reader, parsed: Sequence[Parsed], rule: Rule) -> Counter[str]:
    stage = STAGES.get(rule.kind)
    changed = Counter[str]()
    if stage is None:
        return changed
    for one in parsed:
        if rule.id not in one.matched:
            continue
        with without(rule.id):
            document, facts = _again(reader, one, stage)
        kinds = KINDS_OF.get(stage)
        before = verdicts(one.gold, one.document, one.facts, kinds)
        changed.update(_changes(before, verdicts(one.gold, document, facts, kinds)))
    return changed


def _changes(before: Verdicts, after: Verdicts) -> Counter[str]:
    lost = Counter(fact.verdict for key, fact in before.facts.items() if key not in after.facts)
    come = Counter(fact.verdict for key, fact in after.facts.items() if key not in before.facts)
    changed = Counter(
        alone_right=lost[GoldVerdict.RIGHT],
        alone_wrong=lost[GoldVerdict.WRONG],
        kept_out=come[GoldVerdict.WRONG],
        barred=come[GoldVerdict.RIGHT],
    )
    now = after.details
    for key, right in before.details.items():
        if now.get(key, right) != right:
            changed["mended" if right else "spoiled"] += 1
    return changed


def decided(parsed: Parsed) -> Iterator[tuple[str, str, Count]]:
    """(rule id, "claim" or "basis", the count) for every count whose words a rule of these kinds decided."""
    count_candidates = candidates(parsed.passages, home_currencies(parsed.layout.blocks, parsed.document))
    claim_rules = {rule.id for kind in CLAIM_KINDS for rule in rules_of(kind)}
    for candidate, count in zip(count_candidates, parsed.facts.counts, strict=False):
        if count.claim_by in claim_rules:
            yield count.claim_by, "claim", count
        basis = basis_rule(candidate.marked)
        if basis is not None and count.basis is not None and basis.value == count.basis.value:
            yield basis.id, "basis", count


def _decisions(parsed: Sequence[Parsed]) -> dict[str, Counter[bool]]:
    """Rule id → how many matched counts it decided, or achievements it supports, rightly and wrongly."""
    results: dict[str, Counter[bool]] = defaultdict(Counter)
    model = weights("result", CUE)
    cues = [rule for rule in rules_of(CUE) if model.of.get(rule.id, 0.0) > 0]
    for one in parsed:
        judged = verdicts(one.gold, one.document, one.facts).facts
        for rule_id, name, count in decided(one):
            fact = judged.get((one.gold.slug, "count", count.page, f"{count.value_printed}: {count.quote}"))
            right = None if fact is None else dict(fact.details).get(name)
            if right is not None:
                results[rule_id][right] += 1
        for fact in judged.values():
            if fact.kind == "achievement" and fact.verdict is not GoldVerdict.OPTIONAL:
                for cue in cues:
                    if cue.search(fact.words) is not None:
                        results[cue.id][fact.verdict is GoldVerdict.RIGHT] += 1
    return results


def effects(reader: Reader, parsed: Sequence[Parsed]) -> list[Effect]:
    printed: Counter[tuple[str, GoldVerdict]] = Counter()
    for one in parsed:
        judged = verdicts(one.gold, one.document, one.facts).facts
        printed.update((fact.rule_id, fact.verdict) for fact in judged.values())
    decisions = _decisions(parsed)
    rules = {rule.id: rule for rule in all_rules()}
    results = []
    for rule in rules.values():
        right, wrong = decisions[rule.id][True], decisions[rule.id][False]
        right, wrong = right + printed[rule.id, GoldVerdict.RIGHT], wrong + printed[rule.id, GoldVerdict.WRONG]
        matched = sum(rule.id in one.matched for one in parsed)
        results.append(Effect(rule.id, rule.kind, matched, right, wrong, **_left_out(reader, parsed, rule)))
    # Some facts have an id that names a place and a form, not a record of the rule files.
    forms = sorted({rule_id for rule_id, _ in printed} - rules.keys())
    rest = (
        Effect(form, "form", 0, printed[form, GoldVerdict.RIGHT], printed[form, GoldVerdict.WRONG]) for form in forms
    )
    return [*results, *rest]


def elsewhere(reader: Reader, pdfs: Sequence[Path], rule_ids: frozenset[str], limit: int) -> dict[str, dict[str, str]]:
    """Rule id → up to `limit` of (the words around a match → the file's name), in all pages of the PDFs."""
    results: dict[str, dict[str, str]] = defaultdict(dict)
    for path in pdfs:
        with noted() as matched:
            reader.read(path)
        for rule_id, around in matched.pairs:
            if rule_id in rule_ids and len(results[rule_id]) < limit:
                results[rule_id].setdefault(around, path.name)
    return results
