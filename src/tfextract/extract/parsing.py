"""Texts → spaCy documents: the same as spaCy's own `pipe` gives, in a third of its time for the known pipelines.

For another pipeline or version of spaCy its own `pipe` is used.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from tfextract.extract.entities import Entities, entities, greatest
from tfextract.extract.word_forms import WordForms, word_forms

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from thinc.api import Ops

BATCH = 64
MEASURED = "3.8."
# The components of the known pipelines, in order.
KNOWN = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner")


@dataclass(frozen=True, slots=True)
class Quick:
    """A pipeline with faster replacements for its slow components."""

    nlp: Language
    forms: WordForms
    entities: Entities

    def pipe(self, texts: Iterable[str]) -> Iterator[Doc]:
        first: list[Any] = [self.nlp.get_pipe(name) for name in KNOWN[:3]]
        remaining = iter(texts)
        while batch := list(islice(remaining, BATCH)):
            docs = [self.nlp.make_doc(text) for text in batch]
            for component in first:
                docs = list(component.pipe(docs, batch_size=BATCH))
            self.forms.apply(docs)
            self.entities.apply(docs)
            yield from docs


def parse(nlp: Language, texts: Iterable[str]) -> Iterator[Doc]:
    quick = _quick(nlp)
    return nlp.pipe(texts, batch_size=BATCH) if quick is None else quick.pipe(texts)


@lru_cache(maxsize=4)
def _quick(nlp: Language) -> Quick | None:
    import spacy
    from spacy.language import Language

    if not isinstance(nlp, Language):
        return None
    version: str = spacy.__version__  # type: ignore[attr-defined]
    if not version.startswith(MEASURED) or tuple(nlp.pipe_names) != KNOWN:
        return None
    forms, recogniser = word_forms(nlp), entities(nlp)
    return None if forms is None or recogniser is None else Quick(nlp, forms, recogniser)


@lru_cache(maxsize=1)
def _reading_ops() -> Ops:
    from thinc.api import NumpyOps

    class ReadingOps(NumpyOps):  # type: ignore[misc]
        """Tells the greatest of the pieces and not which it was, which only training asks: a quarter of the time."""

        def maxout(self, pieces: Any) -> tuple[Any, None]:
            return greatest(pieces), None

    return ReadingOps(use_blis=False)


def multiply_by_numpy(nlp: Language) -> None:
    """Lets numpy multiply the pipeline's matrices, if it is set to one thread.

    blis, which thinc uses, has no code for newer processors. numpy with several threads loses more by waiting for them.
    """
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        return
    ops = _reading_ops()
    for _, component in nlp.pipeline:
        for node in getattr(getattr(component, "model", None), "walk", list)():
            node.ops = ops
