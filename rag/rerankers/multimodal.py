"""A cross-encoder that reads text and pictures with one head, so that both are on one scale.

Knows: sentence-transformers' way of feeding one. Does not know: where a picture comes from.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from rag.errors import UnsupportedError
from rag.rerankers.cross_encoder import load_cross_encoder
from rag.retrievers.ordering import reordered
from rag.retrievers.pictures import PictureOf
from rag.types import Hit, Pixels, Query

_BATCH = 4


class MultimodalReranker:
    """Any sentence-transformers cross-encoder that supports pictures: a picture is read with its words."""

    def __init__(self, model: str | Path, picture_of: PictureOf, device: str = "cpu") -> None:
        self._model = load_cross_encoder(model, device)
        if not self._model.supports("image"):
            raise UnsupportedError(f"The reranker {model} reads no pictures.", "Set it as a text cross-encoder.")
        self._picture_of = picture_of

    def rerank(self, query: Query, hits: list[Hit]) -> list[Hit]:
        """The hits in the order of the model's scores. A query without words leaves the order as it is."""
        if not query.text or not hits:
            return list(hits)
        pictures = [self._picture_of(hit) if hit.chunk.modality == "image" else None for hit in hits]
        scores = np.zeros(len(hits), dtype=np.float32)
        for seen in (False, True):
            # One call for each kind, because a batch may not mix them.
            rows = [row for row, picture in enumerate(pictures) if (picture is not None) is seen]
            if rows:
                scores[rows] = self._scores(query.text, [_document(hits[row], pictures[row]) for row in rows])
        return reordered(hits, [float(score) for score in scores])

    def _scores(self, text: str, documents: list[dict[str, Any]]) -> Any:
        # Text goes in as {"text": …}: a plain string would be opened when it names a picture or a URL.
        pairs = [({"text": text}, document) for document in documents]
        return self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False).reshape(-1)


def _document(hit: Hit, picture: Pixels | None) -> dict[str, Any]:
    words = hit.chunk.searchable or " "
    return {"text": words} if picture is None else {"text": words, "image": Image.fromarray(picture)}
