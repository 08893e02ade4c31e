"""Reports what each rule does on annotated pages: `python -m bench.rules_report --gold DIR --pdfs DIR [--base REF]`.

For every rule: in how many documents it matched; how many facts, right and wrong, name it in their evidence, have their
claim or basis by it, or are supported by it as a cue; and what changes when only this rule is left out (see
bench/ablation.py). With --elsewhere also where rules that change nothing here match in all pages of all PDFs; with
--base the facts gained and lost against another commit. Optional facts of the annotation do not count.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bench.ablation import Effect, Key, Parsed, effects, elsewhere, parse, verdicts
from tfextract.errors import UserError
from tfextract.evaluate import find_pdfs, load_gold
from tfextract.pipeline import Reader
from tfextract.settings import load_settings

SHOWN = 3
COLUMNS = ("docs", "right", "wrong", "alone", "wrong", "keeps out", "bars", "mends", "spoils")


def effects_text(results: Sequence[Effect]) -> str:
    lines = [f"{'rule':38}{'kind':18}" + "".join(f"{name:>10}" for name in COLUMNS)]
    for one in results:
        if not one.idle:
            numbers = (
                one.matched, one.right, one.wrong, one.alone_right, one.alone_wrong, one.kept_out, one.barred,
                one.mended, one.spoiled,
            )  # fmt: skip
            reported = "".join(f"{number:10}" for number in numbers)
            lines.append(f"{one.rule_id:38}{one.kind:18}{reported}{'  more wrong than right' if one.harmful else ''}")
    for text, idle in (
        ("match and change nothing that is annotated", [one for one in results if one.idle and one.matched]),
        ("match nothing on these pages", [one for one in results if one.idle and not one.matched]),
    ):
        names = ", ".join(one.rule_id for one in idle)
        lines += ["", f"{len(idle)} rules {text}{': ' if names else ''}{names}"]
    return "\n".join(lines)


def elsewhere_text(rule_ids: Iterable[str], visited: Mapping[str, Mapping[str, str]]) -> str:
    """`visited` by rule id: the words around a match → the name of its file."""
    lines = []
    for rule_id in sorted(rule_ids):
        lines.append(f"{rule_id}: {'' if visited.get(rule_id) else 'matches nothing in these files'}".rstrip())
        lines += [f"    {name}: {words}" for words, name in visited.get(rule_id, {}).items()]
    return "\n".join(lines)


def facts_here(parsed: Iterable[Parsed]) -> dict[Key, str]:
    return {
        key: str(fact.verdict)
        for one in parsed
        for key, fact in verdicts(one.gold, one.document, one.facts).facts.items()
    }


def facts_of(base: str, arguments: Sequence[str]) -> dict[Key, str]:
    """The facts of another commit, read and judged by its own code in another process.

    Raises UserError if there is no such commit, or its code cannot list its facts.
    """
    top = subprocess.run(["git", "rev-parse", "--show-toplevel"], check=True, capture_output=True, text=True)
    made = subprocess.run(["git", "-C", top.stdout.strip(), "archive", base], check=False, capture_output=True)
    if made.returncode:
        raise UserError(f"git knows no commit {base}: {made.stderr.decode().strip()}")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(made.stdout)) as files:
            files.extractall(folder, filter="data")
        command = [sys.executable, "-m", "bench.rules_report", *arguments, "--facts"]
        paths = os.pathsep.join([str(Path(folder, "src")), folder])
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, cwd=folder, env=os.environ | {"PYTHONPATH": paths}
        )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise UserError(f"the code of {base} did not tell its facts: {last}")
    return {(slug, kind, page, words): verdict for slug, kind, page, words, verdict in json.loads(done.stdout)}


def changes_text(before: dict[Key, str], after: dict[Key, str]) -> str:
    lines = []
    for feature, have, lack in (("+", after, before), ("-", before, after)):
        changed = [(key, verdict) for key, verdict in have.items() if key not in lack]
        tally = Counter(verdict for _, verdict in changed)
        word = "gained" if feature == "+" else "lost"
        lines.append(f"{word}: {tally['right']} right, {tally['wrong']} wrong, {tally['optional']} optional")
        lines += [
            f"  {feature} {verdict:8} {kind} {slug} p{page}: {words}" for (slug, kind, page, words), verdict in changed
        ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--pdfs", type=Path, action="append", default=[])
    parser.add_argument("--base", help="a commit to compare the facts with, instead of the report")
    parser.add_argument("--facts", action="store_true", help="write the facts found, as JSON, and nothing else")
    parser.add_argument("--elsewhere", action="store_true", help="where rules that change nothing match in all PDFs")
    given = parser.parse_args()
    gold = load_gold([given.gold.resolve()])
    folders = [folder.resolve() for folder in given.pdfs]
    pdfs = find_pdfs(gold, folders)
    reader = Reader.load(load_settings())
    parsed = [parse(reader, one, pdfs[one.slug]) for one in gold]
    if given.facts:
        print(json.dumps([[*key, verdict] for key, verdict in facts_here(parsed).items()]))
    elif given.base:
        named = [part for folder in folders for part in ("--pdfs", str(folder))]
        before = facts_of(given.base, ["--gold", str(given.gold.resolve()), *named])
        print(changes_text(before, facts_here(parsed)))
    else:
        results = effects(reader, parsed)
        print(effects_text(results), flush=True)
        if given.elsewhere:
            idle = frozenset(one.rule_id for one in results if one.idle)
            files = sorted(path for folder in folders for path in folder.rglob("*.pdf"))
            print(f"\n{elsewhere_text(idle, elsewhere(reader, files, idle, SHOWN))}")


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        sys.exit(str(error))
