"""What each rule does on annotated pages: `python -m bench.rules_report --gold DIR --pdfs DIR [--base REF]`.

Of every rule: the facts it is the printed rule of, right and wrong; and what changes when it alone is left out:
right and wrong facts that are then lost, and wrong ones that then appear. With --base the facts gained and lost
against another commit. What the annotation calls optional counts neither way.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tfextract.evaluate import GoldDocument, find_pdfs, load_gold
from tfextract.evaluate.scoring import Judged, Verdict, judge_page
from tfextract.extract.text import Passage, read_passages
from tfextract.layout import read_layout
from tfextract.model import Document, FileStatus, Layout
from tfextract.pipeline import Reader
from tfextract.rules import all_rules, without
from tfextract.settings import load_settings
from tfextract.sources import digest

Key = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A gold document with what the rules look at on its annotated pages, parsed once."""

    gold: GoldDocument
    document: Document
    layout: Layout
    passages: tuple[Passage, ...]


def parse(reader: Reader, gold: GoldDocument, path: Path) -> Parsed:
    document_id, sha256 = digest(path)
    layout = read_layout(path, document_id)
    bare = Document(document_id, sha256, path.name, len(layout.pages), FileStatus.READ)
    near = {page.page - back for page in gold.pages for back in (0, 1)}
    passages = read_passages(layout.blocks, reader.extractor.nlp, near)
    return Parsed(gold, reader.extractor.describe(bare, layout), layout, passages)


def judged(reader: Reader, parsed: Iterable[Parsed]) -> dict[Key, Judged]:
    found: dict[Key, Judged] = {}
    for one in parsed:
        facts = reader.extractor.facts(one.document, one.layout, one.passages)
        for page in one.gold.pages:
            for fact in judge_page(page, facts):
                found[(one.gold.slug, fact.kind, fact.page, fact.words)] = fact
    return found


@dataclass(frozen=True, slots=True)
class Effect:
    """Facts of a rule and of leaving it out. `alone` are those that no other rule finds; `kept_out` are wrong ones
    that it keeps away, `barred` right ones."""

    rule_id: str
    kind: str
    right: int
    wrong: int
    alone_right: int
    alone_wrong: int
    kept_out: int
    barred: int

    @property
    def harmful(self) -> bool:
        return self.alone_wrong + self.barred > self.alone_right + self.kept_out

    @property
    def idle(self) -> bool:
        return not (self.right or self.wrong or self.alone_right or self.alone_wrong or self.kept_out or self.barred)


def effects(reader: Reader, parsed: Sequence[Parsed]) -> list[Effect]:
    whole = judged(reader, parsed)
    printed = Counter((fact.rule_id, fact.verdict) for fact in whole.values())
    found = []
    kinds = {rule.id: rule.kind for rule in all_rules()}
    # Some facts carry an id that names a place and a form rather than a record of the rule files.
    for rule_id in (*kinds, *sorted({fact.rule_id for fact in whole.values()} - kinds.keys())):
        lost, come = Counter[Verdict](), Counter[Verdict]()
        if rule_id in kinds:
            with without(rule_id):
                left = judged(reader, parsed)
            lost.update(fact.verdict for key, fact in whole.items() if key not in left)
            come.update(fact.verdict for key, fact in left.items() if key not in whole)
        found.append(
            Effect(
                rule_id, kinds.get(rule_id, "form"), printed[rule_id, Verdict.RIGHT], printed[rule_id, Verdict.WRONG],
                lost[Verdict.RIGHT], lost[Verdict.WRONG], come[Verdict.WRONG], come[Verdict.RIGHT],
            )
        )  # fmt: skip
    return found


def effects_text(found: Sequence[Effect]) -> str:
    lines = [f"{'rule':38}{'kind':18}{'right':>7}{'wrong':>7}{'alone':>7}{'wrong':>7}{'keeps out':>11}{'bars':>6}"]
    for one in found:
        if not one.idle:
            numbers = f"{one.right:7}{one.wrong:7}{one.alone_right:7}{one.alone_wrong:7}{one.kept_out:11}{one.barred:6}"
            lines.append(f"{one.rule_id:38}{one.kind:18}{numbers}{'  more wrong than right' if one.harmful else ''}")
    idle = [one.rule_id for one in found if one.idle]
    lines += ["", f"{len(idle)} rules change nothing on these pages: {', '.join(idle)}"]
    return "\n".join(lines)


def written(found: dict[Key, Judged]) -> str:
    return json.dumps([[*key, str(fact.verdict)] for key, fact in found.items()])


def facts_of(base: str, arguments: Sequence[str]) -> dict[Key, str]:
    """The facts of another commit, read by its own code in a process of its own, judged by this commit's scoring."""
    top = subprocess.run(["git", "rev-parse", "--show-toplevel"], check=True, capture_output=True, text=True)
    root = Path(top.stdout.strip())
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "base")
        subprocess.run(["git", "-C", root, "worktree", "add", "--quiet", "--detach", tree, base], check=True)
        try:
            command = [sys.executable, "-m", "bench.rules_report", *arguments, "--facts"]
            paths = os.pathsep.join([str(tree / "src"), str(tree)])
            done = subprocess.run(
                command, check=True, capture_output=True, text=True, cwd=tree, env=os.environ | {"PYTHONPATH": paths}
            )
        finally:
            subprocess.run(["git", "-C", root, "worktree", "remove", "--force", tree], check=True)
    return {(slug, kind, page, words): verdict for slug, kind, page, words, verdict in json.loads(done.stdout)}


def changes_text(before: dict[Key, str], after: dict[Key, str]) -> str:
    lines = []
    for sign, have, lack in (("+", after, before), ("-", before, after)):
        changed = [(key, verdict) for key, verdict in have.items() if key not in lack]
        said = Counter(verdict for _, verdict in changed)
        word = "gained" if sign == "+" else "lost"
        lines.append(f"{word}: {said['right']} right, {said['wrong']} wrong, {said['optional']} optional")
        lines += [
            f"  {sign} {verdict:8} {kind} {slug} p{page}: {words}" for (slug, kind, page, words), verdict in changed
        ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--pdfs", type=Path, action="append", default=[])
    parser.add_argument("--base", help="a commit to compare the facts with, instead of the report")
    parser.add_argument("--facts", action="store_true", help="write the facts found, as JSON, and nothing else")
    given = parser.parse_args()
    gold = load_gold([given.gold.resolve()])
    folders = [folder.resolve() for folder in given.pdfs]
    pdfs = find_pdfs(gold, folders)
    reader = Reader.load(load_settings())
    parsed = [parse(reader, one, pdfs[one.slug]) for one in gold]
    if given.facts:
        print(written(judged(reader, parsed)))
    elif given.base:
        arguments = [
            "--gold",
            str(given.gold.resolve()),
            *(part for folder in folders for part in ("--pdfs", str(folder))),
        ]
        after = {key: str(fact.verdict) for key, fact in judged(reader, parsed).items()}
        print(changes_text(facts_of(given.base, arguments), after))
    else:
        print(effects_text(effects(reader, parsed)))


if __name__ == "__main__":
    main()
