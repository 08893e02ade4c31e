"""Queries a warehouse continuously while it is replaced: `python -m bench.soak.analyst WAREHOUSE STOP RESULT`.

Ends when the file STOP exists. RESULT has the number of queries, inconsistencies and failures.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

import duckdb

from tfextract.warehouse import connect

# Each must return 0 rows at any time.
_TORN = {
    "count without evidence": "SELECT count(*) FROM counts WHERE count_id NOT IN (SELECT fact_id FROM evidence)",
    "count without document": "SELECT count(*) FROM counts "
    "WHERE document_id NOT IN (SELECT document_id FROM documents)",
    "read file without document": "SELECT count(*) FROM files WHERE status IN ('read', 'partial', 'no_text') "
    "AND document_id NOT IN (SELECT document_id FROM documents)",
}


def main() -> None:
    warehouse, stop, result = map(Path, sys.argv[1:4])
    asked, torn, errors, limit = 0, Counter[str](), Counter[str](), 0
    while not stop.exists():
        if warehouse.exists():
            try:
                with connect(warehouse) as connection:
                    for name, sql in _TORN.items():
                        torn[name] += connection.execute(sql).fetchall()[0][0]
                    limit = max(limit, connection.execute("SELECT count(*) FROM documents").fetchall()[0][0])
            # Catches every exception: an analyst would see it.
            except (duckdb.Error, OSError) as error:
                errors[f"{type(error).__name__}: {error}"[:200]] += 1
            asked += 1
        time.sleep(0.2)
    reported = {
        "asked": asked,
        "torn": {name: n for name, n in torn.items() if n},
        "errors": errors,
        "documents": limit,
    }
    result.write_text(json.dumps(reported), "utf-8")


if __name__ == "__main__":
    main()
