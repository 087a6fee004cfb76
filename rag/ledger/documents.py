"""Collections and documents: writing, deleting and listing them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import rag.ledger.schema as schema
import rag.ledger.writing as writing
from rag.errors import InputError, LibraryError, NotFoundError
from rag.ledger.opening import BACKUP_PREFIX, copy_database
from rag.ledger.owed import owe, purge_owed, settle_purge
from rag.ledger.records import DocumentRecord
from rag.ledger.rows import DOCUMENT_COLUMNS, storable, to_document
from rag.ledger.tables import Tables, ensure_collection, find_collection, require_collection
from rag.plain import seen_name
from rag.types import Document

_DOCUMENTS = f"SELECT {DOCUMENT_COLUMNS} FROM documents JOIN collections ON collections.key = documents.collection"


class DocumentTables(Tables):
    """Documents in named collections."""

    def collections(self) -> tuple[str, ...]:
        """The names of all collections, in alphabetical order."""
        with self._database.reading() as connection:
            return tuple(row[0] for row in connection.execute("SELECT name FROM collections ORDER BY name"))

    def create_collection(self, name: str) -> None:
        """Make an empty collection; one that exists stays as it is."""
        with self._database.writing() as connection:
            ensure_collection(connection, name)

    def rename_collection(self, name: str, new_name: str) -> None:
        """Give a collection another name; the ids of its documents follow, since they say where a document is.

        Raises NotFoundError, and InputError for an empty name and one that is taken.
        """
        new_name = " ".join(storable(new_name).split())
        if not new_name:
            raise InputError("The collection needs a name.", "Write one.")
        with self._database.writing() as connection:
            key = require_collection(connection, name)
            if new_name != name and find_collection(connection, new_name) is not None:
                raise InputError(f"There is a collection {new_name!r} already.", "Choose another name.")
            connection.execute("UPDATE collections SET name = ? WHERE key = ?", (new_name, key))
            query = "SELECT id, sha256, key FROM documents WHERE collection = ?"
            for old, sha256, document in connection.execute(query, (key,)).fetchall():
                new = writing.document_id(new_name, sha256)
                connection.execute("UPDATE documents SET id = ? WHERE key = ?", (new, document))
                connection.execute("UPDATE turn_documents SET document_id = ? WHERE document_id = ?", (new, old))
            writing.log_change(connection, "put", (key, None, None), [])

    def delete_collection(self, name: str) -> None:
        """Delete a collection with its documents, values, feedback and conversations. Raises NotFoundError."""
        with self._database.writing() as connection:
            key = require_collection(connection, name)
            for (document,) in connection.execute("SELECT id FROM documents WHERE collection = ?", (key,)).fetchall():
                writing.delete(connection, document)
            connection.execute("DELETE FROM changes WHERE collection = ?", (key,))
            schema.drop_lexical(connection, key)
            connection.execute("DELETE FROM collections WHERE key = ?", (key,))
            writing.log_change(connection, "delete", (key, None, None), [])
            owe(connection)

    def collection_key(self, name: str) -> int | None:
        """What tells this collection from an earlier or later one of the same name; None when there is none."""
        with self._database.reading() as connection:
            return find_collection(connection, name)

    def put_document(self, record: DocumentRecord) -> Document:
        """Write a document whole or not at all; writing an equal one again changes nothing.

        Makes the collection when it is missing. Raises DiskFullError, ReadOnlyError, SpaceMismatchError, and ValueError
        for a record whose parts do not fit together.
        """
        prepared = writing.prepare(record)
        with self._database.writing() as connection:
            writing.write(connection, prepared)
            return _document(connection, prepared.id)

    def move_document(self, document_id: str, path: str, settings: dict[str, str]) -> Document:
        """Note that the file of a document has another path or date now; its contents stay. Raises NotFoundError."""
        values = (storable(path), storable(seen_name(Path(path).name)), json.dumps(settings, sort_keys=True))
        update = "UPDATE documents SET path = ?, name = ?, settings = ? WHERE id = ? RETURNING collection, key"
        with self._database.writing() as connection:
            row = connection.execute(update, (*values, document_id)).fetchone()
            if row is None:
                raise _not_found(document_id)
            writing.log_change(connection, "put", (row[0], row[1], None), [])
            return _document(connection, document_id)

    def delete_document(self, document_id: str) -> None:
        """Delete a document with everything that came from it, quotes in conversations too. Raises NotFoundError.

        Its text is in no file once `purge` has run.
        """
        with self._database.writing() as connection:
            if not writing.delete(connection, document_id):
                raise _not_found(document_id)

    def purge(self) -> None:
        """Rewrite the ledger's files without what has been deleted, and remove the copies made before migrations."""
        with self._database.writing() as connection:
            debt = purge_owed(connection)
            for (collection,) in connection.execute("SELECT key FROM collections").fetchall():
                for table in (schema.lexical_table(collection, unit) for unit in schema.UNITS):
                    # A full-text index only marks a deleted word until its segments are merged.
                    connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
        with self._database.maintaining() as connection:
            connection.execute("VACUUM")
            # The file itself is clean now; its log keeps earlier states of the pages until it is emptied.
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise LibraryError(
                f"Another process is reading the library {self._database.directory}: deleted text is still in its log.",
                "Close the other process and delete again; the document itself is gone.",
            )
        for backup in self._database.directory.glob(f"{BACKUP_PREFIX}*"):
            backup.unlink(missing_ok=True)
        if debt is not None:
            with self._database.writing() as connection:
                settle_purge(connection, debt)

    def copy_to(self, target: Path) -> None:
        """Write the ledger, as it is at one moment, into a file of its own, in the place of one that is there."""
        copy_database(self._database, target)

    def documents(self, collection: str) -> list[Document]:
        """The documents of a collection by name; none when there is no such collection."""
        query = f"{_DOCUMENTS} WHERE collections.name = ? ORDER BY documents.name, documents.id"
        with self._database.reading() as connection:
            return [to_document(row) for row in connection.execute(query, (collection,))]

    def document_names(self, collection: str) -> list[tuple[str, str]]:
        """(id, name) of the documents of a collection, in the order of writing."""
        with self._database.reading() as connection:
            at = find_collection(connection, collection)
            query = "SELECT id, name FROM documents WHERE collection = ? ORDER BY key"
            return connection.execute(query, (at,)).fetchall()

    def document(self, document_id: str) -> Document:
        """Raises NotFoundError."""
        with self._database.reading() as connection:
            return _document(connection, document_id)

    def find_document(self, collection: str, sha256: str) -> Document | None:
        """The document of these bytes."""
        return self._find("documents.sha256", collection, sha256)

    def document_at(self, collection: str, path: str) -> Document | None:
        """The document that was last read from this path."""
        return self._find("documents.path", collection, storable(path))

    def document_settings(self, document_id: str) -> dict[str, str]:
        """The settings that a document was ingested with. Raises NotFoundError."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT settings FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise _not_found(document_id)
        return dict(json.loads(row[0]))

    def keeps_source(self, sha256: str) -> bool:
        """Whether any collection has a document of these bytes."""
        with self._database.reading() as connection:
            query = "SELECT 1 FROM documents WHERE sha256 = ? LIMIT 1"
            return connection.execute(query, (sha256,)).fetchone() is not None

    def _find(self, column: str, collection: str, value: str) -> Document | None:
        query = f"{_DOCUMENTS} WHERE collections.name = ? AND {column} = ? ORDER BY documents.key DESC LIMIT 1"
        with self._database.reading() as connection:
            row = connection.execute(query, (collection, value)).fetchone()
        return to_document(row) if row else None


def _document(connection: sqlite3.Connection, document_id: str) -> Document:
    row = connection.execute(f"{_DOCUMENTS} WHERE documents.id = ?", (document_id,)).fetchone()
    if row is None:
        raise _not_found(document_id)
    return to_document(row)


def _not_found(document_id: str) -> NotFoundError:
    return NotFoundError(f"There is no document {document_id!r}.", "List the collection's documents for their ids.")
