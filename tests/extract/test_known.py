"""Parses and scores of an earlier reading are used unchanged, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from spacy.tokens import Doc

from tests.extract.builders import nlp
from tests.extract.test_parsing import attributes, invented
from tfextract.encoder import Encoder, Pair, Remembered, Task, Tokens
from tfextract.extract import known as known_module
from tfextract.extract.known import Known
from tfextract.extract.parsing import parse
from tfextract.extract.score import SecondJudge
from tfextract.word_pieces import WordPieces


def relations(doc: Doc) -> list[object]:
    """What rules ask of a parse beyond each token's own attributes."""
    return [
        doc.text,
        [(sent.start, sent.end) for sent in doc.sents],
        [(ent.start, ent.end, ent.label_) for ent in doc.ents],
        *[
            (
                [child.i for child in token.children], [one.i for one in token.subtree], token.n_lefts, token.n_rights,
                token.idx, token.whitespace_, token.lower_, token.like_num, token.is_alpha, token.is_punct, token.tag,
                token.pos, token.lemma,
            )
            for token in doc
        ],
    ]  # fmt: skip


@pytest.fixture
def no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("parsed again")

    monkeypatch.setattr(known_module, "parse", asked)


def kept_of(texts: list[str]) -> bytes:
    known = Known()
    known.parse(nlp(), texts)
    assert known.changed
    assert known.parses is not None
    return known.parses


def test_kept_parses_are_those_that_were_made(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*invented(), "Mind the gap.\u2028So they did", "\u00a0two  no-break\u00a0spaces ", "a\u0000b"]
    made = list(parse(nlp(), texts))
    kept = Known(kept_of(texts))
    with monkeypatch.context() as patched:
        patched.setattr(known_module, "parse", None)
        again = kept.parse(nlp(), texts)
    assert not kept.changed
    for text, ours, theirs in zip(texts, again, made, strict=True):
        assert attributes(ours) == attributes(theirs), text
        assert relations(ours) == relations(theirs), text


@pytest.mark.usefixtures("no_parser")
@pytest.mark.parametrize("other", [["A mill was dug."], ["A well was dug.", "A well was dug."], []])
def test_parses_of_other_texts_are_made_again(other: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(known_module, "parse", parse)
        kept = kept_of(["A well was dug."])
    with pytest.raises(AssertionError, match="parsed again"):
        Known(kept).parse(nlp(), other)


@pytest.mark.parametrize("content", [b"", b"\x92\xc4\x01a\xc4\x01b", b"\xff" * 40])
def test_what_is_no_parse_is_made_again(content: bytes) -> None:
    (doc,) = Known(content).parse(nlp(), ["A well was dug."])
    assert [token.tag_ for token in doc] == ["DT", "NN", "VBD", "VBN", "."]


def test_a_torn_parse_is_made_again() -> None:
    kept = kept_of(["A well was dug."])
    for cut in (10, len(kept) // 2, len(kept) - 1):
        (doc,) = Known(kept[:cut]).parse(nlp(), ["A well was dug."])
        assert doc[1].lemma_ == "well"


@dataclass
class Network:
    """Replaces onnxruntime's session: its odds count what it was asked before."""

    asked: list[list[int]] = field(default_factory=list)

    def run(self, _: object, given: dict[str, object]) -> list[list[list[float]]]:
        self.asked.append(given["ids"].tolist()[0])  # type: ignore[attr-defined]
        return [[[0.1 * len(self.asked), -1.0]]]


def encoder(network: Network) -> Encoder:
    return Encoder(network, WordPieces({"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "well": 3, "mill": 4}))


def pairs(*words: str) -> list[Pair]:
    return [Pair("", word, 0, len(word)) for word in words]


def test_the_encoder_is_asked_once_of_the_same_words() -> None:
    network, known = Network(), Known()
    judge = known.judge(SecondJudge(encoder(network)))
    scores = judge.encoder.odds(Task.ACHIEVEMENT, pairs("well", "mill", "well"))
    known.remember()
    assert scores == pytest.approx([0.1, 0.2, 0.1])
    assert known.changed
    again = Known(judged=known.judged)
    judge = again.judge(SecondJudge(encoder(network)))
    assert judge.encoder.odds(Task.ACHIEVEMENT, pairs("mill", "well", "well mill")) == pytest.approx([0.2, 0.1, 0.3])
    assert len(network.asked) == 3
    again.remember()
    assert again.changed


def test_word_pieces_are_distinguished_by_what_is_marked() -> None:
    assert Tokens((1, 2), (0, 1)).digest != Tokens((1, 2), (1, 0)).digest
    assert Tokens((1, 2), (0, 1)).digest != Tokens((1, 2, 0), (0, 0, 1)).digest
    assert Remembered({}).asked == {}
