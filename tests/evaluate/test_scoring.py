"""Scores calculated by hand on invented pages."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tfextract.errors import UserError
from tfextract.evaluate import Evaluation, evaluate, load_gold
from tfextract.evaluate.scoring import DecidedShare, GoldVerdict, head_noun, judge_page
from tfextract.model import (
    Achievement,
    Basis,
    Box,
    Claim,
    Count,
    CountKind,
    Evidence,
    Facts,
    Product,
    ProductClass,
    Qualifier,
)

Record = dict[str, object]


def _count(value: float, unit: str, **more: object) -> Count:
    fields: Record = {"kind": CountKind.COUNT, "qualifier": Qualifier.EXACT, "claim": Claim.ACHIEVED} | more
    quote = str(fields.pop("quote", f"{value:g} {unit}"))
    return Count("id", 1, value, f"{value:g}", quote=quote, evidence=(), confidence=0.5, unit=unit, **fields)  # type: ignore[arg-type]


def _gold_count(value: float, unit: str, **more: object) -> Record:
    return {"value": value, "unit": unit, "kind": "count", "qualifier": "exact", "quote": f"{value:g} {unit}", **more}


def _product(title: str, kind: str) -> Product:
    return Product("id", 1, title, kind, ProductClass.PUBLICATION, (), 0.5)


def _achievement(text: str, theme: str | None = None) -> Achievement:
    return Achievement("id", 1, text, (), 0.5, theme=theme)


def _write(folder: Path, **page: list[Record]) -> Path:
    about = {"slug": "lakes", "sha256": "0" * 64, "title": "Lakes", "publisher": "River Office", "language": "en"}
    path = folder / "lakes.json"
    path.write_text(json.dumps({"document": about, "pages": [{"page": 1, **page}]}))
    return path


def _evaluated(folder: Path, facts: Facts, **page: list[Record]) -> Evaluation:
    return evaluate(load_gold([_write(folder, **page)]), {"lakes": facts})


def test_counts_match_by_value_and_fully_by_head_noun(tmp_path: Path) -> None:
    facts = Facts(counts=(_count(40, "local judges"), _count(7, "wells"), _count(9, "boats")))
    gold = [_gold_count(40, "judges in two provinces"), _gold_count(7, "springs"), _gold_count(8, "boats")]
    tally = _evaluated(tmp_path, facts, counts=gold).tally("counts")
    assert (tally.matched, tally.full, tally.extra, tally.missed) == (2, 1, 1, 1)
    assert tally.f1 == pytest.approx(4 / 6)
    assert tally.full_f1 == pytest.approx(2 / 6)


def test_other_readings_are_as_good(tmp_path: Path) -> None:
    gold = [_gold_count(7, "springs", unit_alts=["wells"], claim="target", claim_alts=["achieved"])]
    found = _evaluated(tmp_path, Facts(counts=(_count(7, "wells"),)), counts=gold)
    assert found.tally("counts").full == 1
    assert found.claims == DecidedShare(1, 1, 1)


def test_the_same_value_twice_goes_to_the_better_quote(tmp_path: Path) -> None:
    facts = Facts(
        counts=(_count(5, "mills", quote="five mills turn"), _count(5, "mills", quote="of them five mills stand"))
    )
    gold = [_gold_count(5, "mills", quote="of them five mills stand"), _gold_count(5, "mills", quote="five mills turn")]
    tally = _evaluated(tmp_path, facts, counts=gold).tally("counts")
    assert (tally.matched, tally.full, tally.extra, tally.missed) == (2, 2, 0, 0)


def test_a_range_needs_both_ends(tmp_path: Path) -> None:
    gold = [_gold_count(10, "lakes", value_high=15)]
    assert _evaluated(tmp_path, Facts(counts=(_count(10, "lakes"),)), counts=gold).tally("counts").matched == 0
    ranged = Facts(counts=(_count(10, "lakes", value_high=15.0),))
    assert _evaluated(tmp_path, ranged, counts=gold).tally("counts").matched == 1


def test_optional_items_count_neither_way(tmp_path: Path) -> None:
    gold = [_gold_count(3, "maps", optional=True), _gold_count(4, "dams", optional=True)]
    tally = _evaluated(tmp_path, Facts(counts=(_count(3, "maps"),)), counts=gold).tally("counts")
    assert (tally.matched, tally.extra, tally.missed) == (0, 0, 0)


def test_a_required_item_goes_before_an_equal_optional_one(tmp_path: Path) -> None:
    gold = [_gold_count(3, "maps", optional=True), _gold_count(3, "maps")]
    tally = _evaluated(tmp_path, Facts(counts=(_count(3, "maps"),)), counts=gold).tally("counts")
    assert (tally.matched, tally.missed) == (1, 0)


def test_claim_and_basis_are_asked_where_gold_has_one(tmp_path: Path) -> None:
    facts = Facts(counts=(_count(3, "maps", basis=Basis.RATE), _count(4, "dams"), _count(5, "mills")))
    gold = [
        _gold_count(3, "maps", claim="achieved", basis="rate"),
        _gold_count(4, "dams", claim="target", basis="at_date"),
        _gold_count(5, "mills", basis=None),
    ]
    found = _evaluated(tmp_path, facts, counts=gold)
    assert found.claims == DecidedShare(1, 2, 2)
    assert found.bases == DecidedShare(1, 1, 2)
    assert (found.bases.share_right, found.bases.share_decided) == (1.0, 0.5)


def test_products(tmp_path: Path) -> None:
    facts = Facts(products=(_product("Clean Rivers for All", "guide"), _product("Wells of the Plain", "report")))
    gold: list[Record] = [
        {"title": "Guide on Clean Rivers for All", "title_alts": ["Clean rivers for all"], "product_type": "handbook"},
        {"title": "Wells of the Plains", "product_type": "study", "type_alts": ["report"]},
    ]
    tally = _evaluated(tmp_path, facts, products=gold).tally("products")
    assert (tally.matched, tally.full) == (2, 1)


def test_achievements_and_their_themes(tmp_path: Path) -> None:
    facts = Facts(
        achievements=(
            _achievement("The fund trained 40 judges in water law."),
            _achievement("Six boards adopted flood plans.", "Rivers"),
            _achievement("A thing nobody annotated happened."),
        )
    )
    gold: list[Record] = [
        {"text": "The fund trained 40 judges in water  law.", "theme": None},
        {"text": "Six boards adopted flood plans.", "theme": "Forests"},
    ]
    found = _evaluated(tmp_path, facts, achievements=gold)
    tally = found.tally("achievements")
    assert (tally.matched, tally.full, tally.extra, tally.missed) == (2, 1, 1, 0)
    assert sorted(difference.sort for difference in found.differences) == ["extra", "partly"]


@pytest.mark.parametrize(("given", "right"), [("Rivers", 1), ("Water law", 1), (None, 0), ("Forests", 0)])
def test_any_of_the_themes_is_right(given: str | None, right: int, tmp_path: Path) -> None:
    facts = Facts(achievements=(_achievement("The fund trained 40 judges.", given),))
    gold: list[Record] = [{"text": "The fund trained 40 judges.", "theme": "Water law", "theme_alts": ["Rivers"]}]
    assert _evaluated(tmp_path, facts, achievements=gold).tally("achievements").full == right


def test_facts_of_other_pages_are_not_scored(tmp_path: Path) -> None:
    count = _count(3, "maps")
    elsewhere = Count("id", 2, 3, "3", count.kind, count.qualifier, "3 maps", (), 0.5, unit="maps")
    assert _evaluated(tmp_path, Facts(counts=(elsewhere,)), counts=[]).tally("counts").extra == 0


@pytest.mark.parametrize(
    ("unit", "noun"),
    [("local judges in provinces", "judge"), ("workshops, talks", "workshop"), ("", ""), ("USD", "usd")],
)
def test_head_noun(unit: str, noun: str) -> None:
    assert head_noun(unit) == noun


def test_a_malformed_gold_file_is_named_with_its_field(tmp_path: Path) -> None:
    path = _write(
        tmp_path, counts=[{"value": "three", "kind": "count", "qualifier": "exact", "unit": "x", "quote": "x"}]
    )
    with pytest.raises(UserError, match=r"lakes\.json.*counts 1.*'value'"):
        load_gold([path])


def test_no_gold_file_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no gold file"):
        load_gold([tmp_path])


def test_a_judged_fact_says_what_of_its_details_is_right(tmp_path: Path) -> None:
    row = (Evidence(1, 1, Box(0, 0, 1, 1), 0, 1, "4", "count.count"),)
    counts = (
        replace(_count(40, "judges", basis=Basis.IN_PERIOD), evidence=row),
        replace(_count(7, "wells"), evidence=row),
        replace(_count(9, "boats"), evidence=row),
    )
    wanted = [
        _gold_count(40, "judges", claim="target", basis="in_period"),
        _gold_count(7, "wells", optional=True),
    ]
    page = load_gold([_write(tmp_path, counts=wanted)])[0].pages[0]
    verdicts = {fact.words: fact for fact in judge_page(page, Facts(counts=counts))}
    assert verdicts["40: 40 judges"].verdict is GoldVerdict.RIGHT
    assert dict(verdicts["40: 40 judges"].details) == {"full": True, "claim": False, "basis": True}
    assert (verdicts["7: 7 wells"].verdict, verdicts["7: 7 wells"].details) == (GoldVerdict.OPTIONAL, ())
    assert (verdicts["9: 9 boats"].verdict, verdicts["9: 9 boats"].details) == (GoldVerdict.WRONG, ())
