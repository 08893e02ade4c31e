"""What speaks for or against a count's being read right: where its unit and claim came from, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from tfextract.confidence import Weighed, Weights, weights
from tfextract.extract.achievements import Judgement
from tfextract.extract.candidates import Candidate
from tfextract.extract.claim_features import ClaimContext
from tfextract.extract.claims import Claimed, claim_of
from tfextract.extract.clauses import Clause, clause_of
from tfextract.extract.signs import Signs
from tfextract.model import CountKind, Qualifier

SHORT, LONG = 4, 35
LONG_UNIT = 5
SMALL = 12


@dataclass(frozen=True, slots=True)
class ReadCount:
    """A number with what rules and grammar say of it: its sentence with the number between « and », its clause (None
    without a parse), its claim."""

    candidate: Candidate
    marked: str
    clause: Clause | None
    claimed: Claimed


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
        yield ReadCount(candidate, marked, clause, claimed)


def weigh(read: ReadCount) -> Weighed:
    return _weights().weigh(count_signs(read))


@lru_cache(maxsize=1)
def _weights() -> Weights:
    return weights("count", "count_cue")


def count_signs(read: ReadCount) -> Signs:
    names = _of_number(read.candidate) | _of_unit(read.candidate) | _of_claim(read) | _of_place(read.candidate)
    return dict.fromkeys(sorted(names), 1.0)


def _of_number(saw: Candidate) -> set[str]:
    number = saw.number
    signs = {f"kind.{number.kind}"}
    signs.add("number.digits" if any(char.isdigit() for char in number.printed) else "number.words")
    if number.qualifier is not Qualifier.EXACT:
        signs.add("number.qualified")
    if number.value_high is not None:
        signs.add("number.range")
    if number.pair is not None:
        signs.add(f"number.pair.{number.pair}")
    if number.kind is CountKind.COUNT and number.value <= SMALL:
        signs.add("number.small")
    return signs


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


def _of_claim(read: ReadCount) -> set[str]:
    by, clause = read.claimed.by, read.clause
    signs = {f"claim.{read.claimed.claim or 'none'}", f"claim.by.{'rule' if '.' in by else by}"}
    if clause is None:
        return signs | {"clause.unparsed"}
    signs.add("clause.none" if clause.tense is None else f"clause.{clause.tense}")
    if clause.infinitive:
        signs.add("clause.infinitive")
    if clause.possible:
        signs.add("clause.possible")
    return signs


def _of_place(saw: Candidate) -> set[str]:
    passage, words = saw.statement.passage, len(saw.sentence.text.split())
    signs = {f"role.{saw.block.role}", f"section.{passage.section or 'none'}"}
    if words < SHORT:
        signs.add("sentence.short")
    if words > LONG:
        signs.add("sentence.long")
    return signs
