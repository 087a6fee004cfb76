"""Runs an ingestion beside the page and tells how far it is.

Knows: one thread, one queue, the seconds that are left. Does not know: how files are read.
"""

from __future__ import annotations

import queue
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.report import FileReport, Progress, Report
from web.services import Ingest

_TELL_EVERY_S = 0.2
_ESTIMATE_AFTER_S = 4.0


@dataclass(frozen=True, slots=True)
class IngestState:
    """How far a batch of files is."""

    n_files: int
    n_done: int = 0
    current: str = ""
    share: float = 0.0
    seconds_left: float | None = None
    files: tuple[FileReport, ...] = ()
    finished: bool = False


def run_ingest(ingest: Ingest, paths: Sequence[Path], collection: str) -> Iterator[IngestState]:
    """Ingest `paths`, yielding states; the last one is finished. Raises what `ingest` raises."""
    told: queue.Queue[Progress | Report | BaseException] = queue.Queue()
    worker = threading.Thread(target=_work, args=(ingest, paths, collection, told), name="ingest", daemon=True)
    worker.start()
    begun = last = time.monotonic()
    files: list[FileReport] = []
    yield IngestState(len(paths))
    while True:
        item = told.get()
        if isinstance(item, BaseException):
            raise item
        if isinstance(item, Report):
            yield IngestState(len(item.files), len(item.files), share=1.0, files=item.files, finished=True)
            return
        if item.finished is not None:
            files.append(item.finished)
        if item.finished is not None or time.monotonic() - last >= _TELL_EVERY_S:
            last = time.monotonic()
            left = _left(last - begun, item.share)
            yield IngestState(item.n_files, item.n_done, item.current, item.share, left, tuple(files))


def _work(
    ingest: Ingest, paths: Sequence[Path], collection: str, told: queue.Queue[Progress | Report | BaseException]
) -> None:
    try:
        told.put(ingest(paths, collection, told.put))
    except Exception as exc:  # noqa: BLE001 - carried over to the request's own thread, which reports it
        told.put(exc)


def _left(elapsed_s: float, share: float) -> float | None:
    if elapsed_s < _ESTIMATE_AFTER_S or share <= 0.02:
        return None
    return elapsed_s * (1 - share) / share


def discard_uploads(paths: Sequence[Path], cache: Path) -> None:
    """Delete uploaded files, and nothing outside the upload cache: the library keeps its own originals."""
    for path in paths:
        folder = path.resolve().parent
        if cache.resolve() in folder.parents:
            shutil.rmtree(folder, ignore_errors=True)
