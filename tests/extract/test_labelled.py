import pytest

from tests.extract.builders import passages
from tfextract.extract.counts import find_counts
from tfextract.extract.evidence import Ids
from tfextract.model import Document, FileStatus

DOCUMENT = Document("d", "0" * 64, "x.pdf", page_count=1, status=FileStatus.READ)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("- Blog posts: 62", [(62, "Blog posts")]),
        ("- Number of millers taught by the council: 310", [(310, "millers")]),
        ("- Photos taken by young millers: 6,289.", [(6289, "Photos")]),
        ("- Towns where boats were mended: 21", [(21, "Towns")]),
        ("Registered users: 3,400 (2019: 2,100)", [(3400, "Registered users")]),
        ("Women: 340; men: 220", [(340, "Women"), (220, "men")]),
        # One thing, a reference, a year, a number that opens a statement of its own.
        ("Phone: 62", []),
        ("Goals: 3, 5 and 13", []),
        ("Annual reports: 2019", []),
        ("Results: 62 mills were built", [(62, "mills")]),
    ],
)
def test_a_figure_behind_its_label(printed: str, expected: list[tuple[float, str]]) -> None:
    found = find_counts(passages(printed), (), Ids("d"), DOCUMENT)
    assert [(count.value, count.unit) for count in found] == expected
