"""Generated PDFs read back: `python -m bench.roundtrip --count 500`. What was set must come back.

Prints the share of items recovered exactly (text and role), of neighbours in the order they were set, of items under
the heading they were set under, and the failures by class.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
from collections import Counter
from pathlib import Path

from tests.layout.generator import make
from tests.layout.recovery import Recovery, compare

from tfextract.layout import read_layout


def _round(seed: int) -> Recovery:
    made = make(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{seed}.pdf"
        path.write_bytes(made.pdf)
        return compare(made, read_layout(path.read_bytes(), path.name, f"{seed:016x}"))


def _show(seed: int, folder: Path) -> None:
    """Writes the PDF and prints what was set and what was lost."""
    made = make(seed)
    path = folder / f"{seed}.pdf"
    path.write_bytes(made.pdf)
    result = compare(made, read_layout(path.read_bytes(), path.name, f"{seed:016x}"))
    print(f"{path}: {made.recipe}; {result.recovered} of {result.items} items")
    for loss in result.losses:
        print(f"  {loss.kind}\n    set:  {loss.set}\n    read: {loss.read}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--show", type=int, action="append", default=[], metavar="SEED", help="one document's losses")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="where --show writes its PDF")
    given = parser.parse_args()
    if given.show:
        for seed in given.show:
            _show(seed, given.folder)
        return 0
    with multiprocessing.get_context("spawn").Pool(given.processes) as pool:
        results = list(pool.imap(_round, range(given.first, given.first + given.count), chunksize=10))
    items = sum(result.items for result in results)
    pairs = sum(result.pairs for result in results)
    recovered = sum(result.recovered for result in results)
    found = recovered + sum(loss.kind.startswith("role") for result in results for loss in result.losses)
    print(f"documents {len(results)}, items {items}")
    print(f"items recovered exactly {recovered / items:.4f}")
    print(f"order right             {sum(result.in_order for result in results) / pairs:.4f} (of {pairs} neighbours)")
    print(f"heading right           {sum(result.headed for result in results) / found:.4f} (of {found} found)")
    print(f"blocks without an item  {sum(result.strays for result in results)}")
    classes: Counter[str] = Counter()
    seeds: dict[str, list[int]] = {}
    for result in results:
        for loss in result.losses:
            classes[loss.kind] += 1
            seeds.setdefault(loss.kind, []).append(loss.seed)
    for kind, count in classes.most_common():
        print(f"{count:6}  {kind}   seeds {', '.join(map(str, list(dict.fromkeys(seeds[kind]))[:8]))}")
    worst = sorted(results, key=lambda result: result.recovered - result.items)[:10]
    print(
        "most lost: "
        + ", ".join(f"{r.losses[0].seed} ({r.items - r.recovered} of {r.items})" for r in worst if r.losses)
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
