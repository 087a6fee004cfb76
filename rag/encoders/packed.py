"""Late interaction: keeps token vectors in few bits, and scores chunks by the best match of each query token.

Knows: numbers. Does not know: models, or where the packed matrices are kept.

A matrix is rotated, so that no dimension carries more than its share, and each number becomes 2 bits (4 under 256
dimensions). Measured on the questions of `benchmarks/page_retrieval.py`: as good as 32 bits within their noise.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.types import Vectors

_HEADER = struct.Struct("<BxHI")
"""Bits, dimension, number of vectors."""
_FEW_DIMENSIONS = 256
_BLOCK = 256
"""Matrices unpacked at once."""
_SIGN_SEED = 0x9E3779B9
_REACH = {2: 2.0, 4: 3.0}
"""The largest coded value, in standard deviations of a unit vector's numbers."""


def pack(vectors: Vectors) -> bytes:
    """Unit (n, dim) vectors as bytes; `dim` is a multiple of 4."""
    n, dim = vectors.shape
    bits = 4 if dim < _FEW_DIMENSIONS else 2
    half = 1 << (bits - 1)
    steps = np.floor(rotated(vectors) * (half / (_REACH[bits] * dim**-0.5)))
    codes = (np.clip(steps, -half, half - 1) + half).astype(np.uint8)
    per_byte = 8 // bits
    shifts = np.arange(per_byte, dtype=np.uint8) * bits
    packed = np.bitwise_or.reduce(codes.reshape(n, dim // per_byte, per_byte) << shifts, axis=2)
    body: bytes = packed.astype(np.uint8).tobytes()
    return _HEADER.pack(bits, dim, n) + body


def unpack(codes: Sequence[bytes]) -> tuple[Vectors, NDArray[np.int64]]:
    """All vectors of several packed matrices, still rotated, (sum of n, dim); and the n of each."""
    headers = [_HEADER.unpack_from(code) for code in codes]
    sizes = np.array([n for _, _, n in headers], dtype=np.int64)
    if not headers:
        return np.zeros((0, 0), dtype=np.float32), sizes
    bits, dim, _ = headers[0]
    joined = np.frombuffer(b"".join(memoryview(code)[_HEADER.size :] for code in codes), dtype=np.uint8)
    # `take` is ten times as fast as indexing here.
    return np.take(_values(bits, dim), joined, axis=0).reshape(-1, dim), sizes


def best_matches(query: Vectors, codes: Sequence[bytes]) -> NDArray[np.float32]:
    """(n_chunks, n_query_tokens): of each query token, its best cosine in each chunk; 0 in a chunk without vectors.

    A chunk's row does not depend on the others, because nothing is padded.
    """
    best = np.zeros((len(codes), len(query)), dtype=np.float32)
    turned = rotated(query).T
    for first in range(0, len(codes) if len(query) else 0, _BLOCK):
        vectors, sizes = unpack(codes[first : first + _BLOCK])
        filled = np.flatnonzero(sizes)
        if len(filled):
            starts = (np.cumsum(sizes) - sizes)[filled]
            best[first + filled] = np.maximum.reduceat(vectors @ turned, starts, axis=0)
    return best


def max_sim(matches: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n_chunks,) the mean over query tokens of their best matches (ColBERT, arXiv 2004.12832, divided by length)."""
    if not matches.shape[1]:
        return np.zeros(len(matches), dtype=np.float32)
    return np.asarray(matches.mean(axis=1), dtype=np.float32)


def page_matches(matches: NDArray[np.float32], pages: NDArray[np.int64]) -> NDArray[np.float32]:
    """Each chunk's row replaced by the best of all rows of its page: the page as one bag of tokens."""
    _, page = np.unique(pages, return_inverse=True)
    best = np.full((page.max(initial=-1) + 1, matches.shape[1]), -np.inf, dtype=np.float32)
    np.maximum.at(best, page, matches)
    return best[page]


def rotated(vectors: Vectors) -> Vectors:
    """The vectors in the basis in which they are packed; inner products stay as they are."""
    turned: Vectors = (vectors @ _rotation(vectors.shape[1])).astype(np.float32)
    return turned


@lru_cache(maxsize=8)
def _rotation(dim: int) -> Vectors:
    """Fixed random signs, then the orthonormal cosine transform: the same on every machine."""
    places = np.arange(dim)
    signs = np.where(((places + 1) * _SIGN_SEED >> 13) & 1, 1.0, -1.0)
    basis = np.cos(np.pi * (places[:, None] + 0.5) * places[None, :] / dim) * np.sqrt(2 / dim)
    basis[:, 0] /= np.sqrt(2)
    rotation: Vectors = (signs[:, None] * basis).astype(np.float32)
    return rotation


@lru_cache(maxsize=8)
def _values(bits: int, dim: int) -> Vectors:
    """(256, 8 / bits) the numbers that each byte stands for."""
    half = 1 << (bits - 1)
    codes = (np.arange(256)[:, None] >> (np.arange(8 // bits) * bits)) & (2 * half - 1)
    values: Vectors = ((codes - half + 0.5) * (_REACH[bits] * dim**-0.5 / half)).astype(np.float32)
    return values
