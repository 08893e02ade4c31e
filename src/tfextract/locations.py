"""Places of files: a local path, or the address of an object in a store that fsspec can reach."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from tfextract.errors import UserError

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_LOCAL = ("file", "local")
WEB = ("http", "https")
# Words in query parameters that give access to whoever has the address: X-Amz-Signature, sig, access_token.
_SECRET = re.compile(r"sig|token|secret|passw|credential|api[-_]?key|access[-_]?key|auth|expires", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Remote:
    """An object or a prefix in a store: `s3://bucket/reports/2024.pdf`, without a slash at the end.

    Has the few methods of `Path` that callers use for both kinds of places. Keeps a key unchanged, even with `//` or
    `..`, which a path would resolve.
    """

    url: str

    def __str__(self) -> str:
        return self.url

    def __truediv__(self, name: str) -> Remote:
        return Remote(f"{self.url}/{name}")

    @property
    def scheme(self) -> str:
        return self.url.partition("://")[0]

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.url.split("/"))

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]

    @property
    def parent(self) -> Remote:
        above = self.url.rpartition("/")[0]
        return self if above.endswith("/") or not above else Remote(above)

    def absolute(self) -> Remote:
        return self

    def expanduser(self) -> Remote:
        return self


Place = Path | Remote


def is_address(text: str) -> bool:
    return _SCHEME.match(text) is not None


def place(text: str) -> Place:
    """Raises UserError for an address that contains a password or token, or is of an unsupported kind."""
    match = _SCHEME.match(text)
    if match is None:
        return Path(text)
    scheme, rest = match[1].casefold(), text[match.end() :]
    if "::" in text:
        raise UserError(f"{redacted(text)} names several stores in one: name the one where the files lie")
    _refuse_secrets(text)
    if scheme in _LOCAL:
        return Path("/" + rest.lstrip("/"))
    return Remote(f"{scheme}://{rest.rstrip('/')}")


def as_remote(location: Place) -> Remote:
    """Lets a local folder be listed, read and written like the places in stores."""
    return location if isinstance(location, Remote) else Remote(f"file://{location.expanduser().absolute()}")


def known_place(key: str) -> Place:
    """A place from the warehouse, which was checked when it was stored."""
    return Remote(key) if is_address(key) else Path(key)


def lies_below(path: Place, folder: Place) -> bool:
    return path.parts[: len(folder.parts)] == folder.parts


def redacted(address: str) -> str:
    """The address without secrets: passwords, and a query that contains a token or a signature."""
    match = _SCHEME.match(address)
    if match is None:
        return address
    host, slash, path = address[match.end() :].partition("/")
    user, at, server = host.rpartition("@")
    shown = f"{match[0]}{user.partition(':')[0]}{at}{server}{slash}{path}"
    bare, mark, query = shown.partition("?")
    return bare if mark and _has_secret(query) else shown


def _has_secret(query: str) -> bool:
    return any(_SECRET.search(name) for name, _ in parse_qsl(query.partition("#")[0], keep_blank_values=True))


def _refuse_secrets(text: str) -> None:
    host = text.partition("://")[2].partition("/")[0]
    if ":" in host.rpartition("@")[0] or _has_secret(_query_of(text)):
        raise UserError(
            f"the address {redacted(text)} carries a password or a token, which would stand in logs and in the "
            "warehouse: leave it out, and give it where the store's own tools look (environment, profile)"
        )


def _query_of(text: str) -> str:
    try:
        return urlsplit(text).query
    except ValueError:
        return text.partition("?")[2]
