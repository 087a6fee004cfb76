"""Brings a run's decisions into the library: one transaction for each document.

Knows: the ledger, the originals and their order. Does not know: how a document was read or encoded.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingestion.catalogue import Catalogue, Claim, check_unwritten
from ingestion.encoding import Encoded
from ingestion.report import FileReport
from rag.errors import NotFoundError, SightlineError
from rag.ledger import DocumentRecord
from rag.types import Document, Source

if TYPE_CHECKING:
    from rag.library import Library

MAX_WARNINGS = 50


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document that has been read, and encoded as soon as the encoders' queues are empty."""

    claim: Claim
    source: Source
    contents: Encoded
    warnings: tuple[str, ...] = ()


class Writer:
    """Writes into one collection. Used from one thread."""

    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self._library = library
        self._catalogue = catalogue
        self._has_deleted = False
        self.seconds = 0.0

    def write(self, document: ReadDocument) -> FileReport:
        """Keep the original and put the document in the place of the one it replaces.

        Raises BrokenFileError for a file that was changed since, and LibraryError when the library cannot be written.
        """
        begun = time.perf_counter()
        claim, library = document.claim, self._library
        library.originals.keep(claim.file.path, claim.sha256)
        try:
            check_unwritten(claim.file)
            written = library.ledger.put_document(self._record(document))
        except SightlineError:
            library.forget_original(claim.sha256)
            raise
        if claim.outcome == "replaced":
            self._has_deleted = True
        if claim.outdated is not None:
            library.forget_original(claim.outdated.source.sha256)
        self.seconds += time.perf_counter() - begun
        return FileReport(str(claim.file.path), claim.outcome, written, warnings=document.warnings)

    def settle(self, claim: Claim) -> FileReport:
        """The outcome of a file whose bytes are in the collection. Raises NotFoundError when they are not."""
        path, known = str(claim.file.path), self._catalogue.find(claim)
        if known is None:
            raise NotFoundError(f"The document of {claim.file.path.name} has just been deleted.", "Run it again.")
        if claim.outcome == "unchanged":
            known = self._library.ledger.move_document(known.id, path, self._catalogue.settings(claim.file))
        if claim.outdated is not None:
            self._delete(claim.outdated, path)
        return FileReport(path, claim.outcome, known)

    def finish(self) -> None:
        """Remove from the library's files what has been replaced or deleted."""
        if self._has_deleted:
            self._library.ledger.purge()

    def _delete(self, outdated: Document, path: str) -> None:
        """Delete what was read from `path` before, unless its file has been found elsewhere meanwhile."""
        if self._library.ledger.document(outdated.id).path == path:
            self._library.delete(outdated.id, purge=False)
            self._has_deleted = True

    def _record(self, document: ReadDocument) -> DocumentRecord:
        claim, contents = document.claim, document.contents
        return DocumentRecord(
            collection=self._catalogue.collection,
            source=document.source,
            path=str(claim.file.path),
            pages=tuple(contents.pages),
            chunks=tuple(contents.chunks),
            vectors=contents.vectors(),
            warnings=document.warnings[:MAX_WARNINGS],
            replaces=claim.outdated.id if claim.outdated is not None else "",
            settings=self._catalogue.settings(claim.file),
        )
