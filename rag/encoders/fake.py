"""A deterministic encoder without a model: texts that share words, and equal pictures, are near each other.

For tests and for machines without weights. Knows nothing of meaning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from rag.terms import terms
from rag.types import Content, Modality, Pixels, Vectors


class HashEncoder:
    """Every term, and the small grey version of a picture, is a fixed pseudo-random direction; content is their sum."""

    def __init__(self, dim: int = 64, modalities: frozenset[Modality] = frozenset({"text"})) -> None:
        self._dim = dim
        self._modalities = modalities
        self._space = f"hash-{'-'.join(sorted(modalities))}/{dim}"

    @property
    def space(self) -> str:
        return self._space

    @property
    def dim(self) -> int:
        return self._dim

    @property
    def modalities(self) -> frozenset[Modality]:
        return self._modalities

    def reads(self, text: str) -> float:
        return 1.0

    def encode_queries(self, queries: Sequence[Content]) -> Vectors:
        return self._encode(queries)

    def encode_chunks(self, contents: Sequence[Content]) -> Vectors:
        return self._encode(contents)

    def _encode(self, contents: Sequence[Content]) -> Vectors:
        vectors = np.zeros((len(contents), self._dim), dtype=np.float32)
        for row, content in enumerate(contents):
            parts = self._parts(content)
            if not parts:
                raise ValueError(f"content has nothing of {sorted(self._modalities)}")
            total = np.sum([_direction(part, self._dim) for part in parts], axis=0)
            vectors[row] = total / np.linalg.norm(total)
        return vectors

    def _parts(self, content: Content) -> list[str]:
        parts: list[str] = []
        if "text" in self._modalities and content.text:
            parts += terms(content.text) or [content.text]
        if "image" in self._modalities and content.image is not None:
            parts.append(_look(content.image))
        return parts


class HashMultiVectorEncoder:
    """The late-interaction sibling: one such direction for each term of a text."""

    def __init__(self, dim: int = 64) -> None:
        self._dim = dim

    @property
    def space(self) -> str:
        return f"hash-tokens/{self._dim}"

    @property
    def dim(self) -> int:
        return self._dim

    @property
    def modalities(self) -> frozenset[Modality]:
        return frozenset({"text"})

    def reads(self, text: str) -> float:
        return 1.0

    def encode_queries(self, queries: Sequence[Content]) -> list[Vectors]:
        return [self._encode(query.text) for query in queries]

    def encode_chunks(self, contents: Sequence[Content]) -> list[Vectors]:
        return [self._encode(content.text) for content in contents]

    def _encode(self, text: str) -> Vectors:
        if not text:
            raise ValueError("content has no text")
        return np.stack([_direction(term, self._dim) for term in terms(text) or [text]])


def _direction(part: str, dim: int) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(part.encode()).digest()[:8], "little")
    direction = np.random.default_rng(seed).standard_normal(dim).astype(np.float32)
    unit: Vectors = direction / np.linalg.norm(direction)
    return unit


def _look(image: Pixels) -> str:
    """A picture at 8 × 8 cells and 4 levels of grey, as text."""
    rows = np.linspace(0, image.shape[0] - 1, 8).astype(int)
    columns = np.linspace(0, image.shape[1] - 1, 8).astype(int)
    cells = image[np.ix_(rows, columns)].mean(axis=2)
    return "image:" + "".join(str(int(cell) // 64) for cell in cells.ravel())
