"""Limits on how many facts may change, or files may be gone, before a person must confirm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfextract.errors import UserError

if TYPE_CHECKING:
    from tfextract.warehouse import Differences


@dataclass(frozen=True, slots=True)
class Limit:
    """How much may change: a share (0 to 1) of what there was, or a number. Without both, any amount."""

    share: float | None = None
    number: int | None = None

    @classmethod
    def parse(cls, text: str) -> Limit:
        """ "20%", "0.2" (both a fifth), "500" (facts) or "none". Raises UserError."""
        given = text.strip()
        try:
            if given.casefold() == "none":
                return cls()
            if given.endswith("%"):
                return cls(share=_between(float(given[:-1]) / 100))
            if "." in given:
                return cls(share=_between(float(given)))
            if int(given) >= 0:
                return cls(number=int(given))
        except ValueError:
            pass
        raise UserError(f"the limit {text!r} is none: give a share (20%, 0.2), a number of facts (500), or none")

    def allows(self, differences: Differences) -> bool:
        return self.allows_count(differences.count, differences.before)

    def allows_count(self, changed: int, before: int) -> bool:
        if self.share is not None:
            return changed <= self.share * before
        return self.number is None or changed <= self.number

    def __str__(self) -> str:
        if self.share is None and self.number is None:
            return "none"
        return f"{self.share:.0%}" if self.share is not None else f"{self.number} facts"


def _between(share: float) -> float:
    if not 0 <= share <= 1:
        raise ValueError
    return share
