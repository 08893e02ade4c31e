"""Commands over a bucket killed at drawn moments: `ingest` of it, `read` of a share into it, `load` of parts out of it.

Each is killed once and run again. Then the rows are those of a run that was left alone, the bucket holds what its
manifests name and nothing else, and no temporary file is left. A moment is a time, or a request that the store hears:
half of those are done although nobody waits for the answer, the others are lost.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests import pdfs
from tests.rows import rows_of
from tests.stores.server import Bucket, StoreServer
from tests.whole_kills import PATIENCE, below, is_alive
from tfextract.delivery import pull, read_manifest
from tfextract.locations import place
from tfextract.parts import Share, Storage
from tfextract.parts.loading import open_part
from tfextract.settings import Settings
from tfextract.versions import reader_version
from tfextract.warehouse import check
from tfextract.warehouse.paths import WarehousePaths

KINDS = ("ingest", "read", "load")
_OF = 2
_PART_OF_A_LONG_TIME = 1.1

Rows = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What a run that was left alone took, and what the warehouse held after it."""

    seconds: float
    requests: int
    rows: Rows


@dataclass(frozen=True, slots=True)
class KilledCommand:
    """`found` is what the kill left: before, after, or portion (some documents as before, others as after)."""

    kind: str
    victim: str
    moment: str
    killed: bool
    found: str
    strays: int


@dataclass(slots=True)
class StoreKiller:
    """Raises AssertionError where anything is lost, doubled or left."""

    folder: Path
    bucket: Bucket
    rng: random.Random
    number: int = 0
    alone: dict[str, Undisturbed] = field(default_factory=dict)

    @classmethod
    def at(cls, folder: Path, server: StoreServer, seed: int) -> StoreKiller:
        killer = cls(folder, server.bucket(), random.Random(seed))
        killer.scratch.mkdir(parents=True)
        killer._prepare()
        return killer

    @property
    def scratch(self) -> Path:
        return self.folder / "scratch"

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    def draw(self, kind: str) -> KilledCommand:
        self.number += 1
        here, there = self.folder / f"{self.number}", f"{self.number}"
        words, share = self._laid_out(kind, here, there)
        victim = self.rng.choice(["parent", "all"])
        moment, killed = self._run_and_kill(words, kind, victim)
        found = self._found(kind, here, there, share)
        before_again = self._strays(kind, there)
        self._run(words)
        if kind == "read":
            self._run(self._load(here, there))
        self._whole_again(kind, here, there)
        shutil.rmtree(here)
        return KilledCommand(kind, victim, moment, killed, found, len(before_again))

    def _prepare(self) -> None:
        """A warehouse and parts of an earlier state of the folder, and what each command takes when left alone."""
        for number in range(4):
            self._write(f"pier-{number}.pdf", 1000 + number)
        for kind, source in (("ingest", f"{self.bucket.url}/raw"), ("load", str(self.raw))):
            self._run(self._ingest(source, self.folder / f"base-{kind}", f"base-{kind}"))
        for number in range(1, _OF + 1):
            self._run(self._read(number, "parts-before"))
        for number in range(3, 9):
            self._write(f"pier-{number}.pdf", 2000 + number)
        self._write("torn.pdf", None)
        for number in range(1, _OF + 1):
            self._run(self._read(number, "parts-after"))
        for kind in KINDS:
            here, there = self.folder / f"alone-{kind}", f"alone-{kind}"
            words, _ = self._laid_out(kind, here, there)
            self.bucket.forget()
            began = time.monotonic()
            self._run(words)
            took, requests = time.monotonic() - began, len(self.bucket.server.asked)
            if kind == "read":
                self._run(self._load(here, there))
            self.alone[kind] = Undisturbed(took, requests, rows_of(here / "w.duckdb"))

    def _write(self, name: str, figure: int | None) -> None:
        """In the folder, with a time stamp of its own, and in the bucket. Without a figure it is no PDF."""
        line = f"In 2021 the fund trained {figure} pilots in Kenya."
        content = b"%PDF-1.7 torn" if figure is None else pdfs.text_pdf(f"The Quay Fund, report {figure}", line)
        self.raw.mkdir(exist_ok=True)
        (self.raw / name).write_bytes(content)
        at = 1_600_000_000 + (figure or 0)
        os.utime(self.raw / name, (at, at))
        self.bucket.put(f"raw/{name}", content)

    def _laid_out(self, kind: str, here: Path, there: str) -> tuple[list[str], Share]:
        """The command over copies of what was there before, and the share of a `read`."""
        share = Share(self.rng.randint(1, _OF), _OF)
        if kind == "ingest":
            shutil.copytree(self.folder / "base-ingest", here)
            self._copy_objects("base-ingest/", f"{there}/")
            return self._ingest(f"{self.bucket.url}/raw", here, there), share
        shutil.copytree(self.folder / "base-load", here)
        self._copy_objects("base-load/", f"{there}/")
        self._copy_objects("parts-after/", f"{there}/parts/")
        if kind == "load":
            return self._load(here, there), share
        own = [key for key in self._keys(f"{there}/parts/") if f"/{share}" in key]
        self.bucket.remove(*own)
        if self.rng.random() < 0.5:
            self._copy_objects(f"parts-before/{share}", f"{there}/parts/{share}")
        return self._read(share.number, f"{there}/parts"), share

    def _ingest(self, source: str, here: Path, there: str) -> list[str]:
        here.mkdir(exist_ok=True)
        return ["ingest", source, "--warehouse", f"{here}/w.duckdb", "--publish-to", f"{self.bucket.url}/{there}/w"]

    def _read(self, number: int, there: str) -> list[str]:
        return ["read", str(self.raw), "--part", f"{number}/{_OF}", "--out", f"{self.bucket.url}/{there}"]

    def _load(self, here: Path, there: str) -> list[str]:
        # `load` has no option for it: the settings of the environment say where its build goes.
        return ["load", f"{self.bucket.url}/{there}/parts", "--warehouse", f"{here}/w.duckdb"]

    def _copy_objects(self, start: str, target: str) -> None:
        for key in self._keys(start):
            self.bucket.put(target + key.removeprefix(start), self.bucket.get(key))

    def _keys(self, start: str) -> list[str]:
        found = self.bucket.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket.name, Prefix=start)
        return [item["Key"] for page in found for item in page.get("Contents", ())]

    def _started(self, words: list[str]) -> subprocess.Popen[str]:
        environment = os.environ | {
            "TMPDIR": str(self.scratch),
            "TFEXTRACT_PORTION": "3",
            "TFEXTRACT_REST_SECONDS": "0",
            "TFEXTRACT_WORKERS": "2",
        }
        if words[0] == "load":
            environment["TFEXTRACT_PUBLISH_TO"] = words[1].removesuffix("parts") + "w"
        return subprocess.Popen(
            [sys.executable, "-m", "tfextract", *words],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def _run(self, words: list[str]) -> None:
        process = self._started(words)
        _, said = process.communicate(timeout=PATIENCE)
        # 3: a file is no PDF.
        assert process.returncode in (0, 3), f"{words} ended with {process.returncode}: {said}"

    def _run_and_kill(self, words: list[str], kind: str, victim: str) -> tuple[str, bool]:
        """The moment in words, and whether the command did not end by itself."""
        alone = self.alone[kind]
        process: list[subprocess.Popen[str]] = []
        children: list[int] = []

        def kill() -> None:
            children.extend(below(process[0].pid))
            with contextlib.suppress(ProcessLookupError):
                os.kill(process[0].pid, signal.SIGKILL)
            if victim == "all":
                for child in children:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(child, signal.SIGKILL)

        if self.rng.random() < 0.5:
            seconds = self.rng.uniform(0, _PART_OF_A_LONG_TIME * alone.seconds)
            process.append(self._started(words))
            time.sleep(seconds)
            kill()
            moment = f"{seconds:.2f} of {alone.seconds:.2f} s"
        else:
            request, lost = self.rng.randint(1, alone.requests), self.rng.random() < 0.5
            moment = f"request {request} of {alone.requests}, {'lost' if lost else 'done'}"
            ready = threading.Event()

            def kill_when_started() -> None:
                ready.wait()
                kill()

            self.bucket.server.heard = _at(request, kill_when_started, lost=lost)
            process.append(self._started(words))
            ready.set()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process[0].communicate(timeout=PATIENCE)
        self.bucket.server.heard = lambda: False
        assert process[0].returncode is not None, "it hangs"
        assert process[0].returncode in (0, 3, -signal.SIGKILL), f"it ended with {process[0].returncode}"
        # A reader that is just loading its models notices when it has.
        deadline = time.monotonic() + PATIENCE
        while (left := [child for child in children if is_alive(child)]) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not left, f"processes that outlived their command: {left}"
        return moment, process[0].returncode == -signal.SIGKILL

    def _found(self, kind: str, here: Path, there: str, share: Share) -> str:
        """Whatever was killed: nothing is torn here, a reader elsewhere finds a whole build, and parts are whole."""
        warehouse = here / "w.duckdb"
        assert check(warehouse) == (), "torn"
        self._pulled_is_whole(here, there)
        if kind == "read":
            return self._part_found(there, share)
        now = rows_of(warehouse)
        before = rows_of(self.folder / f"base-{kind}" / "w.duckdb")
        return "before" if now == before else "after" if now == self.alone[kind].rows else "portion"

    def _part_found(self, there: str, share: Share) -> str:
        """A part whose manifest is there is whole."""
        storage = Storage(f"{self.bucket.url}/{there}/parts")
        version = reader_version(Settings())
        into = self.folder / "opened"
        into.mkdir(exist_ok=True)
        read = {name: open_part(storage, name, into, version).manifest for name in storage.names() if ".json" in name}
        if (found := read.get(f"{share}.json")) is None:
            return "before"
        earlier = self.bucket.get(f"parts-before/{share}.json")
        return "before" if earlier == self.bucket.get(f"{there}/parts/{share}.json") else f"after, {found.files} files"

    def _pulled_is_whole(self, here: Path, there: str) -> Rows:
        file = here / "pulled.duckdb"
        pull(place(f"{self.bucket.url}/{there}/w"), file)
        assert check(file) == (), "a reader elsewhere has a torn build"
        return rows_of(file)

    def _strays(self, kind: str, there: str) -> list[str]:
        """Objects below the draw's prefix that no manifest names."""
        manifest = read_manifest(place(f"{self.bucket.url}/{there}/w"))
        builds = tuple(f"{there}/w/builds/{build}/" for build in manifest.kept)
        named = {
            f"{there}/w/latest.json",
            *(f"{there}/w/builds/{manifest.build}/{file.name}" for file in manifest.files),
        }
        if kind != "ingest":
            storage = Storage(f"{self.bucket.url}/{there}/parts")
            for name in storage.names():
                if name.endswith(".json"):
                    part = open_part(storage, name, self.folder / "opened", reader_version(Settings())).manifest
                    named |= {f"{there}/parts/{name}", f"{there}/parts/{part.data}"}
        return [key for key in self._keys(f"{there}/") if key not in named and not key.startswith(builds)]

    def _whole_again(self, kind: str, here: Path, there: str) -> None:
        warehouse = here / "w.duckdb"
        now, alone = rows_of(warehouse), self.alone[kind].rows
        other = [name for name in alone.keys() | now.keys() if now.get(name) != alone.get(name)]
        assert not other, f"other rows than of a run that was left alone: {sorted(other)}"
        assert check(warehouse) == ()
        assert self._pulled_is_whole(here, there) == now, "elsewhere are other rows than here"
        strays = self._strays(kind, there)
        assert not strays, f"objects that no manifest names: {strays}"
        uploads = self.bucket.client.list_multipart_uploads(Bucket=self.bucket.name).get("Uploads", [])
        assert not uploads, f"uploads that were never completed: {uploads}"
        left = sorted(path.name for path in self.scratch.iterdir())
        assert not left, f"temporary files were left: {left}"
        assert WarehousePaths.of(warehouse).drafts() == [], "drafts were left"
        beside = sorted(path.name for path in here.iterdir())
        assert beside == ["pulled.duckdb", "w.duckdb", "w.duckdb.runs"], f"left beside the warehouse: {beside}"


def _at(number: int, do: Callable[[], object], *, lost: bool) -> Callable[[], bool]:
    """For `StoreServer.heard`: does it at the request of that number. Says whether that and those after it are lost."""
    heard = 0
    lock = threading.Lock()

    def hear() -> bool:
        nonlocal heard
        with lock:
            heard += 1
            if heard < number:
                return False
            if heard == number:
                do()
            return lost

    return hear
