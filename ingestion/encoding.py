"""Sends chunks through the library's encoders in batches that reach over documents.

Knows: what each encoder gets, and when. Does not know: where chunks come from, or how vectors are stored.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ingestion.chunking import ChunkedPage
from rag.ledger import SpaceVectors
from rag.types import Chunk, Content, Page, Vectors

if TYPE_CHECKING:
    from rag.library import Library

TEXT_BATCH = 256
"""Chunks at once: encoders sort them by length, so that little is spent on padding."""
PICTURE_BATCH = 32
"""Pictures at once: no more pixels are held in the parent process."""


@dataclass(slots=True)
class Encoded:
    """A document's pages and chunks, and the vectors that they have so far."""

    pages: list[Page] = field(default_factory=list)
    chunks: list[Chunk] = field(default_factory=list)
    rows: dict[str, dict[int, Vectors]] = field(default_factory=dict)
    """For each space, the vector of each position in `chunks`."""

    def vectors(self) -> tuple[SpaceVectors, ...]:
        """All of them, as the ledger takes them."""
        return tuple(
            SpaceVectors(space, np.array(list(rows), dtype=np.int64), np.stack(list(rows.values())))
            for space, rows in self.rows.items()
        )


class Encoding:
    """The encoders of one run. What was added has its vectors after `flush`."""

    def __init__(self, library: Library) -> None:
        text, vision = library.text_encoder, library.vision_encoder
        self._texts = _Queue(text.space, text.encode_chunks, TEXT_BATCH)
        self._pictures = _Queue(vision.space, vision.encode_chunks, PICTURE_BATCH) if vision is not None else None

    @property
    def seconds(self) -> float:
        """Spent in the encoders."""
        return self._texts.seconds + (self._pictures.seconds if self._pictures is not None else 0.0)

    def add(self, document: Encoded, page: ChunkedPage) -> None:
        """Take a page into the document, and its chunks into the queues."""
        document.pages.append(page.page)
        for chunk, pixels in zip(page.chunks, page.pixels, strict=True):
            position = len(document.chunks)
            document.chunks.append(chunk)
            if chunk.searchable:
                self._texts.add(document, position, Content(chunk.searchable))
            if pixels is not None and self._pictures is not None:
                self._pictures.add(document, position, Content(image=pixels))

    def flush(self) -> None:
        """Encode all that is waiting."""
        self._texts.flush()
        if self._pictures is not None:
            self._pictures.flush()


class _Queue:
    """Contents on their way through one encoder."""

    def __init__(self, space: str, encode: Callable[[Sequence[Content]], Vectors], size: int) -> None:
        self._space = space
        self._encode = encode
        self._size = size
        self._places: list[tuple[Encoded, int]] = []
        self._contents: list[Content] = []
        self.seconds = 0.0

    def add(self, document: Encoded, position: int, content: Content) -> None:
        self._places.append((document, position))
        self._contents.append(content)
        if len(self._contents) >= self._size:
            self.flush()

    def flush(self) -> None:
        if not self._contents:
            return
        begun = time.perf_counter()
        vectors = self._encode(self._contents)
        for (document, position), vector in zip(self._places, vectors, strict=True):
            document.rows.setdefault(self._space, {})[position] = vector
        self._places, self._contents = [], []
        self.seconds += time.perf_counter() - begun
