"""Every rule shows what it does: each example gives exactly its captures, no counterexample matches."""

import time
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from tfextract.errors import UserError
from tfextract.rules import Example, Rule, all_rules, captures, use_folder

EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{n}") for rule in all_rules() for n, example in enumerate(rule.examples)
]
COUNTEREXAMPLES = [
    pytest.param(rule, text, id=f"{rule.id}-{n}") for rule in all_rules() for n, text in enumerate(rule.counterexamples)
]
HOSTILE = ["a" * 20_000, "of the " * 4_000, "1,2-" * 5_000, "A B " * 5_000, "(" * 10_000, "will to be " * 2_000]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example_gives_exactly_its_captures(rule: Rule, example: Example) -> None:
    found = rule.search(example.text)
    assert found is not None
    assert dict(captures(found)) == dict(example.gives)


@pytest.mark.parametrize(("rule", "text"), COUNTEREXAMPLES)
def test_counterexample_does_not_match(rule: Rule, text: str) -> None:
    assert rule.search(text) is None


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in all_rules()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in all_rules()])
def test_rule_has_examples_and_a_counterexample(rule: Rule) -> None:
    assert rule.examples
    assert rule.counterexamples
    assert rule.why


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in all_rules()])
def test_hostile_text_ends(rule: Rule) -> None:
    # A hang guard, not a measurement: a pattern that backtracks without bound takes minutes here.
    started = time.monotonic()
    for text in HOSTILE:
        for _ in rule.matches(text):
            pass
    assert time.monotonic() - started < 60


def test_a_fragment_is_replaced_by_its_pattern(tmp_path: Path) -> None:
    record = """
[[rule]]
id = "own.year"
kind = "claim_cue"
pattern = 'in \\s $year'
why = "A year."
examples = [{ text = "in 2012/13" }]
counterexamples = ["in the year"]
"""
    (tmp_path / "own.toml").write_text(record)
    use_folder(tmp_path)
    try:
        assert "own.year" in {rule.id for rule in all_rules()}
        (tmp_path / "own.toml").write_text(record.replace("$year", "$yaer"))
        use_folder(None)
        with pytest.raises(UserError, match=r"no fragment is called \$yaer: there are .*year"):
            use_folder(tmp_path)
    finally:
        use_folder(None)


@pytest.mark.parametrize("path", sorted(Path(str(files("tfextract.rules"))).glob("*.toml")), ids=lambda path: path.stem)
def test_patterns_are_written_over_lines_that_one_can_read(path: Path) -> None:
    records = tomllib.loads(path.read_text("utf-8")).get("rule", [])
    lines = [(one["id"], line) for one in records for line in one["pattern"].splitlines()]
    assert [(rule_id, line) for rule_id, line in lines if len(line) > 120] == []
