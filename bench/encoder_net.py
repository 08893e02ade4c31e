"""The network of the sentence encoder: MiniLM with frozen lowest layers and one linear head for each task."""

from __future__ import annotations

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, INNER, LAYERS, FROZEN = 384, 12, 1536, 6, 2
EPSILON, DROPOUT = 1e-12, 0.1


class Layer(nn.Module):
    """A transformer layer like BERT's, with the norm after it."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.wide, self.narrow = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.first, self.second = nn.LayerNorm(WIDTH, EPSILON), nn.LayerNorm(WIDTH, EPSILON)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, hidden: Tensor, away: Tensor) -> Tensor:
        """`away` (rows, 1, 1, pieces) is 0 for a piece and very low for padding."""
        rows, pieces, _ = hidden.shape

        def parted(projected: Tensor) -> Tensor:
            return projected.view(rows, pieces, HEADS, WIDTH // HEADS).transpose(1, 2)

        query, key, value = parted(self.query(hidden)), parted(self.key(hidden)), parted(self.value(hidden))
        scores = query @ key.transpose(-1, -2) / math.sqrt(WIDTH // HEADS) + away
        mixed = (self.drop(scores.softmax(-1)) @ value).transpose(1, 2).reshape(rows, pieces, WIDTH)
        hidden = self.first(hidden + self.drop(self.out(mixed)))
        return self.second(hidden + self.drop(self.narrow(functional.gelu(self.wide(hidden)))))


class Network(nn.Module):
    """Ids, presence and mark of word pieces, each (rows, pieces), to log odds (rows, tasks)."""

    def __init__(self, vocabulary: int, positions: int, tasks: int) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.places, self.marks = nn.Embedding(positions, WIDTH), nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.drop, self.head = nn.Dropout(DROPOUT), nn.Linear(2 * WIDTH, tasks)

    def forward(self, ids: Tensor, there: Tensor, marked: Tensor) -> Tensor:
        return self.upper(self.lower(ids, there, marked), there, marked)

    def lower(self, ids: Tensor, there: Tensor, marked: Tensor) -> Tensor:
        """The output of the frozen layers, (rows, pieces, WIDTH)."""
        places = torch.arange(ids.shape[1], device=ids.device)
        hidden = self.norm(self.words(ids) + self.places(places) + self.marks(marked))
        for layer in self.layers[:FROZEN]:
            hidden = layer(hidden, _away(there))
        return hidden

    def upper(self, hidden: Tensor, there: Tensor, marked: Tensor) -> Tensor:
        """The mean over all pieces and the mean over the judged ones, weighted by the head of each task."""
        for layer in self.layers[FROZEN:]:
            hidden = layer(hidden, _away(there))
        return self.head(self.drop(torch.cat((_mean(hidden, there), _mean(hidden, marked)), 1)))


def _away(there: Tensor) -> Tensor:
    return (1.0 - there[:, None, None, :].float()) * -1e4


def _mean(hidden: Tensor, of: Tensor) -> Tensor:
    share = of[:, :, None].float()
    return (hidden * share).sum(1) / share.sum(1).clamp(min=1.0)


def read_network(weights: Path, tasks: int) -> Network:
    """MiniLM from its safetensors file, with heads that are not fitted yet."""
    saved = load_file(weights)
    words, places = saved["embeddings.word_embeddings.weight"], saved["embeddings.position_embeddings.weight"]
    network = Network(len(words), len(places), tasks)
    named = {"words": "word_embeddings", "places": "position_embeddings", "marks": "token_type_embeddings"}
    state = {f"{own}.weight": saved[f"embeddings.{theirs}.weight"] for own, theirs in named.items()}
    parts = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "out": "attention.output.dense",
        "first": "attention.output.LayerNorm",
        "wide": "intermediate.dense",
        "narrow": "output.dense",
        "second": "output.LayerNorm",
    }
    for kind in ("weight", "bias"):
        state[f"norm.{kind}"] = saved[f"embeddings.LayerNorm.{kind}"]
        for at in range(LAYERS):
            state |= {
                f"layers.{at}.{own}.{kind}": saved[f"encoder.layer.{at}.{part}.{kind}"] for own, part in parts.items()
            }
    nn.init.zeros_(network.head.weight)
    nn.init.zeros_(network.head.bias)
    network.load_state_dict(state | {f"head.{kind}": getattr(network.head, kind) for kind in ("weight", "bias")})
    for part in (network.words, network.places, network.marks, network.norm, *network.layers[:FROZEN]):
        part.requires_grad_(False)
    return network
