"""Makes a collection equal to folders: finds the documents that are in the collection but not among the files.

Nothing is removed here that has not been shown to the person before: `surplus` finds, `remove` deletes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.report import Report
from rag.types import Document

if TYPE_CHECKING:
    from rag.library import Library


def surplus(report: Report, library: Library, collection: str = "default") -> list[Document]:
    """The documents whose files the run of `report` did not come upon. To be asked after the run.

    A file that failed this time was come upon: its earlier document stays. So does all below a folder that could not be
    looked into, and a document whose bytes were found under another name.
    """
    paths = {file.path for file in report.files}
    ids = {file.document.id for file in report.files if file.document is not None}
    closed = [Path(file.path) for file in report.files if file.outcome == "failed"]
    # What came out of a file that is as it was is not read again, and not come upon.
    closed += [Path(file.path) for file in report.files if file.outcome in ("unchanged", "duplicate")]
    return [
        document
        for document in library.documents(collection)
        if document.path not in paths and document.id not in ids and not _is_below(Path(document.path), closed)
    ]


def remove(documents: Sequence[Document], report: Report, library: Library) -> Report:
    """Delete these documents and name them in the report."""
    for document in documents:
        library.delete(document.id, purge=False)
    if documents:
        library.ledger.purge()
    return replace(report, removed=(*report.removed, *documents))


def _is_below(path: Path, folders: Iterable[Path]) -> bool:
    return any(folder in path.parents for folder in folders)
