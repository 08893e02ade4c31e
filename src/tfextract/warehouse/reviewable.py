"""Reads the facts of the published warehouse that a person can accept, reject or correct."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tfextract.sheets.columns import FactKind
from tfextract.warehouse.fact_tables import REVIEWED
from tfextract.warehouse.read import connect_current


@dataclass(frozen=True, slots=True)
class Reviewable:
    """`values` is the row by column, with corrections. `review` says whether it was corrected.

    `extracted` is the row without corrections.
    """

    fact_id: str
    kind: FactKind
    document_id: str
    file_name: str
    page: int
    review: str | None
    values: Mapping[str, object]
    extracted: Mapping[str, object]


def read_reviewable(warehouse: Path, documents: Sequence[str] = ()) -> tuple[Reviewable, ...]:
    """The facts of these documents, or of all that no later version replaces, by kind, file, page and place."""
    reviewables: list[Reviewable] = []
    with connect_current(warehouse) as connection:
        corrected = dict(connection.execute("SELECT fact_id, extracted FROM extracted_facts").fetchall())
        for kind, (table, id_column) in ((kind, (one.name, one.key)) for kind, one in REVIEWED.items()):
            chosen = "d.document_id IN (SELECT unnest($chosen))" if documents else "TRUE"
            result = connection.execute(
                f"SELECT d.file_name AS file_, t.* FROM {table} AS t JOIN "
                f"{'documents' if documents else 'current_documents'} AS d USING (document_id) "
                f"LEFT JOIN (SELECT document_id, fact_id, min(block_no * 1000000 + char_start) AS place FROM evidence "
                f"GROUP BY ALL) AS e ON e.document_id = t.document_id AND e.fact_id = t.{id_column} "
                f"WHERE {chosen} ORDER BY d.file_name, d.document_id, t.page, e.place, t.{id_column}",
                {"chosen": list(documents)} if documents else {},
            )
            names = [str(entry[0]) for entry in result.description or ()]
            for row in result.fetchall():
                values = dict(zip(names, row, strict=True))
                file_name, fact_id = str(values.pop("file_")), str(values[id_column])
                reviewables.append(
                    Reviewable(
                        fact_id,
                        FactKind(kind),
                        str(values["document_id"]),
                        file_name,
                        int(values["page"]),
                        None if values["review"] is None else str(values["review"]),
                        values,
                        json.loads(corrected[fact_id]) if fact_id in corrected else values,
                    )
                )
    return tuple(reviewables)
