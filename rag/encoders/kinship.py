"""Which words are close in meaning, by a text encoder: "cost" and "price". Knows nothing of questions.

What an encoder's cosine of two strangers is differs from encoder to encoder, so it is measured, on words that have
nothing in common.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.encoders.base import Encoder
from rag.types import Content, Vectors

_STRANGERS = [
    "river",
    "invoice",
    "guitar",
    "planet",
    "bread",
    "tax",
    "window",
    "monkey",
    "engine",
    "silence",
    "contract",
    "snow",
    "doctor",
    "carpet",
    "treaty",
    "pepper",
    "bridge",
    "poem",
    "battery",
    "sheep",
    "judge",
    "cloud",
    "needle",
    "election",
    "coffee",
    "desert",
    "hammer",
    "opera",
    "passport",
    "kidney",
]
_STRANGE = 99.5
"""The percentile of the strangers' cosines below which nothing is close."""
_SAME = 0.82
"""How much of the way from there to 1 a word has to go to count as the same."""


class WordKinship:
    """Remembers the vectors of words, so that each is encoded once. The encoder is asked for when it is needed."""

    def __init__(self, encoder: Callable[[], Encoder]) -> None:
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}
        self._floor = -1.0

    def __call__(self, words: Sequence[str], others: Sequence[str]) -> NDArray[np.float32]:
        """(n, m) float32: 0 for words that are as close as strangers are, 1 for words that say the same."""
        if not words or not others:
            return np.zeros((len(words), len(others)), np.float32)
        floor = self._measured()
        cosines = self._vectors(words) @ self._vectors(others).T
        return np.asarray(np.clip((cosines - floor) / (_SAME * (1 - floor)), 0, 1), np.float32)

    def _measured(self) -> float:
        if self._floor < 0:
            vectors = self._vectors(_STRANGERS)
            cosines = (vectors @ vectors.T)[np.triu_indices(len(_STRANGERS), 1)]
            self._floor = max(0.0, float(np.percentile(cosines, _STRANGE)))
        return self._floor

    def _vectors(self, words: Sequence[str]) -> Vectors:
        new = [word for word in dict.fromkeys(words) if word not in self._known]
        if new:
            for word, vector in zip(new, self._encoder().encode_chunks([Content(word) for word in new]), strict=True):
                self._known[word] = vector
        return np.stack([self._known[word] for word in words])
