"""Rules of a folder named in the settings: read like those of the package, and used before them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.extract.builders import passages

from tfextract.errors import UserError
from tfextract.extract.achievements import judge
from tfextract.extract.evidence import Ids
from tfextract.extract.products import find_products
from tfextract.extract.sections import Section
from tfextract.model import Page, PageStatus, TextSource
from tfextract.rules import all_rules, first_match, rules_hash, use_folder, without
from tfextract.rules.kinds import KINDS
from tfextract.settings import Settings
from tfextract.versions import reader_version

RULE = """
[[rule]]
id = "own.regatta"
kind = "no_result"
pattern = '''\\bregatta\\b'''
why = "Sport is not what we report."
examples = [{ text = "The regatta was won", gives = {} }]
counterexamples = ["The race was won"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "ours.toml").write_text(RULE, "utf-8")
    yield tmp_path
    use_folder(None)


def test_a_rule_of_ones_own_decides(folder: Path) -> None:
    sentence = "The club organised a regatta for 300 children in 2019."
    assert judge(passages(sentence))[0].rule_id is not None
    use_folder(folder)
    assert judge(passages(sentence))[0].why == "kept out by own.regatta"
    assert all_rules()[0].id == "own.regatta"


def test_a_cue_of_ones_own_weighs_what_its_record_says(folder: Path) -> None:
    (folder / "cue.toml").write_text(
        RULE.replace("own.regatta", "own.cue").replace("no_result", "result_cue").replace("why", "weight = -2.5\nwhy"),
        "utf-8",
    )
    (folder / "ours.toml").unlink()
    use_folder(folder)
    weighed = judge(passages("The club organised a regatta for 300 children in 2019."))[0].weighed
    assert weighed is not None
    assert dict(weighed.parts)["own.cue"] == -2.5


def test_what_a_certain_rule_calls_a_title_is_one_whatever_is_weighed(folder: Path) -> None:
    named = """
[[rule]]
id = "own.ledger"
kind = "product"
value = "register"
pattern = '''(?P<title>the\\sgrey\\sledger)'''
why = "What everybody here calls it."
examples = [{ text = "See the grey ledger.", gives = { title = "the grey ledger" } }]
counterexamples = ["See the red ledger."]
"""
    sentence = "Nobody at the mill has seen the grey ledger since May."
    (folder / "ours.toml").write_text(named, "utf-8")
    use_folder(folder)
    assert titles(sentence) == []
    use_folder(None)
    (folder / "ours.toml").write_text(named.replace("why =", "certain = true\nwhy ="), "utf-8")
    use_folder(folder)
    assert titles(sentence) == [("the grey ledger", "registry")]


def titles(sentence: str) -> list[tuple[str, str]]:
    page = Page(1, 600, 800, PageStatus.READ, TextSource.TEXT_LAYER)
    return [(one.title, one.product_type) for one in find_products(passages(sentence), [page], Ids("d"), None)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("own.regatta", "result.veto.question", "the id is taken"),
        ("no_result", "no_such_kind", "rule own.regatta in .*ours.toml: no rule is of the kind"),
        (
            "why =",
            "certain = true\nwhy =",
            "rule own.regatta in .*ours.toml: certain is true or left out",
        ),
        ("why =", "value = 'yes'\nwhy =", "rule own.regatta in .*ours.toml: value is 'yes': a rule of this kind says"),
        ('"no_result"', '"basis"', "it needs a value"),
        ('"no_result"', '"basis"\nvalue = "monthly"', "value is 'monthly': it can be at_date, cumulative"),
        ('"no_result"', '"product_target"', r"it needs a value, or its pattern a group \(\?P<type>"),
        ('"no_result"', '"product_target"\nvalue = "regatta"', "value is 'regatta': it can be a word of product_types"),
        ('"no_result"', '"fund"', r"its pattern has no group \(\?P<name>"),
        ('"no_result"', '"owner"', "its pattern has no named group"),
        ("why =", "where = ['heading']\nwhy =", "where is 'heading': this kind has no places: leave it out"),
        ('"no_result"', '"no_shortfall"\nwhere = ["title"]', "where is 'title': it can be before, sentence"),
        ("why =", "where = 'sentence'\nwhy =", "where is no list"),
        ("why =", "where = [1]\nwhy =", "where holds something that is no text"),
        ("why =", "confidence = 2\nwhy =", "confidence is 2.0: it is between 0 and 1"),
        ("why =", "weight = 'much'\nwhy =", "weight is no number"),
        ("why =", "flags = 'i'\nwhy =", 'flags can be "case"'),
        ("regatta\\b", "(regatta\\b", "the pattern is not a regular expression"),
        ("\\bregatta\\b", "(regatta)?", "its pattern matches an empty text"),
        ("{ text", "{ test", "an example needs a text"),
        ("gives = {}", "gives = {}, takes = 1", "an example has a text and what it gives, and nothing else"),
        ('[{ text = "The regatta was won", gives = {} }]', "[]", "it has no example"),
        ("[[rule]]", "[[rules]]", "rules is no rule: a rule begins with a line"),
        ("[[rule]]", "[rule]", "rule is no rule: a rule begins with a line"),
        ("The regatta was won", "The race was lost", "does not give what its example says"),
        ("The race was won", "A regatta was won", "matches its counterexample"),
        ("[[rule]]", "[[rule", "cannot be read"),
        ("why", "reason", "keys unknown or missing"),
    ],
)
def test_a_rule_that_cannot_hold_is_refused_and_none_is_used(folder: Path, old: str, new: str, message: str) -> None:
    (folder / "ours.toml").write_text(RULE.replace(old, new), "utf-8")
    with pytest.raises(UserError, match=message):
        use_folder(folder)
    assert first_match("no_result", "The regatta was won") is None


def test_an_id_is_given_once_and_a_capture_is_in_every_example(folder: Path) -> None:
    (folder / "more.toml").write_text(RULE, "utf-8")
    with pytest.raises(UserError, match=r"rule own.regatta in .*ours.toml: the id is taken by one in more.toml"):
        use_folder(folder)
    (folder / "more.toml").unlink()
    fund = RULE.replace("no_result", "fund").replace("\\bregatta", "(?P<name>Sailing)?[ ]?regatta")
    (folder / "ours.toml").write_text(fund, "utf-8")
    with pytest.raises(UserError, match="its example gives no name, which is read of every match"):
        use_folder(folder)


def test_every_kind_that_is_asked_is_described() -> None:
    assert {rule.kind for rule in all_rules()} == set(KINDS)
    assert KINDS["section"].values is not None
    assert KINDS["section"].values() == set(Section)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a folder"):
        use_folder(tmp_path / "none")


def test_documents_are_stale_when_ones_own_rules_change(folder: Path) -> None:
    before = rules_hash(folder), reader_version(Settings(rules_folder=folder))
    (folder / "ours.toml").write_text(RULE.replace("Sport", "Sailing"), "utf-8")
    after = rules_hash(folder), reader_version(Settings(rules_folder=folder))
    assert before[0] != after[0] != rules_hash()
    assert before[1] != after[1] != reader_version(Settings())


def test_a_rule_left_out_does_not_hold_inside_alone() -> None:
    question = "How many boats sank?"
    with without("result.veto.question"):
        assert first_match("no_result", question) is None
    assert first_match("no_result", question) is not None
