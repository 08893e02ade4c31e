"""The fitted network as a file of the run time: fewer word pieces, ONNX, weights of eight bits."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from bench.encoder_net import Network
from tfextract.encoder import Pair
from tfextract.word_pieces import INNER, WordPieces

# The vocabulary stands in the order of how often a piece is met, first the special and the single ones.
FREQUENT = 9000
PLACES = 80


def needed(pieces: WordPieces, pairs: Sequence[Pair], frequent: int = FREQUENT) -> list[str]:
    """The pieces that the texts are cut into, all single characters, and the most frequent others, in their order."""
    used = {number for pair in pairs for text in (pair.context, pair.text) for number in pieces.cut(text)}
    named = [(number, piece) for piece, number in pieces.number.items() if not piece.startswith("[unused")]
    named.sort()
    return [
        piece
        for at, (number, piece) in enumerate(named)
        if at < frequent or number in used or len(piece.removeprefix(INNER)) == 1
    ]


def pruned(network: Network, pieces: WordPieces, kept: Sequence[str]) -> Network:
    """A copy that knows only the pieces kept, numbered from 0, and as many places as a row may have."""
    smaller = copy.deepcopy(network)
    rows = torch.tensor([pieces.number[piece] for piece in kept])
    smaller.words = torch.nn.Embedding.from_pretrained(network.words.weight.detach()[rows])
    smaller.places = torch.nn.Embedding.from_pretrained(network.places.weight.detach()[:PLACES].clone())
    return smaller


def write_onnx(network: Network, path: Path) -> None:
    """With weights of four bytes; rows and pieces may be any number, of pieces at most PLACES."""
    network.eval()
    there = torch.ones(2, 7, dtype=torch.int64)
    axes = {name: {0: "rows", 1: "pieces"} for name in ("ids", "there", "marked")}
    names = ["ids", "there", "marked"]
    torch.onnx.export(
        network,
        (there, there, there),
        str(path),
        input_names=names,
        output_names=["odds"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def write_small(network: Network, path: Path) -> None:
    """With weights of one byte, each column with a scale of its own."""
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        write_onnx(network, whole)
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True)
