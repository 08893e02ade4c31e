"""Predictions against gold, page by page, best match first.

Counts match by value; full: kind, qualifier and unit as well (the same head noun, or token-sort ratio ≥ 60). Products
match by title, achievements by text, at a ratio ≥ 85 over case-folded text with white space collapsed; full: the type,
a theme ≥ 80 alike. A matched optional gold item leaves both out of the sums; an optional one not predicted is no miss.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from rapidfuzz import fuzz

from tfextract.evaluate.gold import GoldAchievement, GoldCount, GoldPage, GoldProduct
from tfextract.model import Achievement, Count, Facts, Product

ALIKE, UNIT_ALIKE, THEME_ALIKE = 85.0, 60.0, 80.0
KINDS = ("counts", "products", "achievements")
_HEAD_END = re.compile(r"\b(?:of|in|for|from|with|to|by|on|and|or)\b|,")

Said = TypeVar("Said")
Gold = TypeVar("Gold")


@dataclass(frozen=True, slots=True)
class Tally:
    """True positives, of them full matches, false positives, false negatives."""

    matched: int = 0
    full: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.matched + other.matched,
            self.full + other.full,
            self.extra + other.extra,
            self.missed + other.missed,
        )

    def _f1(self, right: int) -> float:
        whole = 2 * self.matched + self.extra + self.missed
        return 2 * right / whole if whole else 1.0

    @property
    def precision(self) -> float:
        said = self.matched + self.extra
        return self.matched / said if said else 1.0

    @property
    def recall(self) -> float:
        wanted = self.matched + self.missed
        return self.matched / wanted if wanted else 1.0

    @property
    def f1(self) -> float:
        return self._f1(self.matched)

    @property
    def full_f1(self) -> float:
        return self._f1(self.full)


@dataclass(frozen=True, slots=True)
class Difference:
    """`sort` is miss, extra or partly."""

    sort: str
    kind: str
    slug: str
    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Decided:
    """Of the matched counts whose annotation has a claim (or basis): how many were asked for, decided, and right."""

    right: int = 0
    decided: int = 0
    asked: int = 0

    @classmethod
    def of(cls, right: bool | None) -> Decided:
        """Of one count; None where the claim is left open."""
        return cls(int(right is True), int(right is not None), 1)

    def __add__(self, other: Decided) -> Decided:
        return Decided(self.right + other.right, self.decided + other.decided, self.asked + other.asked)

    @property
    def share_right(self) -> float:
        return self.right / self.decided if self.decided else 1.0

    @property
    def share_decided(self) -> float:
        return self.decided / self.asked if self.asked else 1.0


@dataclass(frozen=True, slots=True)
class PageScore:
    tallies: tuple[Tally, Tally, Tally]
    claims: Decided
    bases: Decided
    differences: tuple[Difference, ...]


def collapsed(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()


def head_noun(unit: str) -> str:
    words = _HEAD_END.split(collapsed(unit), maxsplit=1)[0].split()
    return words[-1].removesuffix("s") if words else ""


def units_agree(said: str, gold: GoldCount) -> bool:
    return any(
        (head_noun(said) != "" and head_noun(said) == head_noun(unit))
        or fuzz.token_sort_ratio(collapsed(said), collapsed(unit)) >= UNIT_ALIKE
        for unit in gold.units
    )


def _count_likeness(said: Count, gold: GoldCount) -> float | None:
    if said.value != gold.value or said.value_high != gold.value_high:
        return None
    return 100.0 * _count_full(said, gold) + fuzz.partial_ratio(collapsed(said.quote), collapsed(gold.quote))


def _count_full(said: Count, gold: GoldCount) -> bool:
    same = said.kind.value == gold.kind and said.qualifier.value == gold.qualifier
    return same and units_agree(said.unit or "", gold)


def full_counts(page: GoldPage, facts: Facts) -> frozenset[int]:
    """Indices of the page's gold counts that were found with a full match."""
    said = [count for count in facts.counts if count.page == page.page]
    pairs = match(said, page.counts, _count_likeness, lambda wanted: wanted.optional)
    return frozenset(to for at, to in pairs if _count_full(said[at], page.counts[to]))


def _product_likeness(said: Product, gold: GoldProduct) -> float | None:
    best = max(fuzz.ratio(collapsed(said.title), collapsed(title)) for title in gold.titles)
    return best if best >= ALIKE else None


def _product_full(said: Product, gold: GoldProduct) -> bool:
    return said.product_type in gold.types


def _achievement_likeness(said: Achievement, gold: GoldAchievement) -> float | None:
    alike = fuzz.ratio(collapsed(said.text), collapsed(gold.text))
    return alike if alike >= ALIKE else None


def _achievement_full(said: Achievement, gold: GoldAchievement) -> bool:
    if said.theme is None or gold.theme is None:
        return said.theme is gold.theme
    return fuzz.ratio(collapsed(said.theme), collapsed(gold.theme)) >= THEME_ALIKE


def match(
    said: Sequence[Said],
    gold: Sequence[Gold],
    likeness: Callable[[Said, Gold], float | None],
    is_optional: Callable[[Gold], bool],
) -> list[tuple[int, int]]:
    """Pairs of indices, best first; of equal likeness a required gold item goes before an optional one."""
    pairs = [
        (-alike, is_optional(wanted), at, to)
        for at, given in enumerate(said)
        for to, wanted in enumerate(gold)
        if (alike := likeness(given, wanted)) is not None
    ]
    used_said: set[int] = set()
    used_gold: set[int] = set()
    taken = []
    for _, _, at, to in sorted(pairs):
        if at not in used_said and to not in used_gold:
            used_said.add(at)
            used_gold.add(to)
            taken.append((at, to))
    return taken


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One kind on one page: what was matched with what, and what is left over on both sides."""

    tally: Tally
    pairs: tuple[tuple[int, int], ...]
    differences: tuple[Difference, ...]


def _score(
    said: Sequence[Said],
    gold: Sequence[Gold],
    likeness: Callable[[Said, Gold], float | None],
    full: Callable[[Said, Gold], bool],
    is_optional: Callable[[Gold], bool],
    tell: Callable[[str, Said | None, Gold | None], Difference],
) -> _Sheet:
    pairs = match(said, gold, likeness, is_optional)
    required = [(at, to) for at, to in pairs if not is_optional(gold[to])]
    extra = [given for at, given in enumerate(said) if at not in {a for a, _ in pairs}]
    matched = {to for _, to in pairs}
    missed = [wanted for to, wanted in enumerate(gold) if to not in matched and not is_optional(wanted)]
    partly = [(at, to) for at, to in required if not full(said[at], gold[to])]
    differences = [
        *(tell("miss", None, wanted) for wanted in missed),
        *(tell("extra", given, None) for given in extra),
        *(tell("partly", said[at], gold[to]) for at, to in partly),
    ]
    tally = Tally(len(required), len(required) - len(partly), len(extra), len(missed))
    return _Sheet(tally, tuple(required), tuple(differences))


def _count_text(said: Count | None, gold: GoldCount | None) -> str:
    ours = "" if said is None else f"{said.value:g} {said.kind.value} {said.qualifier.value} [{said.unit}]"
    theirs = "" if gold is None else f"{gold.value:g} {gold.kind} {gold.qualifier} [{gold.unit}]"
    quote = gold.quote if gold is not None else said.quote if said is not None else ""
    return " ≠ ".join(text for text in (ours, theirs) if text) + f": {quote}"


def _product_text(said: Product | None, gold: GoldProduct | None) -> str:
    ours = "" if said is None else f"[{said.product_type}] {said.title}"
    return " ≠ ".join(text for text in (ours, "" if gold is None else f"[{gold.types[0]}] {gold.titles[0]}") if text)


def _achievement_text(said: Achievement | None, gold: GoldAchievement | None) -> str:
    themes = " ≠ ".join(str(fact.theme) for fact in (said, gold) if fact is not None)
    return f"[{themes}] {(gold or said or GoldAchievement('', None, True)).text}"


class Verdict(StrEnum):
    """What an annotated page says of a fact; optional ones count neither way."""

    RIGHT = "right"
    WRONG = "wrong"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Judged:
    """A fact on an annotated page; `words` tell it from others of its kind there.

    `details` of a right one: whether what was annotated of it is right too, "full" (what a full match asks for),
    "claim" and "basis".
    """

    kind: str
    page: int
    words: str
    rule_id: str
    verdict: Verdict
    details: tuple[tuple[str, bool], ...] = ()


def _count_details(said: Count, gold: GoldCount) -> tuple[tuple[str, bool], ...]:
    details = [("full", _count_full(said, gold))]
    if gold.claims and said.claim is not None:
        details.append(("claim", str(said.claim) in gold.claims))
    if gold.basis is not None and said.basis is not None:
        details.append(("basis", str(said.basis) == gold.basis))
    return tuple(details)


def _judged(
    said: Sequence[Said],
    gold: Sequence[Gold],
    likeness: Callable[[Said, Gold], float | None],
    is_optional: Callable[[Gold], bool],
    details: Callable[[Said, Gold], tuple[tuple[str, bool], ...]],
    tell: Callable[[Said, Verdict, tuple[tuple[str, bool], ...]], Judged],
) -> list[Judged]:
    matched = {at: gold[to] for at, to in match(said, gold, likeness, is_optional)}
    judged = []
    for at, given in enumerate(said):
        if at not in matched:
            judged.append(tell(given, Verdict.WRONG, ()))
        elif is_optional(matched[at]):
            judged.append(tell(given, Verdict.OPTIONAL, ()))
        else:
            judged.append(tell(given, Verdict.RIGHT, details(given, matched[at])))
    return judged


def paired_counts(said: Sequence[Count], gold: GoldPage) -> dict[int, GoldCount]:
    """By its place in `said`, what the page's annotation has for a count."""
    found = match(said, gold.counts, _count_likeness, lambda wanted: wanted.optional)
    return {at: gold.counts[to] for at, to in found}


def judge_page(gold: GoldPage, facts: Facts) -> list[Judged]:
    """Every count, product and achievement on the page with its rule and what the annotation says of it."""
    here = gold.page
    counts = _judged(
        [fact for fact in facts.counts if fact.page == here],
        gold.counts, _count_likeness, lambda to: to.optional, _count_details,
        lambda c, *said: Judged("count", here, f"{c.value_printed}: {c.quote}", c.evidence[0].rule_id, *said),
    )  # fmt: skip
    products = _judged(
        [fact for fact in facts.products if fact.page == here],
        gold.products, _product_likeness, lambda to: to.optional,
        lambda p, to: (("full", _product_full(p, to)),),
        lambda p, *said: Judged("product", here, p.title, p.evidence[0].rule_id, *said),
    )  # fmt: skip
    achievements = _judged(
        [fact for fact in facts.achievements if fact.page == here],
        gold.achievements, _achievement_likeness, lambda to: to.optional,
        lambda a, to: (("full", _achievement_full(a, to)),),
        lambda a, *said: Judged("achievement", here, a.text, a.evidence[0].rule_id, *said),
    )  # fmt: skip
    return [*counts, *products, *achievements]


def score_page(slug: str, gold: GoldPage, facts: Facts) -> PageScore:
    here = gold.page
    said = [count for count in facts.counts if count.page == here]
    counts = _score(
        said, gold.counts, _count_likeness, _count_full, lambda wanted: wanted.optional,
        lambda sort, a, b: Difference(sort, "counts", slug, here, _count_text(a, b)),
    )  # fmt: skip
    products = _score(
        [product for product in facts.products if product.page == here],
        gold.products, _product_likeness, _product_full, lambda wanted: wanted.optional,
        lambda sort, a, b: Difference(sort, "products", slug, here, _product_text(a, b)),
    )  # fmt: skip
    achievements = _score(
        [found for found in facts.achievements if found.page == here],
        gold.achievements, _achievement_likeness, _achievement_full, lambda wanted: wanted.optional,
        lambda sort, a, b: Difference(sort, "achievements", slug, here, _achievement_text(a, b)),
    )  # fmt: skip
    paired = [(said[at], gold.counts[to]) for at, to in counts.pairs]
    claims = [
        Decided.of(None if count.claim is None else count.claim in wanted.claims)
        for count, wanted in paired
        if wanted.claims
    ]
    bases = [
        Decided.of(None if count.basis is None else count.basis == wanted.basis)
        for count, wanted in paired
        if wanted.basis is not None
    ]
    return PageScore(
        (counts.tally, products.tally, achievements.tally),
        sum(claims, Decided()),
        sum(bases, Decided()),
        (*counts.differences, *products.differences, *achievements.differences),
    )
