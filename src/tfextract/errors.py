"""Errors that a person can act on."""

from tfextract.model import FileStatus


class UnreadableFileError(Exception):
    """A file no document can be read from; `status` says why, the message what to do about it.

    `passing` where the same bytes may be read another time: the process was killed, memory or time ran out, the file
    could not be opened or changed meanwhile. False for what lies in the bytes or in the program.
    """

    def __init__(self, status: FileStatus, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.passing = passing


class UserError(Exception):
    """What a person can mend: the message says what was wrong and what to do. Programs end with `exit_status`."""

    exit_status = 2
