"""Errors that a person can act on."""

from tfextract.model import FileStatus


class UnreadableFileError(Exception):
    """A file no document can be read from; `status` says why, the message what to do about it."""

    def __init__(self, status: FileStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


class UserError(Exception):
    """What a person can mend: the message says what was wrong and what to do. Programs end with `exit_status`."""

    exit_status = 2
