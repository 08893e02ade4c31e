import subprocess
from pathlib import Path

import pytest
from bench.ablation import Effect, noted
from bench.rules_report import changes_text, effects_text, elsewhere_text, facts_of

from tfextract.errors import UserError
from tfextract.rules import first_match, rules_of, without

A, B, C = ("quay", "count", 1, "12 boats"), ("quay", "count", 1, "40 pilots"), ("pier", "product", 2, "Handbook")


def test_gained_and_lost_are_listed_with_what_the_annotation_says_about_them() -> None:
    shown = changes_text({A: "right", B: "wrong"}, {A: "right", C: "optional"}).splitlines()
    assert shown == [
        "gained: 0 right, 0 wrong, 1 optional",
        "  + optional product pier p2: Handbook",
        "lost: 0 right, 1 wrong, 0 optional",
        "  - wrong    count quay p1: 40 pilots",
    ]


@pytest.mark.parametrize(
    ("effect", "harmful"),
    [
        (Effect("finds", "product", 3, right=3, wrong=1, alone_right=2, alone_wrong=1), False),
        (Effect("bars", "no_result", 2, kept_out=1, barred=2), True),
        (Effect("spoils", "claim", 4, right=2, wrong=2, mended=1, spoiled=2), True),
        (Effect("wrong", "product", 4, right=1, wrong=2), True),
        (Effect("cue", "result_cue", 9, right=8, wrong=1, alone_right=1, alone_wrong=2), False),
        # Others say the same of what it has right, and without it more would be wrong.
        (Effect("keeps", "claim", 4, right=1, wrong=2, mended=1), False),
    ],
)
def test_a_rule_that_does_more_harm_than_good_is_marked(effect: Effect, *, harmful: bool) -> None:
    line = effects_text([effect]).splitlines()[1]
    assert line.startswith(effect.rule_id)
    assert line.endswith("more wrong than right") is harmful


def test_rules_that_change_nothing_are_named_apart_from_those_that_match_nothing() -> None:
    good = Effect("good", "claim", 3, right=3, mended=1)
    lines = effects_text([good, Effect("idle", "claim", 2), Effect("unseen", "claim")]).splitlines()
    assert "1 rules match and change nothing that is annotated: idle" in lines
    assert lines[-1] == "1 rules match nothing on these pages: unseen"


def test_where_a_rule_matches_elsewhere_is_shown_with_its_file() -> None:
    shown = elsewhere_text(["b", "a"], {"a": {"by the tide": "quay.pdf"}})
    assert shown.splitlines() == ["a:", "    quay.pdf: by the tide", "b: matches nothing in these files"]


def test_matches_are_noted_while_asked_for_and_a_rule_left_out_matches_nothing() -> None:
    rule = rules_of("fund")[0]
    text = rule.examples[0].text
    with noted() as matched:
        first_match("fund", text)
    assert rule.id in matched.ids
    with noted() as matched, without(rule.id):
        first_match("fund", text)
    assert rule.id not in matched.ids
    with noted() as matched:
        pass
    first_match("fund", text)
    assert not matched.ids


LISTING = """
import sys
assert sys.argv[1:] == ["--gold", "g", "--facts"]
print('[["quay", "count", 1, "12 boats", "right"]]')
"""


def _commit(folder: Path, program: str) -> None:
    (folder / "bench").mkdir()
    (folder / "bench" / "rules_report.py").write_text(program, "utf-8")
    git = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for step in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "One"]):
        subprocess.run([*git, *step], check=True)
    # What is on the branch's files by then is not that commit's.
    (folder / "bench" / "rules_report.py").write_text("raise SystemExit('of another commit')", "utf-8")


def test_facts_of_a_commit_are_listed_by_its_own_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _commit(tmp_path, LISTING)
    monkeypatch.chdir(tmp_path)
    assert facts_of("HEAD", ["--gold", "g"]) == {A: "right"}
    with pytest.raises(UserError, match="no commit nowhere"):
        facts_of("nowhere", [])


def test_a_commit_whose_code_cannot_list_its_facts_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _commit(tmp_path, "raise SystemExit('no such option')")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="the code of HEAD did not tell its facts: no such option"):
        facts_of("HEAD", [])
