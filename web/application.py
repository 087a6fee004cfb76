"""Opens a library and hands it to the page with everything else that stands behind it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from ingestion.job_runner import JobRunner
from ingestion.jobs import Jobs
from rag.conversations.asking import Asking
from rag.errors import SightlineError
from rag.library import Library
from rag.models.servers import NoticedServers, Server
from rag.retrievers.weights import weights_of
from rag.shipped import shipped
from web.services import Services

log = logging.getLogger(__name__)
SAMPLES = shipped("samples")


@contextmanager
def library_services(directory: str | None) -> Iterator[Services]:
    """The library in `directory`, or the person's own, closed again afterwards. Raises LibraryError, ConfigError."""
    servers = NoticedServers()
    with Library.open(directory) as library, _warming(library), services_of(library, SAMPLES, servers) as services:
        yield services


@contextmanager
def services_of(
    library: Library, samples: Path, servers: Callable[[], tuple[Server, ...]] = tuple
) -> Iterator[Services]:
    """What works behind the page over an open library, stopped afterwards."""
    with ExitStack() as stack:
        asking = Asking(library, library.conversations)
        stack.callback(asking.close)
        jobs = Jobs(library)
        runner = JobRunner(library, jobs)
        stack.callback(runner.stop)
        runner.start()
        yield Services(library, asking, jobs, runner, partial(weights_of, library.ledger), samples, servers)


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
