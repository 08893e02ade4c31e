"""Features of whether a count is read right: where its unit and claim come from, and its page and statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from tfextract.confidence import Weighed, Weights, weights
from tfextract.extract.achievements import Judgement
from tfextract.extract.candidates import CountCandidate
from tfextract.extract.claim_features import ClaimContext, PageTraits
from tfextract.extract.claims import Claimed, claim_of
from tfextract.extract.clauses import FigureClause, clause_of
from tfextract.extract.statement_features import Features
from tfextract.model import CountKind

LONG_UNIT = 5


@dataclass(frozen=True, slots=True)
class ReadCount:
    """A number with its clause (None without a parse), its claim and the traits of its page.

    `marked` is its sentence with the number between « and ». `result` is half the log odds that its statement is a
    result, None if the statement was not weighed.
    """

    candidate: CountCandidate
    marked: str
    clause: FigureClause | None
    claimed: Claimed
    page: PageTraits
    result: float | None


def read_counts(
    candidates: Sequence[CountCandidate], judged: Sequence[Judgement] = (), title: str | None = None
) -> Iterator[ReadCount]:
    """`candidates` and `judged` are the numbers and statements of a document, or of some of its pages; `title` is the
    document's."""
    context = ClaimContext(candidates, judged, title)
    for candidate in candidates:
        span = candidate.sentence.span()
        clause = None if span is None else clause_of(span, candidate.number.number_start)
        marked = candidate.marked
        claimed = claim_of(
            candidate.number, marked, clause, candidate.statement.passage.section,
            partial(context.features, candidate, marked, clause),
        )  # fmt: skip
        yield ReadCount(candidate, marked, clause, claimed, context.page_of(candidate), context.result_odds(candidate))


def weigh(read: ReadCount) -> Weighed:
    return _weights().weigh(count_features(read))


@lru_cache(maxsize=1)
def _weights() -> Weights:
    return weights("count", "count_cue")


def count_features(read: ReadCount) -> Features:
    """The features that proved useful leave-one-publisher-out: where the unit comes from, how sure the claim is, and
    whether the page and the statement report results."""
    page, likely = read.page, read.result
    features: dict[str, float] = dict.fromkeys(sorted(_of_unit(read.candidate)), 1.0)
    features |= {"page.own": page.own, "page.percent": page.percent, "page.results": page.results}
    features["claim.sure"] = read.claimed.share
    return features | ({"result.unknown": 1.0} if likely is None else {"result": likely})


def _of_unit(candidate: CountCandidate) -> set[str]:
    """Where the unit comes from: grammar after the number, before it (a label), another number, or nowhere."""
    if candidate.number.kind in (CountKind.MONEY, CountKind.MEASURE):
        return {"unit.printed"}
    if candidate.borrowed is not None and candidate.unit is None:
        return {"unit.borrowed"}
    if candidate.unit is None:
        return {"unit.none"}
    features = {"unit.grammar" if candidate.unit[0] >= candidate.number.end else "unit.before"}
    words = (candidate.unit_text or "").split()
    if len(words) >= LONG_UNIT:
        features.add("unit.long")
    if "and" in words or "or" in words:
        features.add("unit.list")
    if words and words[-1][:1].isupper():
        features.add("unit.name")
    return features
