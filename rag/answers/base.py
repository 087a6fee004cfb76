"""What answers questions. Knows nothing of who writes the answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from rag.types import Answer, Hit, Query, Turn


class Answers(Protocol):
    """Finds evidence and answers from it.

    Contract: `find` gives the k best hits, best first. `stream` yields the answer as it grows; the last one is final.
    Failures of a model raise GeneratorError.
    """

    def find(self, query: Query, k: int) -> list[Hit]: ...

    def stream(self, query: Query, history: Sequence[Turn] = ()) -> Iterator[Answer]: ...
