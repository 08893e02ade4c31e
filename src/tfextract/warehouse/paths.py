"""The paths of a warehouse: the published file, and beside it a folder for its runs.

tfextract.duckdb             what analysts open
tfextract.duckdb.runs/       run.lock, publish.lock
                             builds/000012-RUN.duckdb   what was published before
                             staged/RUN.jsonl.gz        reprocessed, and waiting for a person's word
                             spool.jsonl.gz             read again by the run that is under way
                             kept/DOCUMENT.kept         what its reading can go on from, once rules changed
                             marks/RUN.json             runs that are under way, or ended without a publish
.tfextract.duckdb.draft-…    the next one, until it replaces the published file
"""

from __future__ import annotations

import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class WarehousePaths:
    """`target` is the published file after following links, so that a publish does not replace the link."""

    target: Path

    @classmethod
    def of(cls, warehouse: Path) -> WarehousePaths:
        return cls(Path(os.path.realpath(warehouse)))

    @property
    def folder(self) -> Path:
        return self.target.with_name(f"{self.target.name}.runs")

    @property
    def builds(self) -> Path:
        return self.folder / "builds"

    @property
    def staged(self) -> Path:
        return self.folder / "staged"

    @property
    def kept(self) -> Path:
        return self.folder / "kept"

    @property
    def marks(self) -> Path:
        return self.folder / "marks"

    def new_draft(self) -> Path:
        return self.target.with_name(f"{self._draft_prefix}{uuid.uuid4().hex[:12]}")

    def make(self) -> None:
        for folder in (self.builds, self.staged, self.marks):
            folder.mkdir(parents=True, exist_ok=True)

    def drafts(self) -> list[Path]:
        """Drafts, their logs and spill folders, and unfinished files in the run folder."""
        beside = [path for path in self.target.parent.iterdir() if path.name.startswith(self._draft_prefix)]
        inside = [path for folder in (self.builds, self.staged, self.marks) for path in folder.glob(".draft-*")]
        return sorted(beside) + sorted(inside)

    @property
    def _draft_prefix(self) -> str:
        return f".{self.target.name}.draft-"


def kept_folder(warehouse: Path) -> Path:
    return WarehousePaths.of(warehouse).kept


def write_whole(path: Path, content: bytes, more: BinaryIO | None = None) -> None:
    """Writes the whole file or nothing, even if the machine stops in the middle."""
    draft = path.with_name(f".draft-{uuid.uuid4().hex[:12]}")
    try:
        with draft.open("wb") as file:
            file.write(content)
            if more is not None:
                shutil.copyfileobj(more, file)
        sync(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync(path.parent)


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
