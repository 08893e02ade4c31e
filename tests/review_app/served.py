"""The review application in a thread of the suite, with requests like a browser's, or hostile ones."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tfextract.review_app.guard import Keys
from tfextract.review_app.serving import serving
from tfextract.settings import Settings


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str
    headers: dict[str, str]


@dataclass(slots=True)
class Served:
    warehouse: Path
    raw: Path
    keys: Keys
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
        """Sends only the given headers; a host of '' sends none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.keys.port, timeout=60)
        with contextlib.closing(connection):
            connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            data = (body or "").encode()
            if body is not None:
                connection.putheader("Content-Length", str(len(data)))
            connection.endheaders(data)
            answer = connection.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, answer.read().decode("utf-8", "replace"), names)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask(path, Cookie=self.cookie, **headers)

    def post(self, path: str, **fields: str) -> Answer:
        """As a form of the application is sent."""
        return self.ask(path, "POST", urlencode({"form": self.keys.form, **fields}), **self.form_headers)

    @property
    def cookie(self) -> str:
        return f"{self.keys.cookie}={self.keys.token}"

    @property
    def form_headers(self) -> dict[str, str]:
        return {
            "Cookie": self.cookie,
            "Origin": f"http://127.0.0.1:{self.keys.port}",
            "Content_Type": "application/x-www-form-urlencoded",
        }

    @property
    def sheet(self) -> Path:
        return self.raw / "reviews.csv"


@contextlib.contextmanager
def served(warehouse: Path, raw: Path, by: str = "Ada") -> Iterator[Served]:
    settings = Settings(warehouse=warehouse, raw=raw)
    with serving(warehouse, settings, by) as application:
        thread = threading.Thread(target=application.run, daemon=True)
        thread.start()
        try:
            yield Served(warehouse, raw, application.keys)
        finally:
            application.stop()
            thread.join(30)
