"""A text cross-encoder over hits; a picture stands in with its words: caption, recognised text, surroundings."""

from __future__ import annotations

from pathlib import Path

from rag.rerankers.cross_encoder import load_cross_encoder
from rag.retrievers.ordering import reordered
from rag.types import Hit, Query


class TextReranker:
    """Any sentence-transformers cross-encoder."""

    def __init__(self, model: str | Path, device: str = "cpu") -> None:
        self._model = load_cross_encoder(model, device)

    def rerank(self, query: Query, hits: list[Hit]) -> list[Hit]:
        """The hits in the order of the model's scores. A query without words leaves the order as it is."""
        if not query.text or not hits:
            return list(hits)
        pairs = [(query.text, hit.chunk.searchable) for hit in hits]
        scores = self._model.predict(pairs, show_progress_bar=False)
        return reordered(hits, [float(score) for score in scores])
