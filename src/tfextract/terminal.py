"""Writes text to a terminal. Escapes control characters, so that no file name, link or report can move the cursor or
turn the text."""

from __future__ import annotations

import os
import re
import sys
from io import TextIOWrapper
from typing import NoReturn

from rich.console import Console
from rich.text import Text

# The line width for output that is not a terminal (a log, a pipe).
LOG_WIDTH = 160
# The exit status for a closed pipe, as in a shell (128 + SIGPIPE).
PIPE_CLOSED = 141
# C0 and C1 control characters, direction marks, line separators, surrogates, and tag characters.
_MOVES = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
    "\U000e0000-\U000e007f"
)
# Line ends are not escaped: the caller writes them.
IN_LINES = re.compile(f"[{_MOVES}]")
_ANYWHERE = re.compile(f"[\n{_MOVES}]")
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str) -> str:
    r"""The text on one line, with control and direction characters escaped as \x1b, \u202e or \n."""
    return _ANYWHERE.sub(_escaped, text)


def visible_lines(text: str) -> str:
    """Like `visible`, for a text with our own line ends."""
    return IN_LINES.sub(_escaped, text)


def hidden_removed(text: str) -> str:
    """The text without control and direction characters. A tab becomes a blank. Keeps our own line ends."""
    return IN_LINES.sub("", text.replace("\t", " "))


def styled(text: str) -> Text:
    """Escaped text for a Console, which does not escape. Keeps our own line ends."""
    return Text(visible_lines(text))


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] in _SHORT:
        return _SHORT[match[0]]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def write(text: str) -> None:
    """Writes one or more lines to standard output."""
    write_data(f"{visible_lines(text)}\n")


def write_data(text: str) -> None:
    """Writes data for other programs unchanged."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        leave_closed_pipe()


def complain(text: str) -> None:
    sys.stderr.write(f"tfextract: {visible_lines(text)}\n")


class Screen(Console):
    def on_broken_pipe(self) -> NoReturn:
        self.quiet = True
        leave_closed_pipe()


def screen() -> Screen:
    """A console on standard output that works with any encoding, width and colour setting."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    width = None if sys.stdout.isatty() else LOG_WIDTH
    return Screen(width=width, markup=False, emoji=False, highlight=False, soft_wrap=False)


def leave_closed_pipe() -> NoReturn:
    """Ends quietly when the pipe is closed early, as in `tfextract query … | head`. Discards the remaining output."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    raise SystemExit(PIPE_CLOSED)


def open_streams() -> None:
    """Opens closed standard streams. Otherwise the next opened file would get their number, and messages would go into
    it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - open until the end
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
