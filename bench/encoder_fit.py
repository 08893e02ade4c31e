"""Fits the sentence encoder; its frozen layers run over the examples only once."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from bench.encoder_net import Network
from bench.encoder_rows import Example
from bench.training import Numbers
from tfextract.encoder import Task, Tokens

EPOCHS, SIZE, RATE, HEAD_RATE, WARM, DECAY = 3, 16, 5e-5, 1e-3, 0.1, 0.01
# The size of a batch where nothing is learned.
READ = 32
# How many spans that no rule takes for a title are used in an epoch for each title.
EASY = 3
SEED = 7


@dataclass(frozen=True, slots=True)
class Prepared:
    """Examples as the network reads them, with the output of its frozen layers (pieces, WIDTH) in half precision."""

    examples: Sequence[Example]
    tokens: Sequence[Tokens]
    hidden: Sequence[Tensor]


def prepare(network: Network, examples: Sequence[Example], tokens: Sequence[Tokens]) -> Prepared:
    hidden: list[Tensor] = [torch.empty(0)] * len(tokens)
    network.eval()
    with torch.no_grad():
        for batch in _batches(tokens):
            made = network.lower(*_tensors([tokens[at] for at in batch])).half()
            for at, row in zip(batch, made, strict=True):
                hidden[at] = row[: len(tokens[at].ids)].clone()
    return Prepared(examples, tokens, hidden)


def _tensors(rows: Sequence[Tokens]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, which of them are not padding, and which are judged, each (rows, longest row)."""
    longest = max(len(row.ids) for row in rows)
    ids, there, marked = (torch.zeros(len(rows), longest, dtype=torch.int64) for _ in range(3))
    for at, row in enumerate(rows):
        size = len(row.ids)
        ids[at, :size], there[at, :size], marked[at, :size] = torch.tensor(row.ids), 1, torch.tensor(row.marked)
    return ids, there, marked


def _batches(rows: Sequence[Tokens]) -> Iterator[list[int]]:
    """Indices of rows of similar length, so that there is little padding."""
    order = sorted(range(len(rows)), key=lambda at: len(rows[at].ids))
    for first in range(0, len(order), READ):
        yield order[first : first + READ]


def _logits(network: Network, prepared: Prepared, batch: Sequence[int]) -> Tensor:
    """The log odds of each row of the batch for its own task."""
    _, there, marked = _tensors([prepared.tokens[at] for at in batch])
    hidden = torch.nn.utils.rnn.pad_sequence([prepared.hidden[at] for at in batch], batch_first=True).float()
    tasks = torch.tensor([list(Task).index(prepared.examples[at].task) for at in batch])
    return network.upper(hidden, there, marked).gather(1, tasks[:, None])[:, 0]


def fit(network: Network, prepared: Prepared, known: Sequence[int], reported: Callable[[str], None] = print) -> None:
    """Fits the network's upper layers and heads; `known` are the indices of the examples to learn from."""
    draw = random.Random(SEED)
    torch.manual_seed(SEED)
    examples = prepared.examples
    sizes = Counter((examples[at].task, examples[at].publisher) for at in known)
    share = {at: sizes[examples[at].task, examples[at].publisher] ** -0.5 for at in known}
    mean = sum(share.values()) / len(share)
    epochs = [_epoch(examples, known, draw) for _ in range(EPOCHS)]
    steps = sum(-(-len(one) // SIZE) for one in epochs)
    head = list(network.head.parameters())
    body = [p for name, p in network.named_parameters() if p.requires_grad and not name.startswith("head.")]
    groups = [{"params": body, "lr": RATE}, {"params": head, "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY)
    warm = max(1, int(WARM * steps))
    plan = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / warm, max(0.0, (steps - n) / (steps - warm)))
    )
    network.train()
    for number, epoch in enumerate(epochs, start=1):
        lost = 0.0
        for batch in _alike(prepared.tokens, epoch, draw):
            right = torch.tensor([float(bool(examples[at].right)) for at in batch])
            weight = torch.tensor([share[at] / mean for at in batch])
            loss = functional.binary_cross_entropy_with_logits(_logits(network, prepared, batch), right, weight)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(body + head, 1.0)
            optimiser.step()
            plan.step()
            lost += float(loss.detach()) * len(batch)
        reported(f"epoch {number}: loss {lost / len(epoch):.3f} over {len(epoch)} examples")


def _epoch(examples: Sequence[Example], known: Sequence[int], draw: random.Random) -> list[int]:
    """All examples to learn from, but only a few of the easy wrong titles."""
    easy = [at for at in known if examples[at].task is Task.TITLE and not examples[at].right and not hard(examples[at])]
    rest = sorted(set(known) - set(easy))
    titles = sum(examples[at].task is Task.TITLE and examples[at].right is True for at in known)
    return rest + draw.sample(easy, min(len(easy), EASY * titles))


def hard(example: Example) -> bool:
    return example.today is not None


def _alike(tokens: Sequence[Tokens], epoch: Sequence[int], draw: random.Random) -> list[list[int]]:
    """Batches of rows of similar length, in random order."""
    order = sorted(epoch, key=lambda at: len(tokens[at].ids) + draw.random() * 4)
    cut = [order[first : first + SIZE] for first in range(0, len(order), SIZE)]
    draw.shuffle(cut)
    return cut


def judge(network: Network, prepared: Prepared, asked: Sequence[int]) -> Numbers:
    """Log odds for the examples with these indices, in their order."""
    network.eval()
    odds = np.zeros(len(asked))
    with torch.no_grad():
        for batch in _batches([prepared.tokens[at] for at in asked]):
            odds[batch] = _logits(network, prepared, [asked[at] for at in batch]).numpy()
    return odds
