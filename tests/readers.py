"""Readers for worker processes that do, at once, what a real PDF does after minutes or never twice."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

from tfextract.errors import UnreadableFileError, UserError
from tfextract.model import Achievement, Document, Facts, FileStatus, Layout, ReadDocument
from tfextract.settings import Settings
from tfextract.sources import digest

from .warehouse.samples import read_document


class ScriptedReader:
    """Does what the first word after `%PDF-` in the file says; the title of what it reads is its process id."""

    def read(self, path: Path) -> ReadDocument:
        word = path.read_text("utf-8").removeprefix("%PDF-").split()[0]
        if word == "hang":
            path.with_suffix(".pid").write_text(str(os.getpid()))
            time.sleep(3600)
        elif word == "swell":
            held = b"x" * 900_000_000
            time.sleep(3600)
            del held
        elif word == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        elif word == "break":
            raise ValueError("a thing nobody foresaw")
        elif word == "once":
            self._die_once(path)
        elif word == "change":
            path.write_text("%PDF-fine by now")
        elif word == "damaged":
            raise UnreadableFileError(FileStatus.DAMAGED, "no page can be read")
        elif word == "noise":
            os.write(1, b"noise on stdout\n")
            os.write(2, b"noise on stderr\n")
        elif word == "scan":
            return self._document(path, FileStatus.NO_TEXT)
        elif word == "report":
            return self._report(path)
        elif word == "contradict":
            # A fact without evidence does not exist.
            facts = Facts(achievements=(Achievement("a1", 1, "A well was dug.", (), 0.5),))
            return replace(self._document(path, FileStatus.READ), facts=facts)
        return self._document(path, FileStatus.READ)

    def _die_once(self, path: Path) -> None:
        before = path.with_suffix(".died")
        if not before.exists():
            before.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    def _report(self, path: Path) -> ReadDocument:
        """One with a fact of every kind; how many pilots it counts is in the file beside it, where there is one."""
        beside = path.with_suffix(".pilots")
        pilots = beside.read_text() if beside.exists() else "120"
        made = read_document(path.stem, statement=f"The Lighthouse Fund trained {pilots} harbour pilots in Kenya.")
        document_id, sha256 = digest(path)
        facts = replace(made.facts, issues=())
        return replace(made, document=replace(made.document, document_id=document_id, sha256=sha256), facts=facts)

    def _document(self, path: Path, status: FileStatus) -> ReadDocument:
        document_id, sha256 = digest(path)
        return ReadDocument(Document(document_id, sha256, path.name, 1, status, title=str(os.getpid())), Layout((), ()))


def load(settings: Settings) -> ScriptedReader:
    return ScriptedReader()


def load_badly(settings: Settings) -> ScriptedReader:
    raise RuntimeError("the model is not there")


def load_wrongly(settings: Settings) -> ScriptedReader:
    raise UserError("no such model")
