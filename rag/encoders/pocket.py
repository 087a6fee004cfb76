"""The built-in dual encoder: pictures into the space of the built-in text encoder.

Knows: the tower, the crops, and how a query's words reach them. Does not know: photographs of the world (POCKET.md says
what it was trained on), nor what the vectors are for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from rag.encoders.base import Encoder
from rag.encoders.pocket_colours import NAMES, Shares, colour_shares, named_shares
from rag.encoders.pocket_crops import crops
from rag.encoders.pocket_tower import DIM, load_weights
from rag.encoders.pocket_words import in_english
from rag.errors import MissingModelError, SpaceMismatchError
from rag.types import Content, Modality, Pixels, Vectors

WEIGHTS = Path(__file__).parent / "pocket.safetensors"
_BATCH = 64
_WHOLE = 0.5
"""Weight of the whole picture against all of its tiles."""
_COLOURS = 0.6
"""Weight of the colours' names against what the tower sees; benchmarks/pocket.py chose it."""
_ASKED_COLOURS = 0.3
"""The same of a colour that is asked for beside a picture; benchmarks/products.py chose it."""


class PocketEncoder:
    """Text by the frozen text encoder that the tower was trained against, pictures by the tower."""

    def __init__(self, text: Encoder, weights: Path = WEIGHTS, device: str = "cpu") -> None:
        if text.dim != DIM:
            raise SpaceMismatchError(
                f"The pocket encoder's words have {DIM} dimensions, {text.space} has {text.dim}.",
                "Use it with the built-in text encoder, or set vision_model to a CLIP or SigLIP.",
            )
        if not weights.is_file():
            raise MissingModelError(
                f"The weights {weights.name} are not there.",
                "Make them with `python -m training`, or use a CLIP instead.",
            )
        self._text = text
        self._device = torch.device(device)
        tower, words = load_weights(weights)
        self._tower, self._word_step = tower.to(self._device), words
        self._space = f"pocket-2@{hashlib.sha256(weights.read_bytes()).hexdigest()[:12]}/{DIM}"
        names = self._words(NAMES)
        # What all of the names have in common says nothing about a picture.
        self._colours = names - names.mean(axis=0)

    @property
    def space(self) -> str:
        return self._space

    @property
    def dim(self) -> int:
        return DIM

    @property
    def modalities(self) -> frozenset[Modality]:
        return frozenset({"text", "image"})

    def reads(self, text: str) -> float:
        """Chinese words that have an English one are known by it."""
        return self._text.reads(in_english(text))

    def encode_queries(self, queries: Sequence[Content]) -> Vectors:
        """Chinese words that have an English one become it.

        Beside a picture the words only say which colour is wanted in the place of its own ("this in blue"): other
        streams compare the words, and the mean of both vectors found four products where the picture found seven.
        """
        words = [in_english(query.text) for query in queries]
        asked = [
            Content("" if query.image is not None else text, query.image)
            for text, query in zip(words, queries, strict=True)
        ]
        return self._encode(asked, [named_shares(text) for text in words])

    def encode_chunks(self, contents: Sequence[Content]) -> Vectors:
        """Text and picture of one chunk: the unit mean of the two."""
        return self._encode(contents, [None] * len(contents))

    def _encode(self, contents: Sequence[Content], wanted: Sequence[Shares | None]) -> Vectors:
        total = np.zeros((len(contents), DIM), dtype=np.float32)
        written = [i for i, content in enumerate(contents) if content.text]
        seen = [(i, content.image) for i, content in enumerate(contents) if content.image is not None]
        if len({*written, *(i for i, _ in seen)}) < len(contents):
            raise ValueError("the pocket encoder was given content with neither text nor picture")
        if written:
            total[written] += self._words([contents[i].text for i in written])
        if seen:
            total[[i for i, _ in seen]] += self._pictures([image for _, image in seen], [wanted[i] for i, _ in seen])
        return _unit(total)

    def _pictures(self, images: Sequence[Pixels], wanted: Sequence[Shares | None]) -> Vectors:
        """The whole and the mean of its other views, added, and the names of the whole's or the wanted colours."""
        cut = [crops(image) for image in images]
        vectors = self._squares([square for squares in cut for square in squares])
        ends = np.cumsum([len(squares) for squares in cut])
        seen = _unit(np.stack([_pooled(part) for part in np.split(vectors, ends[:-1])]))
        weighted = [
            _COLOURS * colour_shares(squares[0]) if shares is None else _ASKED_COLOURS * shares
            for squares, shares in zip(cut, wanted, strict=True)
        ]
        return _unit(seen + np.stack(weighted) @ self._colours)

    def _words(self, texts: Sequence[str]) -> Vectors:
        vectors = torch.from_numpy(self._text.encode_queries([Content(text) for text in texts]))
        with torch.inference_mode():
            return np.asarray(self._word_step(vectors).numpy())

    def _squares(self, squares: list[NDArray[np.uint8]]) -> Vectors:
        parts = []
        for start in range(0, len(squares), _BATCH):
            pixels = torch.from_numpy(np.stack(squares[start : start + _BATCH])).to(self._device)
            with torch.inference_mode():
                parts.append(self._tower(pixels.permute(0, 3, 1, 2).float() / 255).cpu().numpy())
        return np.concatenate(parts)


def _pooled(vectors: Vectors) -> Vectors:
    if len(vectors) == 1:
        return np.asarray(vectors[0])
    return np.asarray(_WHOLE * vectors[0] + (1 - _WHOLE) * vectors[1:].mean(axis=0))


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), dtype=np.float32)
