"""Word patterns that several steps of the layout use."""

from __future__ import annotations

import re

CAPTION = re.compile(r"(?:figure|fig\.|table|chart|map|box|photo|image|source|credit|graph)s?\b[\s:.\d©]", re.I)
SECTION_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}[.)]|[IVX]{1,5}[.)]|[A-Z][.)])")
# A line that ends with one of these words continues its sentence.
OPEN_ENDS = frozenset("a an and as at by for from in into of on or the to with that".split())
# Words that start a sentence. Elsewhere they have a capital only in titles.
OPENING = OPEN_ENDS | frozenset("after all among before beyond during our over these this through".split())
SENTENCE_END = (".", "!", "?", ":", ";", "”", '."')
