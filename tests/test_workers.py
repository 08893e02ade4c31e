import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent
from typing import BinaryIO

import pytest

from tests import readers
from tfextract import confinement
from tfextract import workers as workers_module
from tfextract.errors import UnreadableFileError, UserError
from tfextract.ingest import read_one
from tfextract.model import Document, Facts, FileStatus, Layout, Page, PageStatus, ReadDocument, TextSource
from tfextract.planning import plan
from tfextract.reader_process import _SupervisedProgress
from tfextract.settings import Settings
from tfextract.sources import digest, open_file
from tfextract.tries import StoppedError, Tries, Watch
from tfextract.wire import Channel, Done, GarbledError, LeftOut, decode_answer, encode, whole
from tfextract.workers import Workers, WorkerStartError


def scripted(folder: Path, *words: str) -> list[Path]:
    paths = [folder / f"{number}-{word}.pdf" for number, word in enumerate(words)]
    for number, path in enumerate(paths):
        path.write_text(f"%PDF-{words[number]} {number}")
    return paths


def read_all(paths: list[Path], settings: Settings) -> list[str]:
    """For each path the process that read it, or the status and the reason."""
    with Workers(settings, readers.load) as workers, ThreadPoolExecutor(settings.workers) as threads:
        return list(threads.map(lambda path: answer_of(workers, path), paths))


def answer_of(workers: Workers, path: Path) -> str:
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
        pid = int(answer_of(workers, first))
        os.kill(pid, 9)
        wait_for(lambda: not running(pid))
        assert answer_of(workers, second).isdigit()


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


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def running(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_where_no_worker_can_start_the_last_words_of_the_first_are_reported(tmp_path: Path) -> None:
    [path] = scripted(tmp_path, "fine")
    with (
        Workers(Settings(workers=1), readers.load_badly) as workers,
        pytest.raises(WorkerStartError, match=r"RuntimeError: the model is not there"),
    ):
        workers.read(path)


def test_a_wrong_setting_is_reported_as_such(tmp_path: Path) -> None:
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


def book(folder: Path, script: str) -> Path:
    path = folder / "book.pdf"
    path.write_text(f"%PDF-book {script}")
    return path


def lost_pages(read: ReadDocument) -> dict[int | None, str]:
    return {issue.page: issue.message for issue in read.layout.issues}


def test_a_page_that_takes_too_much_memory_costs_itself(tmp_path: Path) -> None:
    with Workers(Settings(workers=1, document_memory_mb=400), readers.load) as workers:
        read = workers.read(book(tmp_path, "2 swell@1"))
    assert lost_pages(read) == {1: "stopped: it took more than 400 MB of memory"}


def test_pages_that_end_or_hang_their_reader_cost_themselves(tmp_path: Path) -> None:
    settings = Settings(workers=1, page_timeout=2.0)
    with Workers(settings, readers.load) as workers:
        read = workers.read(book(tmp_path, "5 crash@2 hang@3 leave@5"))
    assert [page.status.value for page in read.layout.pages] == ["read", "failed", "failed", "read", "failed"]
    assert lost_pages(read) == {
        2: "the process that read it died (signal 11, SIGSEGV)",
        3: "stopped: the page took longer than 2 seconds",
        5: "the process that read it died (exit status 3)",
    }
    assert read.document.status is FileStatus.PARTIAL


def test_where_page_after_page_ends_its_reader_those_before_are_kept(tmp_path: Path) -> None:
    with Workers(Settings(workers=1), readers.load) as workers:
        script = " ".join(f"crash@{page}" for page in range(2, 10))
        read = workers.read(book(tmp_path, f"12 {script}"))
    assert [page.page for page in read.layout.pages if page.status is PageStatus.READ] == [1]
    assert lost_pages(read)[7] == "not read: 5 pages before it had stopped the process that read them"


def test_a_document_all_of_whose_pages_end_their_reader_has_failed_and_may_be_tried_again(tmp_path: Path) -> None:
    with Workers(Settings(workers=1), readers.load) as workers, pytest.raises(UnreadableFileError) as caught:
        workers.read(book(tmp_path, "2 crash@1 crash@2"))
    assert (caught.value.status, caught.value.passing) == (FileStatus.FAILED, True)


@pytest.mark.parametrize("event", ["crash", "hang"])
def test_where_the_search_for_facts_ends_the_reader_pages_and_text_are_kept(tmp_path: Path, event: str) -> None:
    with Workers(Settings(workers=1, document_timeout=1.0), readers.load) as workers:
        read = workers.read(book(tmp_path, f"2 {event}@facts"))
    assert (read.document.status, len(read.layout.pages)) == (FileStatus.PARTIAL, 2)
    [issue] = read.facts.issues
    how = "died (signal 11, SIGSEGV)" if event == "crash" else "took longer than 1 seconds"
    assert issue.code == "extraction_given_up"
    assert issue.message.endswith(how)


def test_a_page_is_given_a_second_try_where_its_reader_was_killed_from_outside() -> None:
    tries = Tries(seconds=10.0)
    killed = StoppedError("killed", Watch(page=4, last=4), by_kill=True)
    assert (tries.go_on(killed), tries.left_out.pages) == (True, {})
    assert (tries.go_on(killed), tries.left_out.pages) == (True, {4: "killed"})


def test_pages_for_which_the_time_is_up_are_left_out() -> None:
    progress = _SupervisedProgress(Channel(socket.socketpair()[0]), LeftOut(), until=time.monotonic() - 1)
    assert "took the document's time" in (progress.admit(3) or "")


@pytest.mark.parametrize("kind", ["noise", "huge", "object", "question", "status"])
def test_what_no_reader_sends_costs_the_document_and_runs_nothing(tmp_path: Path, kind: str) -> None:
    [path, after] = scripted(tmp_path, "garbage", "fine")
    path.write_text(f"%PDF-garbage {kind}")
    bad, good = read_all([path, after], Settings(workers=1))
    assert bad == "failed: stopped: its reader sent what no reader sends"
    assert good.isdigit()


@pytest.mark.parametrize("kind", ["half", "pages"])
def test_a_reader_that_goes_on_sending_or_stops_half_way_is_stopped_in_time(tmp_path: Path, kind: str) -> None:
    [path] = scripted(tmp_path, "garbage")
    path.write_text(f"%PDF-garbage {kind}")
    [bad] = read_all([path], Settings(workers=1, document_timeout=0.5))
    assert "stopped: it took longer than 0.5 seconds" in bad


def test_a_reader_cannot_give_one_document_for_another(tmp_path: Path) -> None:
    scripted(tmp_path, "foreign")
    settings = Settings(workers=1)
    [asked] = plan([tmp_path], tmp_path / "w.duckdb", settings).to_read
    with Workers(settings, readers.load) as workers:
        outcome = read_one(asked, workers)
    assert (outcome.status, outcome.document) == (FileStatus.FAILED, None)
    assert "changed while it was read" in (outcome.message or "")


@pytest.mark.skipif(confinement.missing() != (), reason="this system does not give all limits")
def test_a_reader_reaches_nothing_but_its_own_scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_SECRET", "a password")
    victim = tmp_path / "victim.txt"
    victim.write_text("whole")
    [path] = scripted(tmp_path, "reach")
    with socket.create_server(("127.0.0.1", 0)) as server:
        path.write_text(f"%PDF-reach {server.getsockname()[1]} {victim}")
        [reached] = read_all([path], Settings(workers=1))
    assert reached == "scratch thread"
    assert victim.read_text() == "whole"


def test_nothing_is_left_of_a_scratch_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp" / "tfextract-reader-4194304-gone").mkdir(parents=True)
    read_all(scripted(tmp_path, "fine", "die"), Settings(workers=1))
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_file_larger_than_it_may_be_is_not_read(tmp_path: Path) -> None:
    [path] = scripted(tmp_path, "fine")
    path.write_bytes(b"%PDF-fine " + b"x" * 1_000_000)
    [outcome] = read_all([path], Settings(workers=1, document_size_mb=1))
    assert outcome == "failed: larger than 1 MB: raise the setting document_size_mb to read it"


def test_half_a_surrogate_pair_does_not_stop_a_document() -> None:
    half = chr(0xD83D)
    document = Document("0" * 16, "0" * 64, "a.pdf", 1, FileStatus.READ, title=f"a{half}b")
    answer = decode_answer(encode(Done(document, Facts(), Layout((), ()))))
    assert isinstance(answer, Done)
    assert answer.document.title == "a\N{REPLACEMENT CHARACTER}b"


def test_a_question_is_answered_in_a_reader_and_its_refusal_is_reported(tmp_path: Path) -> None:
    [path] = scripted(tmp_path, "fine")
    with Workers(Settings(workers=1), readers.load) as workers:
        assert int(workers.ask(path, readers.process)) != os.getpid()
        with pytest.raises(UserError, match="no page 7"):
            workers.ask(path, readers.refuse, 7)
        with pytest.raises(UnreadableFileError, match="SIGSEGV"):
            workers.ask(path, readers.crash)


def test_a_file_replaced_while_it_is_read_is_the_one_that_was_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = scripted(tmp_path, "fine", "fine")
    wanted = digest(first)

    def open_and_replace(path: Path, most_mb: int) -> BinaryIO:
        file = open_file(path, most_mb)
        second.replace(first)
        return file

    monkeypatch.setattr(workers_module, "open_file", open_and_replace)
    with Workers(Settings(workers=1), readers.load) as workers:
        document = workers.read(first).document
    assert (document.document_id, document.sha256) == wanted != digest(first)


def test_what_the_system_does_not_limit_is_reported_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confinement, "missing_message", lambda names: f"without: {', '.join(names)}")
    warnings: list[str] = []
    with Workers(Settings(workers=1), readers.load, warnings.append) as workers:
        for path in scripted(tmp_path, "die", "fine"):
            answer_of(workers, path)
    assert warnings == [f"without: {', '.join(confinement.missing())}"]


def test_a_supervisor_imports_nothing_that_reads() -> None:
    """It opens no PDF, and would start half as long again."""
    heavy = "{'pdfplumber', 'pypdfium2', 'spacy', 'py3langid', 'numpy', 'pyarrow'}"
    code = f"import sys, tfextract.ingest; print(*({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout == "\n"


def test_a_limit_that_is_missing_is_named() -> None:
    assert confinement.missing_message(()) is None
    assert "network, files" in (confinement.missing_message((confinement.NETWORK, confinement.FILES)) or "")


def test_pages_that_cannot_be_put_together_leave_the_first_of_them(tmp_path: Path) -> None:
    with Workers(Settings(workers=1), readers.load) as workers:
        read = workers.read(book(tmp_path, "8 crash@together>3"))
    assert [page.page for page in read.layout.pages if page.status is PageStatus.READ] == [1, 2]
    assert "could not be put together" in lost_pages(read)[3]


def test_a_reader_that_is_killed_while_it_starts_is_started_again(tmp_path: Path) -> None:
    settings = Settings(workers=1, raw=tmp_path)
    with Workers(settings, readers.load_at_the_second_try) as workers:
        assert workers.read(scripted(tmp_path, "fine")[0]).document.status is FileStatus.READ


def test_where_every_reader_is_killed_while_it_starts_the_run_ends(tmp_path: Path) -> None:
    with Workers(Settings(workers=1), readers.load_never) as workers, pytest.raises(WorkerStartError) as caught:
        workers.read(scripted(tmp_path, "fine")[0])
    assert caught.value.killed


def test_a_number_that_no_table_holds_is_refused() -> None:
    pages = (Page(2**40, 1.0, 1.0, PageStatus.READ, TextSource.NONE),)
    done = Done(Document("0" * 16, "0" * 64, "a.pdf", 1, FileStatus.READ), Facts(), Layout(pages, ()))
    with pytest.raises(GarbledError, match="page is 1099511627776"):
        whole(done, None)
