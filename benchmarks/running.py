"""What every benchmark does the same way: read its arguments, fill a library from the data folder, report figures."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion import ingest
from rag.library import Library
from rag.types import Document


@dataclass(frozen=True, slots=True)
class Arguments:
    """The data folder, a library folder to use again (None: a new one each time), where results go, the set asked."""

    data: Path
    library: Path | None
    output: Path | None
    set: str = "everyday"


def arguments(description: str) -> Arguments:
    """`python -m benchmarks.NAME DATA [--library DIR] [--output DIR]`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("data", type=Path, help="folder with the .jsonl files and their files")
    parser.add_argument("--library", type=Path, help="keep the library here, and use it again when it is filled")
    parser.add_argument("--output", type=Path, help="folder for pictures of curves")
    parser.add_argument("--set", default="everyday", help="name of the .jsonl file, where a benchmark has several")
    found = parser.parse_args()
    return Arguments(found.data, found.library, found.output, found.set)


@contextmanager
def opened(asked: Arguments) -> Iterator[Library]:
    """The library to use again, or an empty one that goes afterwards."""
    with tempfile.TemporaryDirectory() as fresh, Library.open(asked.library or fresh) as library:
        yield library


@contextmanager
def filled_library(asked: Arguments, collection: str) -> Iterator[Library]:
    """A library whose `collection` holds the files of the folder of that name; what it has is not read again."""
    with opened(asked) as library:
        ingest([asked.data / collection], library, collection=collection)
        yield library


def by_name(library: Library, collection: str) -> dict[str, Document]:
    """The documents of a collection by file name."""
    return {document.source.name: document for document in library.documents(collection)}


def records(path: Path) -> list[dict[str, Any]]:
    """The records of a .jsonl file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def report(name: str, figures: dict[str, float | int]) -> None:
    """Print the figures as the last line, one JSON object."""
    print(json.dumps({"benchmark": name, "figures": figures}))
