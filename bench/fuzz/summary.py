"""The figures of a fuzz as tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from bench.fuzz.records import Records, Result
from bench.fuzz.run import PUBLISHED


def summary(records: Records) -> str:
    results = list(records.results.values())
    opened = [one for one in results if one.pages > 0]
    seconds = sum(batch.seconds for batch in records.batches)
    lines = [
        f"inputs {len(results):,} in {len(records.batches)} ingests, {seconds / 60:.1f} minutes, "
        f"{60 * len(results) / max(seconds, 1):.0f} a minute; "
        f"{sum(b.processor for b in records.batches) / max(len(results), 1):.2f} s of a processor each",
        f"most memory: parent {max((b.parent_mb for b in records.batches), default=0):.0f} MB, "
        f"a reader {max((b.child_mb for b in records.batches), default=0):.0f} MB",
        f"pdfium opens {len(opened):,}; of these published {_share(_published(opened), opened)}, "
        f"with facts {_share([o for o in opened if o.facts], opened)}, "
        f"failed {_share([o for o in opened if o.status == 'failed'], opened)}",
        f"pdfium dies of, or takes too long with {sum(one.pages < 0 for one in results)}",
        "",
        f"{'status':14}{'all':>8}{'opened':>8}",
    ]
    every, theirs = Counter(one.status for one in results), Counter(one.status for one in opened)
    lines += [f"{status:14}{number:8,}{theirs[status]:8,}" for status, number in every.most_common()]
    lines += ["", *_by_mutation(results), "", *_findings(records)]
    return "\n".join(lines)


def _by_mutation(results: Iterable[Result]) -> Iterator[str]:
    yield f"{'mutation':22}{'inputs':>8}{'opened':>8}{'published':>11}{'facts':>8}{'failed':>8}"
    groups: dict[str, list[Result]] = defaultdict(list)
    for one in results:
        for name in set(one.done):
            groups[name].append(one)
    for name, group in sorted(groups.items()):
        opened = [one for one in group if one.pages > 0]
        facts, failed = sum(o.facts > 0 for o in opened), sum(o.status == "failed" for o in opened)
        yield f"{name:22}{len(group):8}{len(opened):8}{len(_published(opened)):11}{facts:8}{failed:8}"


def _findings(records: Records) -> Iterator[str]:
    kinds = Counter((one.fault, one.kind) for one in records.findings)
    faults = [one for one in records.findings if one.fault]
    yield "noted: " + (", ".join(f"{n} {kind}" for (fault, kind), n in kinds.items() if not fault) or "nothing")
    yield f"promises broken: {len(faults)}"
    for one in faults:
        yield f"  {one.kind}: mutant {one.number if one.number is not None else 'not known'}: {one.detail}"


def _published(results: Iterable[Result]) -> list[Result]:
    return [one for one in results if one.status in PUBLISHED]


def _share(part: list[Result], whole: list[Result]) -> str:
    return f"{len(part):,} ({100 * len(part) / max(1, len(whole)):.1f}%)"
