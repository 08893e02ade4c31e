"""What speaks for or against a count's being read right: where its unit and claim came from, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from tfextract.confidence import Weighed, Weights, weights
from tfextract.extract.achievements import Judgement
from tfextract.extract.candidates import Candidate
from tfextract.extract.claim_features import ClaimContext, PageTraits
from tfextract.extract.claims import Claimed, claim_of
from tfextract.extract.clauses import Clause, clause_of
from tfextract.extract.signs import Signs
from tfextract.model import CountKind

LONG_UNIT = 5


@dataclass(frozen=True, slots=True)
class ReadCount:
    """A number with what rules and grammar say of it: its sentence with the number between « and », its clause (None
    without a parse), its claim; the traits of its page, and half the log odds that its statement is a result (None
    where it was not weighed)."""

    candidate: Candidate
    marked: str
    clause: Clause | None
    claimed: Claimed
    page: PageTraits
    result: float | None


def read_counts(
    found: Sequence[Candidate], judged: Sequence[Judgement] = (), title: str | None = None
) -> Iterator[ReadCount]:
    """`found` and `judged` are the numbers and statements of a document or of some of its pages, `title` its own."""
    context = ClaimContext(found, judged, title)
    for candidate in found:
        span = candidate.sentence.span()
        clause = None if span is None else clause_of(span, candidate.number.number_start)
        marked = candidate.marked
        claimed = claim_of(
            candidate.number, marked, clause, candidate.statement.passage.section,
            partial(context.features, candidate, marked, clause),
        )  # fmt: skip
        yield ReadCount(candidate, marked, clause, claimed, context.page_of(candidate), context.result_odds(candidate))


def weigh(read: ReadCount) -> Weighed:
    return _weights().weigh(count_signs(read))


@lru_cache(maxsize=1)
def _weights() -> Weights:
    return weights("count", "count_cue")


def count_signs(read: ReadCount) -> Signs:
    """What of all that was tried tells right counts from wrong ones on publishers left out: where the unit came from,
    how sure the claim is, and whether the page and the statement report results."""
    page, likely = read.page, read.result
    signs: dict[str, float] = dict.fromkeys(sorted(_of_unit(read.candidate)), 1.0)
    signs |= {"page.own": page.own, "page.percent": page.percent, "page.results": page.results}
    signs["claim.sure"] = read.claimed.share
    return signs | ({"result.unknown": 1.0} if likely is None else {"result": likely})


def _of_unit(saw: Candidate) -> set[str]:
    """Found by grammar behind the number, before it (a label), borrowed from another number, or not at all."""
    if saw.number.kind in (CountKind.MONEY, CountKind.MEASURE):
        return {"unit.printed"}
    if saw.borrowed is not None and saw.unit is None:
        return {"unit.borrowed"}
    if saw.unit is None:
        return {"unit.none"}
    signs = {"unit.grammar" if saw.unit[0] >= saw.number.end else "unit.before"}
    words = (saw.unit_text or "").split()
    if len(words) >= LONG_UNIT:
        signs.add("unit.long")
    if "and" in words or "or" in words:
        signs.add("unit.list")
    if words and words[-1][:1].isupper():
        signs.add("unit.name")
    return signs
