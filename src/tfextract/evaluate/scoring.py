"""Matches predictions with gold page by page, best match first.

Counts match by value. A full match also needs kind, qualifier and unit (the same head noun, or token-sort ratio ≥ 60).
Products match by title, achievements by text, at a ratio ≥ 85 over case-folded text with white space collapsed. A full
match also needs the type, or a theme with ratio ≥ 80. If an optional gold item is matched, neither side counts. If it
is not matched, it is not a miss.
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

Extracted = TypeVar("Extracted")
Gold = TypeVar("Gold")


@dataclass(frozen=True, slots=True)
class Tally:
    """True positives, full matches among them, false positives, false negatives."""

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
        number = self.matched + self.extra
        return self.matched / number if number else 1.0

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

    def __str__(self) -> str:
        return f"{self.sort:7} {self.kind:13} {self.slug} p{self.page}: {self.text}"


@dataclass(frozen=True, slots=True)
class DecidedShare:
    """For matched counts whose annotation has a claim (or basis): how many were asked, decided, and right."""

    right: int = 0
    decided: int = 0
    asked: int = 0

    @classmethod
    def of(cls, right: bool | None) -> DecidedShare:
        """The share for one count. None if the claim is not determined."""
        return cls(int(right is True), int(right is not None), 1)

    def __add__(self, other: DecidedShare) -> DecidedShare:
        return DecidedShare(self.right + other.right, self.decided + other.decided, self.asked + other.asked)

    @property
    def share_right(self) -> float:
        return self.right / self.decided if self.decided else 1.0

    @property
    def share_decided(self) -> float:
        return self.decided / self.asked if self.asked else 1.0


@dataclass(frozen=True, slots=True)
class PageScore:
    tallies: tuple[Tally, Tally, Tally]
    claims: DecidedShare
    bases: DecidedShare
    differences: tuple[Difference, ...]


def collapsed(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()


def head_noun(unit: str) -> str:
    words = _HEAD_END.split(collapsed(unit), maxsplit=1)[0].split()
    return words[-1].removesuffix("s") if words else ""


def units_agree(text: str, gold: GoldCount) -> bool:
    return any(
        (head_noun(text) != "" and head_noun(text) == head_noun(unit))
        or fuzz.token_sort_ratio(collapsed(text), collapsed(unit)) >= UNIT_ALIKE
        for unit in gold.units
    )


def _count_likeness(count: Count, gold: GoldCount) -> float | None:
    if count.value != gold.value or count.value_high != gold.value_high:
        return None
    return 100.0 * _count_full(count, gold) + fuzz.partial_ratio(collapsed(count.quote), collapsed(gold.quote))


def _count_full(count: Count, gold: GoldCount) -> bool:
    same = count.kind.value == gold.kind and count.qualifier.value == gold.qualifier
    return same and units_agree(count.unit or "", gold)


def full_counts(page: GoldPage, facts: Facts) -> frozenset[int]:
    """Indices of the page's gold counts that were found with a full match."""
    counts = [count for count in facts.counts if count.page == page.page]
    pairs = match(counts, page.counts, _count_likeness, lambda wanted: wanted.optional)
    return frozenset(to for at, to in pairs if _count_full(counts[at], page.counts[to]))


def _product_likeness(product: Product, gold: GoldProduct) -> float | None:
    best = max(fuzz.ratio(collapsed(product.title), collapsed(title)) for title in gold.titles)
    return best if best >= ALIKE else None


def _product_full(product: Product, gold: GoldProduct) -> bool:
    return product.product_type in gold.types


def text_likeness(text: str, wanted: str) -> float | None:
    """0 to 100 for statements that are the same, else None."""
    alike = fuzz.ratio(collapsed(text), collapsed(wanted))
    return alike if alike >= ALIKE else None


def _achievement_likeness(achievement: Achievement, gold: GoldAchievement) -> float | None:
    return text_likeness(achievement.text, gold.text)


def _achievement_full(achievement: Achievement, gold: GoldAchievement) -> bool:
    return any(_is_theme(achievement.theme, theme) for theme in gold.themes)


def _is_theme(theme: str | None, wanted: str | None) -> bool:
    if theme is None or wanted is None:
        return theme is wanted
    return fuzz.ratio(collapsed(theme), collapsed(wanted)) >= THEME_ALIKE


def match(
    wordings: Sequence[Extracted],
    gold: Sequence[Gold],
    likeness: Callable[[Extracted, Gold], float | None],
    is_optional: Callable[[Gold], bool],
) -> list[tuple[int, int]]:
    """Pairs of indices, best first. At equal ratios a required gold item comes before an optional one."""
    pairs = [
        (-alike, is_optional(wanted), at, to)
        for at, given in enumerate(wordings)
        for to, wanted in enumerate(gold)
        if (alike := likeness(given, wanted)) is not None
    ]
    used_extracted: set[int] = set()
    used_gold: set[int] = set()
    taken = []
    for _, _, at, to in sorted(pairs):
        if at not in used_extracted and to not in used_gold:
            used_extracted.add(at)
            used_gold.add(to)
            taken.append((at, to))
    return taken


@dataclass(frozen=True, slots=True)
class KindScore:
    """One kind on one page: the matched pairs, and the unmatched items of both sides."""

    tally: Tally
    pairs: tuple[tuple[int, int], ...]
    differences: tuple[Difference, ...]


def score_kind(
    wordings: Sequence[Extracted],
    gold: Sequence[Gold],
    likeness: Callable[[Extracted, Gold], float | None],
    full: Callable[[Extracted, Gold], bool],
    is_optional: Callable[[Gold], bool],
    tell: Callable[[str, Extracted | None, Gold | None], Difference],
) -> KindScore:
    """Compares what was extracted on one page with its annotation. `tell` words what differs."""
    pairs = match(wordings, gold, likeness, is_optional)
    required = [(at, to) for at, to in pairs if not is_optional(gold[to])]
    extra = [given for at, given in enumerate(wordings) if at not in {a for a, _ in pairs}]
    matched = {to for _, to in pairs}
    missed = [wanted for to, wanted in enumerate(gold) if to not in matched and not is_optional(wanted)]
    partly = [(at, to) for at, to in required if not full(wordings[at], gold[to])]
    differences = [
        *(tell("miss", None, wanted) for wanted in missed),
        *(tell("extra", given, None) for given in extra),
        *(tell("partly", wordings[at], gold[to]) for at, to in partly),
    ]
    tally = Tally(len(required), len(required) - len(partly), len(extra), len(missed))
    return KindScore(tally, tuple(required), tuple(differences))


def _count_text(count: Count | None, gold: GoldCount | None) -> str:
    ours = "" if count is None else f"{count.value:g} {count.kind.value} {count.qualifier.value} [{count.unit}]"
    theirs = "" if gold is None else f"{gold.value:g} {gold.kind} {gold.qualifier} [{gold.unit}]"
    quote = gold.quote if gold is not None else count.quote if count is not None else ""
    return " ≠ ".join(text for text in (ours, theirs) if text) + f": {quote}"


def _product_text(product: Product | None, gold: GoldProduct | None) -> str:
    ours = "" if product is None else f"[{product.product_type}] {product.title}"
    return " ≠ ".join(text for text in (ours, "" if gold is None else f"[{gold.types[0]}] {gold.titles[0]}") if text)


def _achievement_text(achievement: Achievement | None, gold: GoldAchievement | None) -> str:
    themes = " ≠ ".join(str(fact.theme) for fact in (achievement, gold) if fact is not None)
    return f"[{themes}] {(gold or achievement or GoldAchievement('', (None,), True)).text}"


class GoldVerdict(StrEnum):
    """The verdict of an annotated page on a fact. Optional ones do not count."""

    RIGHT = "right"
    WRONG = "wrong"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Judged:
    """A fact on an annotated page. `words` identify it among others of its kind.

    `details` of a right fact: whether its annotated attributes are right as well. "full" is what a full match needs,
    then "claim" and "basis".
    """

    kind: str
    page: int
    words: str
    rule_id: str
    verdict: GoldVerdict
    details: tuple[tuple[str, bool], ...] = ()


def _count_details(count: Count, gold: GoldCount) -> tuple[tuple[str, bool], ...]:
    details = [("full", _count_full(count, gold))]
    if gold.claims and count.claim is not None:
        details.append(("claim", str(count.claim) in gold.claims))
    if gold.basis is not None and count.basis is not None:
        details.append(("basis", str(count.basis) == gold.basis))
    return tuple(details)


def _judged(
    wordings: Sequence[Extracted],
    gold: Sequence[Gold],
    likeness: Callable[[Extracted, Gold], float | None],
    is_optional: Callable[[Gold], bool],
    details: Callable[[Extracted, Gold], tuple[tuple[str, bool], ...]],
    tell: Callable[[Extracted, GoldVerdict, tuple[tuple[str, bool], ...]], Judged],
) -> list[Judged]:
    matched = {at: gold[to] for at, to in match(wordings, gold, likeness, is_optional)}
    judged = []
    for at, given in enumerate(wordings):
        if at not in matched:
            judged.append(tell(given, GoldVerdict.WRONG, ()))
        elif is_optional(matched[at]):
            judged.append(tell(given, GoldVerdict.OPTIONAL, ()))
        else:
            judged.append(tell(given, GoldVerdict.RIGHT, details(given, matched[at])))
    return judged


def paired_counts(counts: Sequence[Count], gold: GoldPage) -> dict[int, GoldCount]:
    """The matching annotation for each count, by its index in `counts`."""
    spans = match(counts, gold.counts, _count_likeness, lambda wanted: wanted.optional)
    return {at: gold.counts[to] for at, to in spans}


def judge_page(gold: GoldPage, facts: Facts) -> list[Judged]:
    """Every count, product and achievement on the page, with its rule and its verdict."""
    here = gold.page
    counts = _judged(
        [fact for fact in facts.counts if fact.page == here],
        gold.counts, _count_likeness, lambda to: to.optional, _count_details,
        lambda c, *wordings: Judged("count", here, f"{c.value_printed}: {c.quote}", c.evidence[0].rule_id, *wordings),
    )  # fmt: skip
    products = _judged(
        [fact for fact in facts.products if fact.page == here],
        gold.products, _product_likeness, lambda to: to.optional,
        lambda p, to: (("full", _product_full(p, to)),),
        lambda p, *wordings: Judged("product", here, p.title, p.evidence[0].rule_id, *wordings),
    )  # fmt: skip
    achievements = _judged(
        [fact for fact in facts.achievements if fact.page == here],
        gold.achievements, _achievement_likeness, lambda to: to.optional,
        lambda a, to: (("full", _achievement_full(a, to)),),
        lambda a, *wordings: Judged("achievement", here, a.text, a.evidence[0].rule_id, *wordings),
    )  # fmt: skip
    return [*counts, *products, *achievements]


def score_page(slug: str, gold: GoldPage, facts: Facts) -> PageScore:
    here = gold.page
    wordings = [count for count in facts.counts if count.page == here]
    counts = score_kind(
        wordings, gold.counts, _count_likeness, _count_full, lambda wanted: wanted.optional,
        lambda sort, a, b: Difference(sort, "counts", slug, here, _count_text(a, b)),
    )  # fmt: skip
    products = score_kind(
        [product for product in facts.products if product.page == here],
        gold.products, _product_likeness, _product_full, lambda wanted: wanted.optional,
        lambda sort, a, b: Difference(sort, "products", slug, here, _product_text(a, b)),
    )  # fmt: skip
    achievements = score_kind(
        [achievement for achievement in facts.achievements if achievement.page == here],
        gold.achievements, _achievement_likeness, _achievement_full, lambda wanted: wanted.optional,
        lambda sort, a, b: Difference(sort, "achievements", slug, here, _achievement_text(a, b)),
    )  # fmt: skip
    paired = [(wordings[at], gold.counts[to]) for at, to in counts.pairs]
    claims = [
        DecidedShare.of(None if count.claim is None else count.claim in wanted.claims)
        for count, wanted in paired
        if wanted.claims
    ]
    bases = [
        DecidedShare.of(None if count.basis is None else count.basis == wanted.basis)
        for count, wanted in paired
        if wanted.basis is not None
    ]
    return PageScore(
        (counts.tally, products.tally, achievements.tally),
        sum(claims, DecidedShare()),
        sum(bases, DecidedShare()),
        (*counts.differences, *products.differences, *achievements.differences),
    )
