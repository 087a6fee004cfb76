"""What an ingestion run says while it goes and when it ends. Values only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from rag.errors import SightlineError
from rag.types import Document

Outcome = Literal["added", "replaced", "unchanged", "duplicate", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file, or of one folder that could not be looked into."""

    path: str
    outcome: Outcome
    document: Document | None = None
    """The document that now holds these bytes; None for a failed or skipped file, and in a dry run."""
    error: SightlineError | None = None
    """Why it failed or was skipped, with what to do."""
    warnings: tuple[str, ...] = ()
    """What of it could not be read."""

    @property
    def reason(self) -> str:
        """The error's message; empty when there is none."""
        return self.error.message if self.error is not None else ""

    @property
    def hint(self) -> str:
        return self.error.hint if self.error is not None else ""

    def as_json(self) -> dict[str, object]:
        """The same as plain values."""
        document = self.document
        return {
            "path": self.path,
            "outcome": self.outcome,
            "document": document.id if document else None,
            "pages": document.n_pages if document else 0,
            "chunks": document.n_chunks if document else 0,
            "error": type(self.error).__name__ if self.error else None,
            "reason": self.reason,
            "hint": self.hint,
            "warnings": list(self.warnings),
        }


@dataclass(slots=True)
class Timing:
    """Where the seconds went. Reading is summed over the worker processes, which read at the same time."""

    reading_s: float = 0.0
    encoding_s: float = 0.0
    writing_s: float = 0.0
    total_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """One run: every file with its outcome, in the order of the files."""

    files: tuple[FileReport, ...]
    removed: tuple[Document, ...] = ()
    """By `sync`."""
    timing: Timing = field(default_factory=Timing, compare=False)
    dry_run: bool = False

    @property
    def failed(self) -> tuple[FileReport, ...]:
        return tuple(file for file in self.files if file.outcome == "failed")

    @property
    def counts(self) -> Counter[Outcome]:
        """How many files had each outcome."""
        return Counter(file.outcome for file in self.files)

    def as_json(self) -> dict[str, object]:
        """The same as plain values."""
        new = [file.document for file in self.files if file.outcome in ("added", "replaced") and file.document]
        return {
            "dry_run": self.dry_run,
            "counts": dict(self.counts),
            "pages": sum(document.n_pages for document in new),
            "chunks": sum(document.n_chunks for document in new),
            "seconds": {
                "reading": round(self.timing.reading_s, 3),
                "encoding": round(self.timing.encoding_s, 3),
                "writing": round(self.timing.writing_s, 3),
                "total": round(self.timing.total_s, 3),
            },
            "removed": [document.path for document in self.removed],
            "files": [file.as_json() for file in self.files],
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; sent after every page and every file."""

    n_files: int
    n_done: int
    """Files with an outcome."""
    n_pages: int
    """Pages read so far."""
    n_chunks: int
    """Chunks made of them."""
    share: float
    """0 to 1, by bytes."""
    current: str = ""
    """The name of the file that is being read."""
    finished: FileReport | None = None
    """The file that this step ended, if it ended one."""
    path: str = ""
    """Of the file that is being read."""
    page: int = 0
    """The page of it that was read last."""
    n_pages_of: int = 0
    """How many pages it has."""
