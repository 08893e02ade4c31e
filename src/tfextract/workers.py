"""Runs reader processes, each reading one document at a time, under a supervisor that survives when they die.

`concurrent.futures` loses every pending document when one worker is killed, and cannot stop one document that takes too
long or too much memory. Here each worker is a process with its own socket, and the thread that waits for its answer
watches it. The reader reports each page it starts. If it dies or takes too long there, only that page is lost: a new
process reads the document again without it.
"""

from __future__ import annotations

import json
import os
import pickle
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from msgspec import structs

from tfextract import confinement
from tfextract.errors import UnreadableFileError, UserError
from tfextract.kept_store import KeptStore
from tfextract.locations import Place
from tfextract.model import FileStatus, ReadDocument
from tfextract.reader_process import BOOT, DocumentReader, Load, Question, load_nothing
from tfextract.settings import Settings
from tfextract.sources import ID_DIGITS, open_file
from tfextract.tries import StoppedError, Tries, Watch
from tfextract.wire import (
    Answer,
    Answered,
    Channel,
    Done,
    GarbledError,
    Keep,
    Order,
    Ready,
    Refused,
    Taken,
    Wrong,
    decode_answer,
    whole,
)

__all__ = ["DocumentReader", "Load", "WorkerStartError", "Workers", "load_nothing"]

# Seconds between two checks of a worker's memory.
_POLL_SECONDS = 0.1
# Loading the spaCy model takes seconds. Under load with a cold disk it takes much more, but not this long.
_START_WITHIN = 300.0
# An idle worker accepts a document at once. On a busy machine it needs at most this long.
_TAKE_WITHIN = 60.0
# How often to start a reader that is killed during its start.
_MAX_STARTS = 3
# The share of a document's time for its pages. The rest is for the extraction.
_LAYOUT_SHARE = 0.75
# Extra processor time beyond a document's time on all cores. It is the only limit if the supervisor was killed.
_CPU_MARGIN = 60.0
_LONGEST_MESSAGE = 2000
_GARBLED = "stopped: its reader sent what no reader sends"
# The statuses that a reader may report for a document without content.
_NOTHING_READ = frozenset(
    {FileStatus.EMPTY, FileStatus.NOT_PDF, FileStatus.DAMAGED, FileStatus.ENCRYPTED, FileStatus.FAILED}
)


class WorkerStartError(UserError):
    """No worker could be started, so nothing can be read. `killed`: a signal ended the worker."""

    exit_status = 1

    def __init__(self, message: str, *, killed: bool = False) -> None:
        super().__init__(message)
        self.killed = killed


@dataclass(slots=True)
class _Keeping:
    """Kept data of one document. With `ignore_kept`, earlier data is not used."""

    store: KeptStore
    sha256: str
    ignore_kept: bool
    given: bool = False

    def open(self) -> BinaryIO | None:
        file = None if self.ignore_kept else self.store.open(self.sha256[:ID_DIGITS])
        self.given = file is not None
        return file

    def put(self, read: ReadDocument | bytes, content: bytes) -> None:
        if isinstance(read, ReadDocument) and read.document.sha256 == self.sha256:
            self.store.put(read.document.document_id, content)

    def forget(self) -> bool:
        """Deletes the kept data, which may have killed the reader. Returns whether there was any."""
        given, self.given, self.ignore_kept = self.given, False, True
        if given:
            self.store.drop(self.sha256[:ID_DIGITS])
        return given


class _IdleDeathError(Exception):
    """The worker was dead before it accepted the document, which is therefore not the cause."""


class _Worker:
    """One process and its socket. Not thread-safe."""

    def __init__(self, settings: Settings, load: Load) -> None:
        self._settings = settings
        self._scratch = confinement.new_scratch()
        # The error output of a worker, for the message if it dies while loading. Never shown directly.
        self._noise = tempfile.TemporaryFile()  # noqa: SIM115
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                # -P: a file named random.py in the working directory must not replace the real one.
                [sys.executable, "-P", "-c", BOOT, str(theirs.fileno()), json.dumps(sys.path), str(self._scratch)],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=self._noise,
                stderr=self._noise,
                env=confinement.environment(self._scratch),
                # A new session, so that its children end with it if the system cannot forbid them.
                process_group=0,
            )
        self._channel = Channel(ours)
        self.missing: tuple[str, ...] = ()
        self._start(load)

    def _start(self, load: Load) -> None:
        try:
            self._channel.send_bytes(pickle.dumps((load, self._settings)), _TAKE_WITHIN)
            answer = self._wait(_START_WITHIN)
        except (OSError, EOFError, GarbledError):
            answer = None
        if isinstance(answer, Wrong):
            self.stop()
            raise UserError(answer.message)
        if not isinstance(answer, Ready):
            # The socket may close before the process ends.
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(1)
            late = self._process.poll() is None
            self.kill()
            words, killed = self._last_words(), self._process.returncode < 0
            if late:
                words = f"it was not ready after {_START_WITHIN:g} seconds, so the machine has too much else to do"
            self.stop()
            raise WorkerStartError(f"the reader could not be started: {words}", killed=killed)
        self.missing = answer.missing

    def read(self, files: Sequence[int], order: Order, watch: Watch, seconds: float) -> ReadDocument | bytes:
        """`files` are sent with the order. `watch` receives the progress.

        Raises UnreadableFileError, UserError, StoppedError if the process dies, _IdleDeathError if it was dead before
        the document started.
        """
        try:
            self._channel.send(order, _TAKE_WITHIN)
            for number in files:
                self._channel.send_file(number)
            taken = self._wait(_TAKE_WITHIN)
        except (OSError, EOFError, GarbledError):
            taken = None
        if not isinstance(taken, Taken):
            self.kill()
            raise _IdleDeathError
        watch.since = time.monotonic()
        answer = self._follow(watch, seconds)
        if isinstance(answer, Refused) and answer.status in _NOTHING_READ:
            raise UnreadableFileError(answer.status, answer.message[:_LONGEST_MESSAGE], passing=answer.passing)
        try:
            if order.question is None and isinstance(answer, Done):
                return whole(answer, watch.laid_out)
            if order.question is not None and isinstance(answer, Answered):
                return answer.content
            if order.question is not None and isinstance(answer, Wrong):
                raise UserError(answer.message)
        except GarbledError:
            pass
        raise self._stopped(_GARBLED, watch)

    def _follow(self, watch: Watch, seconds: float) -> Answer:
        deadline = time.monotonic() + seconds
        memory_mb = self._settings.document_memory_mb
        while True:
            try:
                frame = self._channel.receive(_POLL_SECONDS)
                if frame is not None:
                    answer = decode_answer(frame)
                    if not watch.hear(answer):
                        return answer
            except EOFError:
                raise self._died(watch) from None
            except GarbledError:
                raise self._stopped(_GARBLED, watch) from None
            now = time.monotonic()
            if resident_mb(self._process.pid) > memory_mb:
                raise self._stopped(f"stopped: it took more than {memory_mb} MB of memory", watch)
            if now > deadline:
                raise self._stopped(f"stopped: it took longer than {self._settings.document_timeout:g} seconds", watch)
            # A page gets less than half of the remaining time, so that the document can be read again without it.
            limit = min(self._settings.page_timeout, seconds / 2)
            if (watch.page is not None or watch.together) and now - watch.since > limit:
                what = "putting its pages together" if watch.together else "the page"
                raise self._stopped(f"stopped: {what} took longer than {limit:g} seconds", watch)

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def swollen(self) -> bool:
        """Whether the worker holds much memory from earlier documents, which would count against the next one."""
        return resident_mb(self._process.pid) > self._settings.document_memory_mb / 2

    def kill(self) -> None:
        """May be called from any thread. The thread that waits for an answer finds the socket closed."""
        # After the wait, another process may have this number.
        if self._process.poll() is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        confinement.empty(self._scratch)

    def stop(self) -> None:
        self.kill()
        self._channel.close()
        self._noise.close()

    def _wait(self, seconds: float) -> Answer | None:
        """Raises EOFError, GarbledError."""
        frame = self._channel.receive(seconds)
        return None if frame is None else decode_answer(frame)

    def _stopped(self, how: str, watch: Watch) -> StoppedError:
        self.kill()
        return StoppedError(how, watch)

    def _died(self, watch: Watch) -> StoppedError:
        # The socket may close before the process ends. Kill it only if it does not end by itself.
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        self.kill()
        code = self._process.returncode
        how = f"signal {-code}, {_signal_name(-code)}" if code < 0 else f"exit status {code}"
        message = f"the process that read it died ({how})"
        return StoppedError(message, watch, by_kill=code == -signal.SIGKILL)

    def _last_words(self) -> str:
        self._noise.seek(0)
        lines = self._noise.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "it ended without a word"


class Workers:
    """At most `settings.workers` worker processes, started when first needed. `read` is thread-safe.

    Threads wait for a free worker.
    """

    def __init__(
        self,
        settings: Settings,
        load: Load,
        say: Callable[[str], None] = lambda _: None,
        store: KeptStore | None = None,
    ) -> None:
        """Calls `say` once if the system does not offer all limits. `store` has kept readings."""
        self._settings = settings
        self._load = load
        self._say: Callable[[str], None] | None = say
        self._store = store
        self._closed = False
        # Last in, first out: a second process starts only when two documents are read at the same time.
        self._places: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(max(1, settings.workers)):
            self._places.put(None)
        self._started: set[_Worker] = set()
        self._missing: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The limits that this system does not offer. Known after the first worker started."""
        return self._missing

    def read(self, path: Place, sha256: str | None = None, *, ignore_kept: bool = False) -> ReadDocument:
        """`sha256` is the hash of its bytes. It finds kept data of an earlier reading, which is used unless
        `ignore_kept` is set.

        Raises UnreadableFileError if this document cannot be read. Raises WorkerStartError if no document can be read,
        or UserError if a setting is the cause.
        """
        tries = Tries(self._settings.document_timeout)
        keeping = _Keeping(self._store, sha256, ignore_kept) if self._store is not None and sha256 is not None else None
        while True:
            try:
                read = self._try(path, tries, keeping=keeping)
                assert isinstance(read, ReadDocument)
                return read
            except StoppedError as stopped:
                if keeping is not None and keeping.forget() and tries.seconds > 0:
                    continue
                if tries.go_on(stopped):
                    continue
                return tries.given_up(stopped)
            except UnreadableFileError as error:
                # Every page was lost, but another try may succeed.
                if tries.lost or tries.halved:
                    raise UnreadableFileError(error.status, str(error), passing=True) from None
                raise

    def ask(self, path: Place, question: Question, *given: object) -> bytes:
        """The result of `question(reader, file, *given)`, which must be a module-level function.

        Raises like `read`, and the UserError that the question raises.
        """
        try:
            answer = self._try(path, Tries(self._settings.document_timeout), pickle.dumps((question, given)))
        except StoppedError as stopped:
            raise UnreadableFileError(FileStatus.FAILED, str(stopped), passing=True) from None
        assert isinstance(answer, bytes)
        return answer

    def _try(
        self, path: Place, tries: Tries, question: bytes | None = None, keeping: _Keeping | None = None
    ) -> ReadDocument | bytes:
        seconds, began = tries.seconds, time.monotonic()
        cpu_seconds = _CPU_MARGIN + seconds * (os.cpu_count() or 1)
        order = Order(path.name, tries.left_out, _LAYOUT_SHARE * seconds, cpu_seconds, question)
        worker = self._places.get()
        try:
            with ExitStack() as opened:
                files = [opened.enter_context(open_file(path, self._settings.document_size_mb))]
                if keeping is not None and not tries.lost:
                    kept = keeping.open()
                    files += [] if kept is None else [opened.enter_context(kept)]
                    order = structs.replace(order, keep=Keep(keeping.sha256, kept is not None))
                # An idle worker may have been killed from outside without showing it yet: a process whose threads are
                # still ending cannot be waited for.
                for last in (False, True):
                    worker = self._fit(worker) or self._start()
                    began = time.monotonic()
                    try:
                        watch = Watch()
                        read = worker.read([file.fileno() for file in files], order, watch, seconds)
                        if keeping is not None and watch.to_keep is not None:
                            keeping.put(read, watch.to_keep)
                        return read
                    except _IdleDeathError:
                        if last:
                            raise
            raise AssertionError
        except _IdleDeathError:
            raise WorkerStartError("the processes that read documents die before they begin one") from None
        except (StoppedError, UnreadableFileError):
            if self._closed:
                raise WorkerStartError("the run was ended") from None
            raise
        finally:
            tries.seconds -= time.monotonic() - began
            self._places.put(self._fit(worker))

    def close(self) -> None:
        """Ends all workers at once, even while they read."""
        self._closed = True
        for worker in list(self._started):
            worker.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> _Worker:
        if self._closed:
            raise WorkerStartError("the run was ended")
        worker = self._new_worker()
        self._missing = worker.missing
        reported, say, self._say = confinement.missing_message(worker.missing), self._say, None
        if reported is not None and say is not None:
            say(reported)
        self._started.add(worker)
        if self._closed:
            worker.kill()
        return worker

    def _new_worker(self) -> _Worker:
        """Starts a worker, and tries again if it is killed during its start (by the kernel out of memory, by a
        person)."""
        for _ in range(_MAX_STARTS - 1):
            try:
                return _Worker(self._settings, self._load)
            except WorkerStartError as error:
                if not error.killed or self._closed:
                    raise
        return _Worker(self._settings, self._load)

    def _fit(self, worker: _Worker | None) -> _Worker | None:
        if worker is None:
            return None
        if worker.alive and worker.swollen:
            worker.kill()
        if worker.alive:
            return worker
        worker.stop()
        self._started.discard(worker)
        return None


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "unknown"


def resident_mb(pid: int) -> float:
    """Memory of a process in MB. 0 if it is gone or unknown."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except FileNotFoundError:
        return _resident_mb_by_ps(pid)
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _resident_mb_by_ps(pid: int) -> float:
    if Path("/proc/self/statm").exists():
        return 0.0
    # macOS has no /proc.
    done = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return int(done.stdout.strip() or 0) / 1e3
