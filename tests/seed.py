"""The brochure in raw/."""

from pathlib import Path

SEED = Path(__file__).parents[1] / "raw" / "china-trust-fund-phase-2.pdf"
