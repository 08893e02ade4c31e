"""Features of a number's sentence, page and headings, for the model that decides its claim where no rule does."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tfextract.confidence import log_odds
from tfextract.extract.achievements import Judgement
from tfextract.extract.candidates import CountCandidate
from tfextract.extract.claims import OWN
from tfextract.extract.clauses import FigureClause
from tfextract.extract.statement_features import Features
from tfextract.model import CountKind
from tfextract.rules import first_match, rules_of

OWN_SUBJECTS = frozenset(("we", "i", "us"))
PRONOUNS = frozenset(("it", "they", "this", "these", "which", "that", "who"))
SMALL = 12
LAST_WORD = re.compile(r"([a-z]+|\()\W*$", re.IGNORECASE)
# Words right before a number that are features of their own: "of 12" claims something else than "reached 12".
LEADING = frozenset(
    "the these those both its their our all of each every in into with by than a (".split(),
)
# Bounds of a statement's probability, so that its log odds stay finite.
LOWEST, HIGHEST = 0.01, 0.99


@dataclass(frozen=True, slots=True)
class PageTraits:
    """Averages over the numbers of a page, each 0 to 1.

    `own` is the share in blocks where the publisher speaks of itself, `percent` the share that are percentages.
    `results` is the mean probability that their statements are results.
    """

    own: float
    percent: float
    results: float


class ClaimContext:
    """What surrounds the numbers of a document, or of some of its pages."""

    def __init__(self, candidates: Sequence[CountCandidate], judged: Sequence[Judgement], title: str | None) -> None:
        self._title = title or ""
        self._results = {
            (one.statement.block.block_no, one.statement.start): one.by_features
            for one in judged
            if one.by_features is not None
        }
        pages: dict[int, list[CountCandidate]] = defaultdict(list)
        for candidate in candidates:
            pages[candidate.block.page].append(candidate)
        self._pages = {page: self._traits(some) for page, some in pages.items()}

    def result_probability(self, candidate: CountCandidate) -> float | None:
        """The probability by features that the number's statement is a result; None where it has none."""
        return self._results.get((candidate.block.block_no, candidate.statement.start))

    def _traits(self, candidates: Sequence[CountCandidate]) -> PageTraits:
        count = len(candidates)
        return PageTraits(
            sum(OWN.search(one.block.text) is not None for one in candidates) / count,
            sum(one.number.kind is CountKind.PERCENT for one in candidates) / count,
            sum(self.result_probability(one) or 0.0 for one in candidates) / count,
        )

    def features(self, candidate: CountCandidate, marked: str, clause: FigureClause | None) -> Features:
        """`marked` is the sentence with the number between « and »; `clause` is None without a parse."""
        page = self.page_of(candidate)
        names = _of_number(candidate, marked) | _of_clause(candidate, marked, clause) | self._of_headings(candidate)
        if first_match("claim_survey", marked) is not None:
            names.add("sentence.survey")
        values: dict[str, float] = dict.fromkeys(sorted(names), 1.0)
        values |= {"page.own": page.own, "page.percent": page.percent, "page.results": page.results}
        likely = self.result_odds(candidate)
        return values | ({"result.unknown": 1.0} if likely is None else {"result": likely})

    def page_of(self, candidate: CountCandidate) -> PageTraits:
        return self._pages[candidate.block.page]

    def result_odds(self, candidate: CountCandidate) -> float | None:
        """Half the log odds of `result_probability`."""
        likely = self.result_probability(candidate)
        return None if likely is None else log_odds(min(max(likely, LOWEST), HIGHEST)) / 2

    def _of_headings(self, candidate: CountCandidate) -> set[str]:
        path = " ".join(candidate.block.heading_path)
        names: set[str] = set()
        if first_match("claim_price", path) is not None:
            names |= {"heading.price", *(["heading.price.money"] if candidate.number.kind is CountKind.MONEY else [])}
        if first_match("claim_survey", f"{path} {self._title}") is not None:
            names.add("heading.survey")
        return names


def _of_number(candidate: CountCandidate, marked: str) -> set[str]:
    number = candidate.number
    names = {f"kind.{number.kind}"}
    if number.value_high is not None:
        names.add("range")
    if number.kind is CountKind.COUNT and number.value <= SMALL:
        names.add("small")
    if not any(char.isdigit() for char in number.printed):
        names.add("words")
    before = LAST_WORD.search(marked[: marked.index("«")])
    if before is not None and before[1].casefold() in LEADING:
        names.add(f"after.{before[1].casefold()}")
    return names | {rule.id for rule in rules_of("claim_cue") if rule.search(marked)}


def _of_clause(candidate: CountCandidate, marked: str, clause: FigureClause | None) -> set[str]:
    names = {name for name, text in (("own", marked), ("own.block", candidate.block.text)) if OWN.search(text)}
    if clause is None:
        return names | {"clause.unparsed"}
    names.add(f"clause.{clause.tense or 'none'}")
    marks: Mapping[str, bool] = {
        "possible": clause.possible,
        "negated": clause.negated,
        "passive": clause.passive,
        "infinitive": clause.infinitive,
    }
    names |= {f"clause.{name}" for name, is_so in marks.items() if is_so}
    subject = clause.subject
    kind = (
        "none"
        if subject is None
        else "own"
        if subject in OWN_SUBJECTS
        else "pronoun"
        if subject in PRONOUNS
        else "noun"
    )
    return names | {f"subject.{kind}"}
