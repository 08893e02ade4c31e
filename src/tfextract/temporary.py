"""Makes temporary folders for one process. The next run removes those of killed processes."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = re.compile(r"tfextract-[a-z]+-(\d+(?:\.\d+)?)-\w+")


def own_folder(kind: str) -> Path:
    """Makes a new folder. `kind` is one word in small letters."""
    remove_abandoned()
    return Path(tempfile.mkdtemp(prefix=f"tfextract-{kind}-{_identity(os.getpid())}-"))


@contextmanager
def scratch_folder(kind: str) -> Iterator[Path]:
    """Makes a new folder as `own_folder`, and removes it with its contents at the end."""
    folder = own_folder(kind)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned() -> None:
    """Removes the folders of processes that no longer run."""
    for folder in Path(tempfile.gettempdir()).glob("tfextract-*"):
        name = _NAME.fullmatch(folder.name)
        if name is not None and name[1] != _identity(int(name[1].split(".")[0])):
            shutil.rmtree(folder, ignore_errors=True)


def _identity(pid: int) -> str | None:
    """The number of a running process and, if known, its start time: the system reuses numbers."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except OSError:
        pass
    try:
        status = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return str(pid)
    # The command's name is in brackets and may contain spaces. The start time is the twentieth field after it.
    return f"{pid}.{status.rpartition(')')[2].split()[19]}"
