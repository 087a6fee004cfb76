"""What the page needs of a library and of ingestion, so that it runs on fakes as well."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ingestion.report import Progress, Report
from rag.config import Config
from rag.models.servers import Server
from rag.types import Answer, Box, Document, Hit, Pixels, Query, Turn


class LibraryFace(Protocol):
    """The part of `rag.library.Library` that the page calls."""

    config: Config

    def collections(self) -> tuple[str, ...]: ...
    def create_collection(self, name: str) -> None: ...
    def documents(self, collection: str = ...) -> list[Document]: ...
    def delete(self, document_id: str) -> None: ...
    def find(self, query: str | Query, k: int = ...) -> list[Hit]: ...
    def stream(self, query: str | Query, history: Sequence[Turn] = ...) -> Iterator[Answer]: ...
    def image(self, hit: Hit, boxes: tuple[Box, ...] = ...) -> Pixels: ...
    def use_language_model(self, generator: str, url: str) -> None: ...
    def notices(self) -> tuple[str, ...]: ...
    def add_feedback(self, query: Query, hit: Hit, *, helpful: bool) -> None: ...


Ingest = Callable[[Sequence[Path], str, Callable[[Progress], None]], Report]
"""Files, the collection that they go to, and who is told of progress."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything behind the page."""

    library: LibraryFace
    ingest: Ingest
    weights: Callable[[str], Mapping[str, float]]
    """The weight of each stream in a collection, by its name."""
    samples: Path
    """Folder with `documents/` and `questions.txt`; may be missing."""
    servers: Callable[[], tuple[Server, ...]] = tuple
    """The language model servers that were noticed on this machine so far."""
