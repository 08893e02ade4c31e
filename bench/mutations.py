"""Measures how many small faults the tests notice: `python -m bench.mutations src/tfextract/extract --count 60 --seed
1`.

Each mutant is the source with one thing changed (a comparison flipped, a part of a condition dropped, a condition
negated, a constant moved), in a copy of `src` that the tests import instead of the project's own. A mutant is noticed
if the tests fail, crash or do not end in time. Prints each unnoticed one with its place, and the share of noticed ones.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
SOURCE = "src"
TESTS = ("tests/extract", "tests/rules", "tests/test_seed.py")
# Longer than the tests take on a busy machine. A mutant that does not end counts as noticed.
SECONDS = 1200
FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


@dataclass(frozen=True, slots=True)
class Mutation:
    """`number` counts the places of the module, in the order of its syntax tree; `line` is that of the source."""

    module: Path
    number: int
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class _Place:
    line: int
    what: str
    change: Callable[[], None]


def _places(tree: ast.Module) -> Iterator[_Place]:
    """Every place of the tree that can be changed; `change` changes the tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in FLIPPED:
            yield _Place(node.lineno, "a comparison flipped", _flip(node))
        elif isinstance(node, ast.BoolOp):
            for at in range(len(node.values)):
                yield _Place(node.values[at].lineno, "a part of a condition dropped", _drop(node, at))
        elif isinstance(node, ast.If | ast.IfExp | ast.While):
            yield _Place(node.test.lineno, "a condition negated", _negate(node))
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield _Place(node.lineno, f"{node.value!r} moved", _move(node))


def _flip(node: ast.Compare) -> Callable[[], None]:
    def change() -> None:
        node.ops[0] = FLIPPED[type(node.ops[0])]()

    return change


def _drop(node: ast.BoolOp, at: int) -> Callable[[], None]:
    def change() -> None:
        del node.values[at]
        if len(node.values) == 1:
            # Can be unparsed: an operator with one value is that value.
            node.values.append(ast.Constant(isinstance(node.op, ast.And)))

    return change


def _negate(node: ast.If | ast.IfExp | ast.While) -> Callable[[], None]:
    def change() -> None:
        node.test = ast.UnaryOp(ast.Not(), node.test)

    return change


def _move(node: ast.Constant) -> Callable[[], None]:
    value = node.value
    moved = value + 1 if isinstance(value, int) else value * 1.5 + 0.1 if isinstance(value, float) else value

    def change() -> None:
        node.value = moved

    return change


def mutations_of(module: Path) -> list[Mutation]:
    tree = ast.parse((ROOT / module).read_text("utf-8"))
    return [Mutation(module, at, place.line, place.what) for at, place in enumerate(_places(tree))]


def mutant(mutation: Mutation) -> str:
    """The module's source with the mutation, without its comments."""
    tree = ast.parse((ROOT / mutation.module).read_text("utf-8"))
    next(place for at, place in enumerate(_places(tree)) if at == mutation.number).change()
    return ast.unparse(ast.fix_missing_locations(tree))


def sample(folder: Path, count: int, seed: int) -> list[Mutation]:
    modules = sorted(path.relative_to(ROOT) for path in (ROOT / folder).rglob("*.py"))
    mutations = [one for module in modules for one in mutations_of(module)]
    return random.Random(seed).sample(mutations, min(count, len(mutations)))


def is_noticed(mutation: Mutation, copy: Path, tests: Sequence[str]) -> bool:
    """Whether the tests fail with it. Restores the copy of the sources afterwards."""
    path = copy / mutation.module.relative_to(SOURCE)
    before = path.read_text("utf-8")
    path.write_text(mutant(mutation), "utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_text(before, "utf-8")
    return done.returncode != 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the part of src that is changed")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", nargs="+", default=list(TESTS))
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        copy = Path(folder) / SOURCE
        shutil.copytree(ROOT / SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        chosen = sample(given.folder, given.count, given.seed)
        noticed = 0
        for at, one in enumerate(chosen, start=1):
            known = is_noticed(one, copy, given.tests)
            noticed += known
            if not known:
                print(f"not noticed: {one.module}:{one.line}: {one.what}", flush=True)
            print(f"{noticed} of {at} noticed", flush=True)
    print(f"{noticed / max(1, len(chosen)):.2f} of {len(chosen)} are noticed")


if __name__ == "__main__":
    main()
