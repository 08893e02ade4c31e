"""Checks of minutes, and of what an operator's machine does: `make test-long`, and not part of the suite.

Where folders of real PDFs lie beside the project, they are read; what they say is not looked at.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from tests.flows.conftest import lonely_workplace, prefect_server, workplace

__all__ = ["lonely_workplace", "prefect_server", "workplace"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """The tests of a file share what takes them longest, a night's run or a server."""
    return LoadFileScheduling(config, log)


@pytest.fixture(scope="session")
def corpora(project: Path) -> tuple[Path, ...]:
    shared = project.parent / "shared"
    return tuple(folder for name in ("corpus", "corpus2", "cases") if (folder := shared / name).is_dir())


@pytest.fixture(scope="session")
def measured_only(project: Path) -> Path:
    """Annotations of documents that nothing is made of, mutants neither."""
    return project.parent / "shared" / "gold2" / "test"
