"""The Prefect flow `reprocess`: reads every document once more, also those whose last reading failed.

python -m flows.reprocess raw --warehouse warehouse/tfextract.duckdb
"""

from __future__ import annotations

import sys

from prefect import flow

from flows.ingest import ingest, main
from tfextract.ingest import IngestReport


@flow(name="reprocess", validate_parameters=False)
def reprocess(paths: list[str] | None = None, warehouse: str | None = None, workers: int | None = None) -> IngestReport:
    """Read every document once more, unchanged ones too; parameters left out are those of the settings."""
    return ingest(paths, warehouse, workers, again=True)


if __name__ == "__main__":
    sys.exit(main(reprocess))
