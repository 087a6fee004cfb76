"""The ingestion job: discover, claim, read, chunk, encode, write.

Knows the order of the steps; what each of them does is in the module of its name. While documents are encoded and
written here, the next ones are read in the worker processes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.catalogue import Catalogue, Claim
from ingestion.chunking import chunk_pages
from ingestion.discover import FoundFile, Unreachable, discover
from ingestion.encoding import Encoded, Encoding
from ingestion.loaders.base import LoadedPage, LoadOptions
from ingestion.reading import FILES_AHEAD, BegunDocument, Reader
from ingestion.report import FileReport, Progress, Report, Timing
from ingestion.runlog import RunLog
from ingestion.unpacking import Unpacked
from ingestion.writing import ReadDocument, Writer
from rag.errors import EmptyFileError, InputError, LoaderError
from rag.plain import seen_name
from rag.types import Source

if TYPE_CHECKING:
    from rag.library import Library

BATCH_CHUNKS, BATCH_S = 512, 10.0
"""Documents are encoded together until they have this many chunks, and written at least this often."""


def ingest(
    paths: Iterable[str | Path],
    library: Library,
    *,
    collection: str = "default",
    options: LoadOptions | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Bring the files at `paths`, and in the folders among them, into a collection.

    A file that cannot be read has its reason in the report, and the others go on. What is in the collection already
    stays as it is; a file whose bytes have changed takes the place of its document. Stopping this (KeyboardInterrupt,
    or an exception of `progress`) loses what is not written yet, and calling it again goes on from there.

    Raises NotFoundError for a path that is not there, MissingModelError, and LibraryError when the library cannot be
    written.
    """
    options = options or options_of(library)
    entries = discover(paths, library.directory)
    log = RunLog(entries, progress)
    catalogue = Catalogue(library.ledger, library.originals, collection, ocr=options.ocr)
    new = list(_looked_over(entries, catalogue, log))
    if new:
        log.expect(new)
        _Job(library, catalogue, log, Reader(library.pool, options)).run(new)
    return log.report()


def preview(paths: Iterable[str | Path], library: Library, *, collection: str = "default") -> Report:
    """What `ingest` would do. Opens the new files to tell their kind, and writes nothing. Raises NotFoundError."""
    options = options_of(library)
    entries = discover(paths, library.directory)
    log = RunLog(entries, None)
    catalogue = Catalogue(library.ledger, library.originals, collection, ocr=options.ocr)
    reader = Reader(library.pool, options)
    for file in _looked_over(entries, catalogue, log):
        try:
            claim = catalogue.claim(file)
            if claim.must_be_read:
                reader.inspect(file.path)
            log.done(FileReport(str(file.path), claim.outcome, claim.known))
        except (InputError, LoaderError) as error:
            log.failed(file.path, error)
    reader.stop()
    return log.report(dry_run=True)


def options_of(library: Library) -> LoadOptions:
    """The limits that the library's settings give."""
    config = library.config
    return LoadOptions(config.ocr, config.max_pixels, max_pages=config.max_pages, max_document_s=config.max_document_s)


def _looked_over(entries: Sequence[FoundFile | Unreachable], catalogue: Catalogue, log: RunLog) -> Iterator[FoundFile]:
    """The files that must be looked into; the others have their outcome."""
    for entry in entries:
        if isinstance(entry, Unreachable):
            log.unreachable(entry)
        elif (document := catalogue.unchanged(entry)) is not None:
            log.unchanged(entry, document)
        else:
            yield entry


class _Job:
    """One run over the files that must be looked into."""

    def __init__(self, library: Library, catalogue: Catalogue, log: RunLog, reader: Reader) -> None:
        self._library, self._catalogue, self._log, self._reader = library, catalogue, log, reader
        self._writer = Writer(library, catalogue)
        self._unwritten: list[ReadDocument] = []
        self._repeated: list[Claim] = []
        self._unpacked = Unpacked()
        self._written_at = time.perf_counter()

    def run(self, files: Sequence[FoundFile]) -> None:
        """Give every file its outcome."""
        steps = self._reader.ahead(self._begin, self._claims(files), FILES_AHEAD * self._library.pool.n_workers)
        try:
            # The models load while the first files are read.
            encoding = Encoding(self._library, self._catalogue.collection)
            for claim, begun in steps:
                self._take(claim, begun.result, encoding)
                if self._is_due():
                    self._write(encoding)
            for file in self._unpacked.files():
                self._take_unpacked(file, encoding)
            self._write(encoding)
            # Twins come last, when the file that was read in their place has its outcome.
            for claim in self._repeated:
                self._take(replace(claim, twin=None), lambda: None, encoding)
            self._write(encoding)
        finally:
            self._reader.stop()
            self._unpacked.close()
        # Only now: a document whose file has other bytes may have been found at another path during the run.
        self._writer.finish()
        self._log.timing = Timing(self._reader.seconds, encoding.seconds, self._writer.seconds)

    def _claims(self, files: Sequence[FoundFile]) -> Iterator[Claim]:
        for file in files:
            try:
                yield self._catalogue.claim(file)
            except InputError as error:
                self._log.failed(file.path, error)

    def _take_unpacked(self, file: FoundFile, encoding: Encoding) -> None:
        """A file that came out of another one, as if it had been found beside it."""
        self._log.also(file)
        try:
            claim = self._catalogue.claim(file)
        except InputError as error:
            self._log.failed(file.shown, error)
            return
        self._take(claim, lambda: self._begin(claim), encoding)
        if self._is_due():
            self._write(encoding)

    def _begin(self, claim: Claim) -> BegunDocument | None:
        """Runs in a thread, ahead."""
        return self._reader.begin(claim.file.path) if claim.must_be_read else None

    def _take(self, claim: Claim, begun: Callable[[], BegunDocument | None], encoding: Encoding) -> None:
        try:
            self._go_on(claim, begun(), encoding)
        except (InputError, LoaderError) as error:
            self._log.failed(claim.file.shown, error)

    def _go_on(self, claim: Claim, begun: BegunDocument | None, encoding: Encoding) -> None:
        known = self._catalogue.find(claim)
        if begun is not None:
            self._keep(claim, begun, encoding)
        elif claim.twin is not None:
            self._repeated.append(claim)
        elif known is not None:
            self._log.done(self._writer.settle(claim, known))
        else:
            # Its document made room for the new bytes at its old path, or its twin could not be read.
            begun = self._reader.begin(claim.file.path)
            self._keep(replace(claim, outcome="added"), begun, encoding)

    def _keep(self, claim: Claim, begun: BegunDocument, encoding: Encoding) -> None:
        # Read first: while it is read, those before it may be written, and the list begins anew.
        document = self._chunk(claim, begun, encoding)
        self._unwritten.append(document)

    def _chunk(self, claim: Claim, begun: BegunDocument, encoding: Encoding) -> ReadDocument:
        """Page by page into the encoders' queues."""
        path, found = claim.file.shown, begun.inspection
        source = Source(claim.sha256, seen_name(path.name), found.media_type, claim.file.n_bytes)
        contents, warnings = Encoded(), list[str]()
        for page in chunk_pages(source, _noting(self._reader.pages(begun), warnings)):
            encoding.add(contents, page)
            if self._unwritten and self._is_due():
                # What is read already does not wait for the end of a long document.
                self._write(encoding)
            self._log.page(path, len(page.chunks), page.page.number, found.n_pages)
        warnings += self._unpacked.take(claim.file, self._reader.attached(begun))
        if not contents.chunks:
            raise EmptyFileError("Neither words nor pictures were found in it.", "Look at it in another program.")
        return ReadDocument(claim, source, contents, tuple(warnings))

    def _is_due(self) -> bool:
        n_chunks = sum(len(document.contents.chunks) for document in self._unwritten)
        return n_chunks >= BATCH_CHUNKS or time.perf_counter() - self._written_at > BATCH_S

    def _write(self, encoding: Encoding) -> None:
        encoding.flush()
        for document in self._unwritten:
            self._log.encoded(document.claim.file.shown)
            try:
                self._log.done(self._writer.write(document))
            except InputError as error:
                # A LibraryError ends the run instead: what cannot be written now cannot be for the next file.
                self._log.failed(document.claim.file.shown, error)
        self._library.note_models(self._catalogue.collection)
        self._unwritten = []
        self._written_at = time.perf_counter()


def _noting(pages: Iterable[LoadedPage], warnings: list[str]) -> Iterator[LoadedPage]:
    for page in pages:
        warnings.extend(page.warnings)
        yield page
