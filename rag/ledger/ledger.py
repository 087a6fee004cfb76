"""The ledger: documents, chunks, vectors and words of a library, in one SQLite file, which is the truth.

Knows: how to keep and find them. Does not know: models, or the vector index that follows it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rag.errors import NotFoundError
from rag.ledger import documents, schema
from rag.ledger.connection import Database
from rag.ledger.feedback import FeedbackTables
from rag.ledger.lexical import LexicalTables
from rag.ledger.reading import ChunkTables
from rag.ledger.records import Change, DocumentRecord, StoredChunk
from rag.ledger.rows import DOCUMENT_COLUMNS, document
from rag.ledger.vectors import VectorTables
from rag.types import Document, Filters, Modality, Vectors

Unit = Literal["chunk", "page"]
_DOCUMENTS = f"SELECT {DOCUMENT_COLUMNS} FROM documents JOIN collections ON collections.id = documents.collection"


class Ledger:
    """A library's ledger. Safe for several threads and several processes at once."""

    def __init__(self, directory: Path, database: Database) -> None:
        self.directory = directory
        self._database = database
        self._chunks = ChunkTables(database)
        self._vectors = VectorTables(database)
        self._lexical = LexicalTables(database)
        self.feedback = FeedbackTables(database)

    @classmethod
    def open(cls, directory: Path) -> Ledger:
        """Open the ledger in a folder, made when it is missing or empty.

        Raises NotALibraryError, NewerLibraryError, ReadOnlyError or DiskFullError.
        """
        return cls(directory, Database.open(directory))

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def collections(self) -> tuple[str, ...]:
        """Names of all collections, in alphabetical order."""
        with self._database.translating() as connection:
            return tuple(name for (name,) in connection.execute("SELECT name FROM collections ORDER BY name"))

    def create_collection(self, name: str) -> None:
        """Make an empty collection; one that exists stays as it is."""
        with self._database.transaction() as connection:
            documents.collection_key(connection, name, create=True)

    def delete_collection(self, name: str) -> None:
        """Delete a collection with its documents, values, feedback and conversations. Raises NotFoundError."""
        with self._database.transaction() as connection:
            key = documents.collection_key(connection, name)
            for (uid,) in connection.execute("SELECT id FROM documents WHERE collection = ?", (key,)).fetchall():
                documents.delete(connection, uid)
            schema.drop_lexical(connection, key)
            for table in ("collection_values", "feedback", "conversations"):
                connection.execute(f"DELETE FROM {table} WHERE collection = ?", (name,))
            connection.execute("DELETE FROM collections WHERE id = ?", (key,))

    def put_document(self, record: DocumentRecord) -> Document:
        """Write a document in one transaction: it is wholly there afterwards, or, after an error, not at all."""
        with self._database.transaction() as connection:
            uid = documents.write(connection, record)
        return self.document(uid)

    def delete_document(self, document_id: str) -> None:
        """Delete a document. Raises NotFoundError. Its text leaves the files with the next `purge`."""
        with self._database.transaction() as connection:
            documents.delete(connection, document_id)

    def purge(self) -> None:
        """Make the files forget what was deleted: rewrite the word indexes and the database, empty the log."""
        with self._database.translating() as connection:
            for (key,) in connection.execute("SELECT id FROM collections").fetchall():
                for table in schema.lexical_tables(key).values():
                    connection.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def documents(self, collection: str) -> list[Document]:
        """The documents of a collection by name; none when there is no such collection."""
        order = f"{_DOCUMENTS} WHERE collections.name = ? ORDER BY documents.name, documents.id"
        with self._database.translating() as connection:
            return [document(row) for row in connection.execute(order, (collection,))]

    def document(self, document_id: str) -> Document:
        """Raises NotFoundError."""
        found = self._one("documents.id = ?", document_id)
        if found is None:
            raise NotFoundError(f"There is no document {document_id}.", "List the documents to see their ids.")
        return found

    def find_document(self, collection: str, sha256: str) -> Document | None:
        """The document with these bytes."""
        return self._one("collections.name = ? AND documents.sha256 = ?", collection, sha256)

    def document_at(self, collection: str, path: str) -> Document | None:
        """The document that was read from this path."""
        return self._one("collections.name = ? AND documents.path = ?", collection, path)

    def _one(self, where: str, *values: str) -> Document | None:
        with self._database.translating() as connection:
            row = connection.execute(f"{_DOCUMENTS} WHERE {where}", values).fetchone()
        return None if row is None else document(row)

    def document_settings(self, document_id: str) -> dict[str, str]:
        """What `DocumentRecord.settings` said; empty for an unknown document."""
        with self._database.translating() as connection:
            row = connection.execute("SELECT settings FROM documents WHERE id = ?", (document_id,)).fetchone()
        return {} if row is None else dict(json.loads(row[0]))

    def keys(self, collection: str, filters: Filters) -> NDArray[np.int64]:
        """Sorted keys of the chunks that the filters allow."""
        return self._chunks.keys(collection, filters)

    def chunks(self, keys: Sequence[int] | NDArray[np.int64]) -> list[StoredChunk]:
        """Chunks in the order of the keys; a key that is gone is left out."""
        return self._chunks.get(keys)

    def page_chunks(self, document_id: str, page: int) -> list[StoredChunk]:
        """All chunks of a page in reading order."""
        return self._chunks.of_page(document_id, page)

    def page_keys(self, keys: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """(n,) the page key of each chunk key; 0 for a key that is gone."""
        return self._chunks.page_keys(keys)

    def n_chunks(self, collection: str) -> int:
        return self._chunks.count(collection)

    def vectors(self, space: str, keys: Sequence[int] | NDArray[np.int64]) -> tuple[NDArray[np.int64], Vectors]:
        """Of the keys that have one: sorted keys (n,) and vectors (n, dim)."""
        return self._vectors.get(space, keys)

    def all_vectors(self, collection: str, space: str) -> tuple[NDArray[np.int64], Vectors]:
        """Every vector of a collection in a space: sorted keys (n,) and vectors (n, dim)."""
        return self._vectors.all(collection, space)

    def spaces(self, collection: str) -> dict[str, int]:
        """How many vectors the collection has in each space."""
        return self._vectors.spaces(collection)

    def missing_vectors(self, collection: str, space: str, modalities: frozenset[Modality], limit: int) -> list[int]:
        """Keys of chunks of these modalities that have no vector in the space, at most `limit`."""
        return self._vectors.missing(collection, space, modalities, limit)

    def put_vectors(self, space: str, keys: Sequence[int], vectors: Vectors) -> None:
        """Write vectors of chunks that exist; a key that is gone is skipped. One transaction."""
        self._vectors.put(space, keys, vectors)

    def delete_space(self, collection: str, space: str) -> None:
        """Delete a collection's vectors and token vectors in a space."""
        self._vectors.delete_space(collection, space)

    def put_token_vectors(self, space: str, keys: Sequence[int], codes: Sequence[bytes]) -> None:
        """Write packed token vectors of chunks that exist. One transaction."""
        with self._database.transaction() as connection:
            documents.put_codes(connection, space, list(keys), tuple(codes))

    def token_vectors(self, space: str, keys: Sequence[int] | NDArray[np.int64]) -> dict[int, bytes]:
        """The packed token vectors of those keys that have them."""
        return self._vectors.codes(space, keys)

    def search_lexical(
        self, collection: str, terms: Sequence[str], limit: int, unit: Unit = "chunk"
    ) -> list[tuple[int, float]]:
        """The best (chunk or page key, BM25), best first, ties by key; higher is better."""
        return self._lexical.search(collection, terms, limit, unit)

    def score_lexical(
        self, collection: str, terms: Sequence[str], keys: Sequence[int] | NDArray[np.int64], unit: Unit = "chunk"
    ) -> NDArray[np.float32]:
        """(n,) exact BM25 of each key; 0 where nothing matches."""
        return self._lexical.score(collection, terms, keys, unit)

    def document_frequency(self, collection: str, terms: Sequence[str], unit: Unit = "chunk") -> dict[str, int]:
        """In how many chunks or pages each term is; 0 for one that is nowhere."""
        return self._lexical.document_frequency(collection, terms, unit)

    def change(self) -> int:
        """How often the ledger has changed."""
        with self._database.translating() as connection:
            return int(connection.execute("SELECT change FROM counter").fetchone()[0])

    def changes_since(self, change: int) -> list[Change]:
        """Vectors written or deleted after that change, in order; a deletion before a rewriting of the same change."""
        return self._vectors.changes_since(change)

    def value(self, collection: str, name: str) -> str | None:
        """JSON text that was kept for a collection under a name."""
        query = "SELECT value FROM collection_values WHERE collection = ? AND name = ?"
        with self._database.translating() as connection:
            row = connection.execute(query, (collection, name)).fetchone()
        return None if row is None else str(row[0])

    def put_value(self, collection: str, name: str, value: str) -> None:
        """Keep JSON text for a collection under a name."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO collection_values VALUES (?, ?, ?)", (collection, name, value))

    def add_feedback(self, collection: str, question: str, chunk_id: str, helpful: bool) -> None:
        """Remember whether a chunk answered a question."""
        self.feedback.add(collection, question, chunk_id, helpful)
