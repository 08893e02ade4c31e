from __future__ import annotations

from pathlib import Path

import pytest

from tfextract.sheets import Bound
from tfextract.warehouse import Change, ChecksFailedError, publish, run_query

from .samples import change, read_document, run_record


def test_below_the_minimum_nothing_is_published_and_above_the_maximum_is_a_warning(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    plain = change(read_document())
    low = Change(plain.files, plain.documents, (), (Bound("lighthouse-fund", "counts", minimum=2),))
    with pytest.raises(ChecksFailedError, match=r"fund_below_minimum.*\n.*what=counts, found=1, minimum=2"):
        publish(warehouse, low, run_record())
    assert not warehouse.exists()
    high = Change(plain.files, plain.documents, (), (Bound("lighthouse-fund", "counts", maximum=0),))
    done = publish(warehouse, high, run_record())
    assert [finding.check.name for finding in done.warnings] == ["warn_fund_above_maximum"]
    publish(warehouse, plain, run_record("run-2"))
    assert run_query(warehouse, "SELECT count(*) FROM bounds").rows == ((1,),), "a change that says nothing of them"
