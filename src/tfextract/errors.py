"""Errors that a person can act on."""

import errno

from tfextract.model import FileStatus

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the share of the disk that you may use is full",
    errno.EFBIG: "a file may not grow as large as it would have to here",
    errno.EROFS: "the disk can only be read, not written",
    errno.EACCES: "you have no permission for that",
    errno.EPERM: "you have no permission for that",
    errno.ENAMETOOLONG: "a name in it is too long",
}


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


class RunFailedError(UserError):
    """What was asked for was right, and could not be done now: no room, no permission, another program."""

    exit_status = 1


def reason(error: OSError) -> str:
    """What the system refused, in words."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
