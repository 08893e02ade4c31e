"""Allows only requests from the browser with the token, on this machine, and from pages of this application."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 256 * 1024
MAX_ADDRESS = 8 * 1024
MAX_FIELDS = 200
# Allows only content of this application: no inline script or style, no other host, no frame around it.
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # With no-referrer a browser would send forms with the origin "null".
    "referrer-policy": "same-origin",
}


class RefusedError(Exception):
    """The request is refused. `status` is the HTTP status, the message is for the person at the browser."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Keys:
    """`token` opens the application (once in the address, then as a cookie). `form` is in every form."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    form: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def cookie(self) -> str:
        """The cookie's name contains the port, because all ports of a host share cookies."""
        return f"tfextract_review_{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        return (f"127.0.0.1:{self.port}", f"localhost:{self.port}")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/?token={self.token}"


class Guard:
    """Checks host, token and origin before the application, and sets the headers of every response."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self._app, self._keys = app, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        answer = self._answer(Request(scope))
        await (self._app if answer is None else answer)(scope, receive, sent)

    def _answer(self, request: Request) -> Response | None:
        """None if the application may answer."""
        if request.headers.get("host", "") not in self._keys.hosts:
            return _plain(400, "This application answers under the address it printed alone.")
        if len(request.url.query) + len(request.url.path) > MAX_ADDRESS:
            return _plain(414, "This address is too long.")
        given = request.query_params.get("token")
        if given is not None and request.method == "GET" and _same(given, self._keys.token):
            answer = RedirectResponse(request.url.path, 303)
            answer.set_cookie(self._keys.cookie, self._keys.token, path="/", httponly=True, samesite="strict")
            return answer
        if not _same(request.cookies.get(self._keys.cookie, ""), self._keys.token):
            return _plain(403, "Open the address that `tfextract review serve` printed: it has the token in it.")
        if request.method not in ("GET", "HEAD"):
            origin = request.headers.get("origin")
            if origin not in tuple(f"http://{host}" for host in self._keys.hosts):
                return _plain(403, "Another site may not send anything here.")
        return None


async def read_form(request: Request, keys: Keys) -> dict[str, str]:
    """The fields of a form, with the last of several equal names. Raises RefusedError if the form is not from our
    pages."""
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/x-www-form-urlencoded":
        raise RefusedError(415, "This is no form of this application.")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY:
            raise RefusedError(413, "This is more text than a form takes.")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise RefusedError(400, "This is no form of this application.") from error
    fields = dict(pairs)
    if not _same(fields.get("form", ""), keys.form):
        raise RefusedError(403, "This page is from an earlier start of the application: reload it, then send it again.")
    return fields


def _same(given: str, known: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), known.encode())


def _plain(status: int, words: str) -> Response:
    return Response(f"{words}\n", status, media_type="text/plain")
