"""The ledger: a library's documents, chunks, vectors and words, in one SQLite file, which is the truth."""

from rag.ledger.ledger import Ledger
from rag.ledger.records import Change, DocumentRecord, SpaceVectors, StoredChunk, TokenVectors

__all__ = ["Change", "DocumentRecord", "Ledger", "SpaceVectors", "StoredChunk", "TokenVectors"]
