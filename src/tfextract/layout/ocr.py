"""Reads the letters of a page's picture with rapidocr (the extra `ocr`), as glyphs like those of pdfium."""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from statistics import median
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from tfextract.layout.glyphs import Glyph
from tfextract.model import Box

# 180 dots per inch: small print stays legible, and rapidocr's time grows with the picture.
DOTS_PER_POINT = 2.5
# Height of rapidocr's line box in type sizes, and the distance from the baseline to its foot.
LINE_HEIGHT, DESCENT = 1.22, 0.26
# Line boxes of one type size differ by their letters. Sizes this close are equal.
SAME_SIZE = 1.18
# Lines are detected in a picture of at most this length, and recognised in the full one. With smaller or larger
# pictures rapidocr finds fewer bullets before them: docs/decisions/0004 has the figures.
SEARCHED_SIDE = 1600
# Below this, rapidocr has mostly read texture.
SURE = 0.6


# Box, text and type size.
_Line = tuple[Box, str, float]


def is_installed() -> bool:
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415

    # The default models are in the wheel, so nothing is downloaded.
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Det.limit_type": "max",
            "Det.limit_side_len": SEARCHED_SIDE,
            # Documents are already read in parallel. More threads than cores would wait for each other.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        }
    )


def read_picture(pdf: pdfium.PdfDocument, page: int, turn: int = 0) -> tuple[Glyph, ...]:
    """One glyph for each letter, line by line in reading order. Boxes are in points as displayed, or after the page is
    turned clockwise. Needs the extra `ocr`.
    """
    shown = pdf[page - 1]
    try:
        picture = np.asarray(shown.render(scale=DOTS_PER_POINT, rotation=turn).to_pil().convert("RGB"))[:, :, ::-1]
    finally:
        shown.close()
    read = _engine()(picture)
    if read is None or read.txts is None:
        return ()
    lines = []
    for corners, text, score in zip(read.boxes, read.txts, read.scores, strict=True):
        if score >= SURE and text.strip():
            lines.append((_box(corners), text.strip()))
    sizes = _sizes([line.height / LINE_HEIGHT for line, _ in lines])
    sized = [(line, text, size) for (line, text), size in zip(lines, sizes, strict=True)]
    return tuple(glyph for line, text, size in _by_columns(sized) for glyph in _glyphs(line, text, size))


def _by_columns(lines: list[_Line]) -> list[_Line]:
    """Orders lines by column, because rapidocr returns rows across all columns."""
    chains: list[list[_Line]] = []
    for line in sorted(lines, key=lambda line: line[0].top):
        chain = next((chain for chain in chains if _is_below(line, chain[-1])), None)
        if chain is None:
            chains.append([line])
        else:
            chain.append(line)
    return [line for chain in chains for line in chain]


def _is_below(line: _Line, last: _Line) -> bool:
    (box, _, size), (above, _, _) = line, last
    overlap = box.shared_width(above)
    near = -0.5 * size < box.top - above.bottom < 1.2 * size
    return near and overlap > 0.5 * min(box.width, above.width)


def _box(corners: Any) -> Box:
    xs = [float(x) / DOTS_PER_POINT for x, _ in corners]
    ys = [float(y) / DOTS_PER_POINT for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _sizes(measured: list[float]) -> list[float]:
    """Each line's type size: the median of similar sizes, so that lines of one type have the same size."""
    groups: list[list[float]] = []
    for size in sorted(measured):
        if groups and size <= SAME_SIZE * groups[-1][0]:
            groups[-1].append(size)
        else:
            groups.append([size])
    middle = {size: round(median(group), 1) for group in groups for size in group}
    return [middle[size] for size in measured]


def _glyphs(line: Box, text: str, size: float) -> list[Glyph]:
    """A glyph of equal width for each letter, because words are found by letters and not by word boxes."""
    baseline = line.bottom - DESCENT * size
    top, bottom = baseline - 0.95 * size, baseline + 0.25 * size
    step = line.width / len(text)
    return [
        Glyph(
            text=char,
            box=Box(line.x0 + at * step, top, line.x0 + (at + 1) * step, bottom),
            baseline=baseline,
            size=size,
            bold=False,
            italic=False,
            color=0,
            upright=True,
            spaced=text[at - 1 : at].isspace(),
            hyphen=False,
        )
        for at, char in enumerate(text)
        if not char.isspace()
    ]
