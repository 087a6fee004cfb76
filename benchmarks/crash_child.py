"""A process that works on a library and is killed at a named point: `python -m benchmarks.crash_child`.

It prints a line for each thing that it was told is done; whatever it printed must be true afterwards.
"""

from __future__ import annotations

import functools
import importlib
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingestion import ingest, remove, surplus
from rag.config import Config
from rag.encoders.fake import HashEncoder
from rag.ledger import Ledger
from rag.library import Library
from rag.serving.models import Encoders

POINTS: tuple[str, ...] = (
    "rag.files.originals:Originals.keep",
    "rag.files.originals:Originals._copy",
    "rag.files.originals:Originals.delete",
    "rag.ledger.writing:log_change",
    "rag.ledger.writing:put_blobs",
    "rag.ledger.writing:write",
    "rag.ledger.writing:delete",
    "rag.ledger.documents:DocumentTables.put_document",
    "rag.ledger.documents:DocumentTables.delete_document",
    "rag.ledger.documents:DocumentTables.purge",
    "rag.ledger.owed:OwedTables.settle_original",
    "rag.ledger.opening:copy_database",
    "rag.backup:_copy_originals",
    "ingestion.encoding:Encoding.flush",
    "ingestion.writing:Writer.write",
    "ingestion.writing:Writer.finish",
    "rag.index.chroma:ChromaIndex.put",
    "rag.index.chroma:ChromaIndex.delete",
    "rag.index.chroma:ChromaIndex.drop",
    "rag.index.chroma:ChromaIndex.close",
    "rag.index.state:IndexState.write",
)
"""Each is a point twice: before the call and after it."""


def library_of(directory: Path) -> Library:
    """The library with its own settings, on encoders that cost nothing, so that rounds take a second."""
    ledger = Ledger.open(directory)
    found = Library(ledger, replace(Config.load(directory), ocr=False, workers=1))
    found.encoders = Encoders(HashEncoder(), None, None)
    found.settle()
    return found


def die_at(point: str, when: str, nth: int) -> None:
    """Patch the function that a point names so that its `nth` call is the last thing this process does."""
    place, _, path = point.partition(":")
    owner: Any = importlib.import_module(place)
    *names, last = path.split(".")
    for name in names:
        owner = getattr(owner, name)
    function: Callable[..., Any] = getattr(owner, last)
    calls = 0

    @functools.wraps(function)
    def patched(*args: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **named)
        if calls == nth and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, last, patched)


def work(library: Library, folder: Path, backup: Path) -> None:
    """Everything that writes: ingest with replacements, sync, the index, one deletion, a backup."""
    report = ingest([folder], library)
    for file in report.files:
        if file.document is not None:
            print("has", file.document.source.sha256, flush=True)
    gone = surplus(report, library)
    remove(gone, report, library)
    for document in gone:
        print("lacks", document.source.sha256, flush=True)
    library.find("secret")
    library.index.wait()
    first = library.documents()[0]
    print("leaves", first.source.sha256, flush=True)
    library.delete(first.id)
    print("lacks", first.source.sha256, flush=True)
    library.find("secret")
    library.index.wait()
    library.back_up(backup)
    print("done", flush=True)


def main(directory: Path, folder: Path, backup: Path, point: str, when: str, nth: int) -> None:
    """Work on the library, once, until the point is reached."""
    library = library_of(directory)
    if point:
        die_at(point, when, nth)
    print("ready", flush=True)
    work(library, folder, backup)
    library.close()


if __name__ == "__main__":
    places = [Path(word) for word in sys.argv[1:4]]
    main(places[0], places[1], places[2], sys.argv[4], sys.argv[5], int(sys.argv[6]))
