"""The tables of facts: the name of each kind, its table, and which of its columns are shown, searched and reviewed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FactTable:
    """`key` is the id column and `words` the column that quotes the document, both in the table `name`.

    `label` is the SQL expression that names the fact in lists of changes. `beside` are further columns that a search
    includes. A search finds `marked` kinds, and the review application marks them on the page. A person can review
    `reviewed` kinds.
    """

    kind: str
    name: str
    key: str
    words: str
    label: str
    beside: tuple[str, ...] = ()
    marked: bool = True
    reviewed: bool = True


FACT_TABLES = (
    FactTable("achievement", "achievements", "achievement_id", "text", "text", ("theme",)),
    FactTable("shortfall", "shortfalls", "shortfall_id", "text", "text", ("theme",), reviewed=False),
    FactTable("count", "counts", "count_id", "quote", "coalesce(label, quote)", ("unit", "theme")),
    FactTable("product", "products", "product_id", "title", "title", ("product_type", "theme")),
    FactTable("phase", "phases", "phase_id", "name", "name", marked=False, reviewed=False),
    FactTable("priority area", "priority_areas", "priority_area_id", "text", "text", marked=False, reviewed=False),
    FactTable(
        "contact",
        "contacts",
        "contact_id",
        "organisation",
        "concat_ws(', ', organisation, email, website, phone)",
        marked=False,
        reviewed=False,
    ),
)
# Kinds that a person accepts, rejects, edits and adds.
REVIEWED = {table.kind: table for table in FACT_TABLES if table.reviewed}
# In the order in which a page lists them.
MARKED = {table.kind: table for table in sorted(FACT_TABLES, key=lambda table: not table.reviewed) if table.marked}
