"""Which files pdfium opens, in a process that any of them may crash: `python -m bench.fuzz.opened` FOLDER.

The process writes a line for each file in the order of their names: pages, or -1 where none can be loaded.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

import pypdfium2 as pdfium

_MEMORY = 4 * 1024**3
_SECONDS_EACH = 20
_PAGES = 3


def pages_of(folder: Path) -> dict[str, int]:
    """By file name: the number of pages if one of the first can be loaded, 0 if none can, -1 if pdfium crashed or took
    too long.
    """
    names = sorted(path.name for path in folder.glob("*.pdf"))
    pages: dict[str, int] = {}
    while len(pages) < len(names):
        rest = names[len(pages) :]
        pages |= _asked(folder, rest)
        if len(pages) < len(names):
            pages[names[len(pages)]] = -1
    return pages


def _asked(folder: Path, names: list[str]) -> dict[str, int]:
    """Until the process ends or is silent for too long."""
    command = [sys.executable, "-m", "bench.fuzz.opened", str(folder), names[0]]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    results: dict[str, int] = {}
    alarm = _Alarm(process)
    try:
        for line in process.stdout:
            alarm.put_off()
            results[names[len(results)]] = int(line)
    finally:
        alarm.off()
        process.kill()
        process.wait()
    return results


class _Alarm:
    """Kills the process if it is silent for too long."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process, self._heard, self._off = process, time.monotonic(), threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def put_off(self) -> None:
        self._heard = time.monotonic()

    def off(self) -> None:
        self._off.set()

    def _watch(self) -> None:
        while not self._off.wait(0.5):
            if time.monotonic() - self._heard > _SECONDS_EACH:
                self._process.kill()


def _load(path: Path) -> int:
    try:
        with pdfium.PdfDocument(path) as pdf:
            count = len(pdf)
            for page in range(min(count, _PAGES)):
                try:
                    pdf[page].get_textpage().count_chars()
                except pdfium.PdfiumError:
                    continue
                return count
    except pdfium.PdfiumError:
        return 0
    return 0


def main() -> None:
    folder, first = Path(sys.argv[1]), sys.argv[2]
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    for path in sorted(folder.glob("*.pdf")):
        if path.name >= first:
            print(_load(path), flush=True)


if __name__ == "__main__":
    main()
