"""Turns amounts into named bins, which are used as features."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence


def binned(name: str, value: float, edges: Sequence[float]) -> str:
    """The name of the bin: `name<edge` with the first edge above the value, else `name>last`."""
    at = bisect(edges, value)
    return f"{name}<{edges[at]:g}" if at < len(edges) else f"{name}>{edges[-1]:g}"
