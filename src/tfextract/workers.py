"""Worker processes that read one document at a time, under a supervisor that survives their death.

`concurrent.futures` loses every pending document when one worker is killed, and cannot stop one document that takes
too long or too much memory. Here each worker is a process with a pipe of its own, watched by the thread that waits
for its answer; whatever happens to it costs that one document.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from tfextract.errors import UnreadableFileError, UserError
from tfextract.model import FileStatus, ReadDocument
from tfextract.settings import Settings

# Seconds between two looks at a worker's memory.
_LOOK_EVERY = 0.1
# Loading the spaCy model takes seconds; on a cold disk under load much more, but not this long.
_START_WITHIN = 300.0
# An idle worker takes the next path at once, on a machine under heavy load within this.
_TAKE_WITHIN = 60.0
_CHILD = "import sys; from multiprocessing.connection import Connection as C; c = C(int(sys.argv[1])); "
_CHILD += "sys.path[:] = c.recv(); from tfextract.workers import serve; serve(c)"


class DocumentReader(Protocol):
    def read(self, path: Path) -> ReadDocument: ...


Load = Callable[[Settings], DocumentReader]


class WorkerStartError(UserError):
    """No worker could be started: nothing can be read at all."""

    exit_status = 1


@dataclass(frozen=True, slots=True)
class _Ready:
    pass


@dataclass(frozen=True, slots=True)
class _Taken:
    """The worker has the path and begins to read it: what happens from here on is that document's."""


class _IdleDeathError(Exception):
    """The worker was dead before it took the path: not that document's fault."""


@dataclass(frozen=True, slots=True)
class _WrongSetting:
    message: str


@dataclass(frozen=True, slots=True)
class _Refused:
    status: FileStatus
    message: str
    passing: bool = False


def serve(connection: Connection) -> None:
    """The worker's side: load once, then answer one path at a time until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the supervisor ends its workers.
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    load, settings = pickle.loads(connection.recv_bytes())
    try:
        reader: DocumentReader = load(settings)
    except UserError as error:
        connection.send(_WrongSetting(str(error)))
        return
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    connection.send(_Ready())
    while True:
        try:
            path: Path = connection.recv()
        except EOFError:
            return
        connection.send(_Taken())
        connection.send(_answer(reader, path))


def _end_with(supervisor: int) -> None:
    """A supervisor that was killed can stop nobody: not a worker that hangs in a document either."""
    while os.getppid() == supervisor:
        time.sleep(_LOOK_EVERY)
    os._exit(1)


def _answer(reader: DocumentReader, path: Path) -> ReadDocument | _Refused:
    try:
        return reader.read(path)
    except UnreadableFileError as error:
        return _Refused(error.status, str(error), error.passing)
    except OSError as error:
        return _Refused(FileStatus.FAILED, f"cannot be read: {error.strerror or error}", passing=True)
    except MemoryError:
        return _Refused(FileStatus.FAILED, "there was not enough memory to read it", passing=True)
    # A document that breaks a stage in a way nobody foresaw must not cost the others.
    except Exception as error:
        place = _where(error)
        return _Refused(FileStatus.FAILED, f"an error of the program: {type(error).__name__}: {error}{place}")


def _where(error: Exception) -> str:
    trace, place = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if "tfextract" in Path(code.co_filename).parts:
            place = f" (in {Path(code.co_filename).name}, line {trace.tb_lineno})"
        trace = trace.tb_next
    return place


class _Worker:
    """One process and the pipe to it. Not for use by two threads at a time."""

    def __init__(self, settings: Settings, load: Load) -> None:
        self._settings = settings
        # The last words of a worker that died while loading; never on the screen.
        self._noise = tempfile.TemporaryFile()  # noqa: SIM115
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                # -P: a file named random.py in the working directory must not replace the real one.
                [sys.executable, "-P", "-c", _CHILD, str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=self._noise,
                stderr=self._noise,
            )
        self._connection = Connection(ours.detach())
        try:
            self._connection.send(sys.path)
            self._connection.send_bytes(pickle.dumps((load, settings)))
            answer = self._wait(_START_WITHIN, memory_mb=None)
        except OSError:
            answer = None
        if isinstance(answer, _WrongSetting):
            self.stop()
            raise UserError(answer.message)
        if not isinstance(answer, _Ready):
            self.kill()
            raise WorkerStartError(f"the reader could not be started: {self._last_words()}")

    def read(self, path: Path) -> ReadDocument:
        """Raises UnreadableFileError, or _IdleDeathError before the document was begun.

        Where `alive` is false after it, the worker is of no more use.
        """
        try:
            self._connection.send(path)
            taken = self._wait(_TAKE_WITHIN, memory_mb=None)
        except OSError:
            taken = self._died()
        if not isinstance(taken, _Taken):
            raise _IdleDeathError
        answer = self._wait(self._settings.document_timeout, self._settings.document_memory_mb)
        if isinstance(answer, ReadDocument):
            return answer
        assert isinstance(answer, _Refused)
        raise UnreadableFileError(answer.status, answer.message, passing=answer.passing)

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def swollen(self) -> bool:
        """Memory kept from earlier documents would be counted against the next one."""
        return resident_mb(self._process.pid) > self._settings.document_memory_mb / 2

    def kill(self) -> None:
        """From any thread: the one that waits for an answer finds the pipe closed."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        self.kill()
        self._connection.close()
        self._noise.close()

    def _wait(self, seconds: float, memory_mb: int | None) -> object:
        deadline = time.monotonic() + seconds
        while not self._connection.poll(_LOOK_EVERY):
            if memory_mb is not None and resident_mb(self._process.pid) > memory_mb:
                self.kill()
                return _Refused(FileStatus.FAILED, f"stopped: it took more than {memory_mb} MB of memory", passing=True)
            if time.monotonic() > deadline:
                self.kill()
                return _Refused(FileStatus.FAILED, f"stopped: it took longer than {seconds:g} seconds", passing=True)
        try:
            return self._connection.recv()
        except (EOFError, OSError):
            return self._died()

    def _died(self) -> _Refused:
        self.kill()
        code = self._process.returncode
        how = f"signal {-code}, {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
        return _Refused(FileStatus.FAILED, f"the process that read it died ({how})", passing=True)

    def _last_words(self) -> str:
        self._noise.seek(0)
        lines = self._noise.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "it ended without a word"


class Workers:
    """At most `settings.workers` worker processes, started when first needed; `read` may be called by many threads.

    More threads than workers wait for one to come free.
    """

    def __init__(self, settings: Settings, load: Load) -> None:
        self._settings = settings
        self._load = load
        self._closed = False
        # Last in, first out: a second process starts only where two documents are read at one time.
        self._places: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(max(1, settings.workers)):
            self._places.put(None)
        self._started: set[_Worker] = set()

    def read(self, path: Path) -> ReadDocument:
        """Raises UnreadableFileError where this document could not be read; WorkerStartError, or UserError
        where a setting is the reason, where none can be.
        """
        worker = self._places.get()
        try:
            # An idle one may have been killed from outside, and its death not show yet (a process whose threads
            # are still ending cannot be waited for).
            try:
                worker = self._fit(worker) or self._start()
                return worker.read(path)
            except _IdleDeathError:
                self._fit(worker)
                worker = self._start()
                return worker.read(path)
        except _IdleDeathError:
            raise WorkerStartError("the processes that read documents die before they begin one") from None
        except UnreadableFileError:
            if self._closed:
                raise WorkerStartError("the run was ended") from None
            raise
        finally:
            self._places.put(self._fit(worker))

    def close(self) -> None:
        """Ends all workers at once, also those that read."""
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
        worker = _Worker(self._settings, self._load)
        self._started.add(worker)
        if self._closed:
            worker.kill()
        return worker

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


def resident_mb(pid: int) -> float:
    """Memory of a process in MB, 0 where it is gone or cannot be known."""
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
