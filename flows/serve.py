"""Runs everything on one host: a Prefect server with its page, the deployment of prefect.yaml and a worker.

python -m flows.serve
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import FrameType
from typing import TextIO

import yaml

from flows.environment import PROJECT, alive_folder, served, state_folder
from tfextract import alive
from tfextract.errors import UserError
from tfextract.planning import shown
from tfextract.settings import Settings, load_settings

_HOST = "127.0.0.1"
_POOL = "tfextract"
_DEPLOYMENT = "nightly"
_PREFECT = (sys.executable, "-m", "prefect", "--no-prompt")
# Enough for a cold start on a busy machine.
_HEALTHY_WITHIN = 180.0
# Time for a stopped run to store its end state.
_ENDED_WITHIN = 30.0
_LOG_KEPT = 10_000_000
_PR_SET_PDEATHSIG = 1


class ServeError(UserError):
    exit_status = 1


class _StoppedError(BaseException):
    """Ctrl-C or SIGTERM."""


@dataclass(frozen=True, slots=True)
class Schedule:
    cron: str
    timezone: str


def serve(settings: Settings, port: int, schedule: Schedule) -> None:
    """Runs until it is stopped. Raises ServeError if a part cannot be started or ends by itself."""
    state = state_folder()
    if not alive.hold(state, "serve"):
        raise ServeError(f"another `make serve` is at work with {shown(state)}")
    _refuse_taken(port)
    env = served(f"http://{_HOST}:{port}")
    with contextlib.ExitStack() as parts:
        server = parts.enter_context(_part("server", ["server", "start", "--host", _HOST, "--port", str(port)], env))
        _wait_until_healthy(server, env)
        # Keeps a person's settings of an existing pool.
        if not _known(f"work_pools/{_POOL}", env):
            _once(["work-pool", "create", _POOL, "--type", "process"], env)
        deploy(schedule, env)
        _tell_of_dead_runs(env)
        parts.callback(_mark_stopped_runs, env)
        worker = ["worker", "start", "--pool", _POOL, "--type", "process", "--limit", "1", "--name", "serve"]
        worked = parts.enter_context(_part("worker", worker, env))
        _say(f"Reads {shown(settings.raw.absolute())} into {shown(settings.warehouse.absolute())}.")
        _say(f"Schedule: {schedule.cron} ({schedule.timezone}), as it is set on the page: http://{_HOST}:{port}")
        _say(f"Logs: {shown(server.log)}, {shown(worked.log)}. Ctrl-C stops it all.")
        while True:
            for part in (server, worked):
                if part.process.poll() is not None:
                    raise ServeError(f"the {part.name} ended by itself: {part.last_words()}")
            time.sleep(0.5)


def _tell_of_dead_runs(env: dict[str, str]) -> None:
    for line in _output([sys.executable, "-m", "flows.dead"], env).splitlines():
        _say(line)


def _mark_stopped_runs(env: dict[str, str]) -> None:
    """The worker is gone and its runs did not report it. Otherwise the next start would find them running."""
    if any(alive_folder().glob("*.lock")):
        with contextlib.suppress(ServeError):
            _tell_of_dead_runs(env)


@dataclass(frozen=True, slots=True)
class Part:
    """A process in a new session, so that Ctrl-C reaches it only through us, in order."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def last_words(self) -> str:
        lines = [line for line in self.log.read_text("utf-8", "replace").splitlines() if line.strip()]
        return f"{lines[-1].strip() if lines else 'without a word'} (all of it: {shown(self.log)})"

    def end(self) -> None:
        """Asks the worker and its run to stop. Kills what does not end in time."""
        deadline = time.monotonic() + _ENDED_WITHIN
        self._signal(signal.SIGTERM)
        while time.monotonic() < deadline and self.process.poll() is None:
            time.sleep(0.1)
        self._signal(signal.SIGKILL)
        self.process.wait()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


@contextlib.contextmanager
def _part(name: str, command: list[str], env: dict[str, str]) -> Iterator[Part]:
    with _log(state_folder() / f"{name}.log") as log:
        process = subprocess.Popen(
            [*_PREFECT, *command],
            cwd=PROJECT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            # Safe, because no thread exists that could hold a lock.
            preexec_fn=_end_with_parent,  # noqa: PLW1509
        )
        part = Part(name, process, Path(log.name))
        try:
            yield part
        finally:
            part.end()


def _end_with_parent() -> None:
    """Ends the part if this process is killed (only on Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _log(path: Path) -> TextIO:
    """Keeps the log of earlier starts up to a size limit."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LOG_KEPT:
        path.replace(path.with_suffix(".old.log"))
    return path.open("a", encoding="utf-8")


def deploy(schedule: Schedule, env: dict[str, str]) -> None:
    """Registers prefect.yaml with this schedule. A paused deployment stays paused, an active one active."""
    described = yaml.safe_load((PROJECT / "prefect.yaml").read_text("utf-8"))
    [deployment] = [each for each in described["deployments"] if each["name"] == _DEPLOYMENT]
    active = _is_active(env)
    deployment["schedules"] = [
        {"slug": _DEPLOYMENT, "cron": schedule.cron, "timezone": schedule.timezone, "active": active}
    ]
    ours = state_folder() / "prefect.yaml"
    ours.write_text(yaml.safe_dump(described), "utf-8")
    _once(["deploy", "--prefect-file", str(ours), "--name", _DEPLOYMENT], env)


def _is_active(env: dict[str, str]) -> bool:
    known = _known(f"deployments/name/ingest/{_DEPLOYMENT}", env)
    return known is None or all(schedule["active"] for schedule in json.loads(known)["schedules"])


def _known(path: str, env: dict[str, str]) -> bytes | None:
    deadline = time.monotonic() + _HEALTHY_WITHIN
    while True:
        try:
            return _get(f"{env['PREFECT_API_URL']}/{path}")
        except urllib.error.HTTPError as error:
            if error.code == HTTPStatus.NOT_FOUND:
                return None
            # The server's database may be busy with another request.
            if error.code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def _wait_until_healthy(server: Part, env: dict[str, str]) -> None:
    deadline = time.monotonic() + _HEALTHY_WITHIN
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise ServeError(f"the server did not start: {server.last_words()}")
        with contextlib.suppress(OSError):
            _get(f"{env['PREFECT_API_URL']}/health")
            return
        time.sleep(0.2)
    raise ServeError(f"the server did not answer within {_HEALTHY_WITHIN:g} seconds: {server.last_words()}")


def _get(url: str) -> bytes:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=10) as answer:
        content: bytes = answer.read()
        return content


def _refuse_taken(port: int) -> None:
    with socket.socket() as tried:
        # Like the server: a port that was in use a moment ago counts as free.
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((_HOST, port))
        except OSError as error:
            raise ServeError(
                f"port {port} cannot be used ({error.strerror}): name another one with PORT=… or the setting serve_port"
            ) from error


def _once(command: list[str], env: dict[str, str]) -> None:
    _output([*_PREFECT, *command], env)


def _output(command: list[str], env: dict[str, str]) -> str:
    done = subprocess.run(
        command,
        cwd=PROJECT,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        preexec_fn=_end_with_parent,
    )
    if done.returncode:
        lines = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise ServeError(f"`{' '.join(command[3:])}` failed: {lines[-1] if lines else done.returncode}")
    return done.stdout


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _stop(number: int, _: FrameType | None) -> None:
    for again in (signal.SIGINT, signal.SIGTERM):
        signal.signal(again, signal.SIG_IGN)
    raise _StoppedError(number)


def main() -> int:
    """Returns the exit status: 0 if it was stopped, 1 if a part failed, 2 for wrong use."""
    parser = argparse.ArgumentParser(prog="python -m flows.serve", description="Server, page, schedule and worker.")
    parser.add_argument("--port", type=int, help="of the page, on this machine alone (default: the setting serve_port)")
    parser.add_argument("--cron", help="when to ingest (default: the setting serve_cron)")
    parser.add_argument("--timezone", help="of the schedule's hours (default: the setting serve_timezone)")
    given = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        settings = load_settings()
        schedule = Schedule(given.cron or settings.serve_cron, given.timezone or settings.serve_timezone)
        serve(settings, given.port or settings.serve_port, schedule)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    except _StoppedError:
        _say("Stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
