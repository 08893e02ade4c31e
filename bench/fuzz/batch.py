"""One ingest of a folder, as a program: `python -m bench.fuzz.batch RAW WAREHOUSE RESULT`; nothing is printed.

RESULT is written as JSON after the warehouse was published and checked: a line for each file that the warehouse knows.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import duckdb

from tfextract.ingest import ingest
from tfextract.settings import load_settings
from tfextract.warehouse import check

_FILES = """
SELECT f.file_name, f.status,
       (SELECT string_agg(DISTINCT i.message, ' | ') FROM issues AS i
        WHERE i.path = f.path OR (i.document_id = f.document_id AND i.path IS NULL AND i.code LIKE '%fail%')),
       coalesce((SELECT count(*) FROM achievements AS a WHERE a.document_id = f.document_id), 0)
       + coalesce((SELECT count(*) FROM counts AS c WHERE c.document_id = f.document_id), 0)
       + coalesce((SELECT count(*) FROM products AS p WHERE p.document_id = f.document_id), 0),
       (SELECT list(DISTINCT i.code) FROM issues AS i WHERE i.document_id = f.document_id)
FROM files AS f ORDER BY f.file_name
"""


def known_files(warehouse: Path) -> list[dict[str, Any]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(_FILES).fetchall()
    return [dict(zip(("file", "status", "message", "facts", "issues"), row, strict=True)) for row in rows]


def _end_with(parent: int) -> None:
    """If the fuzz is killed, its ingest ends too, so that it does not read a folder that the next fuzz makes again."""
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)


def main() -> int:
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    raw, warehouse, result = map(Path, sys.argv[1:4])
    report = ingest([raw], warehouse, load_settings())
    # A row with a warning is published: real reports have shares of more than the whole.
    results = [finding.check.name for finding in check(warehouse) if not finding.check.warning]
    reported = {"exit_status": report.exit_status, "checks": results, "files": known_files(warehouse)}
    result.write_text(json.dumps(reported), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
