"""Measures processor time from PDFs to the published warehouse, beside that of other readers for the text alone.

python -m bench.speed ../shared/corpus --rounds 3 --keep
python -m bench.speed --generated 60 --rounds 3 --only pdfplumber --most 1.2

Every program runs in fresh processes, one after the other, start-up and models included. Processor time is user and
system time, with that of its child processes. The fastest of several rounds counts, because other load on the machine
only adds time. `--most` ends with 1 if the ratio of tfextract to pdfplumber is above it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pygal
import pypdfium2 as pdfium
from pygal.style import LightStyle
from tests.layout.generator import make

from bench.peers import PEERS

RESULTS = Path(__file__).parent / "results"
OURS, WITHOUT_ENCODER, MEASURE = "tfextract ingest", "tfextract ingest, no encoder", "pdfplumber"
LIBRARIES = (
    "pdfplumber", "pdfminer.six", "pypdfium2", "spacy", "thinc", "numpy", "onnxruntime", "duckdb", "pymupdf",
    "pdf_oxide",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spent:
    """Processor and wall clock seconds; `peak_mb` is the peak memory of its largest process."""

    processor: float
    clock: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Row:
    program: str
    processor: float
    clock: float
    peak_mb: float
    pages_a_second: float
    ratio: float | None
    rounds: tuple[float, ...]


def run(command: Sequence[str], env: dict[str, str] | None = None) -> Spent:
    """Raises RuntimeError if the program fails."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("TFEXTRACT_")}
    # An installed program has its bytecode, and no fresh process compiles it again.
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    own |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"} | (env or {})
    started = time.monotonic()
    with tempfile.TemporaryFile() as printed:
        process = os.posix_spawn(
            command[0], list(command), own, file_actions=[(os.POSIX_SPAWN_DUP2, printed.fileno(), at) for at in (1, 2)]
        )
        _, status, usage = os.wait4(process, 0)
        printed.seek(0)
        words = printed.read()[-2000:].decode("utf-8", "replace")
    code = os.waitstatus_to_exitcode(status)
    # An unreadable file, or one that needs a person, is not a failure here.
    if code not in {0, 3}:
        raise RuntimeError(f"{' '.join(command[:6])} … ended with {code}: {words}")
    return Spent(usage.ru_utime + usage.ru_stime, time.monotonic() - started, usage.ru_maxrss / 1024)


def ingest(files: Sequence[Path], encoder: str) -> Spent:
    with tempfile.TemporaryDirectory() as folder:
        warehouse = str(Path(folder) / "warehouse.duckdb")
        command = [sys.executable, "-m", "tfextract", "ingest", *map(str, files), "--workers", "1"]
        env = {"TFEXTRACT_ENCODER": encoder, "TFEXTRACT_REST_SECONDS": "0"}
        return run([*command, "--warehouse", warehouse], env)


def once(program: str, files: Sequence[Path]) -> Spent:
    if program in {OURS, WITHOUT_ENCODER}:
        return ingest(files, "unsure" if program == OURS else "none")
    return run([sys.executable, "-m", "bench.peers", program, *map(str, files)])


def measure(programs: Sequence[str], files: Sequence[Path], pages: int, rounds: int) -> list[Row]:
    """The programs take turns, so that other load affects all of them."""
    spent: dict[str, list[Spent]] = {program: [] for program in programs}
    for _ in range(rounds):
        for program in programs:
            spent[program].append(once(program, files))
            print(f"  {program}: {spent[program][-1].processor:.1f} s", file=sys.stderr, flush=True)
    thresholds = {program: min(spents, key=lambda one: one.processor) for program, spents in spent.items()}
    measure_of = thresholds.get(MEASURE)
    return [
        Row(
            program,
            round(one.processor, 2),
            round(one.clock, 2),
            round(one.peak_mb),
            round(pages / one.processor, 2),
            None if measure_of is None else round(one.processor / measure_of.processor, 3),
            tuple(round(each.processor, 2) for each in spent[program]),
        )
        for program, one in thresholds.items()
    ]


def generated(pages: int, folder: Path, *, in_one: bool = False) -> list[Path]:
    """Documents of some three pages each, with at least that many pages together; or one document with all."""
    files: list[Path] = []
    whole = pdfium.PdfDocument.new()
    held = seed = 0
    while held < pages:
        data = make(seed).pdf
        made = pdfium.PdfDocument(data)
        if in_one:
            whole.import_pages(made, list(range(min(len(made), pages - held))))
        else:
            files.append(folder / f"generated-{seed}.pdf")
            files[-1].write_bytes(data)
        held, seed = held + len(made), seed + 1
    if in_one:
        files = [folder / f"generated-{pages}-pages.pdf"]
        whole.save(files[0])
    return files


def page_count(files: Sequence[Path]) -> int:
    """The number of pages of the files that pdfium can open."""
    count = 0
    for path in files:
        try:
            count += len(pdfium.PdfDocument(path))
        except pdfium.PdfiumError:
            continue
    return count


def machine() -> dict[str, object]:
    cpu = Path("/proc/cpuinfo")
    names = cpu.read_text("utf-8").splitlines() if cpu.is_file() else []
    model = next((line.partition(":")[2].strip() for line in names if line.startswith("model name")), None)
    return {
        "processor": model or platform.processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "libraries": {name: installed for name in LIBRARIES if (installed := _version(name)) is not None},
        "load": round(os.getloadavg()[0], 1),
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def show(rows: Sequence[Row]) -> None:
    print(f"\n{'':<30}{'processor s':>12}{'pages/s':>10}{'ratio':>8}{'peak MB':>9}")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        print(f"{row.program:<30}{row.processor:>12.1f}{row.pages_a_second:>10.1f}{ratio:>8}{row.peak_mb:>9.0f}")


def plot(sizes: Mapping[int, Sequence[Row]]) -> bytes:
    """Pages for each second of processor time, by the pages of one document, as SVG. The line is flat if a page costs
    no more in a long report than in a short one.
    """
    drawn = pygal.Line(
        title="Pages a second of the processor, by the pages of one document",
        x_title="pages of the document",
        y_title="pages a second",
        js=[],
        range=(0, None),
        include_x_axis=True,
        style=LightStyle,
        legend_at_bottom=True,
        value_formatter=lambda value: f"{value:.1f}",
    )
    drawn.x_labels = [f"{size:,}" for size in sorted(sizes)]
    programs = dict.fromkeys(row.program for size in sorted(sizes) for row in sizes[size])
    for program in programs:
        of_size = {size: row.pages_a_second for size in sizes for row in sizes[size] if row.program == program}
        drawn.add(program, [of_size.get(size) for size in sorted(sizes)])
    tree = ET.fromstring(drawn.render())
    # What pygal's own script would be given; there is none.
    for parent in list(tree.iter()):
        for child in [child for child in parent if child.tag.endswith("script")]:
            parent.remove(child)
    image: bytes = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
    return image


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdfs", nargs="*", type=Path, help="folders of PDFs, or PDFs")
    parser.add_argument("--generated", type=int, default=0, help="so many generated pages beside them")
    parser.add_argument("--sizes", default="", help="also one generated document of each so many pages: 10,100,1000")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", help="these peers alone, parted by commas")
    parser.add_argument("--most", type=float, help="end with 1 where the ratio of tfextract to pdfplumber is greater")
    parser.add_argument("--keep", action="store_true", help=f"keep the figures in {RESULTS.name}/")
    given = parser.parse_args()
    wanted = given.only.split(",") if given.only else list(PEERS)
    peers = [name for name, peer in PEERS.items() if name in wanted and peer.installed]
    files = [file for path in given.pdfs for file in (sorted(path.rglob("*.pdf")) if path.is_dir() else [path])]
    with tempfile.TemporaryDirectory() as folder:
        files += generated(given.generated, Path(folder))
        pages = page_count(files)
        ours = [OURS] if given.only else [OURS, WITHOUT_ENCODER]
        rows = measure([*ours, *peers], files, pages, given.rounds) if files else []
        sizes: dict[int, list[Row]] = {}
        for size in map(int, filter(None, given.sizes.split(","))):
            one = generated(size, Path(folder), in_one=True)
            of_size = measure([OURS, MEASURE], one, size, given.rounds)
            print(f"one document of {size} pages")
            show(of_size)
            sizes[size] = of_size
    print(f"{len(files)} files, {pages} pages")
    show(rows)
    if given.keep:
        RESULTS.mkdir(exist_ok=True)
        made = datetime.now(UTC)
        kept = {"at": f"{made:%Y-%m-%d %H:%M}Z", "files": len(files), "pages": pages, "machine": machine()}
        name = RESULTS / f"speed-{made:%Y%m%d-%H%M}.json"
        of_sizes = {size: [asdict(row) for row in results] for size, results in sizes.items()}
        name.write_text(json.dumps(kept | {"rows": [asdict(row) for row in rows], "sizes": of_sizes}, indent=1) + "\n")
        if sizes:
            name.with_suffix(".svg").write_bytes(plot(sizes))
        print(f"\nkept in {name}")
    ratio = next((row.ratio for row in rows if row.program == OURS), None)
    if given.most is not None and (ratio is None or ratio > given.most):
        print(f"\ntfextract takes {ratio} times what pdfplumber takes: at most {given.most} is asked")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
