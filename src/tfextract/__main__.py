"""Starts the command line, and turns every error into one sentence and an exit status."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> None:
    """Exits with 0 done, 1 not done, 2 wrong use, 3 and 4 as the commands describe, 130 Ctrl-C, 141 closed pipe."""
    # The slow imports are inside `_run`, so that Ctrl-C during them prints the sentence as well.
    try:
        status = _run()
    except KeyboardInterrupt:
        status = 130
    if status == 130:
        sys.stderr.write("tfextract: stopped; nothing is half written\n")
    raise SystemExit(status)


def _run() -> int:
    from tfextract.terminal import PIPE_CLOSED, complain, leave_closed_pipe, open_streams

    open_streams()
    try:
        status = _command()
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            leave_closed_pipe()
    except SystemExit:
        return PIPE_CLOSED
    except Exception as error:
        if os.environ.get("TFEXTRACT_DEBUG"):
            raise
        status, words = ending_of(error)
        complain(words)
        _close_output()
    return status


def _command() -> int:
    from tfextract.cli import app

    try:
        app(prog_name="tfextract")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    return 0


def ending_of(error: Exception) -> tuple[int, str]:
    """Returns the exit status and the sentence for an error that ended a program."""
    from tfextract.errors import UnreadableFileError, UserError, reason

    if isinstance(error, UserError):
        return error.exit_status, str(error)
    if isinstance(error, UnreadableFileError):
        return 1, f"{error.status.value.replace('_', ' ')}: {error}"
    if isinstance(error, OSError):
        if not _has_working_folder():
            return 1, "the working folder no longer exists: change to another folder"
        where = "something" if error.filename is None else os.fsdecode(error.filename)
        return 1, f"{where} could not be read or written: {reason(error)}"
    return _unforeseen(error)


def _unforeseen(error: Exception) -> tuple[int, str]:
    if isinstance(error, MemoryError):
        return 1, "there is not enough memory: close other programs, or ask for less at once"
    if any("\ud800" <= letter <= "\udfff" for word in sys.argv for letter in word):
        return 2, "a word of the command is not in UTF-8: write it in the terminal's own letters"
    words = f"{type(error).__name__}: {error}".split("\n", 1)[0][:300]
    again = "report it, with the output of the same command after TFEXTRACT_DEBUG=1"
    return 1, f"an unexpected error ({words}): {again}"


def _has_working_folder() -> bool:
    try:
        Path.cwd()
    except OSError:
        return False
    return True


def _close_output() -> None:
    """Python flushes stdout again when it ends. On a full disk that would print a second error."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
