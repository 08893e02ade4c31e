"""Readers for worker processes that do, at once, what a real PDF does after minutes or never twice."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tfextract.errors import UnreadableFileError, UserError
from tfextract.model import (
    Achievement,
    Document,
    Facts,
    FileStatus,
    Issue,
    Layout,
    Page,
    PageStatus,
    ReadDocument,
    TextSource,
)
from tfextract.progress import Progress, status_of
from tfextract.settings import Settings
from tfextract.sources import FileBytes
from tfextract.wire import Refused, Wrong

from .warehouse.samples import read_document

SIGNALS = {"die": signal.SIGKILL, "crash": signal.SIGSEGV}


@dataclass(frozen=True)
class ScriptedReader:
    """Does what the first word after `%PDF-` in the file says; the title of what it reads is its process id.

    `pilots` are numbers for files of these names, instead of that in all others.
    """

    pilots: Mapping[str, str]

    def read_bytes(self, file: FileBytes, progress: Progress) -> ReadDocument:
        word = file.data.decode("utf-8").removeprefix("%PDF-").split()[0]
        # Dies until numbers for its name are there.
        happen("die" if word == "weak" and Path(file.file_name).stem not in self.pilots else word)
        if word == "book":
            return self._book(file, progress)
        if word == "report":
            return self._report(file)
        if word == "garbage":
            send_garbage(file, progress)
        read = self._document(file, FileStatus.NO_TEXT if word == "scan" else FileStatus.READ)
        if word == "contradict":
            # A fact without evidence does not exist.
            return replace(read, facts=Facts(achievements=(Achievement("a1", 1, "A well was dug.", (), 0.5),)))
        if word == "reach":
            return replace(read, document=replace(read.document, title=reach(file.data.decode().split()[1:])))
        if word == "keeping":
            progress.keep(read.document.sha256.encode())
        if word == "foreign":
            return replace(read, document=replace(read.document, document_id="0" * 16, sha256="0" * 64))
        return read

    def read_again(self, file_name: str, sha256: str, progress: Progress) -> ReadDocument | None:
        """From what a `keeping` document keeps, its hash; what was kept may also be a word of what happens."""
        kept = (progress.kept() or b"").decode()
        happen(kept)
        if kept != sha256:
            return None
        document = Document(sha256[:16], sha256, file_name, 1, FileStatus.READ, title="again")
        return ReadDocument(document, Layout((), ()))

    def _report(self, file: FileBytes) -> ReadDocument:
        """One with a fact of every kind."""
        stem = Path(file.file_name).stem
        pilots = self.pilots.get(stem, "120")
        made = read_document(stem, statement=f"The Lighthouse Fund trained {pilots} harbour pilots in Kenya.")
        facts = replace(made.facts, issues=())
        document = replace(made.document, document_id=file.document_id, sha256=file.sha256)
        return replace(made, document=document, facts=facts)

    def _book(self, file: FileBytes, progress: Progress) -> ReadDocument:
        """`book 3 crash@2 hang@facts`: the number of pages, and what happens at a page or during the extraction."""
        _, count, *events = file.data.decode().split()
        happens = {place: event for event, place in (word.split("@") for word in events)}
        pages, issues = [], []
        for page in range(1, int(count) + 1):
            refused = progress.admit(page)
            if refused is None:
                happen(happens.get(str(page)))
            else:
                issues.append(Issue("page_given_up", refused, file.file_name, file.document_id, page))
            status = PageStatus.READ if refused is None else PageStatus.FAILED
            pages.append(Page(page, 600.0, 800.0, status, TextSource.TEXT_LAYER))
        progress.all_read()
        if sum(page.status is PageStatus.READ for page in pages) > 3:
            happen(happens.get("together>3"))
        layout = Layout(tuple(pages), (), issues=tuple(issues))
        outcome = status_of(layout, ())
        if outcome is FileStatus.FAILED:
            raise UnreadableFileError(outcome, "no page")
        document = Document(file.document_id, file.sha256, file.file_name, len(pages), outcome)
        progress.laid_out(ReadDocument(document, layout))
        happen(happens.get("facts"))
        return ReadDocument(document, layout)

    def _document(self, file: FileBytes, status: FileStatus) -> ReadDocument:
        document = Document(file.document_id, file.sha256, file.file_name, 1, status, title=str(os.getpid()))
        return ReadDocument(document, Layout((), ()))


def happen(event: str | None) -> None:
    if event in SIGNALS:
        os.kill(os.getpid(), SIGNALS[event])
    elif event == "leave":
        os._exit(3)
    elif event == "hang":
        time.sleep(3600)
    elif event == "swell":
        held = b"x" * 900_000_000
        time.sleep(3600)
        del held
    elif event == "noise":
        os.write(1, b"noise on stdout\n")
        os.write(2, b"noise on stderr\n")
    elif event == "break":
        raise ValueError("a thing nobody foresaw")
    elif event == "damaged":
        raise UnreadableFileError(FileStatus.DAMAGED, "no page can be read")


def send_garbage(file: FileBytes, progress: Progress) -> None:
    """What a reader might send that a hostile PDF took over: the second word says what."""
    kind = file.data.decode().split()[1]
    connection: socket.socket = progress.channel._connection  # type: ignore[attr-defined]
    frames = {
        "noise": b"\x00\x00\x00\x08\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8",
        "huge": b"\xff\xff\xff\xff" + b"x" * 100,
        "half": b"\x00\x00\x10\x00" + b"x" * 100,
    }
    if kind == "object":
        sent = pickle.dumps(Planted())
        connection.sendall(len(sent).to_bytes(4, "big") + sent)
    elif kind == "question":
        progress.channel.send(Wrong("a setting is wrong"))  # type: ignore[attr-defined]
    elif kind == "status":
        progress.channel.send(Refused(FileStatus.MISSING, "gone"))  # type: ignore[attr-defined]
    elif kind == "pages":
        while True:
            progress.admit(1)
    else:
        connection.sendall(frames[kind])
    time.sleep(3600)


class Planted:
    def __reduce__(self) -> tuple[object, ...]:
        return (os._exit, (99,))


def reach(given: list[str]) -> str:
    """What a reader can get at: names of all that went through. `given`: a port, a file to spoil."""
    port, victim = int(given[0]), Path(given[1])
    tries = {
        "network": lambda: socket.create_connection(("127.0.0.1", port), 5),
        "datagram": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "fork": lambda: os.fork() or os._exit(0),
        "program": lambda: os.execv("/bin/true", ["true"]),
        "big file": lambda: Path(tempfile.gettempdir(), "big").write_bytes(b"x" * 100_000_000),
        "other file": lambda: victim.write_text("spoilt"),
        "other's rights": lambda: victim.chmod(0o777),
        "removal": victim.unlink,
        "other's words": victim.read_text,
        "signal": lambda: os.kill(os.getppid(), 0),
        "secret": lambda: os.environ["TEST_SECRET"],
        "supervisor's secret": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
        "core": lambda: 1 / resource.getrlimit(resource.RLIMIT_CORE)[1],
        "scratch": lambda: Path(tempfile.gettempdir(), "small").write_bytes(b"x"),
        "thread": lambda: threading.Thread(target=int).start(),
    }
    return " ".join(name.replace(" ", "_") for name, attempt in tries.items() if _goes(attempt))


def _goes(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except Exception:
        return False
    return True


def load(settings: Settings) -> ScriptedReader:
    return ScriptedReader({path.stem: path.read_text() for path in Path(str(settings.raw)).glob("*.pilots")})


def load_at_the_second_try(settings: Settings) -> ScriptedReader:
    before = Path(str(settings.raw)) / "killed"
    if not before.exists():
        before.touch()
        happen("die")
    return load(settings)


def load_never(settings: Settings) -> ScriptedReader:
    happen("die")
    return load(settings)


class DyingReader:
    """Whose process is killed by each document, also by a real one."""

    def read_bytes(self, _: FileBytes, __: Progress) -> ReadDocument:
        happen("die")
        raise AssertionError


def load_dying(settings: Settings) -> DyingReader:
    return DyingReader()


def load_badly(settings: Settings) -> ScriptedReader:
    raise RuntimeError("the model is not there")


def load_wrongly(settings: Settings) -> ScriptedReader:
    raise UserError("no such model")


def process(reader: ScriptedReader, file: FileBytes) -> bytes:
    return str(os.getpid()).encode()


def refuse(reader: ScriptedReader, file: FileBytes, page: int) -> bytes:
    raise UserError(f"there is no page {page}")


def crash(reader: ScriptedReader, file: FileBytes) -> bytes:
    happen("crash")
    return b""
