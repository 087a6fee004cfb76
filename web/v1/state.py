"""What the routes of the interface work with, handed to each by FastAPI."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from ingestion.job_runner import JobRunner
from ingestion.jobs import Jobs
from rag.library import Library
from web.v1.failures import BusyError

N_AT_ONCE = 4
"""Questions that are answered at the same time; on small machines more would only make each slower."""
MAX_WAITING = 64
_PATIENCE_S = 60.0


@dataclass(frozen=True)
class Interface:
    """The library behind the interface, with what reads files into it."""

    library: Library
    jobs: Jobs
    runner: JobRunner
    turns: Turnstile = field(default_factory=lambda: Turnstile(N_AT_ONCE, MAX_WAITING))


class Turnstile:
    """Lets `n_at_once` callers in and keeps `max_waiting` more waiting; to others it says how many are before them."""

    def __init__(self, n_at_once: int, max_waiting: int) -> None:
        self._places = threading.Semaphore(n_at_once)
        self._guard = threading.Lock()
        self._n_waiting = 0
        self._max_waiting = max_waiting

    @contextmanager
    def passed(self, patience_s: float = _PATIENCE_S) -> Iterator[None]:
        """A turn. Raises BusyError at once when too many wait, and after `patience_s` of waiting."""
        with self._guard:
            if self._n_waiting >= self._max_waiting:
                raise BusyError(self._n_waiting)
            self._n_waiting += 1
        try:
            entered = self._places.acquire(timeout=patience_s)
        finally:
            with self._guard:
                self._n_waiting -= 1
        if not entered:
            raise BusyError(self._n_waiting)
        try:
            yield
        finally:
            self._places.release()


def _interface(request: Request) -> Interface:
    found: Interface = request.app.state.interface
    return found


Behind = Annotated[Interface, Depends(_interface)]
