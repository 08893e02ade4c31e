"""Accuracy on annotated pages, compared with floors that only rise: `python -m bench.accuracy --gold DIR …`."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tomllib
from pathlib import Path

from tfextract.evaluate import Evaluation, GoldDocument, evaluate_documents, find_pdfs, format_scores, load_gold
from tfextract.model import ReadDocument
from tfextract.pipeline import Reader
from tfextract.settings import load_settings

FLOORS = Path(__file__).with_name("accuracy.toml")
# The brochure that the rules were first written for; every other gold page counts as a page of development.
SEED = "china-trust-fund-phase-2"
TOLERANCE = 0.0005
_readers: list[Reader] = []


def _read(task: tuple[str, Path]) -> tuple[str, ReadDocument]:
    if not _readers:
        _readers.append(Reader.load(load_settings()))
    slug, path = task
    return slug, _readers[0].read(path)


def _scores(gold: tuple[GoldDocument, ...], folders: list[Path], processes: int) -> dict[str, Evaluation]:
    pdfs = find_pdfs(gold, folders)
    largest_first = sorted(pdfs.items(), key=lambda item: -item[1].stat().st_size)
    documents: dict[str, ReadDocument] = {}
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for slug, read_document in pool.imap_unordered(_read, largest_first):
            documents[slug] = read_document
            print(f"{len(documents):3}/{len(pdfs)} {slug}", flush=True)
    return {
        "dev": evaluate_documents([doc for doc in gold if doc.slug != SEED], documents),
        "seed": evaluate_documents([doc for doc in gold if doc.slug == SEED], documents),
    }


def _fallen(scores: dict[str, Evaluation], floors: dict[str, dict[str, float]]) -> list[str]:
    """Names of the figures below their floor; a figure without a floor is a mistake in the file, not a pass."""
    fallen = []
    for name, evaluation in scores.items():
        for figure, value in evaluation.figures().items():
            floor = floors.get(name, {}).get(figure)
            if floor is None:
                fallen.append(f"{name}.{figure} has no floor in {FLOORS.name}: add it with --write")
            elif value < floor - TOLERANCE:
                fallen.append(f"{name}.{figure} is {value:.4f}, its floor is {floor:.4f}")
    return fallen


def _write(scores: dict[str, Evaluation], floors: dict[str, dict[str, float]]) -> None:
    lines = ["# The floor of each figure, as measured; raised by `--write`, lowered by hand alone and with a reason."]
    for name, evaluation in scores.items():
        lines += ["", f"[{name}]"]
        for figure, value in evaluation.figures().items():
            floor = max(value, floors.get(name, {}).get(figure, 0.0))
            lines.append(f"{figure} = {int(floor * 10_000) / 10_000:.4f}")
    FLOORS.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--seed", type=Path, required=True)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="raise the floors to what was measured")
    given = parser.parse_args()
    scores = _scores(load_gold([given.gold]), [given.corpus, given.seed], given.processes)
    for name, evaluation in scores.items():
        print(f"\n{name}\n{format_scores(evaluation, publishers=True)}")
    floors = tomllib.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    if given.write:
        _write(scores, floors)
        return 0
    fallen = _fallen(scores, floors)
    for line in fallen:
        print(f"below its floor: {line}", file=sys.stderr)
    return 1 if fallen else 0


if __name__ == "__main__":
    raise SystemExit(main())
