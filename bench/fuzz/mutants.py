"""Mutant number N of a seed: its PDF, its mutations, and its bytes, which are always the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from bench.fuzz import content, damage, structure
from bench.fuzz.parts import Parts, parse
from bench.fuzz.seeds import SeedPdf

OfBytes = Callable[[Random, bytes, bytes], bytes]
OfParts = Callable[[Random, Parts, bytes], None]

OF_BYTES: dict[OfBytes, int] = {
    damage.flip_bytes: 6,
    damage.cut_end: 3,
    damage.cut_start: 1,
    damage.cut_out: 3,
    damage.blank_out: 2,
    damage.double_chunk: 2,
    damage.move_chunk: 2,
    damage.insert_junk: 2,
    damage.junk_before: 1,
    damage.splice: 4,
    damage.append_other: 1,
    damage.break_xref: 4,
    damage.change_numbers: 5,
    damage.swap_names: 4,
}
OF_PARTS: dict[OfParts, int] = {
    structure.change_dictionary: 4,
    structure.flip_dictionary: 3,
    structure.redirect_reference: 4,
    structure.drop_object: 2,
    structure.exchange_objects: 2,
    structure.loop_pages: 2,
    structure.change_count: 2,
    structure.change_box: 4,
    structure.nest_deeply: 2,
    structure.wrong_length: 3,
    structure.flip_stream: 3,
    structure.flip_inflated: 5,
    structure.change_filter: 2,
    structure.change_unicode: 3,
    structure.add_unicode: 3,
    structure.change_font: 3,
    structure.loop_form: 1,
    structure.add_annotations: 2,
    structure.loop_outline: 1,
    structure.encrypt: 1,
    structure.change_trailer: 2,
    content.content_numbers: 7,
    content.content_operators: 6,
    content.content_strings: 6,
    content.content_lines: 5,
    content.content_spliced: 3,
    content.content_moved: 3,
    content.content_nested: 1,
}
# They cost seconds each, up to the limits of time and memory: a few in a thousand.
EATERS: tuple[OfParts, ...] = (
    content.repeat_content,
    content.many_rules,
    content.bomb,
    content.many_pages,
    structure.multiply_form,
)
EATERS_SHARE = 0.003
# The chance of one more mutation.
_AGAIN = 0.25


@dataclass(frozen=True, slots=True)
class Mutant:
    """`done` names the mutations in their order."""

    number: int
    seed_pdf: str
    done: tuple[str, ...]
    pdf: bytes


def mutant(seed: int, number: int, pdfs: Sequence[SeedPdf]) -> Mutant:
    rng = Random(f"{seed}:{number}")
    chosen, other = _draw(rng, pdfs), _draw(rng, pdfs)
    pdf, done = chosen.pdf, []
    if rng.random() < EATERS_SHARE and (parts := parse(pdf)):
        eat = rng.choice(EATERS)
        eat(rng, parts, other.pdf)
        return Mutant(number, chosen.name, (eat.__name__,), parts.written())
    while True:
        pdf, name = _mutated(rng, pdf or b"%PDF-1.4", other.pdf)
        done.append(name)
        if rng.random() > _AGAIN or len(done) == 4:
            return Mutant(number, chosen.name, tuple(done), pdf)


def _draw(rng: Random, pdfs: Sequence[SeedPdf]) -> SeedPdf:
    """Small PDFs are cheap to read and break in as many ways: most mutants come from them."""
    return rng.choices(pdfs, [one.weight for one in pdfs])[0]


def _mutated(rng: Random, pdf: bytes, other: bytes) -> tuple[bytes, str]:
    parts = parse(pdf) if rng.random() < 0.65 else None
    if parts is None:
        change = rng.choices(list(OF_BYTES), list(OF_BYTES.values()))[0]
        return change(rng, pdf, other), change.__name__
    of_parts = rng.choices(list(OF_PARTS), list(OF_PARTS.values()))[0]
    of_parts(rng, parts, other)
    return parts.written(), of_parts.__name__
