"""An answer as part of the conversation: what of it is kept for the next question."""

from __future__ import annotations

from rag.types import Answer, Turn


def turn_of(question: str, answer: Answer) -> Turn:
    """The turn: question, answer, and for each citation its place and quoted words."""
    cited = tuple(
        f"{citation.hit.document.source.name}, page {citation.hit.page.label or citation.hit.page.number}: "
        f"{citation.quote or citation.hit.chunk.context}"
        for citation in answer.citations
    )
    return Turn(question, answer.text, cited)
