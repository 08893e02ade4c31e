"""Ends the process of a flow that runs as a program."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def end_process(status: int) -> NoReturn:
    """Ends the process. After the use of a cluster, skips the interpreter's shutdown.

    A closed cluster keeps tasks of lost workers with time zones of pydantic-core. Freeing them during the shutdown
    crashes the process with SIGSEGV. Runs, readers and logs are closed by then.
    """
    if "distributed" in sys.modules:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)
