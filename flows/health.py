"""Checks whether the named Prefect server answers: `python -m flows.health` exits with 0 or 1.

Without a named server a run needs none, so it checks whether the warehouse can be read.
"""

from __future__ import annotations

import os
import sys
import urllib.request

from tfextract.errors import UserError
from tfextract.settings import load_settings
from tfextract.warehouse import read_ledger

_WITHIN = 15.0


def trouble() -> str | None:
    """The problem in words."""
    api = os.environ.get("PREFECT_API_URL")
    try:
        if api is None:
            read_ledger(load_settings().warehouse)
            return None
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{api}/health", timeout=_WITHIN):
            return None
    except UserError as error:
        return str(error)
    except (OSError, ValueError) as error:
        return f"the Prefect server {api} does not answer: {error}"


def main() -> int:
    reported = trouble()
    if reported is not None:
        sys.stderr.write(f"{reported}\n")
    return 0 if reported is None else 1


if __name__ == "__main__":
    sys.exit(main())
