"""Items that raise are found by trying without them: one, several, only together, always."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfextract.faults import Faults, described, without_faults


def refusing(*bad: int):  # type: ignore[no-untyped-def]
    def run(items: Sequence[int]) -> list[int]:
        for item in items:
            if item in bad:
                raise KeyError(item)
        return list(items)

    return run


@given(st.sets(st.integers(0, 40)), st.integers(0, 40))
def test_exactly_the_items_that_raise_are_left_out(bad: set[int], count: int) -> None:
    spared = without_faults(range(count), refusing(*bad))
    assert spared.result == [item for item in range(count) if item not in bad]
    assert [item for item, _ in spared.faults] == sorted(bad & set(range(count)))


def test_of_items_that_raise_only_together_the_later_is_left_out() -> None:
    def run(items: Sequence[int]) -> list[int]:
        if {3, 8} <= set(items):
            raise ValueError("3 before 8")
        return list(items)

    assert without_faults(range(10), run).result == [0, 1, 2, 3, 4, 5, 6, 7, 9]


@pytest.mark.parametrize("count", [0, 1, 6])
def test_where_no_item_is_at_fault_there_is_no_result(count: int) -> None:
    def run(_: Sequence[int]) -> int:
        raise OSError("no model")

    spared = without_faults(range(count), run)
    assert (spared.result, str(spared.error)) == (None, "no model")


def test_a_loss_is_reported_once_a_page() -> None:
    faults = Faults("a.pdf", "d" * 16)
    faults.spare(
        "extraction_failed", "counts: not read", [11, 12, 13, 21], lambda item: item // 10, refusing(11, 13, 21)
    )
    assert [(issue.page, issue.message) for issue in faults.issues] == [
        (1, "counts: not read (KeyError: 11)"),
        (2, "counts: not read (KeyError: 21)"),
    ]


def test_an_exception_is_described_in_one_printable_line() -> None:
    assert described(ValueError("a\n\x1b[31mb " + "c" * 900)) == "ValueError: a  [31mb " + "c" * 191
    assert described(RecursionError()) == "RecursionError"
