"""The application: its routes and its error pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tfextract.errors import UserError, reason
from tfextract.locations import Place
from tfextract.review_app import deciding, looking, series
from tfextract.review_app.guard import Guard, Keys, RefusedError, read_form
from tfextract.review_app.pictures import PictureCache
from tfextract.review_app.site import Site, templates
from tfextract.review_app.verdicts import VerdictSheets
from tfextract.settings import Settings
from tfextract.terminal import visible

_HERE = Path(__file__).parent
_PAGE = "/documents/{document}/pages/{page:int}"
Answer = Callable[[Request, Mapping[str, str]], Response]


def make_app(
    warehouse: Path, settings: Settings, by: str, keys: Keys, pictures: PictureCache, folder: Place | None = None
) -> Guard:
    """`by` is the person who decides, `folder` the folder of reviews.csv (None: that of the sheets)."""
    sheets = VerdictSheets(warehouse, folder, settings, by)
    app = Starlette(
        routes=[
            Route("/", looking.documents),
            Route("/search", looking.find),
            Route("/help", looking.help_page),
            Route("/series", series.series),
            Route("/series/style.css", series.styles),
            Route("/facts/{fact}", looking.fact),
            Route("/documents/{document}", looking.document),
            Route(_PAGE, looking.page),
            Route(f"{_PAGE}/picture", looking.picture),
            Route(f"{_PAGE}/verdict", _sent(deciding.verdict), methods=["POST"]),
            Route(f"{_PAGE}/facts/{{fact}}", deciding.edit_form),
            Route(f"{_PAGE}/facts/{{fact}}", _sent(deciding.edit), methods=["POST"]),
            Route(f"{_PAGE}/add", deciding.add_form),
            Route(f"{_PAGE}/add", _sent(deciding.add), methods=["POST"]),
            Route("/withdraw", _sent(deciding.withdraw), methods=["POST"]),
            Route("/publish", deciding.publish_page),
            Route("/publish/look", _sent(deciding.preview_publish), methods=["POST"]),
            Route("/publish", _sent(deciding.publish_now), methods=["POST"]),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ],
        exception_handlers={
            UserError: _error_page,
            RefusedError: _error_page,
            HTTPException: _error_page,
            OSError: _error_page,
            Exception: _unforeseen,
        },
    )
    app.state.site = Site(warehouse, settings, by, keys, sheets, pictures, templates())
    return Guard(app, keys)


def _sent(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """Reads a form asynchronously, then answers in a thread like other routes."""

    async def endpoint(request: Request) -> Response:
        form = await read_form(request, request.app.state.site.keys)
        return await run_in_threadpool(answer, request, form)

    return endpoint


def _error_page(request: Request, error: Exception) -> Response:
    """The error and what to do about it, as a page, or as a line for the script."""
    status = 409
    words = str(error)
    if isinstance(error, RefusedError):
        status = error.status
    elif isinstance(error, HTTPException):
        status = error.status_code
        words = "There is no such page." if status == 404 else error.detail
    elif isinstance(error, OSError):
        words = f"{error.filename or 'something'} could not be read or written: {reason(error)}"
    words = visible(words)
    if request.headers.get(deciding.PART) is not None:
        return PlainTextResponse(words, status)
    site: Site = request.app.state.site
    return site.page(request, "error.html", None, status, words=words)


def _unforeseen(request: Request, error: Exception) -> Response:
    del request
    words = visible(f"{type(error).__name__}: {error}".split("\n", 1)[0][:300])
    return PlainTextResponse(f"Something nobody foresaw happened ({words}). What was decided before is kept.", 500)
