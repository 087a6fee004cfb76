"""Reads the files of a library's jobs, one job or one small batch at a time, in a thread of its own.

Knows: which job is next, when to stop, which earlier document a file takes the place of. Does not know: how a file is
read (`pipeline`) or how jobs are stored.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.jobs import INBOX, JobResult, Jobs
from ingestion.pipeline import ingest
from ingestion.report import FileReport, Progress
from rag.errors import NotFoundError, SightlineError
from rag.index.owner import Ownership
from rag.ledger import Job
from rag.types import Document

if TYPE_CHECKING:
    from rag.library import Library

log = logging.getLogger(__name__)
BATCH_FILES, BATCH_BYTES = 32, 4_000_000
"""Small files are read together, since encoding them one by one costs twice the time; a large one is read alone."""
_LOOK_EVERY_S = 1.0
_TELL_EVERY_S = 0.15
_CALMLY = 5
"""Niceness of the thread: whoever asks meanwhile goes first."""


class _Cancelled(Exception):
    """Ends a run from within."""


class JobRunner:
    """Works through the jobs of a library until it is stopped. Of several processes, one does the work."""

    def __init__(self, library: Library, jobs: Jobs) -> None:
        self._library = library
        self._jobs = jobs
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._owner = Ownership(library.directory / INBOX, "ingestion")
        self._begun: dict[str, float] = {}
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin; jobs that a killed process left half read begin anew."""
        self._thread.start()

    def wake(self) -> None:
        """There is something new to do."""
        self._wake.set()

    def stop(self) -> None:
        """Stop within a page. What is half read waits for the next start."""
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(20)
        self._owner.release()

    def seconds_left(self, job: Job) -> float | None:
        """An estimate from the pages that have been read; None as long as it would be a guess."""
        begun = self._begun.get(job.id)
        if begun is None or job.page < 3 or time.monotonic() - begun < 3.0:
            return None
        return (time.monotonic() - begun) / job.page * (job.n_pages - job.page)

    def _run(self) -> None:
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _CALMLY)
        while not self._stopped.is_set():
            if not self._owner.held and self._owner.acquire():
                self._take_up()
            if not (self._owner.held and self._step()):
                self._wake.wait(_LOOK_EVERY_S)
                self._wake.clear()

    def _take_up(self) -> None:
        """What was being read when its process died waits again, in its old place."""
        for job in self._jobs.list():
            if not job.is_settled and job.state != "waiting":
                self._library.ledger.move_job(job.id, "waiting")

    def _step(self) -> bool:
        """Read the next files; False when there are none."""
        batch = _next_batch(self._library.ledger.jobs(only_open=True))
        if not batch:
            return False
        try:
            _Run(self._library, self._jobs, batch, self._begun, self._stopped).read()
        except Exception as error:
            log.error("files could not be read", exc_info=error)
            for job in batch:
                self._fail(job, error)
        finally:
            for job in batch:
                self._begun.pop(job.id, None)
        return True

    def _fail(self, job: Job, error: Exception) -> None:
        known = isinstance(error, SightlineError)
        reason = error.message if isinstance(error, SightlineError) else "Something went wrong inside Sightline."
        hint = error.hint if isinstance(error, SightlineError) else "The terminal that started it has the details."
        result = JobResult(
            "failed", error=type(error).__name__ if known else "SightlineError", reason=reason, hint=hint
        )
        with suppress(SightlineError):
            self._jobs.settle(job, "failed", result)


class _Run:
    """One call of the pipeline over some jobs."""

    def __init__(
        self, library: Library, jobs: Jobs, batch: Sequence[Job], begun: dict[str, float], stopped: threading.Event
    ) -> None:
        self._library, self._jobs, self._begun, self._stopped = library, jobs, begun, stopped
        self._open = {job.path: job for job in batch}
        self._told_at = 0.0

    def read(self) -> None:
        """Read the files and settle their jobs."""
        first = next(iter(self._open.values()))
        for job in [job for job in self._open.values() if not Path(job.path).exists()]:
            error = NotFoundError(f"{job.name} is not there any more.", "Add the file again.")
            self._settle(FileReport(job.path, "failed", error=error))
        if not self._open:
            return
        self._move(first, "reading")
        try:
            ingest(list(self._open), self._library, collection=first.collection, progress=self._progress)
        except _Cancelled:
            self._put_back()

    def _progress(self, progress: Progress) -> None:
        if progress.finished is not None:
            self._settle(progress.finished)
        job = self._open.get(progress.path)
        if job is not None and progress.n_pages_of:
            state = "encoding" if progress.page >= progress.n_pages_of else "reading"
            job = self._open[progress.path] = replace(job, page=progress.page, n_pages=progress.n_pages_of)
            if state == "encoding" or time.monotonic() - self._told_at >= _TELL_EVERY_S:
                self._told_at = time.monotonic()
                self._move(job, state)
        if self._stopped.is_set():
            raise _Cancelled

    def _move(self, job: Job, state: str) -> None:
        self._begun.setdefault(job.id, time.monotonic())
        moved = self._library.ledger.move_job(
            job.id, "encoding" if state == "encoding" else "reading", page=job.page, n_pages=job.n_pages
        )
        if not moved:
            # Somebody has cancelled it.
            self._open.pop(job.path, None)
            raise _Cancelled

    def _settle(self, report: FileReport) -> None:
        job = self._open.pop(report.path, None)
        if job is None:
            return
        replaced = self._replace_namesakes(job, report.document) if report.document is not None else False
        if replaced and report.outcome == "added":
            report = replace(report, outcome="replaced")
        failed = report.outcome in ("failed", "skipped")
        seconds = time.monotonic() - self._begun.get(job.id, time.monotonic())
        self._jobs.settle(job, "failed" if failed else "done", JobResult.of_report(report, seconds))

    def _replace_namesakes(self, job: Job, document: Document) -> bool:
        """Delete what was handed over under the same name before, unless both are to stay."""
        if job.both or not job.owned:
            return False
        name = self._jobs.upload_name(job.path)
        earlier = [
            one
            for one in self._library.documents(job.collection)
            if one.id != document.id and self._jobs.upload_name(one.path) == name
        ]
        for one in earlier:
            with suppress(NotFoundError):
                self._library.delete(one.id, purge=one is earlier[-1])
        return bool(earlier)

    def _put_back(self) -> None:
        for job in self._open.values():
            self._library.ledger.move_job(job.id, "waiting")


def _next_batch(jobs: Sequence[Job]) -> list[Job]:
    """The first job and the small ones that follow it into the same collection."""
    batch: list[Job] = []
    for job in jobs:
        if batch and (job.collection, job.both, job.owned) != (batch[0].collection, batch[0].both, batch[0].owned):
            break
        if len(batch) == BATCH_FILES or (batch and sum(one.n_bytes for one in batch) + job.n_bytes > BATCH_BYTES):
            break
        if job.path not in {one.path for one in batch}:
            batch.append(job)
    return batch
