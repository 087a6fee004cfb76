"""Marks the part of a picture that a late-interaction model matched with the question.

Knows: patches' vectors in the ledger, and the grid that their encoder cut. Does not know: which model that is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rag.encoders.base import MultiVectorEncoder, PatchEncoder
from rag.encoders.packed import rotated, unpack
from rag.encoders.patches import hot_region, within
from rag.ledger import Ledger
from rag.questions.question import Question
from rag.retrievers.base import Retriever
from rag.types import Box, Content, Hit, Vectors

EncoderOf = Callable[[str], MultiVectorEncoder | None]
"""The late-interaction encoder that serves a collection now."""


class PointingRetriever:
    """Another retriever whose pictures carry the region that the patches' similarity to the question gives."""

    def __init__(self, retriever: Retriever, ledger: Ledger, encoder_of: EncoderOf) -> None:
        self._retriever = retriever
        self._ledger = ledger
        self._encoder_of = encoder_of

    def retrieve(self, question: Question, k: int) -> list[Hit]:
        """The wrapped retriever's hits, in its order, with the regions of pictures whose patches are known."""
        hits = self._retriever.retrieve(question, k)
        collection, text = question.query.collection, question.search_text
        encoder = self._encoder_of(collection)
        if not isinstance(encoder, PatchEncoder) or not text:
            return hits
        codes = self._codes(collection, encoder.space, hits)
        if not codes:
            return hits
        vectors = encoder.encode_queries([Content(text)])[0]
        return [_pointed(hit, codes.get(hit.chunk.id), vectors, encoder) for hit in hits]

    def _codes(self, collection: str, space: str, hits: list[Hit]) -> dict[str, bytes]:
        pictures = [hit.chunk.id for hit in hits if hit.chunk.modality == "image"]
        keys = self._ledger.chunk_keys(collection, pictures)
        codes = self._ledger.token_vectors(space, list(keys.values()))
        return {chunk_id: codes[key] for chunk_id, key in keys.items() if key in codes}


def _pointed(hit: Hit, codes: bytes | None, query: Vectors, encoder: PatchEncoder) -> Hit:
    """The hit with its hot region first; as it is where there is none."""
    frame = picture_box(hit)
    if codes is None or frame.area <= 0:
        return hit
    patches, _ = unpack([codes])
    grid = encoder.grid(len(patches), (frame.x1 - frame.x0) / (frame.y1 - frame.y0))
    share = None if grid is None else hot_region(rotated(query) @ patches.T, grid)
    return hit if share is None else replace(hit, boxes=(within(share, frame),))


def picture_box(hit: Hit) -> Box:
    """Where the picture of a hit is on its page, in points: the chunk's box, or the whole page."""
    boxes = hit.chunk.locator.boxes
    return boxes[0] if boxes else Box(0.0, 0.0, hit.page.width_pt, hit.page.height_pt)
