"""The ledger's file: every page of it, and the words that are kept beside the texts."""

from __future__ import annotations

from collections.abc import Iterator

from rag.doctor.findings import Finding
from rag.library import Library

_ABOUT = "ledger"


def look(library: Library) -> Iterator[Finding]:
    """All faults in one finding, since they are mended together; or that there is none."""
    faults = library.ledger.faults()
    if not faults:
        names = library.collections()
        n_documents = sum(len(library.documents(name)) for name in names)
        yield Finding(_ABOUT, "well", f"{n_documents:,} documents in {len(names):,} collections, every page is sound")
        return
    remedy = (
        "Repairing builds its indices anew. Where that does not help: restore a backup, "
        f"or ingest {library.directory / 'originals'} into a new library."
    )
    yield Finding(_ABOUT, "ill", "; ".join(faults), remedy, library.ledger.mend)
