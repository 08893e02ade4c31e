"""How a flow that was started as a program ends."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def end_process(status: int) -> NoReturn:
    """Ends the process; where a cluster was used without taking the interpreter apart.

    What a closed cluster leaves of the tasks of a lost worker holds times in a zone of pydantic-core: freed with the
    interpreter it ends the process with SIGSEGV. Runs, readers and logs are closed by then.
    """
    if "distributed" in sys.modules:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)
