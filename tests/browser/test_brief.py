"""The brief of a report in print."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from tests.reports.test_brief import LONG, PRODUCT, statements
from tests.reports.test_completeness import figure
from tfextract.reports.brief import brief_of
from tfextract.reports.document import document_report
from tfextract.reports.pages import render
from tfextract.reports.words import CLASSES
from tfextract.warehouse.documents import ReportedCountry, ReportedDocument, ReportedShortfall, ReportedTarget

if TYPE_CHECKING:
    from playwright.sync_api import Page


def full(themes: int, targets: int, *, actual: float | None) -> ReportedDocument:
    """All that a brief can have, each as long as it may be."""
    given = statements(*(9,) * themes)
    target = ReportedTarget("t", 1, LONG, "money", "USD", None, 35e6, actual, None, None, None, None, 0.9)
    tiles = tuple(
        replace(figure(LONG, f"{at:,}"), fact_id=f"{at}", headline=True, claim="achieved") for at in range(1000, 1008)
    )
    return replace(
        given,
        about=replace(given.about, title=LONG, publisher="The Trust for the Mills and Ponds of the Lower River"),
        figures=tiles,
        products=tuple(replace(PRODUCT, fact_id=name, product_class=name) for name in CLASSES),
        countries=tuple(ReportedCountry(f"The Republic of Mills {at}", None, 1, 0, ()) for at in range(14)),
        targets=(target,) * targets,
        shortfalls=(ReportedShortfall("s", 1, LONG, "late", None, 0.8),) * 5,
    )


@pytest.mark.parametrize(("themes", "targets", "actual"), [(9, 9, 4e6), (9, 9, None), (1, 9, 4e6), (2, 0, None)])
def test_a_brief_is_one_page(page: Page, themes: int, targets: int, actual: float | None) -> None:
    report = document_report(full(themes, targets, actual=actual))
    page.set_content(render("brief.html", report=report, brief=brief_of(report)))
    assert len(pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))) == 1
