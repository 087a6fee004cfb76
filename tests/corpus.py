"""A small library with vectors made by the deterministic encoders, for tests of streams and retrievers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.encoders.base import Encoder
from rag.encoders.fake import HashEncoder, HashMultiVectorEncoder
from rag.encoders.packed import pack
from rag.index.base import Neighbours
from rag.index.exact import nearest
from rag.ledger import DocumentRecord, Ledger, SpaceVectors, TokenVectors
from rag.streams.base import Stream
from rag.streams.dense import DenseStream
from rag.streams.late import LateStream
from rag.streams.lexical import LexicalStream, PageStream
from rag.streams.reference import ReferenceStream
from rag.types import Chunk, Content, Document, Kind, Locator, Modality, Page, Pixels, Source, Vectors, content_id

IMAGE: frozenset[Modality] = frozenset({"image"})
TEXT_ENCODER, VISION_ENCODER, LATE_ENCODER = HashEncoder(64), HashEncoder(32, IMAGE), HashMultiVectorEncoder(64)

Placed = tuple[int, Kind, str]
"""Page, kind and text of a chunk."""


class LedgerNearest:
    """Exact search in the ledger as it is now."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def search(self, collection: str, space: str, vector: Vectors, k: int) -> Neighbours:
        return nearest(*self._ledger.all_vectors(collection, space), vector, k)


def picture(seed: int) -> Pixels:
    """Random cells of grey; equal seeds, equal pictures."""
    cells = np.random.default_rng(seed).integers(0, 256, (8, 8, 1), dtype=np.uint8)
    return np.repeat(np.repeat(np.repeat(cells, 4, axis=0), 4, axis=1), 3, axis=2)


def put(
    ledger: Ledger, name: str, chunks: Sequence[Placed], collection: str = "default", context: str = ""
) -> Document:
    """A document of these chunks, with vectors in every space; a picture's pixels are those of its text's length."""
    source = Source(content_id(name) * 2, name, "application/pdf", 1)
    made = tuple(
        Chunk(content_id(name, at), text, kind, Locator(source.sha256, page), context=context)
        for at, (page, kind, text) in enumerate(chunks)
    )
    texts = [at for at, chunk in enumerate(made) if chunk.text]
    pictures = [at for at, chunk in enumerate(made) if chunk.modality == "image"]
    vectors = [_vectors(TEXT_ENCODER, texts, [Content(made[at].text) for at in texts])]
    vectors.append(_vectors(VISION_ENCODER, pictures, [Content(image=picture(len(made[at].text))) for at in pictures]))
    codes = tuple(pack(matrix) for matrix in LATE_ENCODER.encode_chunks([Content(made[at].text) for at in texts]))
    record = DocumentRecord(
        collection,
        source,
        f"/files/{name}",
        tuple(Page(number, 612.0, 792.0) for number in range(1, max(page for page, _, _ in chunks) + 1)),
        made,
        tuple(some for some in vectors if len(some.positions)),
        (TokenVectors(LATE_ENCODER.space, np.array(texts, dtype=np.int64), codes),) if texts else (),
    )
    return ledger.put_document(record)


def _vectors(encoder: Encoder, positions: list[int], contents: list[Content]) -> SpaceVectors:
    return SpaceVectors(encoder.space, np.array(positions, dtype=np.int64), encoder.encode_chunks(contents))


def all_streams(ledger: Ledger) -> list[Stream]:
    """Every stream there is, over the deterministic encoders."""
    near = LedgerNearest(ledger)
    return [
        DenseStream("text", TEXT_ENCODER, ledger, near),
        LexicalStream(ledger),
        PageStream(ledger),
        LateStream(LATE_ENCODER, ledger),
        DenseStream("vision", VISION_ENCODER, ledger, near),
        ReferenceStream(ledger),
    ]
