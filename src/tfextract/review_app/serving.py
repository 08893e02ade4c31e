"""`tfextract review serve`: the application on this machine alone, until Ctrl-C."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from tfextract.errors import RunFailedError, reason
from tfextract.review_app.guard import Keys
from tfextract.review_app.pictures import Pictures
from tfextract.review_app.web import make_app
from tfextract.settings import Settings
from tfextract.warehouse.pages import Shown

HOST = "127.0.0.1"


def serve(
    warehouse: Path, settings: Settings, by: str, say: Callable[[str], None], folder: Path | None = None, port: int = 0
) -> None:
    """`say` is told the address, with its token, when it answers; port 0 is any that is free.

    Raises UserError where there is no warehouse, RunFailedError where the port is taken.
    """
    with Shown(warehouse):
        pass
    with _listening(port) as listening, Pictures(settings) as pictures:
        keys = Keys(listening.getsockname()[1])
        app = make_app(warehouse, settings, by, keys, pictures, folder)
        config = uvicorn.Config(
            app,
            log_level="critical",
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=3,
        )
        say(keys.address)
        uvicorn.Server(config).run(sockets=[listening])


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
