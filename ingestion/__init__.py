"""Files to ledger.

    from ingestion import ingest
    report = ingest(["folder"], library)

Importing costs milliseconds: loaders and encoders load when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingestion.options import LoadOptions
    from ingestion.pipeline import ingest, preview
    from ingestion.report import FileReport, Progress, Report
    from ingestion.sync import remove, surplus

__all__ = ["FileReport", "LoadOptions", "Progress", "Report", "ingest", "preview", "remove", "surplus"]

_HOMES = {
    "FileReport": "ingestion.report",
    "LoadOptions": "ingestion.options",
    "Progress": "ingestion.report",
    "Report": "ingestion.report",
    "ingest": "ingestion.pipeline",
    "preview": "ingestion.pipeline",
    "remove": "ingestion.sync",
    "surplus": "ingestion.sync",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'ingestion' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(_HOMES[name]), name)
