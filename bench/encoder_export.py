"""The fitted network as a file for the runtime: ONNX, with weights of 8 bits, and of 4 bits for the word pieces."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from bench.encoder_net import WIDTH, Network
from tfextract.encoder import MAX_CONTEXT, MAX_TEXT, Pair
from tfextract.word_pieces import INNER, WordPieces

# The vocabulary is ordered by frequency. Fewer pieces cost average precision: words cut into small pieces are
# understood worse.
FREQUENT = 22000
# Letters of Latin and Greek, marks and symbols; reports in other scripts are not read.
SCRIPTS = ((0x0, 0x24F), (0x370, 0x3FF), (0x2000, 0x2BFF))
SPARE = "[unused"
PLACES = MAX_CONTEXT + MAX_TEXT + 3
BLOCK, HALF_BYTE = 96, 16
CLIPPED = (1.0, 0.9, 0.8, 0.7)


class HalfBytes(nn.Module):
    """An embedding with four bits for each number, two in a byte, and a scale for each BLOCK numbers of a row."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        numbers, scale = _halved(weight.view(len(weight), WIDTH // BLOCK, BLOCK))
        flat = numbers.view(len(weight), WIDTH)
        self.register_buffer("packed", (flat[:, : WIDTH // 2] + HALF_BYTE * flat[:, WIDTH // 2 :]).to(torch.uint8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        packed = self.packed[ids].float()
        high = torch.floor(packed / HALF_BYTE)
        numbers = torch.cat((packed - HALF_BYTE * high, high), -1) - HALF_BYTE // 2
        blocks = numbers.view(*ids.shape, WIDTH // BLOCK, BLOCK) * self.scale[ids]
        return blocks.view(*ids.shape, WIDTH)


def _halved(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Numbers from 0 to 15 and the scale of each block (rows, blocks, 1), clipped where that is nearer in all."""
    limit = HALF_BYTE // 2 - 1
    tried = []
    for clipped in CLIPPED:
        scale = (weight.abs().amax(-1, keepdim=True) * clipped / limit).clamp(min=1e-8)
        numbers = (weight / scale).round().clamp(-limit - 1, limit)
        tried.append((((numbers * scale - weight) ** 2).sum(-1, keepdim=True), numbers, scale))
    best = torch.stack([lost for lost, _, _ in tried]).argmin(0)
    numbers, scales = tried[0][1].clone(), tried[0][2].clone()
    for at, (_, rounded, scale) in enumerate(tried):
        numbers, scales = torch.where(best == at, rounded, numbers), torch.where(best == at, scale, scales)
    return numbers + HALF_BYTE // 2, scales


def needed(pieces: WordPieces, pairs: Sequence[Pair], frequent: int = FREQUENT) -> list[str]:
    """The most frequent pieces, those that the texts are cut into, and all single characters, in their order."""
    used = {number for pair in pairs for text in (pair.context, pair.text) for number in pieces.cut(text)}
    named = sorted((number, piece) for piece, number in pieces.number.items() if not piece.startswith(SPARE))
    return [
        piece
        for at, (number, piece) in enumerate(named)
        if _is_read(piece) and (at < frequent or number in used or len(piece.removeprefix(INNER)) == 1)
    ]


def _is_read(piece: str) -> bool:
    return all(any(first <= ord(char) <= last for first, last in SCRIPTS) for char in piece)


def pruned(network: Network, pieces: WordPieces, kept: Sequence[str]) -> Network:
    """A copy with only the kept pieces, numbered from 0, and with as many positions as a row may have."""
    smaller = copy.deepcopy(network)
    rows = torch.tensor([pieces.number[piece] for piece in kept])
    smaller.words = HalfBytes(network.words.weight.detach()[rows])
    smaller.places = nn.Embedding.from_pretrained(network.places.weight.detach()[:PLACES].clone())
    return smaller.eval()


def write_onnx(network: Network, path: Path) -> None:
    """The network with the other weights in four bytes, for any number of rows of at most PLACES pieces."""
    there = torch.ones(2, 7, dtype=torch.int64)
    names = ["ids", "there", "marked"]
    torch.onnx.export(
        network.eval(),
        (there, there, there),
        str(path),
        input_names=names,
        output_names=["odds"],
        dynamic_axes={name: {0: "rows", 1: "pieces"} for name in names},
        opset_version=17,
        dynamo=False,
    )


def write_small(network: Network, path: Path) -> None:
    """Weights of seven bits, so that processors without VNNI sum them up whole, with a scale for each column."""
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        write_onnx(network, whole)
        quantize_dynamic(
            whole,
            path,
            op_types_to_quantize=["MatMul"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )
