"""Image-text matching: BLIP's ITM head reads a picture and a text together and says whether they match.

The head is the heir of ALBEF's (arXiv 2107.07651, section 3.2; BLIP: arXiv 2201.12086).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from transformers import AutoProcessor, BlipForImageTextRetrieval

from rag.models.folders import resolve
from rag.retrievers.base import Reranker
from rag.retrievers.ordering import reordered
from rag.retrievers.pictures import PictureOf
from rag.types import Hit, Pixels, Query

_BATCH = 8


class BlipMatcher:
    """Probability that a text describes a picture, by a BLIP model with an ITM head."""

    def __init__(self, model: str | Path, device: str = "cpu") -> None:
        folder = resolve(model)
        self._processor = AutoProcessor.from_pretrained(folder, local_files_only=True)
        self._model = BlipForImageTextRetrieval.from_pretrained(folder, local_files_only=True, use_safetensors=True)
        self._model.to(device).eval()
        self._device = device

    def match(self, text: str, pictures: list[Pixels]) -> NDArray[np.float32]:
        """(n,) probabilities, in the order of the pictures."""
        batches = [pictures[i : i + _BATCH] for i in range(0, len(pictures), _BATCH)]
        found = [self._match_batch(text, batch) for batch in batches]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.float32)

    def _match_batch(self, text: str, pictures: list[Pixels]) -> NDArray[np.float32]:
        images = [Image.fromarray(pixels) for pixels in pictures]
        inputs = self._processor(
            images=images, text=[text] * len(images), return_tensors="pt", padding=True, truncation=True
        )
        with torch.inference_mode():
            logits = self._model(**inputs.to(self._device), use_itm_head=True).itm_score
        return np.asarray(logits.softmax(dim=-1)[:, 1].cpu(), dtype=np.float32)


class ImageTextReranker:
    """Reranks pictures by what they show and everything else by `text`, a reranker of words.

    The two scales cannot be compared, so each kind is ordered among its own places: a picture never pushes a text
    out, nor the reverse, however large one model's scores are.
    """

    def __init__(self, matcher: BlipMatcher, text: Reranker | None, picture_of: PictureOf) -> None:
        self._matcher = matcher
        self._text = text
        self._picture_of = picture_of

    def rerank(self, query: Query, hits: list[Hit]) -> list[Hit]:
        """A permutation of the hits in which the places of pictures stay places of pictures.

        A picture that cannot be drawn is one of the texts, by its words.
        """
        drawn = {hit.chunk.id: self._picture_of(hit) for hit in hits if hit.chunk.modality == "image" and query.text}
        shown = {key: picture for key, picture in drawn.items() if picture is not None}
        pictures = [hit for hit in hits if hit.chunk.id in shown]
        words = [hit for hit in hits if hit.chunk.id not in shown]
        if pictures:
            scores = self._matcher.match(query.text, [shown[hit.chunk.id] for hit in pictures])
            pictures = reordered(pictures, [float(score) for score in scores])
        if self._text is not None:
            words = self._text.rerank(query, words)
        queues = {True: iter(pictures), False: iter(words)}
        order = [next(queues[hit.chunk.id in shown]) for hit in hits]
        return reordered(order, [1.0 / rank for rank in range(1, len(order) + 1)])
