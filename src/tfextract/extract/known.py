"""The slow parts of an earlier reading of a document: the parses of its passages and the encoder's scores.

Both are bytes without pickled objects. Parses are used again if all texts are the same, scores if the word pieces are.
Rules and weights change neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from tfextract.encoder import Remembered
from tfextract.extract.parsing import parse
from tfextract.extract.score import SecondJudge

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# What is kept of a token, beside its text and whether a space follows. Sentences follow from the heads.
_ATTRIBUTES = ["TAG", "POS", "MORPH", "LEMMA", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE"]


@dataclass(slots=True)
class Known:
    """`parses` and `judged` are what was kept before, and after a reading what to keep; `changed` if that differs."""

    parses: bytes | None = None
    judged: bytes | None = None
    changed: bool = False
    _odds: Remembered | None = None

    def parse(self, nlp: Language, texts: Iterable[str]) -> Sequence[Doc]:
        wanted = list(texts)
        docs = self._parsed(nlp, wanted)
        if docs is None:
            docs = list(parse(nlp, wanted))
            self.parses, self.changed = _packed(docs), True
        return docs

    def _parsed(self, nlp: Language, texts: Sequence[str]) -> list[Doc] | None:
        from spacy.tokens import DocBin

        if self.parses is None:
            return None
        try:
            docs = list(DocBin().from_bytes(self.parses).get_docs(nlp.vocab))
        # Which exception spaCy raises on foreign bytes is not defined. The texts are then parsed.
        except Exception:
            return None
        return docs if [doc.text for doc in docs] == list(texts) else None

    def judge(self, second: SecondJudge) -> SecondJudge:
        """The judge with a memory of its scores; `remember` keeps them afterwards."""
        try:
            kept = {} if self.judged is None else msgspec.msgpack.decode(self.judged, type=dict[bytes, list[float]])
        except (msgspec.MsgspecError, ValueError):
            kept = {}
        self._odds = Remembered(kept)
        return replace(second, encoder=replace(second.encoder, remembered=self._odds))

    def remember(self) -> None:
        """If the encoder was asked something new, keeps the scores of this reading and drops all others."""
        if self._odds is not None and not self._odds.before.keys() >= self._odds.asked.keys():
            self.judged, self.changed = msgspec.msgpack.encode(self._odds.asked), True


def _packed(docs: Sequence[Doc]) -> bytes:
    from spacy.tokens import DocBin

    content: bytes = DocBin(attrs=_ATTRIBUTES, docs=docs).to_bytes()
    return content
