"""A page of a long report costs no more than one of a short report: nothing is compared with everything before it."""

from __future__ import annotations

import cProfile
import pstats
from pathlib import Path

from bench.speed import generated

from tfextract.model import EncoderUse
from tfextract.pipeline import Reader
from tfextract.settings import Settings

SHORT, LONG, MOST = 30, 300, 1.5


def calls_a_page(reader: Reader, pages: int, folder: Path) -> float:
    [path] = generated(pages, folder, in_one=True)
    profile = cProfile.Profile()
    profile.enable()
    reader.read(path)
    profile.disable()
    calls: int = pstats.Stats(profile).total_calls  # type: ignore[attr-defined]
    return calls / pages


def test_calls_a_page_do_not_grow_with_the_report(tmp_path: Path) -> None:
    reader = Reader.load(Settings(encoder=EncoderUse.NONE))
    # What is loaded and learned once is no part of a page.
    calls_a_page(reader, SHORT, tmp_path)
    short = calls_a_page(reader, SHORT, tmp_path)
    assert calls_a_page(reader, LONG, tmp_path) < MOST * short
