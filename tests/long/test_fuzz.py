"""A part of `make fuzz` with a seed of its own: always the same mutants, as long as the PDFs are the same."""

from __future__ import annotations

from pathlib import Path

from bench.fuzz.__main__ import fuzz
from bench.fuzz.run import Limits
from bench.fuzz.seeds import seed_pdfs
from bench.fuzz.summary import summary

COUNT = 1000
SEED = 11
# Of the mutants that pdfium opens, and that were not stopped since they took too long on a busy machine.
PUBLISHED_AT_LEAST = 0.85


def test_no_mutant_of_a_pdf_breaks_what_is_promised(
    project: Path, corpora: tuple[Path, ...], measured_only: Path, tmp_path: Path
) -> None:
    pdfs = seed_pdfs([project / "raw", *corpora], measured_only)
    records = fuzz(pdfs, tmp_path, COUNT, SEED, 300, Limits(workers=2, timeout=20, memory_mb=1024, parent_mb=1024))
    text = summary(records)
    assert len(records.results) == COUNT
    assert [finding for finding in records.findings if finding.fault] == [], text
    opened = [result for result in records.results.values() if result.pages > 0]
    opened = [result for result in opened if "longer than" not in (result.message or "")]
    published = [result for result in opened if result.status in ("read", "partial", "no_text", "duplicate")]
    assert len(published) >= PUBLISHED_AT_LEAST * len(opened), text
    assert any(result.facts for result in opened), text
