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
    """No document can be read from the file. `status` is the reason, the message tells what to do about it.

    `passing` is true if another try may succeed: the process was killed, memory or time ran out, or the file could not
    be opened or changed meanwhile. It is false if the bytes or the program are at fault.
    """

    def __init__(self, status: FileStatus, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.passing = passing


class UserError(Exception):
    """An error that the user can fix. The message tells what was wrong and what to do. Programs exit with
    `exit_status`."""

    exit_status = 2


class RunFailedError(UserError):
    """The request was valid but cannot be done now: no room, no permission, or another program is in the way."""

    exit_status = 1


def reason(error: OSError) -> str:
    """The system's error in plain words."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
