"""Gathers what becomes of every file of a run, and tells whoever watches."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ingestion.discover import FoundFile, Unreachable
from ingestion.report import FileReport, Progress, Report, Timing
from rag.errors import SightlineError, UnsupportedError
from rag.types import Document


class RunLog:
    """The outcomes so far. Used from one thread."""

    def __init__(self, entries: Sequence[FoundFile | Unreachable], progress: Callable[[Progress], None] | None) -> None:
        self._paths = [str(entry.path) for entry in entries]
        self._reports: dict[str, FileReport] = {}
        self._progress = progress or (lambda _: None)
        self._started = time.perf_counter()
        self._weights: dict[str, int] = {}
        self._shares: dict[str, float] = {}
        self._last: dict[str, tuple[int, int]] = {}
        self._n_pages = self._n_chunks = 0
        self.timing = Timing()

    def expect(self, files: Sequence[FoundFile]) -> None:
        """These are the files to look into: the share of the work that is done is a share of their bytes."""
        # A small file takes its time too.
        self._weights = {str(file.path): file.n_bytes + 10_000 for file in files}

    def also(self, file: FoundFile) -> None:
        """A file that came out of another one: it has an outcome of its own."""
        if str(file.shown) not in self._paths:
            self._paths.append(str(file.shown))

    def unreachable(self, entry: Unreachable) -> None:
        """A folder that may not be read fails; what is no file at all is skipped."""
        is_no_file = isinstance(entry.error, UnsupportedError)
        self.done(FileReport(str(entry.path), "skipped" if is_no_file else "failed", error=entry.error))

    def unchanged(self, file: FoundFile, document: Document) -> None:
        self.done(FileReport(str(file.path), "unchanged", document))

    def failed(self, path: Path, error: SightlineError) -> None:
        self.done(FileReport(str(path), "failed", error=error))

    def page(self, path: Path, n_chunks: int, number: int, n_pages: int) -> None:
        """Page `number` of the `n_pages` of a file has been read and chunked."""
        self._n_pages += 1
        self._n_chunks += n_chunks
        self._shares[str(path)] = number / n_pages
        self._last[str(path)] = number, n_pages
        self._tell_place(path)

    def encoded(self, path: Path) -> None:
        """A file is about to be written: the last moment at which whoever watches can leave it out."""
        self._tell_place(path)

    def _tell_place(self, path: Path) -> None:
        number, n_pages = self._last[str(path)]
        self._progress(replace(self._step(path.name, None), path=str(path), page=number, n_pages_of=n_pages))

    def done(self, report: FileReport) -> None:
        """A file has its outcome."""
        self._reports[report.path] = report
        self._shares[report.path] = 1.0
        self._progress(self._step("", report))

    def report(self, *, dry_run: bool = False) -> Report:
        """All outcomes in the order in which the files were found."""
        self.timing.total_s = time.perf_counter() - self._started
        files = tuple(self._reports[path] for path in self._paths)
        return Report(files, timing=self.timing, dry_run=dry_run)

    def _step(self, current: str, finished: FileReport | None) -> Progress:
        total = sum(self._weights.values())
        done = sum(weight * self._shares.get(path, 0.0) for path, weight in self._weights.items())
        return Progress(
            n_files=len(self._paths),
            n_done=len(self._reports),
            n_pages=self._n_pages,
            n_chunks=self._n_chunks,
            share=done / total if total else 1.0,
            current=current,
            finished=finished,
        )
