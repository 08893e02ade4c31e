"""Forms of a block's words that several steps of the layout ask for."""

from __future__ import annotations

import re

CAPTION = re.compile(r"(?:figure|fig\.|table|chart|map|box|photo|image|source|credit|graph)s?\b[\s:.\d©]", re.I)
NUMERAL = re.compile(
    r"[~<>+]?\s*(?:[A-Z]{2,3}\s*|[$€£¥]\s*)?\d[\d.,\s]*(?:%|\+|k|m|bn|million|billion|thousand)*\+?", re.I
)
SECTION_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}[.)]|[IVX]{1,5}[.)]|[A-Z][.)])")
# A number that may be a result: no year.
FIGURE = re.compile(r"(?!(?:19|20)\d\d\b)[^\w\s]{0,2}\d")
