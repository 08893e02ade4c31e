"""Pictures of pages, drawn by a confined reader process and cached in a scratch folder of limited size."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections import OrderedDict
from pathlib import Path
from types import TracebackType
from typing import Self

from tfextract.errors import UserError
from tfextract.layout.render import picture_answer, text_answer
from tfextract.locations import known_place
from tfextract.settings import Settings
from tfextract.sources import is_file
from tfextract.warehouse.pages import ShownDocument
from tfextract.workers import Workers, load_nothing

# Pixels of the longer side: an A4 page, or two side by side, at 144 dots per inch.
LONGEST_SIDE = 2400
MAX_KEPT = 300


class PictureCache:
    def __init__(self, settings: Settings) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tfextract-review-"))
        self._workers = Workers(settings.model_copy(update={"workers": 1}), load_nothing)
        self._kept: OrderedDict[tuple[str, int], Path] = OrderedDict()
        self._lock = threading.Lock()

    def picture(self, document: ShownDocument, page: int) -> bytes:
        """A JPEG of the page. Raises UserError or UnreadableFileError if it cannot be drawn."""
        key = (document.document_id, page)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept.read_bytes()
        if document.path is None or not is_file(document.path):
            raise UserError(f"{document.file_name} is no longer at {document.path}: put it back and reload the page")
        made = self._workers.ask(known_place(document.path), picture_answer, page, document.document_id, LONGEST_SIDE)
        with self._lock:
            path = self.folder / f"{document.document_id}-{page}.jpg"
            path.write_bytes(made)
            self._kept[key] = path
            while len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)[1].unlink(missing_ok=True)
        return made

    def ask_text(self, document: ShownDocument, page: int, box: tuple[float, float, float, float]) -> str:
        """The PDF's words in a box (points, origin top left). '' if the PDF cannot be read."""
        if document.path is None or not is_file(document.path):
            return ""
        return self._workers.ask(known_place(document.path), text_answer, page, document.document_id, box).decode(
            "utf-8", "replace"
        )

    def close(self) -> None:
        self._workers.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
