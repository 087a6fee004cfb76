"""A conversation as Markdown, to keep or to send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversations.exchange import Evidence, Exchange
from rag.types import Hit


@dataclass(frozen=True, slots=True)
class Words:
    """The few words of an export, for another language than English."""

    page: str = "p. {n}"
    picture: str = "(picture)"
    withdrawn: str = "The evidence of this answer has been deleted from the library."


def as_markdown(title: str, exchanges: Sequence[Exchange], words: Words = Words()) -> str:
    """Every question with its answer, and every source with its page and quoted words."""
    return "\n\n".join([f"# {title}", *(_exchange(exchange, words) for exchange in exchanges)]) + "\n"


def place(hit: Hit, page: str = "p. {n}") -> str:
    """The page as its document calls it: "p. 12", "Slide 3", "Budget 2024", "1:24"."""
    if hit.page.second is not None:
        minutes, seconds = divmod(int(hit.page.second), 60)
        return f"{minutes}:{seconds:02d}"
    label = hit.page.label.strip()
    return page.format(n=label or hit.page.number) if not label or label.isdigit() else label


def _exchange(exchange: Exchange, words: Words) -> str:
    lines = [f"## {exchange.query.text or words.picture}"]
    if exchange.withdrawn:
        lines.append(words.withdrawn)
    if exchange.answer is not None:
        lines.append(exchange.answer.text)
    if exchange.problem is not None:
        lines.append(f"{exchange.problem.message} {exchange.problem.hint}".strip())
    if exchange.evidence:
        lines.append("\n".join(_source(index, one, words) for index, one in enumerate(exchange.evidence, 1)))
    return "\n\n".join(lines)


def _source(index: int, evidence: Evidence, words: Words) -> str:
    where = f"{evidence.hit.document.source.name}, {place(evidence.hit, words.page)}"
    quote = f": “{' '.join(evidence.quote.split())}”" if evidence.quote else ""
    return f"- [{evidence.marker or index}] {where}{quote}"
