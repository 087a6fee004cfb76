"""The built-in picture encoder: the pocket tower for what is drawn, the photograph eye for photographs, in one vector.

A picture's vector has a part for each, weighted by how much it looks like a photograph, and a query's has the words in
the space of each, so that one cosine is the weighted sum of both similarities. Knows: the two and their scales. Does
not know: what the vectors are for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.encoders.base import Encoder
from rag.encoders.eye import Look
from rag.encoders.eye_views import photographic
from rag.encoders.pocket_words import in_english
from rag.types import Box, Content, Modality, Pixels, Vectors


class Eye(Protocol):
    """What the photograph eye gives: `rag.encoders.eye.PhotoEye`."""

    @property
    def name(self) -> str: ...

    @property
    def dim(self) -> int: ...

    def look(self, pictures: Sequence[Pixels]) -> list[Look]: ...

    def vectors(self, looks: Sequence[Look]) -> Vectors: ...

    def place(self, look: Look, wanted: Vectors, width: int, height: int) -> Box: ...


TOWER_MEAN, TOWER_SPREAD = 0.1, 0.11
EYE_MEAN, EYE_SPREAD = 0.12, 0.1
"""Cosines of words and pictures that are strangers, over icons, charts, photographs and questions."""
_LONGEST = 1.15 / min(TOWER_SPREAD, EYE_SPREAD)
"""No picture's vector is longer than this before its last coordinate makes all of them equally long."""


_DRAWN, _PHOTOGRAPH = 0.02, 0.5
"""A picture that is less of a photograph is a drawing; one that is more of one is spoken of."""


class SightEncoder:
    """Words and pictures in the space of tower and eye together: tower, eye, what strangers have, what is left."""

    def __init__(self, tower: Encoder, eye: Eye, words: Encoder) -> None:
        """`words` is the text encoder that the eye's class names are read by."""
        self._tower, self._eye, self._text = tower, eye, words
        parts = "\x1f".join((tower.space, eye.name, words.space))
        self._space = f"sight-1@{hashlib.sha256(parts.encode()).hexdigest()[:12]}/{self.dim}"

    @property
    def space(self) -> str:
        return self._space

    @property
    def dim(self) -> int:
        return self._tower.dim + self._eye.dim + 2

    @property
    def modalities(self) -> frozenset[Modality]:
        return frozenset({"text", "image"})

    def reads(self, text: str) -> float:
        """Chinese words that have an English one are known by it."""
        return self._text.reads(in_english(text))

    def encode_queries(self, queries: Sequence[Content]) -> Vectors:
        """Of a query with a picture the picture; its words only say which colour is wanted in place of its own.

        It is seen by both alike, because smaller or cut out the same picture may be less of a photograph or more; the
        parts of the kept picture say by which they are compared.
        """
        return self._encoded(queries, self._tower.encode_queries, self._asked)

    def encode_chunks(self, contents: Sequence[Content]) -> Vectors:
        """Of a chunk with text and picture the picture."""
        return self._encoded(contents, self._tower.encode_chunks, self._kept)

    def names(self, pictures: Sequence[Pixels]) -> list[tuple[str, ...]]:
        """What is to be seen in each picture, in English words, surest first; nothing where the eye is not sure."""
        return [self._eye.look([p])[0].words if photographic(p) >= _PHOTOGRAPH else () for p in pictures]

    def place(self, text: str, picture: Pixels) -> Box | None:
        """The part of a photograph that is most like the words, in its pixels; None of what is drawn."""
        if photographic(picture) < _PHOTOGRAPH:
            return None
        height, width = picture.shape[:2]
        return self._eye.place(self._eye.look([picture])[0], self._words([text])[0], width, height)

    def _encoded(self, contents: Sequence[Content], tower: _Encode, pictures: _Pictures) -> Vectors:
        found = np.zeros((len(contents), self.dim), dtype=np.float32)
        if not len(contents):
            return found
        towers = tower(contents)
        said = [i for i, content in enumerate(contents) if content.image is None]
        if said:
            found[said] = _joined(towers[said], self._words([contents[i].text for i in said]), 1.0)
        seen = [(i, content.image) for i, content in enumerate(contents) if content.image is not None]
        if seen:
            at = [i for i, _ in seen]
            found[at] = pictures(towers[at], [image for _, image in seen])
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)

    def _asked(self, towers: Vectors, pictures: Sequence[Pixels]) -> Vectors:
        eyes = self._eye.vectors(self._eye.look(pictures))
        # The spreads cancel out, so that the same picture is equally alike whatever its parts weigh.
        return _joined(TOWER_SPREAD * towers, EYE_SPREAD * eyes, 0.0)

    def _kept(self, towers: Vectors, pictures: Sequence[Pixels]) -> Vectors:
        """Each part in units of its own spread, weighted; a query of words meets the mean of strangers at 0.

        What is drawn is not looked at by the eye, because its part would be nothing.
        """
        of_eye = _photographic(pictures)
        of_eye[of_eye < _DRAWN] = 0
        of_tower = 1 - of_eye
        eyes = np.zeros((len(pictures), self._eye.dim), dtype=np.float32)
        looked = np.flatnonzero(of_eye).tolist()
        eyes[looked] = self._eye.vectors(self._eye.look([pictures[i] for i in looked]))
        strange = of_tower * TOWER_MEAN / TOWER_SPREAD + of_eye * EYE_MEAN / EYE_SPREAD
        joined = _joined((of_tower / TOWER_SPREAD)[:, None] * towers, (of_eye / EYE_SPREAD)[:, None] * eyes, -strange)
        joined[:, -1] = np.sqrt(np.maximum(_LONGEST**2 - (joined**2).sum(axis=1), 0))
        return joined

    def _words(self, texts: Sequence[str]) -> Vectors:
        """Chinese words that have an English one become it."""
        return self._text.encode_queries([Content(in_english(text)) for text in texts])


def _photographic(pictures: Sequence[Pixels]) -> NDArray[np.float32]:
    return np.array([photographic(picture) for picture in pictures], dtype=np.float32)


class _Encode(Protocol):
    def __call__(self, contents: Sequence[Content], /) -> Vectors: ...


class _Pictures(Protocol):
    def __call__(self, towers: Vectors, pictures: Sequence[Pixels], /) -> Vectors: ...


def _joined(towers: Vectors, eyes: Vectors, strange: float | NDArray[np.float32]) -> Vectors:
    column = np.broadcast_to(np.asarray(strange, dtype=np.float32), (len(towers),))[:, None]
    return np.concatenate([towers, eyes, column, np.zeros_like(column)], axis=1)
