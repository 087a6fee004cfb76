"""Late interaction over words: which of a text's tokens make one vector. Knows words, not models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from rag.encoders.base import Encoder
from rag.questions.content import is_function_word, is_silent
from rag.types import Content, Modality, Vectors


@dataclass(frozen=True, slots=True)
class EncodedTexts:
    """One pass over n texts: `pooled` (n, dim) and, of each, the unit vectors of its words."""

    pooled: Vectors
    words: list[Vectors]


@runtime_checkable
class WordSource(Encoder, Protocol):
    """A text encoder whose pass gives the vectors of words as well."""

    def encode_both(self, contents: Sequence[Content]) -> EncodedTexts:
        """Chunks: pooled vectors, and one vector for each distinct content word, the mean over its places."""

    def encode_query_words(self, queries: Sequence[Content]) -> list[Vectors]:
        """Queries: one vector for each word piece that says what is asked; all of them when nothing else is left."""


class WordEncoder:
    """Late interaction over the word vectors of a text encoder, at no cost beside its own pass."""

    def __init__(self, text: WordSource) -> None:
        self._text = text

    @property
    def shares(self) -> WordSource:
        return self._text

    @property
    def space(self) -> str:
        return f"{self._text.space}/words"

    @property
    def dim(self) -> int:
        return self._text.dim

    @property
    def modalities(self) -> frozenset[Modality]:
        return self._text.modalities

    def reads(self, text: str) -> float:
        return self._text.reads(text)

    def encode_queries(self, queries: Sequence[Content]) -> list[Vectors]:
        return self._text.encode_query_words(queries)

    def encode_chunks(self, contents: Sequence[Content]) -> list[Vectors]:
        return self._text.encode_both(contents).words

    def encode_shared(self, contents: Sequence[Content]) -> tuple[Vectors, list[Vectors]]:
        both = self._text.encode_both(contents)
        return both.pooled, both.words


def distinct_words(words: Sequence[str]) -> list[int]:
    """Given the word of each token: its group, from 0, one for each distinct content word; -1 for what is left out."""
    groups: dict[str, int] = {}
    return [-1 if not word or is_function_word(word) else groups.setdefault(word, len(groups)) for word in words]


def asked_pieces(words: Sequence[str]) -> list[int]:
    """A group for each token that says what is asked; of a query of nothing but silent words, for each token."""
    asked = [bool(word) and not is_silent(word) for word in words]
    kept = asked if any(asked) else [bool(word) for word in words]
    return [sum(kept[:place]) if keep else -1 for place, keep in enumerate(kept)]


def grouped(vectors: Vectors, groups: Sequence[int]) -> Vectors:
    """(n_tokens, dim) to unit (n_groups, dim): the mean of each group's unit vectors."""
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    means = np.zeros((max(groups, default=-1) + 1, vectors.shape[1]), dtype=np.float32)
    kept = [place for place, group in enumerate(groups) if group >= 0]
    np.add.at(means, [groups[place] for place in kept], unit[kept])
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
    return means


def texts_of(contents: Sequence[Content]) -> list[str]:
    """The texts of contents that all have one; ValueError otherwise."""
    if any(not content.text for content in contents):
        raise ValueError("a text encoder was given content without text")
    return [content.text for content in contents]
