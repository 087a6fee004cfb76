"""Answers a picture with pictures: the same one first, or the one that it was cut out of, and nothing that is unlike.

Vectors say which pictures are of a kind; whether two are the same picture is looked up in their pixels (`matching`).
Knows: hits, and how their pictures are got. Does not know: encoders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rag.questions.pictures import asks_for_another, asks_which
from rag.questions.question import Question
from rag.retrievers.base import Retriever
from rag.retrievers.matching import LONGEST_PX, Match, Part, shrunk
from rag.retrievers.pictures import PictureOf
from rag.retrievers.pointing import picture_box
from rag.types import Hit, Pixels, StreamScore

STREAM = "same"
"""What the correlation is called among the reasons of a hit."""
N_COMPARED = (120, 500)
"""Pictures among the hits that are compared pixel by pixel: at once, and at most."""
N_FETCHED = 800
_REMEMBERED = 2000
"""Small pictures, of 28 kB each."""
SAME = 0.86
"""Correlation from which two pictures are the same, whatever else is alike; benchmarks/eyes.py measures it."""
_AHEAD = 0.03
"""So far ahead of every other picture, one is the same from `_LIKELY` on: a part of a page is seldom quite the same."""
_LIKELY = 0.6
_RELATED = 1.0
"""Calibrated similarity that strangers hardly reach: what is below it has nothing to do with a picture asked alone."""


class LookalikeRetriever:
    """Another retriever; of a question with a picture, what shows the same picture first, with its place."""

    def __init__(self, retriever: Retriever, picture_of: PictureOf) -> None:
        self._retriever = retriever
        self._picture_of = picture_of
        self._small: dict[str, Pixels] = {}

    def retrieve(self, question: Question, k: int) -> list[Hit]:
        """The other retriever's hits; those that look like the question's picture come first."""
        asked = question.query.image
        if asked is None or asks_for_another(question):
            return self._retriever.retrieve(question, k)
        hits = self._retriever.retrieve(question, max(k, N_FETCHED))
        pictures = [hit for hit in hits if hit.chunk.modality == "image"]
        found = self._same(asked, pictures)
        first = {hit.chunk.id for hit in found}
        others = [hit for hit in hits if hit.chunk.id not in first]
        if asks_which(question):
            # Words may ask for anything; a picture alone asks for its like.
            others = [hit for hit in others if _is_related(hit)]
        return _ranked(found, others, k)

    def _same(self, asked: Pixels, pictures: Sequence[Hit]) -> list[Hit]:
        """Looked for among the most alike; farther on only if it is not there, as a part may not be."""
        part = Part(asked)
        compared: list[Hit] = []
        for start, end in pairwise((0, *N_COMPARED)):
            for hit in pictures[start:end]:
                pixels = self._drawn(hit)
                if pixels is not None:
                    compared.append(_compared(hit, part.find_in(pixels, _width(hit)), pixels.shape[1]))
            compared.sort(key=lambda hit: -hit.streams[-1].raw)
            n = n_same([hit.streams[-1].raw for hit in compared])
            if n:
                return compared[:n]
        return []

    def _drawn(self, hit: Hit) -> Pixels | None:
        """The picture as small as it is compared; drawn once, as long as it is remembered."""
        known = self._small.get(hit.chunk.id)
        pixels = self._picture_of(hit) if known is None else known
        if pixels is None:
            return None
        if known is None:
            while len(self._small) >= _REMEMBERED:
                self._small.pop(next(iter(self._small)), None)
            self._small[hit.chunk.id] = pixels = shrunk(pixels, LONGEST_PX)
        return pixels


def n_same(correlations: Sequence[float]) -> int:
    """How many of the falling correlations are of the same picture."""
    sure = sum(correlation >= SAME for correlation in correlations)
    if sure or not correlations or correlations[0] < _LIKELY:
        return sure
    return int(len(correlations) == 1 or correlations[0] - correlations[1] >= _AHEAD)


def shows_the_same(hit: Hit) -> bool:
    """Whether it was found to show the picture that was asked with."""
    return any(score.stream == STREAM for score in hit.streams)


def _width(hit: Hit) -> float:
    """Of a picture, in points, of which a picture file has one for each pixel."""
    frame = picture_box(hit)
    return frame.x1 - frame.x0


def _compared(hit: Hit, match: Match, width_px: int) -> Hit:
    """The hit with the matched part as its region, and the correlation as one more reason."""
    frame = picture_box(hit)
    box = match.box.scaled((frame.x1 - frame.x0) / width_px).moved(frame.x0, frame.y0)
    reason = StreamScore(STREAM, match.correlation, match.correlation, 1.0, 1.0)
    return replace(hit, boxes=(box.intersection(frame),), streams=(*hit.streams, reason))


def _is_related(hit: Hit) -> bool:
    return any(score.stream == "vision" and score.calibrated >= _RELATED for score in hit.streams)


def _ranked(first: Sequence[Hit], others: Sequence[Hit], k: int) -> list[Hit]:
    """In this order, with scores that do not rise: the first ones' lie above all others'."""
    top = max((hit.score for hit in (*first, *others)), default=0.0)
    raised = [replace(hit, score=top + len(first) - at) for at, hit in enumerate(first)]
    return [replace(hit, rank=rank) for rank, hit in enumerate([*raised, *others][:k], 1)]
