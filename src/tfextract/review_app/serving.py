"""`tfextract review serve`: serves the application on this machine only, until Ctrl-C."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import uvicorn

from tfextract.errors import RunFailedError, reason
from tfextract.locations import Place
from tfextract.review_app.guard import Keys
from tfextract.review_app.pictures import PictureCache
from tfextract.review_app.web import make_app
from tfextract.settings import Settings
from tfextract.warehouse.pages import Shown

HOST = "127.0.0.1"
# Seconds to wait for open responses at the end.
_LAST_ANSWERS = 3


class Serving:
    """The application on an open port. `run` answers until `stop` is called or a signal arrives."""

    def __init__(self, listening: socket.socket, keys: Keys, server: uvicorn.Server) -> None:
        self.keys = keys
        self._listening, self._server = listening, server

    def run(self) -> None:
        self._server.run(sockets=[self._listening])

    def stop(self) -> None:
        self._server.should_exit = True


@contextlib.contextmanager
def serving(
    warehouse: Path, settings: Settings, by: str, folder: Place | None = None, port: int = 0
) -> Iterator[Serving]:
    """`by` is the person who decides, `folder` the folder of reviews.csv (None: that of the sheets). Port 0 means any
    free port.

    Raises UserError if there is no warehouse, RunFailedError if the port is in use.
    """
    with Shown(warehouse):
        pass
    with _listening(port) as listening, PictureCache(settings) as pictures:
        keys = Keys(listening.getsockname()[1])
        config = uvicorn.Config(
            make_app(warehouse, settings, by, keys, pictures, folder),
            log_level="critical",
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=_LAST_ANSWERS,
        )
        yield Serving(listening, keys, uvicorn.Server(config))


def serve(
    warehouse: Path, settings: Settings, by: str, say: Callable[[str], None], folder: Place | None = None, port: int = 0
) -> None:
    """Calls `say` with the address and its token when the port is open. Raises like `serving`."""
    with serving(warehouse, settings, by, folder, port) as application:
        say(application.keys.address)
        application.run()


def _listening(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HOST, port))
        made.listen(64)
    except OSError as error:
        made.close()
        raise RunFailedError(f"port {port} on {HOST} cannot be listened on: {reason(error)}") from error
    return made
