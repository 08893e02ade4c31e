from __future__ import annotations

from pathlib import Path

from tfextract.evaluate.gold import GoldDocument, GoldPage, GoldShortfall
from tfextract.evaluate.shortfalls import Shortfalls, format_shortfalls, measure_shortfalls
from tfextract.model import Facts, Shortfall, ShortfallKind

FERRY = "The second ferry was delayed by eight months."


def _shortfall(text: str, stance: ShortfallKind = ShortfallKind.LATE, page: int = 1) -> Shortfall:
    return Shortfall("id", page, text, stance, (), 0.5)


def _measured(wanted: tuple[GoldShortfall, ...] | None, *found: Shortfall) -> Shortfalls | None:
    page = GoldPage(1, (), (), (), shortfalls=wanted)
    gold = GoldDocument("boats", "0", "Harbour Office", "Report", "en", (page,), Path("boats.json"))
    return measure_shortfalls([gold], {"boats": Facts(shortfalls=found)})


def test_shortfalls_match_by_text_and_fully_by_stance() -> None:
    wanted = (
        GoldShortfall(FERRY, "late", None, False),
        GoldShortfall("Income from berths fell by a tenth.", "reduced", None, False),
        GoldShortfall("The tide gauge was never installed.", "not_achieved", None, False),
    )
    measured = _measured(
        wanted,
        _shortfall("The  second ferry was delayed by eight months"),
        _shortfall("Income from berths fell by a tenth.", ShortfallKind.MISSED),
        _shortfall("The crane is behind schedule."),
    )
    assert measured is not None
    tally = measured.tally
    assert (tally.matched, tally.full, tally.extra, tally.missed) == (2, 1, 1, 1)
    assert [(one.sort, one.text) for one in measured.differences] == [
        ("miss", "[not_achieved] The tide gauge was never installed."),
        ("extra", "[late] The crane is behind schedule."),
        ("partly", "[missed ≠ reduced] Income from berths fell by a tenth."),
    ]
    assert measured.figures()["shortfalls_f1"] == 2 / 3
    assert measured.figures()["shortfalls_full_f1"] == 1 / 3
    assert "\n" not in format_shortfalls(measured)
    assert format_shortfalls(measured, show=True).count("boats p1") == 3


def test_an_optional_shortfall_is_neither_missed_nor_wrong() -> None:
    for found in ((), (_shortfall(FERRY),)):
        measured = _measured((GoldShortfall(FERRY, "late", None, True),), *found)
        assert measured is not None
        assert (measured.tally.matched, measured.tally.extra, measured.tally.missed) == (0, 0, 0)


def test_pages_without_the_field_are_not_asked() -> None:
    assert _measured(None, _shortfall(FERRY)) is None


def test_an_empty_list_says_that_there_is_none_and_asks_its_page_alone() -> None:
    measured = _measured((), _shortfall(FERRY), _shortfall(FERRY, page=2))
    assert measured is not None
    assert measured.tally.extra == 1
