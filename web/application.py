"""Opens a library and hands it to the page with everything else that stands behind it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from ingestion import ingest
from ingestion.report import Progress, Report
from rag.errors import SightlineError
from rag.library import Library
from rag.models.servers import NoticedServers
from rag.retrievers.weights import weights_of
from rag.shipped import shipped
from web.services import Services

log = logging.getLogger(__name__)
SAMPLES = shipped("samples")


@contextmanager
def library_services(directory: str | None) -> Iterator[Services]:
    """The library in `directory`, or the person's own, closed again afterwards. Raises LibraryError, ConfigError."""
    servers = NoticedServers()
    with Library.open(directory) as library, _warming(library):
        yield Services(library, partial(_ingest, library), partial(weights_of, library.ledger), SAMPLES, servers)


def _ingest(library: Library, paths: Sequence[Path], collection: str, progress: Callable[[Progress], None]) -> Report:
    return ingest(paths, library, collection=collection, progress=progress)


@contextmanager
def _warming(library: Library) -> Iterator[None]:
    """Load in a thread of its own what the first question needs; the library is not closed before that has ended."""
    thread = threading.Thread(target=_warm, args=(library,), name="warm", daemon=True)
    if any(library.documents(name) for name in library.collections()):
        thread.start()
    try:
        yield
    finally:
        if thread.is_alive():
            thread.join()


def _warm(library: Library) -> None:
    """Load what the first question needs while the person is still typing it."""
    try:
        _ = library.answerer
    except SightlineError as error:  # the first question says so on the page
        log.warning("%s", error)
