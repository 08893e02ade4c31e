"""Markdown that escapes the words of reports and file names, so that their characters are never markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# Nobody reads a longer table, and the warehouse has all rows.
ROWS_SHOWN = 200
_MARKS = re.compile(r"([\\`*_{}\[\]<>|#~])")


def plain(text: str) -> str:
    """The text on one line."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], numbers_from: int = 99) -> str:
    """Columns from `numbers_from` on are numbers and are right-aligned."""
    lines = [_row(heads), _row(["---:" if at >= numbers_from else "---" for at in range(len(heads))])]
    lines += [_row([plain(cell) for cell in row]) for row in rows[:ROWS_SHOWN]]
    if len(rows) > ROWS_SHOWN:
        lines += ["", f"and {len(rows) - ROWS_SHOWN} more"]
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
