"""Sends chunks through the library's encoders in batches that reach over documents.

Knows: what each encoder gets, and when. Does not know: where chunks come from, or how vectors are stored.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from ingestion.chunking import ChunkedPage
from rag.encoders.base import Encoder, MultiVectorEncoder, Naming, SharedPass
from rag.encoders.packed import pack
from rag.ledger import SpaceVectors, TokenVectors
from rag.types import LOOKS_LIKE, Chunk, Content, Page, Vectors

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
    codes: dict[str, dict[int, bytes]] = field(default_factory=dict)
    """For each late-interaction space, the packed token vectors of each position."""

    def vectors(self) -> tuple[SpaceVectors, ...]:
        """All vectors, as the ledger takes them."""
        return tuple(
            SpaceVectors(space, np.array(list(rows), dtype=np.int64), np.stack(list(rows.values())))
            for space, rows in self.rows.items()
        )

    def token_vectors(self) -> tuple[TokenVectors, ...]:
        """All token vectors, as the ledger takes them."""
        return tuple(
            TokenVectors(space, np.array(list(codes), dtype=np.int64), tuple(codes.values()))
            for space, codes in self.codes.items()
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """What one pass gives for n contents: vectors (n, dim) and n packed matrices, each with their space."""

    vectors: tuple[tuple[str, Vectors], ...] = ()
    codes: tuple[tuple[str, list[bytes]], ...] = ()


Pass = Callable[[Sequence[Content]], Batch]


class Encoding:
    """The encoders of one run. What was added has its vectors after `flush`."""

    def __init__(self, library: Library, collection: str) -> None:
        vision, late = library.vision_encoder, library.late_encoder
        self._texts = [_Queue(_TextPass(library, collection), TEXT_BATCH)]
        self._pictures = [_Queue(run, PICTURE_BATCH) for run in _picture_passes(vision, late)]
        self._naming = vision if isinstance(vision, Naming) else None
        self._naming_s = 0.0

    @property
    def seconds(self) -> float:
        """Spent in the encoders."""
        return self._naming_s + sum(queue.seconds for queue in (*self._texts, *self._pictures))

    def add(self, document: Encoded, page: ChunkedPage) -> None:
        """Take a page into the document, and its chunks into the queues."""
        document.pages.append(page.page)
        for chunk, pixels in zip(self._named(page), page.pixels, strict=True):
            position = len(document.chunks)
            document.chunks.append(chunk)
            if chunk.searchable:
                for queue in self._texts:
                    queue.add(document, position, Content(chunk.searchable))
            if pixels is not None:
                for queue in self._pictures:
                    queue.add(document, position, Content(image=pixels))

    def _named(self, page: ChunkedPage) -> Sequence[Chunk]:
        """The page's chunks, with what the vision encoder can say of their pictures in their context."""
        pictures = [pixels for pixels in page.pixels if pixels is not None]
        if self._naming is None or not pictures:
            return page.chunks
        begun = time.perf_counter()
        names = iter(self._naming.names(pictures))
        self._naming_s += time.perf_counter() - begun
        return [
            chunk if pixels is None else _with_names(chunk, next(names))
            for chunk, pixels in zip(page.chunks, page.pixels, strict=True)
        ]

    def flush(self) -> None:
        """Encode all that is waiting."""
        for queue in (*self._texts, *self._pictures):
            queue.flush()


def _with_names(chunk: Chunk, names: Sequence[str]) -> Chunk:
    """What is seen comes behind the context that the document gives."""
    if not names:
        return chunk
    return replace(chunk, context=f"{chunk.context}\n{LOOKS_LIKE}{', '.join(names)}".strip())


class _TextPass:
    """All passes over texts, by the encoders of the collection; which these are may depend on the first texts."""

    def __init__(self, library: Library, collection: str) -> None:
        self._library = library
        self._collection = collection
        self._passes: list[Pass] = []

    def __call__(self, contents: Sequence[Content]) -> Batch:
        self._library.note_texts(self._collection, [content.text for content in contents])
        if not self._passes:
            encoders = self._library.encoders_of(self._collection)
            self._passes = _text_passes(encoders.text, encoders.late)
        batches = [run(contents) for run in self._passes]
        return Batch(
            tuple(vectors for batch in batches for vectors in batch.vectors),
            tuple(codes for batch in batches for codes in batch.codes),
        )


def _text_passes(text: Encoder, late: MultiVectorEncoder | None) -> list[Pass]:
    """One pass for both where the late vectors are the text encoder's own."""
    if isinstance(late, SharedPass) and late.shares is text:
        return [partial(_encode_shared, late)]
    passes: list[Pass] = [partial(_encode, text)]
    if late is not None and late.modalities == {"text"}:
        passes.append(partial(_encode_tokens, late))
    return passes


def _picture_passes(vision: Encoder | None, late: MultiVectorEncoder | None) -> list[Pass]:
    passes: list[Pass] = [] if vision is None else [partial(_encode, vision)]
    if late is not None and "image" in late.modalities:
        passes.append(partial(_encode_tokens, late))
    return passes


def _encode(encoder: Encoder, contents: Sequence[Content]) -> Batch:
    return Batch(vectors=((encoder.space, encoder.encode_chunks(contents)),))


def _encode_tokens(encoder: MultiVectorEncoder, contents: Sequence[Content]) -> Batch:
    return Batch(codes=((encoder.space, [pack(matrix) for matrix in encoder.encode_chunks(contents)]),))


def _encode_shared(late: SharedPass, contents: Sequence[Content]) -> Batch:
    pooled, words = late.encode_shared(contents)
    return Batch(((late.shares.space, pooled),), ((late.space, [pack(matrix) for matrix in words]),))


class _Queue:
    """Contents on their way through one pass."""

    def __init__(self, run: Pass, size: int) -> None:
        self._run = run
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
        """Run what is waiting as one batch, and give each document the vectors of its positions."""
        if not self._contents:
            return
        begun = time.perf_counter()
        batch = self._run(self._contents)
        for space, vectors in batch.vectors:
            for (document, position), vector in zip(self._places, vectors, strict=True):
                document.rows.setdefault(space, {})[position] = vector
        for space, codes in batch.codes:
            for (document, position), code in zip(self._places, codes, strict=True):
                document.codes.setdefault(space, {})[position] = code
        self._places, self._contents = [], []
        self.seconds += time.perf_counter() - begun
