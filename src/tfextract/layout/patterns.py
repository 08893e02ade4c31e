"""Forms of a block's words that several steps of the layout ask for."""

from __future__ import annotations

import re

CAPTION = re.compile(r"(?:figure|fig\.|table|chart|map|box|photo|image|source|credit|graph)s?\b[\s:.\d©]", re.I)
SECTION_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}[.)]|[IVX]{1,5}[.)]|[A-Z][.)])")
