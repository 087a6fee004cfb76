"""Files on their way into a library, as jobs that any process sees: handed in, listed, cancelled, tried again.

Knows: the ledger's jobs and the inbox, where files that were handed over are kept until they have been read. Does not
know: who reads them (`job_runner`).
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from ingestion.discover import FoundFile, discover
from ingestion.report import FileReport
from rag.errors import InputError
from rag.ledger import Job, JobState

if TYPE_CHECKING:
    from rag.library import Library

INBOX = "inbox"
LONGEST_NAME = 180


@dataclass(frozen=True, slots=True)
class JobResult:
    """What became of a file, as plain values."""

    outcome: str = ""
    document: str = ""
    error: str = ""
    """The name of the error's class."""
    reason: str = ""
    hint: str = ""
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0

    @classmethod
    def of(cls, job: Job) -> JobResult:
        """What is written in a job."""
        values = json.loads(job.result)
        return cls(**{**values, "warnings": tuple(values.get("warnings", ()))})

    @classmethod
    def of_report(cls, report: FileReport, seconds: float = 0.0) -> JobResult:
        """What a run says of a file."""
        document, error = report.document, report.error
        return cls(
            report.outcome,
            document.id if document else "",
            type(error).__name__ if error else "",
            report.reason,
            report.hint,
            report.warnings[:20],
            round(seconds, 1),
        )

    def as_json(self) -> str:
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, ensure_ascii=False)


class Jobs:
    """The jobs of a library. Safe for use from several threads and processes."""

    def __init__(self, library: Library) -> None:
        self._ledger = library.ledger
        self._directory = library.directory
        self.inbox = library.directory / INBOX

    def keep(self, content: BinaryIO, name: str, collection: str, *, both: bool = False) -> Job:
        """Keep the bytes of a file, then put it at the end of the line; `name` may have folders: "letters/may.pdf".

        Raises InputError for a name that leads elsewhere.
        """
        _safe(name)
        self.inbox.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.inbox, prefix=".arriving-", delete=False) as target:
            shutil.copyfileobj(content, target, 1 << 20)
        return self.take(Path(target.name), name, collection, both=both)

    def take(self, arrived: Path, name: str, collection: str, *, both: bool = False) -> Job:
        """The same of a file that lies in the inbox already, which is moved."""
        identity = secrets.token_hex(8)
        place = self.inbox / identity / _safe(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        # The job is on disk once it is committed; the file that it speaks of must be there before.
        with arrived.open("rb+") as written:
            os.fsync(written.fileno())
        arrived.replace(place)
        job = Job(identity, collection, str(place.resolve()), name, place.stat().st_size, owned=True, both=both)
        self._begin_anew()
        self._ledger.add_jobs([job])
        return job

    def add(self, paths: Iterable[str | Path], collection: str) -> list[Job]:
        """Put files, and all files in folders, at the end of the line; they are read where they are.

        Raises NotFoundError for a path that is not there.
        """
        found = [entry for entry in discover(paths, self._directory) if isinstance(entry, FoundFile)]
        jobs = [
            # Files at their own paths are told apart by them: of two with one name both stay.
            Job(secrets.token_hex(8), collection, str(file.path), file.path.name, file.n_bytes, both=True)
            for file in found
        ]
        self._begin_anew()
        self._ledger.add_jobs(jobs)
        return jobs

    def _begin_anew(self) -> None:
        """What went well before is told no more when something new begins; what failed stays on the list."""
        jobs = self._ledger.jobs()
        if all(job.is_settled for job in jobs):
            self._ledger.delete_jobs([job.id for job in jobs if job.state == "done"])

    def list(self) -> Sequence[Job]:
        """All jobs, oldest first."""
        return self._ledger.jobs()

    def cancel(self, job_id: str) -> None:
        """Leave a file out; one that is being read is left within a page. A settled job stays as it is."""
        if self._ledger.move_job(job_id, "cancelled"):
            job = self._ledger.job(job_id)
            self._settled(job)

    def cancel_all(self) -> None:
        """Leave out every file that has not been read."""
        for job in self._ledger.jobs(only_open=True):
            self.cancel(job.id)

    def retry(self, job_id: str) -> bool:
        """Let a failed or cancelled file wait again; False for any other job, and for a file that is gone."""
        return Path(self._ledger.job(job_id).path).exists() and self._ledger.reopen_job(job_id)

    def clear(self) -> None:
        """Take settled jobs off the list, with the files that were kept for another try."""
        settled = [job for job in self._ledger.jobs() if job.is_settled]
        self._ledger.delete_jobs([job.id for job in settled])
        for job in settled:
            self._discard(job)

    def settle(self, job: Job, state: JobState, result: JobResult) -> None:
        """Write what became of a job that is being read."""
        if self._ledger.move_job(job.id, state, page=job.page, n_pages=job.n_pages, result=result.as_json()):
            self._settled(self._ledger.job(job.id))

    def _settled(self, job: Job) -> None:
        # What failed or was left out is kept, so that it can be tried again without another upload.
        if job.state == "done":
            self._discard(job)

    def _discard(self, job: Job) -> None:
        folder = self.inbox / job.id
        if job.owned and self.inbox.resolve() in Path(job.path).parents:
            shutil.rmtree(folder, ignore_errors=True)

    def upload_name(self, path: str) -> str:
        """The name, with folders, under which a document's file was handed over; empty for one at its own path."""
        inbox = self.inbox.resolve()
        place = Path(path)
        return str(PurePosixPath(*place.relative_to(inbox).parts[1:])) if inbox in place.parents else ""


def _safe(name: str) -> Path:
    """A relative path without ways out of its folder. Raises InputError."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    if not parts or ".." in parts or any("\0" in part or ":" in part[1:2] for part in parts):
        raise InputError(f"{name!r} cannot be the name of a file.", "Give the file another name.")
    return Path(*(part if len(part.encode()) <= LONGEST_NAME else _shortened(part) for part in parts))


def _shortened(part: str) -> str:
    suffix = Path(part).suffix[:12]
    head = part.removesuffix(Path(part).suffix).encode()[: LONGEST_NAME - 16].decode("utf-8", "ignore")
    return head + suffix
