"""What an earlier reading of a document found by slow means: the parses of its passages, and what the encoder said.

Held as bytes without pickled objects. Parses are taken where all texts are the same, the encoder's word where it was
asked of the same word pieces: other rules and weights change neither.
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

# Of a token, beside its letters and whether a space follows. Sentences are those of the heads.
_ATTRIBUTES = ["TAG", "POS", "MORPH", "LEMMA", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE"]


@dataclass(slots=True)
class Known:
    """`parses` and `judged` are what was kept, and after a reading what there is to keep."""

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
        # What spaCy says to bytes that are not its own is not foreseen; the texts are parsed then.
        except Exception:
            return None
        return docs if [doc.text for doc in docs] == list(texts) else None

    def judge(self, second: SecondJudge) -> SecondJudge:
        """One that remembers; `remember` takes over what it was asked."""
        try:
            wordings = {} if self.judged is None else msgspec.msgpack.decode(self.judged, type=dict[bytes, list[float]])
        except (msgspec.MsgspecError, ValueError):
            wordings = {}
        self._odds = Remembered(wordings)
        return replace(second, encoder=replace(second.encoder, remembered=self._odds))

    def remember(self) -> None:
        """What the encoder said in this reading; of an earlier one nothing stays that was not asked again."""
        if self._odds is not None and not self._odds.before.keys() >= self._odds.asked.keys():
            self.judged, self.changed = msgspec.msgpack.encode(self._odds.asked), True


def _packed(docs: Sequence[Doc]) -> bytes:
    from spacy.tokens import DocBin

    content: bytes = DocBin(attrs=_ATTRIBUTES, docs=docs).to_bytes()
    return content
