"""The kept files: each document has its own, byte for byte, and nothing else lies there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from rag.doctor.findings import Finding
from rag.library import Library
from rag.types import Document

_ABOUT = "originals"


def look(library: Library) -> Iterator[Finding]:
    """Reads every kept file once."""
    documents = {document.source.sha256: document for document in _documents(library)}
    n_sound = 0
    for sha256, document in documents.items():
        if library.originals.is_sound(sha256):
            n_sound += 1
        else:
            yield _broken(library, document)
    strays = library.originals.others(documents)
    if strays:
        yield Finding(
            _ABOUT,
            "ill",
            f"{len(strays):,} kept files belong to no document",
            "Repairing removes them.",
            partial(library.originals.keep_only, documents.keys()),
        )
    yield Finding(_ABOUT, "well", f"{n_sound:,} files are what was ingested")


def _broken(library: Library, document: Document) -> Finding:
    """The person's own file may still be where it was; then it is copied again."""
    what = "damaged" if library.originals.holds(document.source.sha256) else "missing"
    says = f"the kept file of {document.source.name} is {what}: its pages cannot be shown"
    source = Path(document.path)
    if not source.is_file():
        return Finding(_ABOUT, "ill", says, f"Put the file back to {document.path}, then repair.")
    return Finding(_ABOUT, "ill", says, f"Repairing copies it from {source}.", partial(_keep_again, library, document))


def _keep_again(library: Library, document: Document) -> None:
    library.originals.delete(document.source.sha256)
    library.originals.keep(Path(document.path), document.source.sha256)


def _documents(library: Library) -> Iterator[Document]:
    for collection in library.collections():
        yield from library.documents(collection)
