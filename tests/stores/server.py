"""An S3 server on loopback (moto's) that records its requests, and fails where a test wants it to."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3
from moto.server import DomainDispatcherApplication, create_backend_app  # type: ignore[attr-defined]
from werkzeug.serving import WSGIRequestHandler, make_server

from tfextract import stores

SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"
_REFUSAL = '<?xml version="1.0"?><Error><Code>{code}</Code><Message>{code}</Message></Error>'


@dataclass
class _Planted:
    """How many more of the requests that `fits` are answered with the status."""

    fits: Callable[[str, str], bool]
    status: str
    code: str
    left: int


class _Silent(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        return None


@dataclass
class StoreServer:
    """`asked` are (method, path, size of the body). Signatures are not checked, so any credentials work.

    `heard` is called with each request before it is answered, and says whether the request is lost: it is not done, and
    answered with 503.
    """

    asked: list[tuple[str, str, int]] = field(default_factory=list)
    planted: list[_Planted] = field(default_factory=list)
    heard: Callable[[], bool] = lambda: False

    def __post_init__(self) -> None:
        self._app = DomainDispatcherApplication(create_backend_app)
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=_Silent)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a shell that uses this store; none of it is a setting of tfextract."""
        return {
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": self.address,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
        }

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()

    def bucket(self) -> Bucket:
        made = Bucket(self, f"reports-{uuid.uuid4().hex[:12]}")
        made.client.create_bucket(Bucket=made.name)
        return made

    def plant(self, fits: Callable[[str, str], bool], status: str, code: str, times: int = 1_000_000) -> None:
        self.planted.append(_Planted(fits, status, code, times))

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        self.asked.append((method, path, int(environ.get("CONTENT_LENGTH") or 0)))
        if self.heard():
            start("503 Service Unavailable", [("Content-Type", "application/xml")])
            return [b""]
        for planted in self.planted:
            if planted.left > 0 and planted.fits(method, path):
                planted.left -= 1
                environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                start(planted.status, [("Content-Type", "application/xml")])
                return [b"" if method == "HEAD" else _REFUSAL.format(code=planted.code).encode()]
        answer: Iterable[bytes] = self._app(environ, start)
        return answer


@dataclass
class Bucket:
    """One of a test's own on the server."""

    server: StoreServer
    name: str

    @property
    def client(self) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.server.address,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            region_name="us-east-1",
        )

    @property
    def url(self) -> str:
        return f"s3://{self.name}"

    def put(self, key: str, content: bytes | str) -> None:
        self.client.put_object(Bucket=self.name, Key=key, Body=content)

    def get(self, key: str) -> bytes:
        return bytes(self.client.get_object(Bucket=self.name, Key=key)["Body"].read())

    def remove(self, *keys: str) -> None:
        for key in keys:
            self.client.delete_object(Bucket=self.name, Key=key)

    def names(self) -> list[str]:
        found = self.client.list_objects_v2(Bucket=self.name)
        return [item["Key"] for item in found.get("Contents", ())]

    def gets(self, ending: str = ".pdf") -> list[str]:
        """Of the objects themselves, since `forget`."""
        return [
            path
            for method, path, _ in self.server.asked
            if method == "GET" and path.startswith(f"/{self.name}/") and path.endswith(ending)
        ]

    def forget(self) -> None:
        self.server.asked.clear()


@contextmanager
def serving() -> Iterator[StoreServer]:
    server = StoreServer()
    before = {name: os.environ.get(name) for name in server.environment}
    os.environ.update(server.environment)
    stores.forget_stores()
    try:
        yield server
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        stores.forget_stores()
        server.stop()
