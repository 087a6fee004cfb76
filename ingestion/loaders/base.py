"""What a loader is, and what it hands over. Knows nothing of any format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ingestion.options import LoadOptions as LoadOptions
from rag.types import Element, Page


@dataclass(frozen=True, slots=True)
class LoadedPage:
    """A page with its elements in reading order; `warnings` are sentences for the report."""

    page: Page
    elements: tuple[Element, ...]
    warnings: tuple[str, ...] = ()


class Loader(Protocol):
    """Reads one family of formats. Runs inside a worker process; opens nothing but `path`.

    Contract: `load_pages(path, options, first, last)` yields the pages numbered first to last (both counted, from 1),
    each once and in order. A page that cannot be read is yielded empty with a warning. A file that cannot raises
    an InputError. Formats without pages count as many as their natural divisions (sheets, slides, screens of lines).
    """

    def count_pages(self, path: Path, options: LoadOptions) -> int: ...

    def load_pages(self, path: Path, options: LoadOptions, first: int, last: int) -> Iterator[LoadedPage]: ...


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that is inside another one: of a mail, an archive, a PDF."""

    name: str
    content: bytes


class Container(Protocol):
    """A loader of files that hold other files. Runs inside a worker process as well."""

    def attached(self, path: Path, options: LoadOptions) -> Iterator[Attached]: ...
