"""Mutated PDFs through the product's own path: `python -m bench.fuzz --count 20000 --seed 1`.

Batches of mutants are written into a folder, and an ingest in its own process reads and publishes it. A stopped fuzz
continues where it was. Ends with 1 if the ingest crashed, printed a traceback, left a file, used too much memory, or
lost an input. Other findings are kept in the work folder.

With --again N mutant N is made again and written to a file.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bench.fuzz.mutants import Mutant, mutant
from bench.fuzz.records import Finding, Records
from bench.fuzz.run import Done, Limits, culprits, run_batch
from bench.fuzz.seeds import SeedPdf, fingerprint, seed_pdfs
from bench.fuzz.summary import summary

# How many files of each kind of finding without a fault are kept.
_KEPT_EACH = 5


def fuzz(pdfs: Sequence[SeedPdf], work: Path, count: int, seed: int, batch: int, limits: Limits) -> Records:
    """Runs the mutants up to a number; the records are in a folder for the seed and its PDFs."""
    records = Records(work / f"seed-{seed}-{fingerprint(pdfs)}")
    while (first := records.reached) < count:
        mutants = [mutant(seed, number, pdfs) for number in range(first, min(first + batch, count))]
        done = run_batch(mutants, records.folder / "batch", limits)
        guilty: list[Finding] = []
        if done.batch.faults:
            guilty = [
                Finding(number, "culprit", f"alone has the fault of batch {first}", True, None)
                for number in culprits(mutants, records.folder / "halved", limits)
            ]
        records.add(done.batch, done.results, _with_files(done, guilty, mutants, records))
        print(f"{records.reached:7,} of {count:,}: {_line(done)}", flush=True)
    return records


def _with_files(
    done: Done, guilty: list[Finding], mutants: Sequence[Mutant], records: Records
) -> Iterator[tuple[Finding, bytes | None]]:
    kept = Counter(_alike(finding) for finding in records.findings)
    content = {mutant.number: mutant.pdf for mutant in mutants}
    for finding in (*done.findings, *guilty):
        kept[_alike(finding)] += 1
        if finding.number is None or (not finding.fault and kept[_alike(finding)] > _KEPT_EACH):
            yield finding, None
        else:
            name = f"{finding.number:07}-{finding.kind.replace(' ', '-')}.pdf"
            yield replace(finding, file=name), content[finding.number]


def _alike(finding: Finding) -> tuple[str, str]:
    return finding.kind, re.sub(r"[\d.]+|'[^']*'", "#", finding.detail)[:120]


def _line(done: Done) -> str:
    states = Counter(result.status for result in done.results)
    reported = ", ".join(f"{number} {status}" for status, number in states.most_common())
    faults = "".join(f"\n    {fault}" for fault in done.batch.faults)
    rate = 60 * len(done.results) / max(done.batch.seconds, 0.1)
    return f"{reported}; {done.batch.parent_mb:.0f} and {done.batch.child_mb:.0f} MB; {rate:.0f} a minute{faults}"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*", help="folders of PDFs to mutate besides those the tests make")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=400, help="how many are read in one ingest")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=20.0, help="seconds of a document")
    parser.add_argument("--memory", type=int, default=1024, help="MB of a reader")
    parser.add_argument("--parent-memory", type=int, default=1024, help="MB of the process that publishes")
    parser.add_argument("--measured-only", type=Path, help="annotations of documents that are left out")
    parser.add_argument("--work", type=Path, default=Path(".fuzz"))
    parser.add_argument("--again", type=int, metavar="N", help="write mutant N and end")
    parser.add_argument("--to", type=Path, default=Path("mutant.pdf"), help="where --again writes it")
    return parser.parse_args()


def main() -> int:
    given = arguments()
    pdfs = seed_pdfs([folder for folder in given.folders if folder.is_dir()], given.measured_only)
    if given.again is not None:
        made = mutant(given.seed, given.again, pdfs)
        given.to.write_bytes(made.pdf)
        print(f"{given.to}: {made.seed_pdf}, {', '.join(made.done)}")
        return 0
    limits = Limits(given.workers, given.timeout, given.memory, given.parent_memory)
    records = fuzz(pdfs, given.work.absolute(), given.count, given.seed, given.batch, limits)
    reported = summary(records)
    (records.folder / "summary.txt").write_text(reported + "\n", "utf-8")
    print(f"\n{reported}\n\nwritten to {records.folder}")
    return int(any(finding.fault for finding in records.findings))


if __name__ == "__main__":
    sys.exit(main())
