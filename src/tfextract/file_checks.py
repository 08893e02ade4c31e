"""Checks a file's size and first bytes before it is read."""

from __future__ import annotations

from tfextract.errors import UnreadableFileError
from tfextract.model import FileStatus

# A PDF may start with other bytes (a mail header, a byte order mark); PDF readers look this far for the signature.
SIGNATURE_WITHIN = 1024


def check_size(size: int, max_mb: int) -> None:
    """Raises UnreadableFileError."""
    if size > max_mb * 1_000_000:
        message = f"larger than {max_mb} MB: raise the setting document_size_mb to read it"
        raise UnreadableFileError(FileStatus.FAILED, message)


def check_start(size: int, data: bytes) -> None:
    """Raises UnreadableFileError."""
    if size == 0:
        raise UnreadableFileError(FileStatus.EMPTY, "the file is empty (0 bytes): copy it again from its source")
    if data.find(b"%PDF-", 0, SIGNATURE_WITHIN) < 0:
        raise UnreadableFileError(FileStatus.NOT_PDF, "not a PDF: it only has the name of one")
