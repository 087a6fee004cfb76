"""The library's truth: documents, chunks, vectors and words in one SQLite file. sqlite3 is imported here only."""

from rag.ledger.ledger import Ledger
from rag.ledger.opening import exists
from rag.ledger.records import (
    Change,
    Conversation,
    ConversationEntry,
    DocumentRecord,
    Feedback,
    Job,
    JobState,
    SpaceVectors,
    StoredChunk,
    StoredTurn,
    TokenVectors,
)

__all__ = [
    "Change",
    "Conversation",
    "ConversationEntry",
    "DocumentRecord",
    "Feedback",
    "Job",
    "JobState",
    "Ledger",
    "SpaceVectors",
    "StoredChunk",
    "StoredTurn",
    "TokenVectors",
    "exists",
]
