"""The quick parse gives the same as spaCy's own pipe, in every attribute; unknown pipelines are left to spaCy."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps

from tests.extract.builders import nlp
from tfextract.extract import parsing
from tfextract.extract.entities import greatest
from tfextract.extract.nlp import load_nlp
from tfextract.extract.parsing import parse

SENTENCES = (
    "In March 2019 the Weir Trust of Nether Wallop repaired 14 mills along the River Ouse.",
    "There are 300 keepers in Ghana, and there's a waiting list of twelve.",
    "Let's see what they're gonna do: nothin' has got ta change, ain't it?",
    "Ms. Anna Lake, Director of the Lake Institute, met him and me at the University of Bergen on Friday.",
    "We have built, they do, it does; y'all had been told that I'd come and that it wouldn't.",
    "USD 4.5 million (about 12 per cent) went to you, to it and to the Treaty of Rome.",
    "Boats repaired",
    "• three of the biggest sluices — larger than any before — were not finished  until 5 p.m.",
    "Reach across 81 countries\nin Asia, Africa,   and Latin America\t",
    "The Mill on the Floss was read by Mary Ann Evans, the Boat Race seen by the BBC in London in the 1990s.",
    "as good as the better one, so that the best of all millers might have the least",
)  # fmt: skip


def invented() -> list[str]:
    rng = Random(11)
    words = " ".join(SENTENCES).split()
    shuffled = [" ".join(rng.choices(words, k=rng.randint(1, 40))) for _ in range(150)]
    return [*SENTENCES, "", "  ", *shuffled, " ".join(SENTENCES)]


def attributes(doc: Doc) -> list[tuple[object, ...]]:
    return [
        (
            token.text, token.tag_, token.dep_, token.head.i, token.pos_, token.lemma_, str(token.morph),
            token.ent_type_, token.ent_iob_, token.is_sent_start, token.left_edge.i, token.right_edge.i,
        )
        for token in doc
    ]  # fmt: skip


def by_spacy(pipeline: Language, texts: list[str]) -> list[list[tuple[object, ...]]]:
    return [attributes(doc) for doc in pipeline.pipe(texts, batch_size=parsing.BATCH)]


def test_all_attributes_are_those_of_spacy_s_own_pipe() -> None:
    texts = invented()
    assert parsing._quick(nlp()) is not None
    plain = by_spacy(nlp(), texts)
    quick = [attributes(doc) for doc in parse(nlp(), texts)]
    for text, ours, theirs in zip(texts, quick, plain, strict=True):
        assert ours == theirs, text
    assert len({entity for doc in quick for *_, entity, _, _, _, _ in doc}) > 6
    # What was learned from one text is the same in another order.
    assert [attributes(doc) for doc in parse(nlp(), texts[::-1])] == plain[::-1]


def test_multiplied_by_numpy_the_parse_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = invented()
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    by_blis = load_nlp(None)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    by_numpy = load_nlp(None)
    assert by_blis is not None
    assert by_numpy is not None
    recogniser: Any = by_blis.get_pipe("ner")
    assert recogniser.model.ops.use_blis
    recogniser = by_numpy.get_pipe("ner")
    assert not recogniser.model.ops.use_blis
    assert by_spacy(by_numpy, texts) == by_spacy(by_blis, texts)


def without_entities(pipeline: Language) -> None:
    pipeline.remove_pipe("ner")


def with_a_pipe_more(pipeline: Language) -> None:
    pipeline.add_pipe("merge_noun_chunks")


def with_a_pattern_over_spelling(pipeline: Language) -> None:
    ruler: Any = pipeline.get_pipe("attribute_ruler")
    ruler.add([[{"SHAPE": "Xxxx"}]], {"POS": "PROPN"})


def with_a_pattern_that_repeats(pipeline: Language) -> None:
    ruler: Any = pipeline.get_pipe("attribute_ruler")
    ruler.add([[{"LOWER": "mills", "OP": "+"}]], {"POS": "PROPN"})


def with_a_lemmatizer_by_tables(pipeline: Language) -> None:
    lemmatizer: Any = pipeline.get_pipe("lemmatizer")
    lemmatizer._mode = "lookup"


@pytest.mark.parametrize(
    "change",
    [
        without_entities, with_a_pipe_more, with_a_pattern_over_spelling, with_a_pattern_that_repeats,
        with_a_lemmatizer_by_tables,
    ],
)  # fmt: skip
def test_another_pipeline_is_left_to_spacy(change: Callable[[Language], None]) -> None:
    pipeline = load_nlp(None)
    assert pipeline is not None
    change(pipeline)
    assert parsing._quick(pipeline) is None
    if change is not with_a_lemmatizer_by_tables:
        texts = list(SENTENCES)
        assert [attributes(doc) for doc in parse(pipeline, texts)] == by_spacy(pipeline, texts)


def test_another_spacy_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = load_nlp(None)
    assert pipeline is not None
    monkeypatch.setattr("spacy.__version__", "3.9.0")
    assert parsing._quick(pipeline) is None


def test_a_full_store_of_words_is_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tfextract.extract.word_forms.MAX_KNOWN", 20)
    texts = invented()
    pipeline = load_nlp(None)
    assert pipeline is not None
    assert [attributes(doc) for doc in parse(pipeline, texts)] == by_spacy(nlp(), texts)


@pytest.mark.parametrize("pieces", [2, 3])
def test_the_greatest_of_the_pieces_is_thinc_s(pieces: int) -> None:
    given = np.random.default_rng(5).normal(size=(40, 24, pieces)).astype(np.float32)
    best, which = (np.asarray(one) for one in NumpyOps().maxout(given))
    assert np.array_equal(greatest(given), best)
    reading_ops: Any = parsing._reading_ops()
    assert np.array_equal(reading_ops.maxout(given)[0], best)
    assert len(np.unique(which)) == pieces
