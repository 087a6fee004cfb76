"""What goes into the ledger, and what comes out of it with its key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rag.types import Chunk, Document, Page, Source, Vectors


@dataclass(frozen=True, slots=True)
class SpaceVectors:
    """The vectors of some of a document's chunks in one space."""

    space: str
    positions: NDArray[np.int64]
    """(n,) positions in `DocumentRecord.chunks`."""
    vectors: Vectors
    """(n, dim)."""


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The token vectors of some of a document's chunks in one late-interaction space."""

    space: str
    positions: NDArray[np.int64]
    codes: tuple[bytes, ...]
    """One packed matrix for each position, as `rag.encoders.packed` writes it."""


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """All that one transaction writes about a document."""

    collection: str
    source: Source
    path: str
    pages: tuple[Page, ...]
    chunks: tuple[Chunk, ...]
    vectors: tuple[SpaceVectors, ...] = ()
    token_vectors: tuple[TokenVectors, ...] = ()
    warnings: tuple[str, ...] = ()
    replaces: str = ""
    """Id of the document that this one takes the place of, in the same transaction."""
    settings: dict[str, str] = field(default_factory=dict)
    """Fingerprint of the settings that it was ingested with; a change of settings ingests again."""


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk as the ledger knows it. `key` is never used again after a deletion."""

    key: int
    chunk: Chunk
    document: Document
    page: Page


@dataclass(frozen=True, slots=True)
class Change:
    """What one step of the change counter did to the chunks of a collection."""

    change: int
    kind: Literal["put", "delete"]
    collection_key: int
    """The collection, by the key that no other collection ever has."""
    collection: str
    """Its name; empty when it has been deleted since."""
    space: str
    """The space in which vectors were put; empty when chunks were put or deleted."""
    keys: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Feedback:
    """A person's word on whether a chunk answers a question."""

    question: str
    chunk_id: str
    helpful: bool
    given_at: str


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A question of a conversation with its answer."""

    question: str
    answer: str
    details: str = "{}"
    """JSON of the interface: citations, status, notes."""
    documents: tuple[str, ...] = ()
    """Ids of the documents that the answer quotes; when one is deleted, answer and details are emptied."""
    withdrawn: bool = False
    """Whether that has happened."""
    key: int = field(default=0, compare=False)
    """Given by the ledger."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation over one collection."""

    id: str
    collection: str
    title: str
    turns: tuple[StoredTurn, ...] = ()
    changed_at: str = ""
    """UTC, ISO 8601; set by the ledger."""


@dataclass(frozen=True, slots=True)
class ConversationEntry:
    """A conversation as a list shows it."""

    id: str
    collection: str
    title: str
    changed_at: str
    n_turns: int


JobState = Literal["waiting", "reading", "encoding", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Job:
    """One file on its way into a collection."""

    id: str
    collection: str
    path: str
    """Where the file is read from."""
    name: str
    n_bytes: int
    owned: bool = False
    """Whether `path` is a copy in the library, which goes when the job is settled."""
    both: bool = False
    """Whether an earlier document of the same name stays; it is replaced otherwise."""
    state: JobState = "waiting"
    page: int = 0
    """The page that was read last."""
    n_pages: int = 0
    """0 as long as nobody has counted."""
    result: str = "{}"
    """JSON: outcome, document, error, reason, hint, warnings."""
    created_at: str = ""
    """UTC, ISO 8601; set by the ledger, as is `changed_at`."""
    changed_at: str = ""

    @property
    def is_settled(self) -> bool:
        return self.state in ("done", "failed", "cancelled")
