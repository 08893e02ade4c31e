"""Files that arrive in a folder over time, as people and copy programs bring them, and the expected result for each."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests import pdfs

# The statuses that a file may have in the warehouse, by its final state.
GOOD = frozenset({"read"})
GONE = frozenset({"missing", "superseded"})


@dataclass(frozen=True, slots=True)
class Expected:
    """At the end: one of these statuses, and the figure that the document states, where it states one."""

    statuses: frozenset[str]
    figure: int | None = None


def report(figure: int) -> bytes:
    """One page of invented text that states the figure once."""
    return pdfs.text_pdf(
        f"The Beacon Fund, report {figure}",
        f"In 2021 the fund trained {figure:,} lighthouse keepers in three districts.",
        "The handbook Lamps for Harbours was published in two languages.",
    )


@dataclass(slots=True)
class Arrivals:
    """`expected` by path, as the ledger writes it; `messages` says each thing that was done."""

    raw: Path
    rng: Random
    expected: dict[str, Expected] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    _number: int = 0
    _unfinished: list[tuple[Path, bytes, int]] = field(default_factory=list)

    def step(self) -> None:
        """One more event. Half of them are good files."""
        kinds = list(KINDS.items())
        act = self.rng.choices([act for act, _ in kinds], [weight for _, weight in kinds])[0]
        act(self)

    def each_once(self) -> list[Callable[[], None]]:
        """All kinds of events, in an order in which each is possible."""
        return [lambda act=act: act(self) for act in KINDS]  # type: ignore[misc]

    def settle(self) -> None:
        """Completes half-written files."""
        while self._unfinished:
            complete(self)

    def good_paths(self) -> list[Path]:
        half = {path for path, _, _ in self._unfinished}
        return [
            Path(path)
            for path, expected in self.expected.items()
            if expected.figure is not None and expected.statuses == GOOD and Path(path) not in half
        ]

    def new(self) -> tuple[int, str]:
        """A unique figure, and a name."""
        self._number += 1
        return 1000 + self._number, f"report-{self._number:04}.pdf"

    def put(self, path: Path, content: bytes, expected: Expected, kind: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.note(path, expected, kind)

    def note(self, path: Path, expected: Expected, kind: str) -> None:
        self.expected[os.fsencode(path).decode("utf-8", "backslashreplace")] = expected
        self.messages.append(f"{kind}: {os.fsencode(path.name).decode('utf-8', 'backslashreplace')!r}")


def good(arrivals: Arrivals) -> None:
    figure, name = arrivals.new()
    folder = arrivals.raw / arrivals.rng.choice(("", "2021", "field office/north"))
    arrivals.put(folder / name, report(figure), Expected(GOOD, figure), "good")


def begin(arrivals: Arrivals) -> None:
    """The first part of a copy that continues later."""
    figure, name = arrivals.new()
    whole, path = report(figure), arrivals.raw / name
    arrivals.put(path, whole[: int(len(whole) * arrivals.rng.choice((0.5, 0.9)))], Expected(GOOD, figure), "half")
    arrivals._unfinished.append((path, whole, figure))


def complete(arrivals: Arrivals) -> None:
    if arrivals._unfinished:
        path, whole, figure = arrivals._unfinished.pop(0)
        arrivals.put(path, whole, Expected(GOOD, figure), "completed")


def replace(arrivals: Arrivals) -> None:
    """New bytes under a known name, written over the old ones."""
    if paths := arrivals.good_paths():
        figure, _ = arrivals.new()
        arrivals.put(arrivals.rng.choice(paths), report(figure), Expected(GOOD, figure), "replaced")


def remove(arrivals: Arrivals) -> None:
    # A share of missing files that is too large is a case of its own, for a person.
    if len(paths := arrivals.good_paths()) > 8:
        path = arrivals.rng.choice(paths)
        path.unlink()
        arrivals.note(path, Expected(GONE), "removed")


def rename(arrivals: Arrivals) -> None:
    if len(paths := arrivals.good_paths()) > 8:
        path = arrivals.rng.choice(paths)
        _, name = arrivals.new()
        figure = arrivals.expected[str(path)].figure
        path.rename(path.with_name(name))
        arrivals.note(path, Expected(GONE), "renamed from")
        arrivals.note(path.with_name(name), Expected(GOOD | {"duplicate"}, figure), "renamed to")


def duplicate(arrivals: Arrivals) -> None:
    """Afterwards either of the two may be the one that was read."""
    if paths := arrivals.good_paths():
        path = arrivals.rng.choice(paths)
        figure = arrivals.expected[str(path)].figure
        _, name = arrivals.new()
        either = Expected(GOOD | {"duplicate"}, figure)
        arrivals.put(path.with_name(name), path.read_bytes(), either, "duplicate")
        arrivals.expected[str(path)] = either


def empty(arrivals: Arrivals) -> None:
    _, name = arrivals.new()
    arrivals.put(arrivals.raw / f"empty-{name}", b"", Expected(frozenset({"empty"})), "empty")


def damaged(arrivals: Arrivals) -> None:
    _, name = arrivals.new()
    content = pdfs.truncated_pdf() + str(name).encode()
    arrivals.put(arrivals.raw / f"cut-{name}", content, Expected(frozenset({"damaged"})), "damaged")


def locked(arrivals: Arrivals) -> None:
    _, name = arrivals.new()
    content = pdfs.encrypted_pdf() + b"\n%" + name.encode()
    arrivals.put(arrivals.raw / f"locked-{name}", content, Expected(frozenset({"encrypted"})), "encrypted")


def no_pdf(arrivals: Arrivals) -> None:
    _, name = arrivals.new()
    content = b"Dear reader, this is letter " + name.encode()
    arrivals.put(arrivals.raw / f"letter-{name}", content, Expected(frozenset({"not_pdf"})), "not a PDF")


def scan(arrivals: Arrivals) -> None:
    _, name = arrivals.new()
    content = pdfs.scan_pdf() + b"\n%" + name.encode()
    # Where the extra that reads pictures is installed, it is read.
    arrivals.put(arrivals.raw / f"scan-{name}", content, Expected(GOOD | {"no_text", "partial"}), "scan")


def odd_name(arrivals: Arrivals) -> None:
    """A name that is not UTF-8 and cannot be used in SQL: it is reported and skipped."""
    figure, name = arrivals.new()
    path = Path(os.fsdecode(os.fsencode(arrivals.raw) + b"/\xe9tude-" + name.encode()))
    arrivals.put(path, report(figure), Expected(frozenset({"failed"})), "name not UTF-8")


def control_name(arrivals: Arrivals) -> None:
    figure, name = arrivals.new()
    path = arrivals.raw / f"\x1b[31mred\n{name}"
    # Whether it is read or refused, it has its row.
    arrivals.put(path, report(figure), Expected(GOOD | {"failed"}), "control characters in the name")


KINDS: dict[Callable[[Arrivals], None], int] = {
    good: 14,
    begin: 2,
    complete: 2,
    replace: 3,
    remove: 1,
    rename: 1,
    duplicate: 1,
    empty: 1,
    damaged: 1,
    locked: 1,
    no_pdf: 1,
    scan: 1,
    odd_name: 1,
    control_name: 1,
}
