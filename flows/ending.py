"""Ends the process of a flow that runs as a program."""

from __future__ import annotations

import atexit
import os
import sys
from typing import NoReturn


def end_process(status: int) -> NoReturn:
    """Ends the process. After the use of a cluster, skips what the interpreter frees at its shutdown.

    A closed cluster keeps tasks of lost workers with time zones of pydantic-core. Freeing them during the shutdown
    crashes the process with SIGSEGV. Exit handlers still run: one of them stops the server that Prefect started for
    this run alone, which would outlive it.
    """
    if "distributed" in sys.modules:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)
