"""What an exception costs: the page, table or passage it came from, told as an issue; never the whole document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tfextract.model import Issue

T = TypeVar("T")
R = TypeVar("R")
# Items that raise only together are found one a round; after so many rounds the items are not what is at fault.
MAX_ROUNDS = 8
MESSAGE_LENGTH = 200


def described(error: Exception) -> str:
    """The exception in one line: its type, and what it says where it says something."""
    text = "".join(char if char.isprintable() else " " for char in " ".join(str(error).split()))[:MESSAGE_LENGTH]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


@dataclass(frozen=True, slots=True)
class Spared(Generic[T, R]):
    """What a step gave without the items at fault: each of these with its exception, in their order.

    `result` is None where the step raises whichever items are left out; `error` is then what it raised.
    """

    result: R | None
    faults: tuple[tuple[T, Exception], ...] = ()
    error: Exception | None = None


def without_faults(items: Sequence[T], run: Callable[[Sequence[T]], R]) -> Spared[T, R]:
    """`run` over the items that it does not raise on.

    It is called again with parts of the items until those at fault are found, and must not change them where it raises.
    Its last call is the one whose result is given.
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
    """Of items that raise together those that raise alone; else the one without which those before it do not."""
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
    """The issues of one document's faults."""

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
        """As `without_faults`; what is `lost` is told once for each page, or once where no item is at fault."""
        spared = without_faults(items, run)
        if spared.error is not None:
            self.tell(code, f"{lost} ({described(spared.error)})")
        pages: dict[int, Exception] = {}
        for item, error in spared.faults:
            pages.setdefault(page_of(item), error)
        for page, error in pages.items():
            self.tell(code, f"{lost} ({described(error)})", page)
        return spared
