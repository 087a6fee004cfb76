"""Collections made of others without reading a file again, and of pictures without words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.photos import picture
from rag.ledger import DocumentRecord, Ledger, SpaceVectors, TokenVectors
from rag.library import Library
from rag.types import Chunk, Content, Document, Filters, Locator, Page, Source, content_id

_BATCH = 32
_MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def copy_documents(ledger: Ledger, collections: Sequence[str], target: str) -> None:
    """Every document of some collections with all of its vectors, into another one; those it has stay."""
    have = {document.source.sha256 for document in ledger.documents(target)}
    for name in collections:
        for document in ledger.documents(name):
            if document.source.sha256 not in have:
                ledger.put_document(_record(ledger, name, document, target))


def _record(ledger: Ledger, collection: str, document: Document, target: str) -> DocumentRecord:
    stored = ledger.chunks(ledger.keys(collection, Filters(documents=frozenset({document.id}))))
    keys = np.array([found.key for found in stored], dtype=np.int64)
    position = {int(key): at for at, key in enumerate(keys)}
    vectors = []
    for space in ledger.spaces(collection):
        having, rows = ledger.vectors(space, keys)
        if len(having):
            vectors.append(SpaceVectors(space, np.array([position[int(key)] for key in having]), rows))
    tokens = []
    for space in ledger.token_spaces(collection):
        codes = ledger.token_vectors(space, keys)
        if codes:
            tokens.append(TokenVectors(space, np.array([position[key] for key in codes]), tuple(codes.values())))
    return DocumentRecord(
        target,
        document.source,
        document.path,
        tuple(ledger.pages(document.id)),
        tuple(found.chunk for found in stored),
        tuple(vectors),
        tuple(tokens),
    )


def put_pictures(library: Library, collection: str, paths: Sequence[Path]) -> None:
    """Picture files as pages without words, with the vectors of the library's vision encoder."""
    have = {document.source.name for document in library.documents(collection)}
    missing = [path for path in paths if path.name not in have]
    for start in range(0, len(missing), _BATCH):
        pictures = [picture(path) for path in missing[start : start + _BATCH]]
        vision = library.vision_encoder
        rows = None if vision is None else vision.encode_chunks([Content(image=pixels) for pixels in pictures])
        for at, (path, pixels) in enumerate(zip(missing[start : start + _BATCH], pictures, strict=True)):
            content = path.read_bytes()
            source = Source(
                hashlib.sha256(content).hexdigest(), path.name, _MEDIA_TYPES[path.suffix.lower()], len(content)
            )
            chunk = Chunk(content_id(source.sha256, 1, 0, "image"), "", "image", Locator(source.sha256, 1))
            vectors: tuple[SpaceVectors, ...] = ()
            if vision is not None and rows is not None:
                vectors = (SpaceVectors(vision.space, np.zeros(1, dtype=np.int64), rows[at : at + 1]),)
            page = Page(1, float(pixels.shape[1]), float(pixels.shape[0]))
            library.originals.keep(path, source.sha256)
            library.ledger.put_document(DocumentRecord(collection, source, str(path), (page,), (chunk,), vectors))
