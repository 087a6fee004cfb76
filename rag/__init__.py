"""Sightline: answers over your own documents and pictures, with the evidence marked on the page.

    from rag import Library
    library = Library.open("my-library")
    answer = library.ask("What was the revenue in 2024?")

Importing costs milliseconds: everything loads when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.config import Config
    from rag.errors import SightlineError
    from rag.library import Library
    from rag.types import Answer, Box, Chunk, Citation, Document, Filters, Hit, Query, Turn

__all__ = [
    "Answer",
    "Box",
    "Chunk",
    "Citation",
    "Config",
    "Document",
    "Filters",
    "Hit",
    "Library",
    "Query",
    "SightlineError",
    "Turn",
]

__version__ = "0.1.0"

_HOMES = {"Library": "rag.library", "Config": "rag.config", "SightlineError": "rag.errors"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'rag' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(_HOMES.get(name, "rag.types")), name)
