"""What each step of a longer call takes, told by functions that are watched while it runs."""

from __future__ import annotations

import contextlib
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from unittest import mock

# A function, as the module or class that holds it and its name there, and what it does.
Watched = tuple[object, str, str]


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds, and those of all processors."""

    wall: float = 0.0
    processors: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.wall + other.wall, self.processors + other.processors)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.wall - other.wall, self.processors - other.processors)


@dataclass(slots=True)
class Steps:
    """`rest` is what is in no step. A step that calls another one counts without it."""

    spent: dict[str, Spent] = field(default_factory=dict)
    all: Spent = field(default_factory=Spent)
    _inner: list[Spent] = field(default_factory=list)

    @property
    def rest(self) -> Spent:
        return self.all - sum(self.spent.values(), Spent())

    def _watch(self, words: str, function: Callable[..., object]) -> Callable[..., object]:
        self.spent.setdefault(words, Spent())

        def call(*given: object, **named: object) -> object:
            began, used = time.perf_counter(), time.process_time()
            self._inner.append(Spent())
            try:
                return function(*given, **named)
            finally:
                took = Spent(time.perf_counter() - began, time.process_time() - used)
                self.spent[words] += took - self._inner.pop()
                if self._inner:
                    self._inner[-1] += took

        return call


@contextlib.contextmanager
def watching(*functions: Watched) -> Iterator[Steps]:
    """Everything inside is `all`."""
    steps = Steps()
    with contextlib.ExitStack() as patched:
        for holder, name, words in functions:
            patched.enter_context(mock.patch.object(holder, name, steps._watch(words, getattr(holder, name))))
        began, used = time.perf_counter(), time.process_time()
        yield steps
        steps.all = Spent(time.perf_counter() - began, time.process_time() - used)


def peak() -> float:
    """The most memory this process held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
