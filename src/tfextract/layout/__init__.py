"""PDF → pages of blocks in reading order."""

from pathlib import Path

from tfextract.model import Layout


def read_layout(path: Path, document_id: str) -> Layout:
    raise NotImplementedError(path, document_id)
