"""What a collection has already of the files that were found. Reads the ledger and hashes files; writes nothing.

A document remembers, among its settings, when its file was last written: a file that is as it was is not opened again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ingestion.discover import FoundFile
from ingestion.report import Outcome
from rag.errors import BrokenFileError, InputError, NotFoundError
from rag.files.originals import Originals
from rag.ledger import Ledger
from rag.types import Document

READER = "2"
"""To be raised when loaders or chunking find other things in the same file: it is then read again."""
MODIFIED = "mtime_ns"


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be done with a file."""

    file: FoundFile
    sha256: str
    outcome: Outcome
    known: Document | None = None
    """The document of these bytes, where there is one."""
    outdated: Document | None = None
    """The document that was read from this path when it had other bytes."""
    twin: FoundFile | None = None
    """A file of the same run with the same bytes, which is read in the place of this one."""

    @property
    def must_be_read(self) -> bool:
        return self.outcome in ("added", "replaced")


class Catalogue:
    """The files of one collection, for one run. The first file that is claimed is read; its twins are duplicates."""

    def __init__(self, ledger: Ledger, originals: Originals, collection: str, *, ocr: bool) -> None:
        self._ledger = ledger
        self._originals = originals
        self.collection = collection
        self._settings = {"reader": READER, "ocr": str(ocr).lower()}
        self._claimed: dict[str, FoundFile] = {}

    def settings(self, file: FoundFile) -> dict[str, str]:
        """What a document remembers of how and when it was read."""
        return {**self._settings, MODIFIED: str(file.mtime_ns)}

    def unchanged(self, file: FoundFile) -> Document | None:
        """The document of a file that is as it was when it was read, as far as its size and date tell.

        None where the library has lost its own copy of the file: it is then kept again.
        """
        document = self._ledger.document_at(self.collection, str(file.shown))
        if document is None or document.source.n_bytes != file.n_bytes:
            return None
        if not self._originals.holds(document.source.sha256):
            return None
        return document if self._ledger.document_settings(document.id) == self.settings(file) else None

    def find(self, claim: Claim) -> Document | None:
        """The document of the bytes of a claim, as it is now."""
        return self._ledger.find_document(self.collection, claim.sha256)

    def claim(self, file: FoundFile) -> Claim:
        """Hash a file and decide what is to be done. Raises InputError when it cannot be read or is being written."""
        sha256 = _hash(file)
        twin = self._claimed.setdefault(sha256, file)
        known = self._ledger.find_document(self.collection, sha256)
        there = self._ledger.document_at(self.collection, str(file.shown))
        outdated = there if there is not None and there.source.sha256 != sha256 else None
        if twin is not file:
            return Claim(file, sha256, "duplicate", known, outdated, twin)
        if known is None:
            return Claim(file, sha256, "added" if outdated is None else "replaced", None, outdated)
        return Claim(file, sha256, self._outcome(file, known), known, outdated)

    def _outcome(self, file: FoundFile, known: Document) -> Outcome:
        remembered = self._ledger.document_settings(known.id)
        # Another date on the same bytes is no reason to read them again.
        if {**remembered, MODIFIED: ""} != {**self._settings, MODIFIED: ""}:
            return "replaced"
        if known.path != str(file.shown) and _is_as_remembered(known, remembered):
            return "duplicate"
        return "unchanged"


def _is_as_remembered(document: Document, settings: dict[str, str]) -> bool:
    return FoundFile(Path(document.path), document.source.n_bytes, int(settings.get(MODIFIED, "0"))).is_as_found()


def _hash(file: FoundFile) -> str:
    try:
        with file.path.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    except FileNotFoundError as exc:
        raise NotFoundError(f"{file.path.name} is not there any more.", "Run the same command again.") from exc
    except OSError as exc:
        raise InputError(f"{file.path.name} may not be read: {exc.strerror}.", "Check its permissions.") from exc
    check_unwritten(file)
    return sha256


def check_unwritten(file: FoundFile) -> None:
    """Raises BrokenFileError for a file that has been written since it was found: half of it may be old."""
    if not file.is_as_found():
        raise BrokenFileError("The file was changed while it was read.", "Run the same command again.")
