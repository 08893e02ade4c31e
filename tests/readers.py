"""Readers for worker processes that do, at once, what a real PDF does after minutes or never twice."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tfextract.errors import UnreadableFileError, UserError
from tfextract.model import Achievement, Document, Facts, FileStatus, Layout, ReadDocument
from tfextract.pipeline import Progress
from tfextract.settings import Settings
from tfextract.sources import FileBytes

from .warehouse.samples import read_document


@dataclass(frozen=True)
class ScriptedReader:
    """Does what the first word after `%PDF-` in the file says; the title of what it reads is its process id.

    `pilots` are numbers for files of these names, instead of that in all others.
    """

    pilots: Mapping[str, str]

    def read_bytes(self, file: FileBytes, progress: Progress) -> ReadDocument:  # noqa: ARG002
        word = file.data.decode("utf-8").removeprefix("%PDF-").split()[0]
        if word == "hang":
            time.sleep(3600)
        elif word == "swell":
            swell()
        elif word == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        elif word == "break":
            raise ValueError("a thing nobody foresaw")
        elif word == "damaged":
            raise UnreadableFileError(FileStatus.DAMAGED, "no page can be read")
        elif word == "noise":
            os.write(1, b"noise on stdout\n")
            os.write(2, b"noise on stderr\n")
        elif word == "scan":
            return self._document(file, FileStatus.NO_TEXT)
        elif word == "report":
            return self._report(file)
        elif word == "contradict":
            # A fact without evidence does not exist.
            facts = Facts(achievements=(Achievement("a1", 1, "A well was dug.", (), 0.5),))
            return replace(self._document(file, FileStatus.READ), facts=facts)
        return self._document(file, FileStatus.READ)

    def _report(self, file: FileBytes) -> ReadDocument:
        """One with a fact of every kind."""
        stem = Path(file.file_name).stem
        pilots = self.pilots.get(stem, "120")
        made = read_document(stem, statement=f"The Lighthouse Fund trained {pilots} harbour pilots in Kenya.")
        facts = replace(made.facts, issues=())
        document = replace(made.document, document_id=file.document_id, sha256=file.sha256)
        return replace(made, document=document, facts=facts)

    def _document(self, file: FileBytes, status: FileStatus) -> ReadDocument:
        document = Document(file.document_id, file.sha256, file.file_name, 1, status, title=str(os.getpid()))
        return ReadDocument(document, Layout((), ()))


def swell() -> None:
    held = b"x" * 900_000_000
    time.sleep(3600)
    del held


def load(settings: Settings) -> ScriptedReader:
    return ScriptedReader({path.stem: path.read_text() for path in settings.raw.glob("*.pilots")})


def load_badly(settings: Settings) -> ScriptedReader:
    raise RuntimeError("the model is not there")


def load_wrongly(settings: Settings) -> ScriptedReader:
    raise UserError("no such model")
