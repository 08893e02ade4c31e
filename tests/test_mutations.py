"""The mutants that `bench.mutations` makes of a module."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from bench import mutations
from bench.mutations import mutant, mutations_of, sample

MODULE = """
def pays(number, least=3):
    if number > least and number != 7:
        return 1.0
    return None
"""


@pytest.fixture(autouse=True)
def _module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutations, "ROOT", tmp_path)
    (tmp_path / "mill.py").write_text(MODULE)


def test_every_mutant_differs_from_the_module_and_can_be_run() -> None:
    plain = ast.unparse(ast.parse(MODULE))
    made = [mutant(one) for one in mutations_of(Path("mill.py"))]
    assert len(set(made)) == len(made)
    assert plain not in made
    for source in made:
        compile(source, "mill.py", "exec")


def test_what_is_changed() -> None:
    by_what = {one.what: mutant(one) for one in mutations_of(Path("mill.py"))}
    assert "if not (number > least and number != 7):" in by_what["a condition negated"]
    assert "least=4" in by_what["3 moved"]
    assert "number == 7" in by_what["a comparison flipped"]
    assert "if number > least and True:" in by_what["a part of a condition dropped"]


def test_a_sample_is_that_of_its_seed() -> None:
    assert sample(Path(), 4, 1) == sample(Path(), 4, 1)
    assert len(sample(Path(), 4, 1)) == 4
    assert len(sample(Path(), 4000, 1)) == len(mutations_of(Path("mill.py")))
