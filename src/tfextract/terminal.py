"""Words for a terminal. Nothing that a file name, a link or a report holds may move its cursor or turn its letters."""

from __future__ import annotations

import os
import re
import sys
from io import TextIOWrapper
from typing import NoReturn

from rich.console import Console
from rich.text import Text

# Where the output is no terminal (a log, a pipe) lines are not folded at 80.
LOG_WIDTH = 160
# What a shell says of a program that wrote into a pipe nobody reads any more (128 + SIGPIPE).
PIPE_CLOSED = 141
# Control characters of both sets, marks of writing direction, separators of lines, halves of pairs, and tags.
_MOVES = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
    "\U000e0000-\U000e007f"
)
# Line ends are left to who writes the line.
IN_LINES = re.compile(f"[{_MOVES}]")
_ANYWHERE = re.compile(f"[\n{_MOVES}]")
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str) -> str:
    r"""One line: what moves a cursor or turns the direction of writing is written as \x1b, \u202e or \n."""
    return _ANYWHERE.sub(_escaped, text)


def visible_lines(text: str) -> str:
    """As `visible`, for a text whose line ends are ours."""
    return IN_LINES.sub(_escaped, text)


def hidden_removed(text: str) -> str:
    """Without what moves a cursor or turns the direction of writing; a tab is a blank, line ends are ours."""
    return IN_LINES.sub("", text.replace("\t", " "))


def styled(text: str) -> Text:
    """For a Console, which writes what it is given as it is; line ends are ours."""
    return Text(visible_lines(text))


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] in _SHORT:
        return _SHORT[match[0]]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def write(text: str) -> None:
    """A line, or several, to standard output."""
    write_data(f"{visible_lines(text)}\n")


def write_data(text: str) -> None:
    """What another program reads: as it is."""
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
    """Standard output, whatever its encoding, width and colours are set to."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    width = None if sys.stdout.isatty() else LOG_WIDTH
    return Screen(width=width, markup=False, emoji=False, highlight=False, soft_wrap=False)


def leave_closed_pipe() -> NoReturn:
    """`tfextract query … | head` closes the pipe early, which is no error; what is still to be written goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    raise SystemExit(PIPE_CLOSED)


def open_streams() -> None:
    """A program whose standard streams are closed would open its files in their place, and write messages into them."""
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
