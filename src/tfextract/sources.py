"""What lies in the folders to ingest."""

from __future__ import annotations

import hashlib
from pathlib import Path


def digest(path: Path) -> tuple[str, str]:
    """(document_id, sha256): the id is the first 16 hex digits of the hash."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return sha256[:16], sha256
