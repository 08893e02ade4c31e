"""Generated PDFs are read back: their items, in order, under their headings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.layout.generator import make
from tests.layout.recovery import Recovery, compare
from tfextract.layout import read_layout

SEEDS = range(1000, 1012)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Recovery]:
    folder = tmp_path_factory.mktemp("generated")
    return [_read(seed, folder) for seed in SEEDS]


def _read(seed: int, folder: Path) -> Recovery:
    made = make(seed)
    path = folder / f"{seed}.pdf"
    path.write_bytes(made.pdf)
    return compare(made, read_layout(path.read_bytes(), path.name, f"{seed:016x}"))


def test_items_come_back_exactly(results: list[Recovery]) -> None:
    recovered = sum(result.recovered for result in results)
    assert recovered / sum(result.items for result in results) >= 0.95


def test_items_come_back_in_their_order(results: list[Recovery]) -> None:
    assert sum(result.in_order for result in results) / sum(result.pairs for result in results) >= 0.97


def test_one_seed_gives_one_document() -> None:
    assert make(1000) == make(1000)
    assert make(1000).pdf != make(1001).pdf
