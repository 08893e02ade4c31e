"""Explains the facts of a page: its blocks, the decision on each statement, and the rules that matched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tfextract.errors import UserError
from tfextract.extract.achievements import Judgement, judge
from tfextract.extract.evidence import page_of
from tfextract.extract.text import Passage, read_passages
from tfextract.model import Block, Evidence, Facts, ReadDocument
from tfextract.pipeline import Reader
from tfextract.sources import FileBytes

WIDTH = 110


def explain_page(reader: Reader, file: FileBytes, page: int) -> str:
    """Raises UserError if the document has no such page."""
    read = reader.read_bytes(file)
    if not 1 <= page <= len(read.layout.pages):
        raise UserError(f"{file.file_name} has pages 1 to {len(read.layout.pages)}: there is no page {page}")
    passages = read_passages(read.layout.blocks, reader.extractor.nlp, {page - 1, page})
    judged = [one for one in judge(passages, reader.extractor.second) if _page(one) == page]
    return "\n".join(_lines(read, page, passages, judged))


def page_answer(reader: Reader, file: FileBytes, page: int) -> bytes:
    """`explain_page` as the answer of a reader process."""
    return explain_page(reader, file, page).encode("utf-8", "backslashreplace")


def _page(one: Judgement) -> int:
    return page_of(one.statement.block, one.statement.start, one.statement.end)


def _lines(read: ReadDocument, page: int, passages: Sequence[Passage], judged: Sequence[Judgement]) -> Iterator[str]:
    by_block: dict[int, list[Judgement]] = defaultdict(list)
    for one in judged:
        by_block[one.statement.block.block_no].append(one)
    sections = {passage.block.block_no: passage.section for passage in passages}
    results = _facts_by_block(read.facts)
    yield f"{read.document.file_name}, page {page}: {read.document.title or 'no title'}"
    for block in read.layout.blocks:
        pages = {piece.page for piece in block.pieces} or {block.page}
        if page not in pages:
            continue
        yield ""
        yield _block_line(block, sections.get(block.block_no))
        yield from (f"    {line}" for one in by_block[block.block_no] for line in _judgement_lines(one))
        yield from (f"    {line}" for line in results.get(block.block_no, []))


def _block_line(block: Block, section: str | None) -> str:
    under = f" under {' > '.join(block.heading_path)}" if block.heading_path else ""
    text = f", a section of {section}" if section else ""
    return f"[{block.block_no}] {block.role}{under}{text}: {_short(block.text)}"


def _judgement_lines(one: Judgement) -> Iterator[str]:
    taken = f"achievement by {one.rule_id}" if one.rule_id is not None else f"no achievement: {one.why}"
    yield f"{_short(one.statement.text)}" if not one.statement.whole else "(the whole)"
    yield f"  {taken}"
    if one.weighed is not None and one.weighed.parts:
        yield f"  {one.weighed.confidence:.2f} from {one.weighed.contributions()}"


def _facts_by_block(facts: Facts) -> dict[int, list[str]]:
    results: dict[int, list[str]] = defaultdict(list)
    for shortfall in facts.shortfalls:
        _add(results, shortfall.evidence, f"shortfall ({shortfall.stance}): {_short(shortfall.text)}")
    for count in facts.counts:
        text = f"{count.value_printed} [{count.unit or 'no unit'}] {count.claim or 'claim open'}"
        _add(results, count.evidence, f"count {text}")
    for product in facts.products:
        _add(results, product.evidence, f"product ({product.product_type}): {_short(product.title)}")
    return results


def _add(results: dict[int, list[str]], evidence: Sequence[Evidence], text: str) -> None:
    if evidence:
        results[evidence[0].block_no].append(f"{text} by {evidence[0].rule_id}")


def _short(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 2]} …"
