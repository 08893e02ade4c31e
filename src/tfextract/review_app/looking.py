"""The pages for viewing: documents, a document, a page with its facts, search, help."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tfextract.errors import UnreadableFileError, UserError
from tfextract.review_app.guard import RefusedError
from tfextract.review_app.shown import (
    LETTERS,
    MAX_FACTS,
    NAMES,
    Filter,
    Item,
    additions_of,
    drawn_once,
    items_of,
    undecided_of,
)
from tfextract.review_app.site import Site, number_of
from tfextract.review_app.verdicts import Verdicts
from tfextract.warehouse.pages import Shown, ShownDocument, ShownPage
from tfextract.warehouse.search import search

MAX_DOCUMENTS = 100
MAX_HITS = 50


def documents(request: Request) -> Response:
    site: Site = request.app.state.site
    asked = request.query_params
    with site.snapshot() as (shown, verdicts):
        every, unread = shown.documents(), shown.unread()
    counted = verdicts.counted()
    to_add: dict[str, int] = {}
    for one in verdicts.given:
        if one.review.fact_id is None and one.published is None:
            to_add[one.review.document_id] = to_add.get(one.review.document_id, 0) + 1
    publisher, state, words = asked.get("publisher", ""), asked.get("state", ""), asked.get("name", "")[:100]
    fitting = [
        one
        for one in every
        if (not publisher or one.publisher == publisher)
        and _is(one, state, counted.get(one.document_id, 0))
        and words.casefold() in f"{one.title or ''} {one.file_name}".casefold()
    ]
    start = number_of(asked.get("start", ""))
    return site.page(
        request,
        "documents.html",
        verdicts,
        documents=fitting[start : start + MAX_DOCUMENTS],
        counted=counted,
        to_add=to_add,
        fitting=len(fitting),
        every=len(every),
        publishers=sorted({one.publisher for one in every if one.publisher}),
        chosen={"publisher": publisher, "state": state, "name": words},
        start=start,
        at_most=MAX_DOCUMENTS,
        unread=unread,
    )


def _is(document: ShownDocument, state: str, decided: int) -> bool:
    return {
        "unreviewed": decided < document.facts,
        "reviewed": decided >= document.facts,
        "partial": document.status != "read",
        "issues": document.issues > 0,
        "newest": document.newer is None,
    }.get(state, True)


def document(request: Request) -> Response:
    site: Site = request.app.state.site
    document_id = request.path_params["document"]
    with site.snapshot() as (shown, verdicts):
        shown_document = shown.document(document_id)
        pages = shown.pages(document_id, list(verdicts.decided(document_id)))
        issues = shown.issues(document_id)
        additions = additions_of(shown, verdicts, document_id)
    return site.page(
        request,
        "document.html",
        verdicts,
        document=shown_document,
        pages=pages,
        issues=issues,
        additions=additions,
        first=_following(pages, 0),
    )


def page(request: Request) -> Response:
    site: Site = request.app.state.site
    document_id, number = request.path_params["document"], request.path_params["page"]
    chosen = Filter.of(request.query_params)
    with site.snapshot() as (shown, verdicts):
        shown_document = shown.document(document_id)
        return show_page(request, site, (shown, verdicts), shown_document, number, chosen)


def show_page(
    request: Request,
    site: Site,
    appearance: tuple[Shown, Verdicts],
    document: ShownDocument,
    number: int,
    chosen: Filter,
) -> Response:
    shown, verdicts = appearance
    pages = shown.pages(document.document_id, list(verdicts.decided(document.document_id)))
    here = next((one for one in pages if one.page == number), None)
    if here is None:
        raise RefusedError(404, f"{document.file_name} has {document.page_count} pages: there is no page {number}.")
    items = items_of(shown, verdicts, document.document_id, number, here.width)
    fitting = [item for item in items if chosen.takes(item)]
    part = drawn_once(fitting[chosen.start : chosen.start + MAX_FACTS])
    additions = [one for one in additions_of(shown, verdicts, document.document_id) if one.page in (number, None)]
    return site.page(
        request,
        "page.html",
        verdicts,
        document=document,
        pages=pages,
        here=here,
        items=part,
        fitting=len(fitting),
        every=len(items),
        undecided=undecided_of(items),
        reviewable=any(item.reviewable for item in items),
        kinds={item.fact.kind for item in items},
        additions=additions,
        issues=shown.issues(document.document_id, number),
        blocks=shown.blocks(document.document_id, number),
        chosen=chosen,
        at_most=MAX_FACTS,
        letters=LETTERS,
        names=NAMES,
        following=_following(pages, number),
    )


def _following(pages: tuple[ShownPage, ...], number: int) -> int | None:
    """The next page with unreviewed facts: after this one, else before it."""
    order = [one for one in pages if one.page > number] + [one for one in pages if one.page < number]
    return next((one.page for one in order if one.undecided), None)


def picture(request: Request) -> Response:
    site: Site = request.app.state.site
    document_id, number = request.path_params["document"], request.path_params["page"]
    with Shown(site.warehouse) as shown:
        shown_document = shown.document(document_id)
    try:
        image = site.pictures.picture(shown_document, number)
    except (UserError, UnreadableFileError) as error:
        drawn = site.templates.get_template("no-picture.svg").render(lines=_folded(str(error)))
        return Response(drawn, 200, media_type="image/svg+xml")
    # The address contains the document's hash, so its content never changes.
    return Response(image, media_type="image/jpeg", headers={"cache-control": "private, max-age=86400"})


def _folded(words: str, width: int = 60) -> list[str]:
    lines = [""]
    for word in words.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:12]


def fact(request: Request) -> Response:
    site: Site = request.app.state.site
    fact_id = request.path_params["fact"]
    with Shown(site.warehouse) as shown:
        document_id, number = shown.page_of(fact_id)
    return RedirectResponse(f"/documents/{document_id}/pages/{number}#fact-{fact_id}", 303)


def find(request: Request) -> Response:
    site: Site = request.app.state.site
    asked = request.query_params.get("q", "")
    within = request.query_params.get("document") or None
    start = number_of(request.query_params.get("start", ""))
    with site.snapshot() as (_, verdicts):
        pass
    result, trouble = None, None
    if asked.strip():
        try:
            result = search(site.warehouse, asked, within, limit=MAX_HITS, skip=start)
        except UserError as error:
            trouble = str(error)
    return site.page(
        request,
        "search.html",
        verdicts,
        found=result,
        trouble=trouble,
        within=within,
        start=start,
        at_most=MAX_HITS,
        letters=LETTERS,
    )


def help_page(request: Request) -> Response:
    site: Site = request.app.state.site
    with site.snapshot() as (_, verdicts):
        return site.page(request, "help.html", verdicts)


def one_item(site: Site, document_id: str, number: int, fact_id: str) -> tuple[Item, Verdicts]:
    """A fact of a page in its present state. Raises UserError if it does not exist."""
    with site.snapshot() as (shown, verdicts):
        items = items_of(shown, verdicts, document_id, number)
    item = next((one for one in items if one.fact.fact_id == fact_id), None)
    if item is None:
        raise UserError("there is no such fact on this page: it may have changed since; reload the page")
    return item, verdicts
