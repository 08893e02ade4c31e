"""The status of a figure beside earlier figures. All figures and sentences are invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfextract.model import Basis, Qualifier
from tfextract.series import PointStatus, Promise, ReportedFigure, SeriesTarget, due_of, follow, judge


def reported(
    value: float, year: int, document: str = "", *, page: int = 1, qualifier: Qualifier = Qualifier.EXACT,
    told_on: int | None = None, sentence: str = "",
) -> ReportedFigure:  # fmt: skip
    name = document or f"report-{year}"
    day = date(told_on or year, 12, 31)
    return ReportedFigure(
        f"{name}-{value:g}-{page}", name, page, value, f"{value:,g}", qualifier, date(year, 12, 31), day, sentence
    )


def standings(
    *figures_given: ReportedFigure, basis: Basis = Basis.CUMULATIVE, summed: bool = False
) -> list[tuple[float, str]]:
    return [(figure.reported.value, figure.standing.value) for figure in judge(figures_given, basis, summed)]


def test_points_know_their_change() -> None:
    first, second = judge([reported(400, 2011), reported(500, 2012)], Basis.CUMULATIVE, False)
    assert (first.previous, first.change) == (None, None)
    assert (second.previous, second.change, second.change_percent) == (400, 100, 25)


def test_the_first_point_is_compared_with_the_baseline() -> None:
    (figure,) = judge([reported(400, 2011)], Basis.CUMULATIVE, False, baseline=100)
    assert (figure.previous, figure.change_percent) == (100, 300)


def test_what_a_document_repeats_counts_once() -> None:
    assert standings(reported(400, 2011), reported(400, 2011, page=3)) == [(400, "point"), (400, "repeat")]


def test_a_figure_repeated_less_exactly_is_no_other_figure() -> None:
    over = reported(7000, 2015, qualifier=Qualifier.OVER)
    assert standings(over, reported(7310, 2015, page=2)) == [(7000, "rounded"), (7310, "point")]


def test_over_says_nothing_of_a_figure_far_above_it() -> None:
    over = reported(7000, 2015, qualifier=Qualifier.OVER)
    assert standings(over, reported(9900, 2015, page=2)) == [(7000, "contradiction"), (9900, "contradiction")]


def test_two_figures_of_one_document_and_date_are_for_a_person() -> None:
    figures = judge([reported(3000, 2014), reported(3600, 2014, page=2)], Basis.CUMULATIVE, False)
    assert {figure.standing for figure in figures} == {PointStatus.CONTRADICTION}
    assert figures[0].message == "one document tells 3,000 and 3,600 for one date: keep one"
    assert all(figure.value is None for figure in figures)


def test_last_years_figure_beside_a_newer_one_is_stale() -> None:
    found = standings(reported(2400, 2013), reported(2400, 2014, page=3), reported(3600, 2014, page=2))
    assert found == [(2400, "point"), (3600, "point"), (2400, "stale")]


def test_a_level_that_did_not_change_is_a_point() -> None:
    assert standings(reported(12, 2013), reported(12, 2014)) == [(12, "point"), (12, "point")]


def test_a_later_document_restates() -> None:
    before, after = reported(400, 2011), reported(390, 2011, "report-2013", told_on=2013)
    figures = judge([before, after], Basis.CUMULATIVE, False)
    assert [(f.reported.value, f.standing, f.refers_to) for f in figures] == [
        (400, PointStatus.RESTATED, after.count_id), (390, PointStatus.POINT, None)
    ]  # fmt: skip


def test_a_later_document_that_says_the_same_repeats() -> None:
    found = standings(reported(400, 2011), reported(400, 2011, "report-2013", told_on=2013))
    assert found == [(400, "repeat"), (400, "point")]


def test_what_counts_from_the_start_cannot_fall() -> None:
    figures = judge([reported(4000, 2013), reported(3600, 2014), reported(7300, 2015)], Basis.CUMULATIVE, False)
    assert [figure.standing for figure in figures] == [PointStatus.POINT, PointStatus.FALLS, PointStatus.POINT]
    assert figures[1].message == "3,600 is below 4,000 of 2013-12-31, and what counts from the start cannot fall"
    assert figures[2].change == 3300


def test_what_is_of_a_period_may_fall() -> None:
    assert standings(reported(4000, 2013), reported(3600, 2014), basis=Basis.IN_PERIOD) == [
        (4000, "point"),
        (3600, "point"),
    ]


def test_a_figure_without_a_date_is_for_a_person() -> None:
    figure = ReportedFigure("c", "d", 1, 5, "5", Qualifier.EXACT, None, None)
    assert [f.standing for f in judge([figure], Basis.CUMULATIVE, False)] == [PointStatus.UNDATED]


def test_parts_are_summed_and_repeats_are_summed_once() -> None:
    parts = [
        reported(30, 2012, sentence="30 wells in Elmet"),
        reported(12, 2012, page=2, sentence="12 wells in Rheged"),
        reported(30, 2012, page=3, sentence="30 wells in Elmet."),
        reported(30, 2012, page=4, sentence="30 wells in Dyfed"),
    ]
    figures = judge(parts, Basis.IN_PERIOD, True)
    assert [figure.standing.value for figure in figures] == ["point", "part", "repeat", "part"]
    assert sum(figure.value or 0 for figure in figures) == 72


@given(
    st.lists(
        st.tuples(
            st.integers(0, 50), st.integers(2010, 2014), st.integers(2010, 2016), st.sampled_from(Qualifier),
            st.integers(1, 3),
        ),
        max_size=12,
    ),
    st.booleans(),
)  # fmt: skip
def test_every_figure_is_judged_once_and_a_date_has_one_point(
    drawn: list[tuple[int, int, int, Qualifier, int]], summed: bool
) -> None:
    figures_given = [
        ReportedFigure(
            f"c{n}", f"d{on}", page, value, str(value), qualifier, date(year, 12, 31), date(on, 12, 31), f"words {n}"
        )
        for n, (value, year, on, qualifier, page) in enumerate(drawn)
    ]
    figures = judge(figures_given, Basis.CUMULATIVE, summed)
    assert sorted(figure.reported.count_id for figure in figures) == sorted(one.count_id for one in figures_given)
    days = [figure.reported.as_of for figure in figures if figure.standing is PointStatus.POINT]
    assert len(days) == len(set(days))
    values = [figure.value for figure in figures if figure.value is not None]
    assert values == sorted(values)


def target(value: float, due: int | None, told_on: int) -> SeriesTarget:
    end = None if due is None else date(due, 12, 31)
    return SeriesTarget(f"t-{told_on}", f"d-{told_on}", 1, value, end, None, date(told_on, 12, 31))


def test_a_target_that_is_put_off_has_slipped() -> None:
    followed = follow([target(900, 2015, 2014), target(900, 2016, 2015), target(900, 2016, 2016)])
    assert [t.promise for t in followed] == [Promise.FIRST, Promise.SLIPPED, Promise.REPEATED]
    assert followed[1].due_before == date(2015, 12, 31)


def test_targets_are_raised_lowered_and_brought_forward() -> None:
    followed = follow(
        [target(900, 2016, 2012), target(950, 2016, 2013), target(800, 2016, 2014), target(800, 2015, 2015)]
    )
    assert [t.promise.value for t in followed] == ["first", "raised", "lowered", "brought forward"]


def test_a_telling_without_a_date_is_not_a_slip() -> None:
    followed = follow([target(900, 2015, 2013), target(900, None, 2014), target(900, 2016, 2015)])
    assert [t.promise.value for t in followed] == ["first", "repeated", "slipped"]


@pytest.mark.parametrize(
    ("sentence", "due", "horizon"),
    [
        ("By 2016 we want to dig 900 wells.", date(2016, 12, 31), "By 2016"),
        ("We plan 900 wells by the end of 2016.", date(2016, 12, 31), "by the end of 2016"),
        ("We plan 900 wells by February 2016.", date(2016, 2, 29), "by February 2016"),
        ("We plan 900 wells until December 2016.", date(2016, 12, 31), "until December 2016"),
        ("Over the next three years we will dig 900 wells.", date(2017, 12, 31), "next three years"),
        ("In the coming 2 years 900 wells follow.", date(2016, 12, 31), "coming 2 years"),
        ("We aim at 900 wells.", None, None),
    ],
)
def test_by_when_is_read_from_the_sentence(sentence: str, due: date | None, horizon: str | None) -> None:
    assert due_of(sentence, date(2014, 6, 30)) == (due, horizon)


def test_years_from_no_known_date_have_no_end() -> None:
    assert due_of("In the next two years 900 wells follow.", None) == (None, "next two years")
