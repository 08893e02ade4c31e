"""Handles what a person sends: verdicts, edits, added facts, and publish requests."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tfextract.errors import UserError
from tfextract.review_app import editing
from tfextract.review_app.guard import RefusedError
from tfextract.review_app.looking import one_item
from tfextract.review_app.places import Chosen, sentence_in
from tfextract.review_app.publishing import preview, publish
from tfextract.review_app.shown import Filter, Item
from tfextract.review_app.site import Site
from tfextract.review_app.verdicts import Verdicts
from tfextract.sheets import PRINTED, Decision
from tfextract.sheets.columns import FactKind
from tfextract.warehouse.pages import Shown, ShownDocument

FormFields = Mapping[str, str]
# The script requests only the changed fact, not the page.
PART = "x-part"
LONGEST_SENTENCE = 4000


def verdict(request: Request, form: FormFields) -> Response:
    """A verdict from a page: `accept`, `reject` or `undo` names the fact."""
    site: Site = request.app.state.site
    document_id, number = request.path_params["document"], request.path_params["page"]
    act = next((name for name in ("accept", "reject", "undo") if form.get(name)), None)
    if act is None:
        raise RefusedError(400, "Say which fact is right or wrong.")
    fact_id = form[act]
    if act == "undo":
        item, verdicts = one_item(site, document_id, number, fact_id)
        if item.verdict is None or item.verdict.undo is None:
            raise UserError("there is no verdict on this fact to take back")
        site.sheets.undo(item.verdict.undo, verdicts)
    else:
        site.sheets.decide(fact_id, Decision(act), why=form.get("why", "")[:2000])
    return _answer(request, document_id, number, fact_id)


def edit_form(request: Request) -> Response:
    site: Site = request.app.state.site
    document_id, number = request.path_params["document"], request.path_params["page"]
    item, verdicts = one_item(site, document_id, number, request.path_params["fact"])
    return _edit_page(request, (item, verdicts))


def edit(request: Request, form: FormFields) -> Response:
    site: Site = request.app.state.site
    document_id, number, fact_id = (request.path_params[name] for name in ("document", "page", "fact"))
    item, verdicts = one_item(site, document_id, number, fact_id)
    changed = editing.changes(item.fact, item.edits, form)
    try:
        if not changed:
            raise UserError("nothing was changed: change a field, or accept the fact as it is")
        site.sheets.decide(fact_id, Decision.EDIT, changed, form.get("why", "")[:2000])
    except UserError as error:
        return _edit_page(request, (item, verdicts), str(error), form)
    return _answer(request, document_id, number, fact_id)


def _edit_page(
    request: Request, appearance: tuple[Item, Verdicts], trouble: str | None = None, values: FormFields | None = None
) -> Response:
    site: Site = request.app.state.site
    item, verdicts = appearance
    part = request.headers.get(PART) is not None
    with Shown(site.warehouse) as shown:
        document = shown.document(request.path_params["document"])
    return site.page(
        request,
        "_edit.html" if part else "edit.html",
        verdicts,
        422 if trouble else 200,
        document=document,
        number=request.path_params["page"],
        item=item,
        fields=editing.FIELDS[item.fact.kind],
        values=values or editing.shown_values(item.fact, item.edits),
        trouble=trouble,
        chosen=Filter.of(request.query_params),
    )


def add_form(request: Request) -> Response:
    """A form with the selected sentence, or with the words in the drawn box, for the person to check."""
    site: Site = request.app.state.site
    page = request.path_params["page"]
    chosen = Chosen.of(request.query_params)
    with site.snapshot() as (shown, verdicts):
        document = shown.document(request.path_params["document"])
        blocks = shown.blocks(document.document_id, page)
    sentence = sentence_in(blocks, chosen, lambda box: site.pictures.ask_text(document, page, box))
    kind = request.query_params.get("kind", "")
    number = re.search(r"\d[\d,]*(?:\.\d+)?", sentence)
    values = {
        "sentence": sentence,
        "kind": kind if kind in PRINTED else "count",
        # A first guess that the person can correct.
        "value_printed": number[0] if number is not None else "",
        "title": sentence,
    }
    return site.page(
        request, "add.html", verdicts, document=document, number=page, values=values, blocks=blocks, trouble=None
    )


def add(request: Request, form: FormFields) -> Response:
    site: Site = request.app.state.site
    document_id, number = request.path_params["document"], request.path_params["page"]
    try:
        kind = FactKind(form.get("kind", ""))
        sentence = " ".join(form.get("sentence", "").split())[:LONGEST_SENTENCE]
        if not sentence:
            raise UserError("give the sentence as it is printed")
        site.sheets.add(document_id, number, kind, sentence, _values(kind, form))
    except (UserError, ValueError) as error:
        text = str(error) if isinstance(error, UserError) else "say what it is: a count, an achievement or a product"
        with site.snapshot() as (shown, verdicts):
            document: ShownDocument = shown.document(document_id)
            blocks = shown.blocks(document_id, number)
        return site.page(
            request,
            "add.html",
            verdicts,
            422,
            document=document,
            number=number,
            values=form,
            blocks=blocks,
            trouble=text,
        )
    return RedirectResponse(f"/documents/{document_id}/pages/{number}#added", 303)


_ADDED = {
    FactKind.COUNT: ("value_printed", "value", "unit", "currency", "kind_of_number", "claim", "qualifier"),
    FactKind.PRODUCT: ("title", "product_type", "product_class"),
    FactKind.ACHIEVEMENT: ("theme",),
}


def _values(kind: FactKind, form: FormFields) -> list[str]:
    """column=value of the filled fields of this kind."""
    wordings = []
    for name in _ADDED[kind]:
        value = " ".join(form.get(name, "").split())
        if ";" in value:
            raise UserError(f"{name.replace('_', ' ')}: a semicolon would part it in the sheet; leave it out")
        if value:
            wordings.append(f"{'kind' if name == 'kind_of_number' else name}={value}")
    return wordings


def withdraw(request: Request, form: FormFields) -> Response:
    """Withdraws a row of the waiting list by its id."""
    site: Site = request.app.state.site
    with site.snapshot() as (_, verdicts):
        site.sheets.undo(form.get("undo", ""), verdicts)
    return RedirectResponse(
        "/publish" if form.get("back") == "publish" else f"/documents/{form.get('document', '')}", 303
    )


def publish_page(request: Request) -> Response:
    site: Site = request.app.state.site
    with site.snapshot() as (shown, verdicts):
        names = {one.document_id: one for one in shown.documents()}
    return site.page(request, "publish.html", verdicts, names=names, looked=None, done=None)


def preview_publish(request: Request, _: FormFields) -> Response:
    """Shows what a publish would change. Publishes nothing."""
    return _published(request, None)


def publish_now(request: Request, form: FormFields) -> Response:
    """Publishes what was shown. If the changes are different by now, shows them and publishes nothing."""
    return _published(request, form.get("digest") or "nothing")


def _published(request: Request, known: str | None) -> Response:
    site: Site = request.app.state.site
    folders = site.sheets.folders()
    if known is None:
        checked, done = preview(site.warehouse, folders, site.settings), None
    else:
        checked, done = publish(site.warehouse, folders, site.settings, known)
    with site.snapshot() as (shown, verdicts):
        names = {one.document_id: one for one in shown.documents()}
    return site.page(request, "publish.html", verdicts, names=names, looked=checked, done=done)


def _answer(request: Request, document_id: str, number: int, fact_id: str) -> Response:
    site: Site = request.app.state.site
    chosen = Filter.of(request.query_params)
    if request.headers.get(PART) is None:
        return RedirectResponse(f"/documents/{document_id}/pages/{number}{chosen.query}#fact-{fact_id}", 303)
    item, verdicts = one_item(site, document_id, number, fact_id)
    return site.page(
        request, "_answer.html", verdicts, item=item, number=number, document_id=document_id, chosen=chosen
    )
