"""The main loop of a reader process: load once, then answer one order at a time until the supervisor is gone.

`tfextract.workers` starts it with `python -c BOOT SOCKET SYS_PATH SCRATCH`.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol

from msgspec import Raw

from tfextract import confinement
from tfextract.errors import UnreadableFileError, UserError
from tfextract.model import FileStatus, ReadDocument
from tfextract.progress import Progress
from tfextract.settings import Settings
from tfextract.sources import FileBytes, check_file, read_bytes
from tfextract.wire import (
    Answered,
    AtPage,
    Channel,
    Done,
    LaidOut,
    LeftOut,
    Order,
    Ready,
    Refused,
    Taken,
    ToKeep,
    Wrong,
    decode_order,
    encode,
)

BOOT = "import sys, json; sys.path[:] = json.loads(sys.argv[2]); "
BOOT += "from tfextract.reader_process import serve; serve(int(sys.argv[1]), sys.argv[3])"
# The garbage collector runs on the youngest objects after so many allocations.
_COLLECT_AFTER = 500_000
# The largest kept data of one document, which is below the limit of a message.
MAX_KEPT_BYTES = 200_000_000
# Seconds between two checks that the supervisor is still alive.
_POLL_SECONDS = 0.1


class DocumentReader(Protocol):
    def read_bytes(self, file: FileBytes, progress: Progress) -> ReadDocument: ...

    def read_again(self, file_name: str, sha256: str, progress: Progress) -> ReadDocument | None: ...


Load = Callable[[Settings], DocumentReader]
# Another question about a document than its facts. The answer is printed or written to a file.
Question = Callable[..., bytes]


class NoReader:
    """A reader for questions that need neither rules nor spaCy."""

    def read_bytes(self, file: FileBytes, progress: Progress) -> ReadDocument:
        raise NotImplementedError

    def read_again(self, file_name: str, sha256: str, progress: Progress) -> ReadDocument | None:
        raise NotImplementedError


def load_nothing(_: Settings) -> NoReader:
    return NoReader()


def load_reader(settings: Settings) -> DocumentReader:
    """Loads the reader for ingests. The import is here because a supervisor never needs it."""
    from tfextract.pipeline import Reader

    return Reader.load(settings)


def serve(number: int, scratch: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # The supervisor handles Ctrl-C: it ends its workers.
    supervisor = os.getppid()
    channel = Channel(socket.socket(fileno=number))
    try:
        # Unpickling is safe here: the data comes from the supervisor, which started this process.
        load, settings = pickle.loads(channel.receive_whole())
        reader: DocumentReader = load(settings)
    except UserError as error:
        channel.send(Wrong(str(error)))
        return
    except EOFError:
        return
    _collect_seldom()
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os.chdir(scratch)
    missing = confinement.confine(Path(scratch), settings.document_memory_mb)
    # Starts after the limits are set: some of them do not apply to earlier threads.
    threading.Thread(target=_end_with, args=(supervisor, Path(scratch)), daemon=True).start()
    channel.send(Ready(missing))
    while True:
        try:
            order = decode_order(channel.receive_whole())
            opened = channel.receive_file()
            kept = channel.receive_file() if order.keep is not None and order.keep.kept else None
        except EOFError:
            return
        channel.send(Taken())
        confinement.bound_cpu(order.cpu_seconds)
        channel.send(_answer(reader, order, opened, kept, settings, channel))


def _collect_seldom() -> None:
    """Collects garbage less often. Loaded data stays for the life of the process, and a document's objects form no
    cycles. Frequent collections would take a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 20, 20)


def _end_with(supervisor: int, scratch: Path) -> None:
    """Ends this process when the supervisor was killed. Otherwise a reader that hangs would run forever."""
    while os.getppid() == supervisor:
        time.sleep(_POLL_SECONDS)
    confinement.empty(scratch)
    os._exit(1)


@dataclass(slots=True)
class _SupervisedProgress:
    """Sends the progress of the reading to the supervisor."""

    channel: Channel
    left_out: LeftOut
    until: float
    sent: ReadDocument | None = None
    keeps: bool = False
    earlier: bytes | None = None

    def admit(self, page: int) -> str | None:
        if page in self.left_out.pages:
            return self.left_out.pages[page]
        if self.left_out.after is not None and page > self.left_out.after:
            return self.left_out.after_reason
        if time.monotonic() > self.until:
            return "not read: the pages before it took the document's time (the setting document_timeout)"
        self.channel.send(AtPage(page))
        return None

    def all_read(self) -> None:
        self.channel.send(AtPage(None))

    def laid_out(self, read: ReadDocument) -> None:
        # The warehouse does not store single words, which are two thirds of a layout.
        blocks = tuple(replace(block, pieces=()) for block in read.layout.blocks)
        bare = replace(read, layout=replace(read.layout, blocks=blocks))
        self.channel.send(LaidOut(Raw(encode(bare))))
        self.sent = read

    def kept(self) -> bytes | None:
        return self.earlier

    def keep(self, content: bytes) -> None:
        if len(content) <= MAX_KEPT_BYTES:
            self.channel.send(ToKeep(content))


def _answer(  # noqa: PLR0911 - a line for each way in which a document refuses
    reader: DocumentReader, order: Order, opened: int, kept: int | None, settings: Settings, channel: Channel
) -> Done | Answered | Refused | Wrong:
    supervised_progress = _SupervisedProgress(
        channel, order.left_out, time.monotonic() + order.layout_seconds, keeps=order.keep is not None
    )
    supervised_progress.earlier = _whole_file(kept)
    try:
        with os.fdopen(opened, "rb") as file:
            read = _again(reader, order, file, settings, supervised_progress)
            held = None if read is not None else read_bytes(file, order.file_name, settings.document_size_mb)
        if order.question is not None:
            ask, given = pickle.loads(order.question)
            return Answered(ask(reader, held, *given))
        if held is not None:
            read = reader.read_bytes(held, supervised_progress)
        assert read is not None
        same = supervised_progress.sent is not None and supervised_progress.sent.layout is read.layout
        return Done(read.document, read.facts, None if same else read.layout)
    except UnreadableFileError as error:
        return Refused(error.status, str(error), error.passing)
    except UserError as error:
        return Wrong(str(error))
    except OSError as error:
        return Refused(FileStatus.FAILED, f"cannot be read: {error.strerror or error}", passing=True)
    except MemoryError:
        return Refused(FileStatus.FAILED, "there was not enough memory to read it", passing=True)
    # An unexpected exception in one document must not affect the others.
    except Exception as error:
        place = _where(error)
        return Refused(FileStatus.FAILED, f"an error of the program: {type(error).__name__}: {error}{place}")


def _again(
    reader: DocumentReader, order: Order, file: BinaryIO, settings: Settings, supervised_progress: _SupervisedProgress
) -> ReadDocument | None:
    """Answers from kept data without the document. None if the document must be read."""
    if order.keep is None or supervised_progress.earlier is None:
        return None
    check_file(file, settings.document_size_mb)
    return reader.read_again(order.file_name, order.keep.sha256, supervised_progress)


def _whole_file(number: int | None) -> bytes | None:
    """None if it cannot be read, or is larger than what is kept."""
    if number is None:
        return None
    try:
        with os.fdopen(number, "rb") as file:
            content = file.read(MAX_KEPT_BYTES + 1)
    except OSError:
        return None
    return content if len(content) <= MAX_KEPT_BYTES else None


def _where(error: Exception) -> str:
    trace, place = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if "tfextract" in Path(code.co_filename).parts:
            place = f" (in {Path(code.co_filename).name}, line {trace.tb_lineno})"
        trace = trace.tb_next
    return place
