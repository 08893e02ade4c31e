"""As tests/layout/test_roundtrip.py, of two hundred other documents, by the same floors."""

from __future__ import annotations

from pathlib import Path

from tests.layout.generator import make
from tests.layout.recovery import Recovery, compare
from tfextract.layout import read_layout

SEEDS = range(5000, 5200)


def test_what_was_set_comes_back(tmp_path: Path) -> None:
    results = [_read(seed, tmp_path) for seed in SEEDS]
    assert sum(result.recovered for result in results) / sum(result.items for result in results) >= 0.95
    assert sum(result.in_order for result in results) / sum(result.pairs for result in results) >= 0.97


def _read(seed: int, folder: Path) -> Recovery:
    made = make(seed)
    path = folder / f"{seed}.pdf"
    path.write_bytes(made.pdf)
    return compare(made, read_layout(made.pdf, path.name, f"{seed:016x}"))
