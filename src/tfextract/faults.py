"""Limits the cost of an exception to the page, table or passage it came from. It becomes an issue, and the document
goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tfextract.model import Issue

T = TypeVar("T")
R = TypeVar("R")
# Each round finds one of the items that raise only together. After so many rounds the items are not at fault.
MAX_ROUNDS = 8
MESSAGE_LENGTH = 200


def described(error: Exception) -> str:
    """The exception in one line: its type, and its message if it has one."""
    text = "".join(char if char.isprintable() else " " for char in " ".join(str(error).split()))[:MESSAGE_LENGTH]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


@dataclass(frozen=True, slots=True)
class Spared(Generic[T, R]):
    """The result of a step without the items at fault, and these items with their exceptions, in order.

    `result` is None if the step raises whichever items are left out. Then `error` is the exception.
    """

    result: R | None
    faults: tuple[tuple[T, Exception], ...] = ()
    error: Exception | None = None


def without_faults(items: Sequence[T], run: Callable[[Sequence[T]], R]) -> Spared[T, R]:
    """Calls `run` with the items on which it does not raise.

    Calls `run` with parts of the items until those at fault are found. A call that raises must not have changed the
    items. Returns the result of the last call.
    """
    kept = list(range(len(items)))
    faults: dict[int, Exception] = {}

    def raised(chosen: Sequence[int]) -> Exception | None:
        try:
            run([items[at] for at in chosen])
        except Exception as error:
            return error
        return None

    error: Exception | None = None
    for _ in range(MAX_ROUNDS):
        try:
            result = run([items[at] for at in kept])
        except Exception as caught:
            error = caught
        else:
            return Spared(result, tuple((items[at], faults[at]) for at in sorted(faults)))
        results = _at_fault(kept, error, raised)
        faults |= results
        kept = [at for at in kept if at not in faults]
        if not results:
            break
    return Spared(None, error=error)


def _at_fault(
    items: Sequence[int], error: Exception, raised: Callable[[Sequence[int]], Exception | None]
) -> dict[int, Exception]:
    """Of items that raise together, those that raise alone. If none does, the one that makes the items before it
    raise."""
    if len(items) <= 1:
        return dict.fromkeys(items, error)
    middle = len(items) // 2
    results: dict[int, Exception] = {}
    for half in (items[:middle], items[middle:]):
        again = raised(half)
        if again is not None:
            results |= _at_fault(half, again, raised)
    if results:
        return results
    low, high = middle, len(items)
    while high - low > 1:
        between = (low + high) // 2
        again = raised(items[:between])
        low, high, error = (between, high, error) if again is None else (low, between, again)
    return {items[high - 1]: error}


@dataclass(slots=True)
class Faults:
    """Collects the issues from one document's faults."""

    file_name: str
    document_id: str
    issues: list[Issue] = field(default_factory=list)

    def tell(self, code: str, message: str, page: int | None = None) -> None:
        self.issues.append(Issue(code, message, self.file_name, self.document_id, page))

    def spare(
        self,
        code: str,
        lost: str,
        items: Sequence[T],
        page_of: Callable[[T], int],
        run: Callable[[Sequence[T]], R],
    ) -> Spared[T, R]:
        """Like `without_faults`. Adds an issue about what is `lost` for each page, or a single one if no item is at
        fault."""
        spared = without_faults(items, run)
        if spared.error is not None:
            self.tell(code, f"{lost} ({described(spared.error)})")
        pages: dict[int, Exception] = {}
        for item, error in spared.faults:
            pages.setdefault(page_of(item), error)
        for page, error in pages.items():
            self.tell(code, f"{lost} ({described(error)})", page)
        return spared
