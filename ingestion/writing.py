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
from rag.errors import SightlineError
from rag.ledger import DocumentRecord
from rag.types import Document, Source

if TYPE_CHECKING:
    from rag.library import Library

# Kept with the document; the report of the run has all of them.
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
        self._outdated: list[Claim] = []
        self.seconds = 0.0

    def write(self, document: ReadDocument) -> FileReport:
        """Keep the original and put the document in the place of the one it replaces.

        Raises BrokenFileError for a file that was changed since, and LibraryError when the library cannot be written.
        """
        begun = time.perf_counter()
        claim, library = document.claim, self._library
        outdated = claim.outdated if self._is_still_there(claim) else None
        # The original first: a document without one has no evidence to show; one left alone is forgotten below.
        library.originals.keep(claim.file.path, claim.sha256)
        try:
            check_unwritten(claim.file)
            written = library.ledger.put_document(self._record(document, outdated))
        except SightlineError:
            library.forget_original(claim.sha256)
            raise
        if claim.outcome == "replaced":
            self._has_deleted = True
        if outdated is not None:
            library.forget_original(outdated.source.sha256)
        self.seconds += time.perf_counter() - begun
        return FileReport(str(claim.file.shown), claim.outcome, written, warnings=document.warnings)

    def settle(self, claim: Claim, known: Document) -> FileReport:
        """The outcome of a file whose bytes are in the collection already."""
        path = str(claim.file.shown)
        self._library.originals.keep(claim.file.path, claim.sha256)
        if claim.outcome == "unchanged":
            known = self._library.ledger.move_document(known.id, path, self._catalogue.settings(claim.file))
        if claim.outdated is not None:
            self._outdated.append(claim)
        return FileReport(path, claim.outcome, known)

    def finish(self) -> None:
        """Delete what has been read from these paths before, and remove from the library's files what is deleted."""
        for claim in self._outdated:
            if claim.outdated is not None and self._is_still_there(claim):
                self._library.delete(claim.outdated.id, purge=False)
                self._has_deleted = True
        if self._has_deleted:
            self._library.ledger.purge()

    def _is_still_there(self, claim: Claim) -> bool:
        """Whether the outdated document is at the claim's path: its file may have been found elsewhere meanwhile."""
        there = self._library.ledger.document_at(self._catalogue.collection, str(claim.file.shown))
        return there is not None and there == claim.outdated

    def _record(self, document: ReadDocument, outdated: Document | None) -> DocumentRecord:
        claim, contents = document.claim, document.contents
        return DocumentRecord(
            collection=self._catalogue.collection,
            source=document.source,
            path=str(claim.file.shown),
            pages=tuple(contents.pages),
            chunks=tuple(contents.chunks),
            vectors=contents.vectors(),
            token_vectors=contents.token_vectors(),
            warnings=document.warnings[:MAX_WARNINGS],
            replaces=outdated.id if outdated is not None else "",
            settings=self._catalogue.settings(claim.file),
        )
