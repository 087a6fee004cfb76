"""Space on the disk: a deletion rewrites the ledger, so there must be room for a second one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from rag.doctor.findings import Finding
from rag.library import Library

_ABOUT = "disk"
_LEAST_BYTES = 1 << 30
"""Below a gigabyte the next few hundred documents do not fit."""


def look(library: Library) -> Iterator[Finding]:
    """How much is free, against what a deletion and an ingestion take."""
    ledger = sum(path.stat().st_size for path in library.directory.glob("ledger.sqlite*"))
    free = shutil.disk_usage(library.directory).free
    says = f"{free / 1e9:,.1f} GB are free where the library is; its ledger has {ledger / 1e9:,.2f} GB"
    if free < ledger * 2:
        yield Finding(_ABOUT, "ill", says, "Deleting needs twice the ledger's size for a moment: free some space.")
    elif free < _LEAST_BYTES:
        yield Finding(_ABOUT, "note", says, "Free some space before you add much.")
    else:
        yield Finding(_ABOUT, "well", says)
