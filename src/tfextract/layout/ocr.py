"""Words of a page's picture, by rapidocr (the extra `ocr`), in the form of the glyphs that pdfium gives."""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from statistics import median
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from tfextract.layout.glyphs import Glyph
from tfextract.model import Box

# 180 dots an inch: small print stays legible, and rapidocr's time grows with the picture.
DOTS_PER_POINT = 2.5
# The box rapidocr draws around a line, in type sizes, and how far its foot is under the baseline.
LINE_HEIGHT, DESCENT = 1.22, 0.26
# Line boxes of one type size differ by what stands in them; sizes this close are one.
SAME_SIZE = 1.18
# Below this, rapidocr has mostly read texture.
SURE = 0.6


def is_installed() -> bool:
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415

    # The default models come with the wheel: nothing is downloaded.
    return RapidOCR(params={"Global.log_level": "error"})


def read_picture(pdf: pdfium.PdfDocument, page: int) -> tuple[Glyph, ...]:
    """One glyph for each word, in reading order line by line; boxes in points as displayed. Needs the extra `ocr`."""
    shown = pdf[page - 1]
    try:
        picture = np.asarray(shown.render(scale=DOTS_PER_POINT).to_pil().convert("RGB"))[:, :, ::-1]
    finally:
        shown.close()
    read = _engine()(picture, return_word_box=True)
    if read is None or read.txts is None:
        return ()
    lines = []
    for corners, words, score in zip(read.boxes, read.word_results, read.scores, strict=True):
        if score >= SURE and words:
            lines.append((_box(corners), [(text, _box(place)) for text, _, place in words if text.strip()]))
    sizes = _sizes([line.height / LINE_HEIGHT for line, _ in lines])
    return tuple(
        glyph for (line, words), size in zip(lines, sizes, strict=True) for glyph in _glyphs(line, words, size)
    )


def _box(corners: Any) -> Box:
    xs = [float(x) / DOTS_PER_POINT for x, _ in corners]
    ys = [float(y) / DOTS_PER_POINT for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _sizes(measured: list[float]) -> list[float]:
    """Each line's type size: the middle one of those close to it, so that lines of one type come out alike."""
    groups: list[list[float]] = []
    for size in sorted(measured):
        if groups and size <= SAME_SIZE * groups[-1][0]:
            groups[-1].append(size)
        else:
            groups.append([size])
    middle = {size: round(median(group), 1) for group in groups for size in group}
    return [middle[size] for size in measured]


def _glyphs(line: Box, words: list[tuple[str, Box]], size: float) -> list[Glyph]:
    baseline = line.bottom - DESCENT * size
    top, bottom = baseline - 0.95 * size, baseline + 0.25 * size
    return [
        Glyph(
            text=text,
            box=Box(box.x0, top, box.x1, bottom),
            baseline=baseline,
            size=size,
            bold=False,
            italic=False,
            color=0,
            upright=True,
            spaced=place > 0,
            hyphen=False,
        )
        for place, (text, box) in enumerate(words)
    ]
