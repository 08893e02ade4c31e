"""Checks that take minutes, and checks of an operator's machine: `make test-long`, not part of the suite.

Folders of real PDFs beside the project are read if they exist; their content is not checked.
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
    """Annotations of documents that nothing may be made from, not even mutants."""
    return project.parent / "shared" / "gold2" / "test"
