"""Functions that look at each word once give the same as the plain way, which compares everything with everything."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest
from rapidfuzz import fuzz

from tests.extract.builders import nlp, passages
from tfextract.extract import dates, timing
from tfextract.extract.dates import Reported
from tfextract.extract.describe.bodies import COMMON_SHORT, SHORT
from tfextract.extract.describe.publisher import _acting
from tfextract.extract.evidence import folded
from tfextract.extract.gazetteer import _any_of, _as_printed
from tfextract.extract.home_currency import _currencies, _times
from tfextract.extract.numbers import NumberRole, find_numbers
from tfextract.extract.products import described
from tfextract.extract.products.decide import times_printed
from tfextract.extract.repeated_statements import FIGURE, NAME, NEGATIONS, SAME_STATEMENT, StatementIndex
from tfextract.extract.sentences import split_sentences
from tfextract.extract.tokens import number_from, token_from, token_starting

VERBS = r"(?:also\s)?(?:has|have|is|was|will|[a-z]{2,}ed|works|aims|helps|supports|provides|runs|leads|began|led)\b"
WORDS = (
    "the Weir Fund (WF) mended also has 12 14 mills Lake Trust, WF helps not no millers in Ruritania. The Mill-Board "
    "(MB) is it’s led WF’s Fund boats were repaired and"
).split()  # fmt: skip


def invented(rng: Random, count: int) -> str:
    return " ".join(rng.choices(WORDS, k=count))


def test_how_often_a_name_acts() -> None:
    rng = Random(2)
    names = ["WF", "Weir Fund", "The Weir Fund", "Fund", "Lake Trust", "MB", "Mill-Board", "Board", "Ruritania"]
    total = 0
    for _ in range(60):
        text = invented(rng, 300)
        plain = {
            name: len(re.findall(rf"(?<!\w){re.escape(name)}(?:\s\([A-Z][\w-]+\))?\s{VERBS}", text)) for name in names
        }
        found = _acting(text, names)
        assert {name: found[name] for name in names} == plain
        total += sum(plain.values())
    assert total > 200


def test_how_often_a_name_is_printed() -> None:
    rng = Random(3)
    texts = [folded(invented(rng, 40)) for _ in range(40)] + ["", "mills mills mills"]
    names = {folded(invented(rng, size)) for size in (1, 1, 2, 2, 3) for _ in range(30)} | {"", "mills", "nowhere"}
    everything = "\n".join(f" {text} " for text in texts)
    assert times_printed(names, texts) == Counter({name: everything.count(f" {name} ") for name in names})


def plain_repeats(texts: list[str]) -> list[int | None]:
    """For each text the place of the first that says the same, by comparing all pairs."""
    kept: list[int] = []
    found: list[int | None] = []
    for at, text in enumerate(texts):
        first = next((other for other in kept if _says_the_same(texts[other], text)), None)
        if first is None:
            kept.append(at)
        found.append(first)
    return found


def _says_the_same(first: str, again: str) -> bool:
    figures, others = (sorted(figure.rstrip(".,") for figure in FIGURE.findall(text)) for text in (first, again))
    if figures != others:
        return False
    if folded(first) == folded(again):
        return True
    turned = NEGATIONS & (set(folded(first).split()) ^ set(folded(again).split()))
    if turned or Counter(NAME.findall(first)) != Counter(NAME.findall(again)):
        return False
    return fuzz.token_sort_ratio(folded(first), folded(again)) >= SAME_STATEMENT


def test_which_statements_are_repeats() -> None:
    rng = Random(5)
    statements = [invented(rng, 9) for _ in range(120)]
    for text in rng.choices(statements, k=160):
        words = text.split()
        if rng.random() < 0.5:
            words[rng.randrange(len(words))] = rng.choice(("mended", "not", "boats", "14", "Lake"))
        statements.append(" ".join(words).upper() if rng.random() < 0.2 else " ".join(words))
    rng.shuffle(statements)
    store = StatementIndex()
    found = [store.first(str(at), text) for at, text in enumerate(statements)]
    plain = plain_repeats(statements)
    assert found == [None if at is None else str(at) for at in plain]
    assert 40 < sum(at is not None for at in plain) < 200


def test_tokens_by_their_place() -> None:
    doc = nlp()("The Weir Trust  mended 14 mills, didn’t it?")
    for offset in range(len(doc.text) + 2):
        after = [token for token in doc if token.idx >= offset]
        assert token_from(doc, offset) == (after[0] if after else None)
        assert number_from(doc, offset) == len(doc) - len(after)
        assert token_starting(doc, offset) == next((token for token in doc if token.idx == offset), None)


TIMES = (
    "in since FY15 FY2015 2014 '15 '15,000 1,999 2,015 15 and to 2014–15 March third quarter of the year over past "
    "three years last half end as at 12 million (WF) (LM) weir fund, 1990s"
).split()


def test_other_years_periods_and_days_without_a_year_in_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(8)
    texts = [" ".join(rng.choices(TIMES, k=rng.randint(2, 7))) for _ in range(3000)]
    reported = Reported(2014)
    named = [dates.periods(text, reported) for text in texts]
    other = [timing._is_of_another_year(text, reported) for text in texts]
    monkeypatch.setattr(dates, "_WITHOUT_YEAR", dates._KINDS)
    assert named == [dates.periods(text, reported) for text in texts]
    years = [{number.value for number in find_numbers(text) if number.role is NumberRole.YEAR} for text in texts]
    assert other == [any(year >= timing.FIRST_YEAR and year != 2014 for year in found) for found in years]
    undated = [text for text in texts if dates._ANY_YEAR.search(text) is None]
    assert not any(dates._AS_OF.search(text) for text in undated)
    assert any(dates.periods(text, reported) for text in undated)
    assert 100 < sum(other) < 2900


def test_short_forms_are_looked_for_where_one_is_printed() -> None:
    rng = Random(9)
    texts = [" ".join(rng.choices((*TIMES, *WORDS), k=6)) for _ in range(2000)]
    assert sum(COMMON_SHORT.search(text) is not None for text in texts) > 50
    assert all(SHORT.search(text) is not None for text in texts if COMMON_SHORT.search(text) is not None)


def test_names_parted_by_their_first_letters_are_found_as_one_after_the_other() -> None:
    rng = Random(10)
    names = ["".join(rng.choices("AaBb’ .", k=rng.randint(1, 6))).strip() or "A" for _ in range(80)]
    ordered = sorted(set(names), key=lambda name: (-len(name), name))
    plain = re.compile(rf"(?<!\w)(?:{'|'.join(map(_as_printed, ordered))})(?!\w)")
    parted = re.compile(rf"(?<!\w)(?:{_any_of(ordered)})(?!\w)")
    found = 0
    for _ in range(400):
        text = "".join(rng.choices("AaBb’' .", k=40))
        spans = [match.span() for match in plain.finditer(text)]
        assert [match.span() for match in parted.finditer(text)] == spans
        found += len(spans)
    assert found > 1000


def test_how_often_currencies_are_named() -> None:
    words = [
        "Canberra",
        "A$",
        "CAD 5",
        "C$5",
        "Wellington,",
        "mill.nz",
        "www.weir.au/x",
        "Rs",
        "Nepal",
        "pesos",
        "weirs",
    ]
    rng, total = Random(11), 0
    for _ in range(200):
        text = " ".join(rng.choices(words, k=4))
        for one in _currencies():
            for pattern in (one.names, one.codes, one.ends):
                assert _times(pattern, text) == len(pattern.findall(text))
                total += _times(pattern, text)
    assert total > 100


def test_products_are_described_by_nouns_that_may_name_a_type(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = (
        "In 2014 the fund published a short guidebook on clean weirs in small towns, and repaired twelve boats.",
        "Our report on mill labour led to change. The millers read the weir-maps on sluices in May.",
        "They produced e-guides for young millers, three videos about lakes and an app. The weir safety course began.",
    )
    found = [_described(text) for text in texts]
    monkeypatch.setattr(described, "_may_name_type", lambda _: True)
    assert found == [_described(text) for text in texts]
    assert sum(map(len, found)) > 2


def _described(text: str) -> list[described.DescribedTitle]:
    passage = passages(text)[0]
    return [hit for sentence in split_sentences(text) for hit in described.described(passage, sentence)]
