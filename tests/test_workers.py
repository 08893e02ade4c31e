import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent

import pytest

from tests import readers
from tfextract.errors import UnreadableFileError, UserError
from tfextract.model import FileStatus
from tfextract.settings import Settings
from tfextract.workers import Workers, WorkerStartError


def scripted(folder: Path, *words: str) -> list[Path]:
    paths = [folder / f"{number}-{word}.pdf" for number, word in enumerate(words)]
    for number, path in enumerate(paths):
        path.write_text(f"%PDF-{words[number]} {number}")
    return paths


def read_all(paths: list[Path], settings: Settings) -> list[str]:
    """For each path the process that read it, or the status and the reason."""
    with Workers(settings, readers.load) as workers, ThreadPoolExecutor(settings.workers) as threads:
        return list(threads.map(lambda path: said(workers, path), paths))


def said(workers: Workers, path: Path) -> str:
    try:
        return workers.read(path).document.title or ""
    except UnreadableFileError as error:
        return f"{error.status}: {error}"


def test_each_worker_loads_once_and_reads_many(tmp_path: Path) -> None:
    pids = read_all(scripted(tmp_path, *["fine"] * 8), Settings(workers=2))
    assert len(pids) == 8
    assert len(set(pids)) <= 2
    assert str(os.getpid()) not in pids


@pytest.mark.parametrize("workers", [1, 2])
def test_a_worker_that_dies_costs_its_own_document_only(tmp_path: Path, workers: int) -> None:
    words = ["fine", "die", "fine", "die", "die", "fine", "fine", "fine"]
    results = read_all(scripted(tmp_path, *words), Settings(workers=workers))
    for word, result in zip(words, results, strict=True):
        if word == "die":
            assert result == "failed: the process that read it died (signal 9, SIGKILL)"
        else:
            assert result.isdigit()


def test_a_document_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    settings = Settings(workers=1, document_timeout=0.5)
    hung, after = read_all(scripted(tmp_path, "hang", "fine"), settings)
    assert hung == "failed: stopped: it took longer than 0.5 seconds"
    assert after.isdigit()


def test_a_document_that_takes_too_much_memory_is_stopped(tmp_path: Path) -> None:
    settings = Settings(workers=1, document_memory_mb=400)
    swollen, after = read_all(scripted(tmp_path, "swell", "fine"), settings)
    assert swollen == "failed: stopped: it took more than 400 MB of memory"
    assert after.isdigit()


def test_what_the_reader_refuses_keeps_its_status_and_what_breaks_it_is_named(tmp_path: Path) -> None:
    refused, broken = read_all(scripted(tmp_path, "damaged", "break"), Settings(workers=1))
    assert refused == "damaged: no page can be read"
    assert broken.startswith("failed: an error of the program: ValueError: a thing nobody foresaw")


def test_a_worker_killed_while_it_waits_costs_nothing(tmp_path: Path) -> None:
    first, second = scripted(tmp_path, "fine", "fine")
    with Workers(Settings(workers=1), readers.load) as workers:
        pid = int(said(workers, first))
        os.kill(pid, 9)
        wait_for(lambda: not running(pid))
        assert said(workers, second).isdigit()


def test_no_worker_outlives_the_run(tmp_path: Path) -> None:
    pids = read_all(scripted(tmp_path, "fine", "fine"), Settings(workers=2))
    assert not any(running(int(pid)) for pid in pids)


def test_a_worker_ends_when_its_supervisor_was_killed(tmp_path: Path) -> None:
    [path] = scripted(tmp_path, "hang")
    code = f"""
import sys; sys.path.insert(0, {str(Path(readers.__file__).parents[1])!r})
from pathlib import Path
from tests import readers
from tfextract.settings import Settings
from tfextract.workers import Workers
Workers(Settings(), readers.load).read(Path({str(path)!r}))
"""
    supervisor = subprocess.Popen([sys.executable, "-c", code])
    children = Path(f"/proc/{supervisor.pid}/task/{supervisor.pid}/children")
    wait_for(lambda: children.read_text() != "")
    pid = int(children.read_text())
    assert running(pid)
    supervisor.kill()
    supervisor.wait()
    wait_for(lambda: not running(pid))


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def running(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_where_no_worker_can_start_the_last_word_of_the_first_is_told(tmp_path: Path) -> None:
    [path] = scripted(tmp_path, "fine")
    with (
        Workers(Settings(workers=1), readers.load_badly) as workers,
        pytest.raises(WorkerStartError, match=r"RuntimeError: the model is not there"),
    ):
        workers.read(path)


def test_a_wrong_setting_is_told_as_such(tmp_path: Path) -> None:
    [path] = scripted(tmp_path, "fine")
    with (
        Workers(Settings(workers=1), readers.load_wrongly) as workers,
        pytest.raises(UserError, match=r"^no such model$"),
    ):
        workers.read(path)


def test_a_worker_is_silent_and_a_plain_script_needs_no_main_guard(tmp_path: Path) -> None:
    [path] = scripted(tmp_path, "noise")
    script = tmp_path / "script.py"
    script.write_text(
        dedent(
            f"""
            import sys; sys.path.insert(0, {str(Path(readers.__file__).parents[1])!r})
            from pathlib import Path
            from tests import readers
            from tfextract.settings import Settings
            from tfextract.workers import Workers
            with Workers(Settings(), readers.load) as workers:
                print(workers.read(Path({str(path)!r})).document.status)
            """
        )
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, check=True)
    assert (done.stdout, done.stderr) == (f"{FileStatus.READ}\n", "")


def test_files_in_the_working_directory_replace_no_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "random.py").write_text("raise RuntimeError('not this one')")
    monkeypatch.chdir(tmp_path)
    assert read_all(scripted(tmp_path, "fine"), Settings(workers=1))[0].isdigit()
