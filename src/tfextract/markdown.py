"""Markdown in which the words of reports and file names are words, whatever marks they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# A page of more rows is no longer read, and the warehouse has them all.
ROWS_SHOWN = 200
_MARKS = re.compile(r"([\\`*_{}\[\]<>|#~])")


def plain(text: str) -> str:
    """On one line."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], numbers_from: int = 99) -> str:
    """The columns from `numbers_from` on are numbers."""
    lines = [_row(heads), _row(["---:" if at >= numbers_from else "---" for at in range(len(heads))])]
    lines += [_row([plain(cell) for cell in row]) for row in rows[:ROWS_SHOWN]]
    if len(rows) > ROWS_SHOWN:
        lines += ["", f"and {len(rows) - ROWS_SHOWN} more"]
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
