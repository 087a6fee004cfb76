"""The ledger: the library's truth in one SQLite file. Groups of tables make one class; each is a module beside this.

Knows: documents, chunks, vectors, words, what was learned and said, and a counter of changes. Does not know: where
vectors come from, which index follows it, or how anything is ranked.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from rag.ledger.changes import ChangeTables
from rag.ledger.chunks import ChunkTables
from rag.ledger.conversations import ConversationTables
from rag.ledger.documents import DocumentTables
from rag.ledger.jobs import JobTables
from rag.ledger.lexical_index import LexicalTables
from rag.ledger.notes import NoteTables
from rag.ledger.opening import open_database
from rag.ledger.owed import OwedTables
from rag.ledger.places import PlaceTables
from rag.ledger.soundness import SoundTables
from rag.ledger.vectors import VectorTables


class Ledger(
    DocumentTables,
    ChunkTables,
    VectorTables,
    LexicalTables,
    PlaceTables,
    ChangeTables,
    NoteTables,
    ConversationTables,
    JobTables,
    OwedTables,
    SoundTables,
):
    """Safe for use from several threads, and by several processes at once; a write is whole or not there at all.

    Reads of a collection that is not there give nothing. Every method raises LibraryError, by its kind: DiskFullError,
    ReadOnlyError, or a sentence of its own.
    """

    @classmethod
    def open(cls, directory: Path) -> Ledger:
        """Open the library in `directory`, or make one there when it is missing or empty.

        Raises NotALibraryError, NewerLibraryError, ReadOnlyError or DiskFullError.
        """
        with ExitStack() as on_failure:
            ledger = cls(open_database(directory))
            on_failure.callback(ledger.close)
            ledger.refresh_terms()
            on_failure.pop_all()
        return ledger

    @property
    def directory(self) -> Path:
        return self._database.directory

    def close(self) -> None:
        """Close the file; what is used afterwards raises LibraryError."""
        self._resident.close()
        self._database.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.close()
