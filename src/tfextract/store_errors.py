"""Errors of stores: those that may pass are tried again, all others are reported without secrets.

Some clients retry as well (botocore, s3fs). The rounds here are for what they give up, and for clients that never
retry.
"""

from __future__ import annotations

import errno
import random
import re
import time
from collections.abc import Callable
from typing import TypeVar

from tfextract.errors import UserError, reason
from tfextract.locations import Remote, redacted

T = TypeVar("T")

_ROUNDS = 3
# Seconds before the second round. Each later round waits twice as long, plus up to half of that at random.
_FIRST_WAIT = 0.5
_PASSING = frozenset(
    {
        errno.ECONNRESET,
        errno.ECONNABORTED,
        errno.ECONNREFUSED,
        errno.EPIPE,
        errno.ETIMEDOUT,
        errno.EHOSTUNREACH,
        errno.ENETUNREACH,
        errno.EBUSY,
        errno.EAGAIN,
        errno.EIO,
        errno.EREMOTEIO if hasattr(errno, "EREMOTEIO") else errno.EIO,
    }
)
# Known by their class names, because the libraries that raise them may not be installed.
_PASSING_NAMES = frozenset(
    "EndpointConnectionError ConnectTimeoutError ReadTimeoutError ConnectionClosedError HTTPClientError "
    "IncompleteReadError ResponseStreamingError ClientPayloadError ClientConnectorError ServerDisconnectedError "
    "ClientConnectionError ClientOSError FSTimeoutError ResponseParserError ServiceRequestError ServiceResponseError "
    "HttpResponseError SSHException".split()
)
_BUSY = re.compile(
    r"slow ?down|throttl|reduce your request rate|unavailable|internal ?error|\((429|50[0234])\)", re.IGNORECASE
)
_BUSY_STATUS = frozenset({429, 500, 502, 503, 504})
_NO_CREDENTIALS = frozenset(
    "NoCredentialsError PartialCredentialsError ProfileNotFound TokenRetrievalError SSOTokenLoadError "
    "CredentialRetrievalError DefaultCredentialsError ClientAuthenticationError AuthenticationException".split()
)
_DENIED = "access is denied: are the credentials (environment, profile) those that may?"


class StoreError(OSError):
    """An error of a store, in words without secrets."""

    def __init__(self, words: str) -> None:
        super().__init__(errno.EIO, words)
        self.words = words


class AbsentError(StoreError):
    """The store confirms that nothing has that name."""


class ReplacedError(StoreError):
    """The object was replaced while it was read."""


def patiently(ask: Callable[[], T], place: Remote) -> T:
    """Calls it, and tries again in rounds if the failure may pass. Raises StoreError."""
    wait = _FIRST_WAIT
    for remaining in range(_ROUNDS - 1, -1, -1):
        try:
            return ask()
        except Exception as error:
            if isinstance(error, (StoreError, UserError, MemoryError)):
                raise
            if not (remaining and _may_pass(error)):
                raise in_words(error, place) from None
        time.sleep(wait * random.uniform(1, 1.5))
        wait *= 2
    raise AssertionError


def _may_pass(error: Exception) -> bool:
    if isinstance(error, (PermissionError, FileNotFoundError, FileExistsError)) or _name(error) in _NO_CREDENTIALS:
        return False
    if isinstance(error, (ConnectionError, TimeoutError)) or _PASSING_NAMES & {c.__name__ for c in type(error).mro()}:
        return True
    if getattr(error, "status", None) in _BUSY_STATUS or (isinstance(error, OSError) and error.errno in _PASSING):
        return True
    return _BUSY.search(str(error)) is not None


def in_words(error: Exception, place: Remote) -> StoreError:
    """Does not use the libraries' own messages: they may contain an address or a header."""
    if place.scheme == "file" and isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
        return StoreError(reason(error))
    if isinstance(error, FileNotFoundError):
        return AbsentError("there is nothing of that name")
    for refused, words in (
        (isinstance(error, FileExistsError), "something is there already"),
        (isinstance(error, PermissionError), _DENIED),
        (_name(error) in _NO_CREDENTIALS, "no credentials were found: set them in the environment or a profile"),
        ("pre-condition" in str(error).casefold(), "somebody wrote to it meanwhile: try again"),
    ):
        if refused:
            return StoreError(words)
    if _may_pass(error):
        return StoreError(f"the store does not answer as it should, also not after {_ROUNDS} tries ({_name(error)})")
    number = errno.errorcode.get(error.errno or 0, "") if isinstance(error, OSError) else getattr(error, "status", "")
    reported = f"{_name(error)} {number}".strip()
    return StoreError(f"the store refuses {redacted(place.url).partition('?')[0]} ({reported})")


def _name(error: Exception) -> str:
    return type(error).__name__
