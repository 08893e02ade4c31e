"""A small sentence encoder that adds evidence: whether a statement is an achievement, or a span of it a title.

models/encoder.toml documents how the weights were made.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tfextract.word_pieces import START, STOP, WordPieces, read_word_pieces

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODELS = Path(__file__).parent / "models"
WEIGHTS, VOCABULARY, MADE = "encoder.onnx", "encoder_vocabulary.txt", "encoder.toml"
MAX_CONTEXT, MAX_TEXT = 20, 48
MARKS = (" « ", " » ")


class Task(StrEnum):
    """The question about a marked span. The order is that of the network's outputs."""

    ACHIEVEMENT = "achievement"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Pair:
    """`text[start:end]` is the span to judge, `context` the headings above it."""

    context: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """The network's input: word pieces, and for each 1 if it is in the span to judge, else 0."""

    ids: tuple[int, ...]
    marked: tuple[int, ...]

    @property
    def digest(self) -> bytes:
        numbers = array("H", (*self.ids, *self.marked))
        return hashlib.blake2b(numbers.tobytes(), digest_size=16).digest()


def tokens_of(pieces: WordPieces, task: Task, pair: Pair) -> Tokens:
    """Takes at most MOST_CONTEXT pieces from the end of the context, and MOST_TEXT of the text around the span."""
    start, stop = pieces.number[START], pieces.number[STOP]
    before, inner, after = pair.text[: pair.start], pair.text[pair.start : pair.end], pair.text[pair.end :]
    if task is Task.TITLE:
        before, after = before + MARKS[0], MARKS[1] + after
    left, own, right = (pieces.cut(part) for part in (before, inner, after))
    own = own[:MAX_TEXT]
    free = MAX_TEXT - len(own)
    kept = min(len(left), max(free // 2, free - len(right)))
    left, right = left[len(left) - kept :], right[: free - kept]
    head = (start, *pieces.cut(pair.context)[-MAX_CONTEXT:], stop, *left)
    tail = (*right, stop)
    return Tokens((*head, *own, *tail), (0,) * len(head) + (1,) * len(own) + (0,) * len(tail))


@dataclass(slots=True)
class Remembered:
    """Earlier answers by the digest of the word pieces: those known `before`, and those `asked` since."""

    before: Mapping[bytes, list[float]]
    asked: dict[bytes, list[float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Encoder:
    """Does not run the network on word pieces whose answer is `remembered`."""

    session: InferenceSession
    pieces: WordPieces
    remembered: Remembered | None = None

    def odds(self, task: Task, pairs: Sequence[Pair]) -> list[float]:
        """For each pair the log odds that the answer to the task is yes."""
        return [self._logits(tokens_of(self.pieces, task, pair))[list(Task).index(task)] for pair in pairs]

    def _logits(self, tokens: Tokens) -> list[float]:
        if self.remembered is None:
            return self._run(tokens)
        digest, asked = tokens.digest, self.remembered.asked
        if digest not in asked:
            asked[digest] = self.remembered.before.get(digest) or self._run(tokens)
        return asked[digest]

    def _run(self, tokens: Tokens) -> list[float]:
        """Runs one row at a time: in a batch, all rows would share the scale of the eight-bit activations."""
        import numpy as np

        ids, marked = np.array([tokens.ids], np.int64), np.array([tokens.marked], np.int64)
        given = {"ids": ids, "there": np.ones_like(ids), "marked": marked}
        return [float(odds) for odds in self.session.run(["odds"], given)[0][0]]


@dataclass(frozen=True, slots=True)
class Absent:
    """An encoder that is not available. It is falsy, and `why` is a message for people."""

    why: str

    def __bool__(self) -> bool:
        return False


@lru_cache(maxsize=2)
def encoder_hash(folder: Path = MODELS) -> str:
    """First 12 hex digits of the hash over the encoder's files. An absent file counts as empty."""
    digest = hashlib.sha256()
    for name in (WEIGHTS, VOCABULARY):
        path = folder / name
        digest.update(name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b""))
    return digest.hexdigest()[:12]


def load_encoder(folder: Path = MODELS) -> Encoder | Absent:
    """Loads the encoder from the folder, for one thread."""
    try:
        from onnxruntime import InferenceSession, SessionOptions
    except ImportError:
        return Absent("no sentence encoder: onnxruntime is not installed")
    missing = [name for name in (WEIGHTS, VOCABULARY) if not (folder / name).is_file()]
    if missing:
        return Absent(f"no sentence encoder: {' and '.join(missing)} not found in {folder}")
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = InferenceSession(str(folder / WEIGHTS), options, providers=["CPUExecutionProvider"])
    return Encoder(session, read_word_pieces(folder / VOCABULARY))
