"""Opens a library and hands it to the page with everything else that stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from ingestion import ingest
from ingestion.report import Progress, Report
from rag.library import Library
from web.services import Services

SAMPLES = Path(__file__).parent.parent / "samples" / "documents"
STREAMS = ("text", "vision", "lexical", "late", "reference")


@contextmanager
def library_services(directory: str | None) -> Iterator[Services]:
    """The library in `directory`, or the person's own, closed again afterwards. Raises LibraryError, ConfigError."""
    with Library.open(directory) as library:
        yield Services(library, partial(_ingest, library), SAMPLES, STREAMS)


def _ingest(library: Library, paths: Sequence[Path], collection: str, progress: Callable[[Progress], None]) -> Report:
    return ingest(paths, library, collection=collection, progress=progress)
