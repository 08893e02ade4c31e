"""Why a page gave the facts it gave: its blocks, what was made of each statement, and which rules found what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tfextract.confidence import Weighed
from tfextract.errors import UserError
from tfextract.extract.achievements import Judgement, judge
from tfextract.extract.candidates import candidates
from tfextract.extract.count_signs import read_counts, weigh
from tfextract.extract.evidence import page_of
from tfextract.extract.home_currency import home_currencies
from tfextract.extract.score import SecondJudge
from tfextract.extract.text import Passage, read_passages
from tfextract.model import Achievement, Block, Count, Evidence, Facts, ReadDocument
from tfextract.pipeline import Reader
from tfextract.sources import FileBytes

SIGNS_SHOWN = 6
WIDTH = 110


def weighed_text(weighed: Weighed, shown: int = SIGNS_SHOWN) -> str:
    """ "0.93 from +2.4 reported.result, +1.4 cue.number, -0.7 unit.sentence": log odds, the heaviest first."""
    parts = ", ".join(f"{added:+.1f} {name}" for name, added in weighed.parts[:shown])
    more = len(weighed.parts) - shown
    return f"{weighed.confidence:.2f} from {parts}" + (f" and {more} lighter signs" if more > 0 else "")


def explain_page(reader: Reader, file: FileBytes, page: int) -> str:
    """Raises UserError where the document has no such page."""
    read = reader.read_bytes(file)
    if not 1 <= page <= len(read.layout.pages):
        raise UserError(f"{file.file_name} has pages 1 to {len(read.layout.pages)}: there is no page {page}")
    passages = read_passages(read.layout.blocks, reader.extractor.nlp, {page - 1, page})
    judged = [one for one in judge(passages, reader.extractor.second) if _page(one) == page]
    return "\n".join(_lines(read, page, passages, judged))


def why_text(reader: Reader, file: FileBytes, fact_id: str) -> str | None:
    """What an achievement or a count was weighed by, read anew from its PDF; None where the fact is another, a table's
    figure or no longer found."""
    read = reader.read_bytes(file)
    achievement = next((one for one in read.facts.achievements if one.achievement_id == fact_id), None)
    count = next((one for one in read.facts.counts if one.count_id == fact_id), None)
    weighed = None
    if achievement is not None:
        weighed = _weighed_achievement(
            achievement, _passages_near(reader, read, achievement.page), reader.extractor.second
        )
    elif count is not None:
        weighed = _weighed_count(count, _passages_near(reader, read, count.page), read)
    return None if weighed is None else f"confidence {weighed_text(weighed, len(weighed.parts))}"


def page_answer(reader: Reader, file: FileBytes, page: int) -> bytes:
    """`explain_page` as a reader process answers it."""
    return explain_page(reader, file, page).encode("utf-8", "backslashreplace")


def why_answer(reader: Reader, file: FileBytes, fact_id: str) -> bytes:
    """`why_text` as a reader process answers it; empty for None."""
    return (why_text(reader, file, fact_id) or "").encode("utf-8", "backslashreplace")


def _passages_near(reader: Reader, read: ReadDocument, page: int) -> Sequence[Passage]:
    return read_passages(read.layout.blocks, reader.extractor.nlp, {page, page - 1})


def _weighed_achievement(fact: Achievement, passages: Sequence[Passage], second: SecondJudge | None) -> Weighed | None:
    block_no, start = fact.evidence[0].block_no, fact.evidence[0].start
    for one in judge(passages, second):
        same = one.statement.block.block_no == block_no and one.statement.start <= start < one.statement.end
        if same and one.weighed is not None:
            return one.weighed
    return None


def _weighed_count(fact: Count, passages: Sequence[Passage], read: ReadDocument) -> Weighed | None:
    first, last = fact.evidence[0], fact.evidence[-1]
    # A count whose sign means another currency has that one as its unit.
    found = tuple(candidates(passages, home_currencies(read.layout.blocks, read.document)))
    for one in read_counts(found, judge(passages), read.document.title):
        saw = one.candidate
        here = saw.block.block_no == first.block_no and first.start <= saw.number.start < last.end
        if here and saw.number.printed == fact.value_printed and saw.unit_text == fact.unit:
            return weigh(one)
    return None


def _page(one: Judgement) -> int:
    return page_of(one.statement.block, one.statement.start, one.statement.end)


def _lines(read: ReadDocument, page: int, passages: Sequence[Passage], judged: Sequence[Judgement]) -> Iterator[str]:
    by_block: dict[int, list[Judgement]] = defaultdict(list)
    for one in judged:
        by_block[one.statement.block.block_no].append(one)
    sections = {passage.block.block_no: passage.section for passage in passages}
    found = _facts_by_block(read.facts)
    yield f"{read.document.file_name}, page {page}: {read.document.title or 'no title'}"
    for block in read.layout.blocks:
        pages = {piece.page for piece in block.pieces} or {block.page}
        if page not in pages:
            continue
        yield ""
        yield _block_line(block, sections.get(block.block_no))
        yield from (f"    {line}" for one in by_block[block.block_no] for line in _judgement_lines(one))
        yield from (f"    {line}" for line in found.get(block.block_no, []))


def _block_line(block: Block, section: str | None) -> str:
    under = f" under {' > '.join(block.heading_path)}" if block.heading_path else ""
    said = f", a section of {section}" if section else ""
    return f"[{block.block_no}] {block.role}{under}{said}: {_short(block.text)}"


def _judgement_lines(one: Judgement) -> Iterator[str]:
    taken = f"achievement by {one.rule_id}" if one.rule_id is not None else f"no achievement: {one.why}"
    yield f"{_short(one.statement.text)}" if not one.statement.whole else "(the whole)"
    yield f"  {taken}"
    if one.weighed is not None and one.weighed.parts:
        yield f"  {weighed_text(one.weighed)}"


def _facts_by_block(facts: Facts) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for shortfall in facts.shortfalls:
        _add(found, shortfall.evidence, f"shortfall ({shortfall.stance}): {_short(shortfall.text)}")
    for count in facts.counts:
        said = f"{count.value_printed} [{count.unit or 'no unit'}] {count.claim or 'claim open'}"
        _add(found, count.evidence, f"count {said}")
    for product in facts.products:
        _add(found, product.evidence, f"product ({product.product_type}): {_short(product.title)}")
    return found


def _add(found: dict[int, list[str]], evidence: Sequence[Evidence], said: str) -> None:
    if evidence:
        found[evidence[0].block_no].append(f"{said} by {evidence[0].rule_id}")


def _short(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 2]} …"
