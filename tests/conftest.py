from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# The suite is also run by a bare `pytest`, which does not look for `flows` and `bench` in the working directory.
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))


@pytest.fixture(scope="session")
def project() -> Path:
    return ROOT


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_the_shell() -> Iterator[None]:
    """A TFEXTRACT_… variable of the person who runs the suite must not decide what it finds."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("TFEXTRACT_")}
    yield
    os.environ.update(kept)
