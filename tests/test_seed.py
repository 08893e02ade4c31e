"""The brochure in raw/, read the whole way: every kind of fact, each with evidence that another reader confirms."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pdfplumber
import pypdfium2

from tests.seed import SEED
from tfextract.model import (
    Achievement,
    Claim,
    Contact,
    Count,
    CountKind,
    Evidence,
    Phase,
    Product,
    Qualifier,
    ReadDocument,
)
from tfextract.pipeline import Reader
from tfextract.settings import Settings


def _evidence(read: ReadDocument) -> Iterator[Evidence]:
    facts = read.facts
    every: tuple[Achievement | Count | Product | Phase | Contact, ...]
    every = (*facts.achievements, *facts.counts, *facts.products, *facts.phases, *facts.contacts)
    for fact in every:
        assert fact.evidence, fact
        yield from fact.evidence
    for phase in facts.phases:
        for area in phase.priority_areas:
            yield from area.evidence


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("\xad", ""))


def test_headline_figures(seed: ReadDocument) -> None:
    found = {(c.value, c.unit): (c.qualifier, c.kind) for c in seed.facts.counts if c.headline and c.page == 2}
    assert found == {
        (94, "knowledge products"): (Qualifier.OVER, CountKind.COUNT),
        (73_000_000, "USD"): (Qualifier.OVER, CountKind.MONEY),
        (81, "countries"): (Qualifier.EXACT, CountKind.COUNT),
        (69, "workshops, consultations, meetings and high-level events"): (Qualifier.EXACT, CountKind.COUNT),
        (1598, "individuals"): (Qualifier.AT_LEAST, CountKind.COUNT),
        (59, "partner institutions"): (Qualifier.EXACT, CountKind.COUNT),
    }


def test_what_others_did_is_context(seed: ReadDocument) -> None:
    context = {(c.value, c.unit) for c in seed.facts.counts if c.claim is Claim.CONTEXT}
    assert context >= {(73_000_000, "USD"), (128, "signatories"), (84, "ratifications"), (50, "ratifications")}


def test_pledges_add_up_to_twelve_million(seed: ReadDocument) -> None:
    phases = seed.facts.phases
    assert [(p.name, p.start_year, p.end_year, p.amount, p.currency, p.frequency) for p in phases] == [
        ("Phase I", 2013, 2015, 2_000_000, "USD", "year"),
        ("Phase II", 2016, 2018, 2_000_000, "USD", "year"),
    ]
    years = [(p.end_year or 0) - (p.start_year or 0) + 1 for p in phases]
    assert sum(n * (p.amount or 0) for n, p in zip(years, phases, strict=True)) == 12_000_000


def test_priority_areas(seed: ReadDocument) -> None:
    areas = [[area.text for area in phase.priority_areas] for phase in seed.facts.phases]
    assert [len(texts) for texts in areas] == [4, 5]
    assert areas[0][1] == "Promoting green economies"
    assert areas[1][4].startswith("Establishing an institution")


def test_contact_is_complete(seed: ReadDocument) -> None:
    (contact,) = seed.facts.contacts
    assert contact.organisation == "United Nations Environment Programme"
    assert contact.address == "UN Avenue, Gigiri, P.O. Box 30552, 00100 Nairobi, Kenya"
    assert contact.phone == "+254 207 623 727"
    assert contact.website == "www.unenvironment.org"


def test_products_run_together_are_separated(seed: ReadDocument) -> None:
    titles = [product.title for product in seed.facts.products]
    assert any(title.endswith("with a focus on ecosystem services") for title in titles)
    assert any(title.startswith("Publication: Indicators and Information systems") for title in titles)


def test_product_listed_twice_repeats_the_first(seed: ReadDocument) -> None:
    twice = [product for product in seed.facts.products if "Indicators and" in product.title]
    assert [product.repeat_of for product in twice] == [None, twice[0].product_id]


def test_themes_are_the_headings(seed: ReadDocument) -> None:
    themes = [fact.theme for fact in seed.facts.achievements if fact.theme is not None]
    assert set(themes) == {
        "Ecosystem Management",
        "Environmental Governance",
        "Chemicals and Waste",
        "Resource Efficiency",
    }
    assert len(themes) == 16


def test_evidence_is_the_slice_of_its_block(seed: ReadDocument) -> None:
    blocks = {block.block_no: block for block in seed.layout.blocks}
    rows = list(_evidence(seed))
    assert len(rows) > 100
    for row in rows:
        assert blocks[row.block_no].text[row.start : row.end] == row.quote


def test_pdfium_reads_the_quote_inside_the_box(seed: ReadDocument) -> None:
    pages = [(page.get_height(), page.get_textpage()) for page in pypdfium2.PdfDocument(SEED)]
    for row in _evidence(seed):
        (height, page), box = pages[row.page - 1], row.box
        inside = page.get_text_bounded(box.x0, height - box.bottom, box.x1, height - box.top)
        assert _words(inside) == _words(row.quote)


def test_pdfplumber_reads_the_quote_inside_the_box(seed: ReadDocument) -> None:
    with pdfplumber.open(SEED) as pdf:
        words = {page.page_number: page.extract_words(use_text_flow=True, x_tolerance_ratio=0.18) for page in pdf.pages}
    for row in _evidence(seed):
        inside = [
            word["text"]
            for word in words[row.page]
            if row.box.x0 < (word["x0"] + word["x1"]) / 2 < row.box.x1
            and row.box.top < (word["top"] + word["bottom"]) / 2 < row.box.bottom
        ]
        assert _words(" ".join(inside)) == _words(row.quote)


def test_ids_do_not_change_from_run_to_run(seed: ReadDocument) -> None:
    again = Reader.load(Settings()).read(SEED)
    assert again.facts == seed.facts
