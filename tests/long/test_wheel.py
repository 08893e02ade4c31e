"""The wheel in an environment of its own, outside the checkout.

The libraries are those of the project's environment, found through a .pth: what is tested is what the wheel carries.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.pdfs import text_pdf

_SHOWN_FROM = "import tfextract, flows; print(tfextract.__file__, flows.__file__, sep='\\n')"


@pytest.fixture(scope="module")
def python(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with the wheel and nothing else of the project."""
    folder = tmp_path_factory.mktemp("wheel")
    _done([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], project)
    [wheel] = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    made = folder / "venv" / "bin" / "python"
    site = folder / "venv" / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    install = ["install", "--no-deps", "--no-index", "--quiet", "--disable-pip-version-check", str(wheel)]
    _done([sys.executable, "-m", "pip", "--python", str(made), *install], folder)
    # The .pth files in a folder named like this are ignored, so the project, which is installed there, is not found.
    (site / "libraries.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", "utf-8")
    return made


def test_all_of_it_comes_from_the_wheel(python: Path, tmp_path: Path) -> None:
    package, flows = _done([str(python), "-c", _SHOWN_FROM], tmp_path).splitlines()
    assert Path(package).is_relative_to(python.parents[1])
    assert Path(flows).is_relative_to(python.parents[1])


def test_the_command_reads_a_folder_and_answers_queries(python: Path, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "river.pdf").write_bytes(text_pdf())
    command = str(python.with_name("tfextract"))
    _done([command, "ingest", "raw"], tmp_path)
    found = _done([command, "query", "SELECT value FROM counts ORDER BY value", "--format", "csv"], tmp_path)
    assert {"240", "1350"} <= set(found.split())
    _done([command, "report", "--all"], tmp_path)
    assert list((tmp_path / "reports").glob("*.html"))


def test_the_flow_runs_where_it_is_installed(python: Path, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "river.pdf").write_bytes(text_pdf())
    output = _done([str(python), "-m", "flows.run", "raw", "--warehouse", "w.duckdb"], tmp_path)
    assert (tmp_path / "w.duckdb").is_file(), output
    # Prefect's files are beside the PDFs, not inside the environment.
    assert (tmp_path / ".prefect").is_dir()


def _done(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
