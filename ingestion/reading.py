"""Reads documents in worker processes: several at once, pages in order, ahead of whoever takes them.

Knows: workers, ranges of pages, and what a page costs that kills its reader. Does not know: formats, chunks, ledger.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from threading import Event, Lock
from typing import TypeVar

from ingestion.kinds.sniff import sniff
from ingestion.loaders.base import Attached, LoadedPage, LoadOptions
from ingestion.loaders.registry import attached_of, entry_for, loader_for
from ingestion.seen import seen_page
from rag.errors import EmptyFileError, InputError, LoaderCrashError, LoaderError, LoaderTimeoutError, SightlineError
from rag.types import Page
from rag.workers.pool import WorkerPool

A = TypeVar("A")
B = TypeVar("B")

PATIENCE = 30
"""What the unreadable pages of one document may cost before the document is given up."""
COSTS: dict[type[SightlineError], int] = {LoaderTimeoutError: 10, LoaderCrashError: 5}
"""Of one page, by the error; 1 for another."""
FILES_AHEAD = RANGES_AHEAD = 3
"""For each worker. Of a file that is begun ahead, one range of pages is held."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file turned out to be."""

    media_type: str
    n_pages: int


def inspect(path: Path, options: LoadOptions) -> Inspection:
    """Sniff a file and count its pages; runs in a worker. Raises InputError."""
    media_type = sniff(path)
    n_pages = loader_for(media_type).count_pages(path, options)
    if n_pages < 1:
        raise EmptyFileError("The file has no pages.", "Nothing can be read from it.")
    return Inspection(media_type, n_pages)


def read_pages(path: Path, media_type: str, options: LoadOptions, first: int, last: int) -> Iterator[LoadedPage]:
    """Read a range of pages; runs in a worker."""
    yield from map(seen_page, loader_for(media_type).load_pages(path, options, first, last))


def read_attached(path: Path, media_type: str, options: LoadOptions) -> Iterator[Attached]:
    """The files inside a file; runs in a worker."""
    yield from attached_of(media_type, path, options)


def range_pages(media_type: str) -> int:
    """How many pages one worker reads at a time."""
    return entry_for(media_type).range_pages


@dataclass(slots=True)
class BegunDocument:
    """A document of which the first range of pages has been read."""

    path: Path
    inspection: Inspection
    first_pages: list[LoadedPage] = field(default_factory=list)
    losses: list[SightlineError] = field(default_factory=list)
    """What was wrong with the pages that could not be read."""
    seconds: float = 0.0
    """Spent on reading it, summed over the workers."""

    def lose(self, number: int, error: SightlineError) -> LoadedPage:
        """An empty page for one that cannot be read. Raises `error` when patience is at its end."""
        self.losses.append(error)
        self.check_patience()
        return LoadedPage(Page(number, 0.0, 0.0), (), (f"Page {number} could not be read. {error.message}",))

    def check_patience(self) -> None:
        """Raises the latest error of a document that has cost too much."""
        if sum(COSTS.get(type(error), 1) for error in self.losses) > PATIENCE:
            raise self.losses[-1]


@dataclass(frozen=True, slots=True)
class Work:
    """What runs in the workers."""

    inspect: Callable[[Path, LoadOptions], Inspection] = inspect
    read_pages: Callable[[Path, str, LoadOptions, int, int], Iterator[LoadedPage]] = read_pages
    range_pages: Callable[[str], int] = range_pages
    """How many pages of a media type are read at a time."""
    read_attached: Callable[[Path, str, LoadOptions], Iterator[Attached]] = read_attached


class Reader:
    """Reads files through `pool`. Documents and their pages are taken in one thread; `stop` may be called from any."""

    def __init__(self, pool: WorkerPool, options: LoadOptions, work: Work = Work()) -> None:
        self._pool = pool
        self._options = options
        self._work = work
        self._threads = ThreadPoolExecutor(pool.n_workers, thread_name_prefix="reading")
        self._stopped = Event()
        self._lock = Lock()
        self.seconds = 0.0
        """Spent on reading, summed over the workers."""

    def stop(self) -> None:
        """Begin nothing more; the pages that are being read at this moment are thrown away."""
        self._stopped.set()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def ahead(self, function: Callable[[A], B], items: Iterable[A], n_ahead: int) -> Iterator[tuple[A, Future[B]]]:
        """Run `function` over the items in threads, from now on and `n_ahead` before they are taken; in their order."""
        todo = iter(items)
        begun = deque((item, self._threads.submit(function, item)) for item in islice(todo, n_ahead))
        return self._take(function, todo, begun)

    def _take(
        self, function: Callable[[A], B], todo: Iterator[A], begun: deque[tuple[A, Future[B]]]
    ) -> Iterator[tuple[A, Future[B]]]:
        try:
            while begun:
                taken = begun.popleft()
                # The next one is begun before anybody waits for this one.
                begun.extend((item, self._threads.submit(function, item)) for item in islice(todo, 1))
                yield taken
        finally:
            for _, future in begun:
                future.cancel()

    def inspect(self, path: Path) -> Inspection:
        """The kind of a file and its number of pages. Blocks; raises InputError or LoaderError."""
        with self._watch():
            return self._pool.call(self._work.inspect, path, self._options)

    def begin(self, path: Path) -> BegunDocument:
        """Inspect a file and read its first range of pages. Blocks; raises InputError or LoaderError."""
        document = BegunDocument(path, self.inspect(path))
        document.first_pages = self._range(document, next(self._ranges(document)))
        return document

    def pages(self, document: BegunDocument) -> Iterator[LoadedPage]:
        """All pages in order, each once; ranges after the first are read several at once.

        A page that cannot be read is empty with a warning. When none can be, raises what was wrong with the first.
        """
        n_pages = 0
        for page in self._limited(document):
            n_pages += 1
            yield page
        if len(document.losses) >= n_pages > 0:
            raise document.losses[0]

    def _limited(self, document: BegunDocument) -> Iterator[LoadedPage]:
        """The pages up to where the document is at one of its limits; the last of them says so."""
        n_chars = 0
        for page in self._all(document):
            n_chars += sum(len(element.text) for element in page.elements)
            reached = self._reached(document, page.page.number, n_chars)
            if reached:
                yield replace(page, warnings=(*page.warnings, reached))
                return
            yield page

    def _reached(self, document: BegunDocument, number: int, n_chars: int) -> str:
        """The limit at which a document is after page `number`; empty while there is none, or nothing is left."""
        options, n_pages = self._options, document.inspection.n_pages
        left = f"The pages after {number:,} of {n_pages:,} were not read:"
        if number == n_pages:
            return ""
        if number >= options.max_pages:
            return f"{left} max_pages is {options.max_pages:,}."
        if document.seconds > options.max_document_s:
            return f"{left} reading took longer than {options.max_document_s:g} seconds (max_document_s)."
        too_long = n_chars > options.max_text_chars
        return f"{left} what was read has more than {options.max_text_chars:,} letters." if too_long else ""

    def attached(self, document: BegunDocument) -> Iterator[Attached]:
        """The files inside a document, one at a time. Raises InputError or LoaderError."""
        media_type = document.inspection.media_type
        if entry_for(media_type).holds_files:
            with self._watch():
                yield from self._pool.stream(self._work.read_attached, document.path, media_type, self._options)

    def _all(self, document: BegunDocument) -> Iterator[LoadedPage]:
        yield from document.first_pages
        document.first_pages = []
        rest = islice(self._ranges(document), 1, None)
        n_ahead = RANGES_AHEAD * self._pool.n_workers
        for _, pages in self.ahead(lambda span: self._range(document, span), rest, n_ahead):
            yield from pages.result()

    def _range(self, document: BegunDocument, span: tuple[int, int]) -> list[LoadedPage]:
        """The pages of a range. One that its reader dies of is lost, and the reading goes on behind it."""
        pages: list[LoadedPage] = []
        number, last = span
        while number <= last:
            self._check_stopped()
            document.check_patience()
            try:
                with self._watch(document):
                    for page in self._stream(document, number, last):
                        self._check_stopped()
                        pages.append(page)
                        number = page.page.number + 1
                return pages
            except (InputError, LoaderError) as error:
                # An InputError on the first page is about the file, not about the page.
                if number == 1 and isinstance(error, InputError):
                    raise
                pages.append(document.lose(number, error))
                number += 1
        return pages

    def _stream(self, document: BegunDocument, first: int, last: int) -> Iterator[LoadedPage]:
        media_type = document.inspection.media_type
        return self._pool.stream(self._work.read_pages, document.path, media_type, self._options, first, last)

    def _ranges(self, document: BegunDocument) -> Iterator[tuple[int, int]]:
        n_pages = min(document.inspection.n_pages, self._options.max_pages)
        size = self._work.range_pages(document.inspection.media_type)
        for first in range(1, n_pages + 1, size):
            yield first, min(first + size - 1, n_pages)

    def _check_stopped(self) -> None:
        if self._stopped.is_set():
            raise CancelledError

    @contextmanager
    def _watch(self, document: BegunDocument | None = None) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            with self._lock:
                self.seconds += time.perf_counter() - begun
                if document is not None:
                    document.seconds += time.perf_counter() - begun
