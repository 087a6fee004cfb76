"""A conversation as Markdown, to keep or to send."""

from __future__ import annotations

from web.links import place
from web.session import Evidence, Session, Turn
from web.texts import Language, say


def as_markdown(session: Session) -> str:
    """Every question with its answer, and every source with its page and quoted words."""
    parts = [f"# Sightline · {session.collection}", *(_turn(session.language, turn) for turn in session.turns)]
    return "\n\n".join(parts) + "\n"


def _turn(language: Language, turn: Turn) -> str:
    asked = turn.query.text or f"({say(language, 'picture_of_question')})"
    lines = [f"## {asked}"]
    if turn.answer is not None:
        lines.append(turn.answer.text)
    if turn.problem is not None:
        lines.append(f"{turn.problem.message} {turn.problem.hint}".strip())
    if turn.evidence:
        lines.append("\n".join(_source(language, index, e) for index, e in enumerate(turn.evidence, 1)))
    return "\n\n".join(lines)


def _source(language: Language, index: int, evidence: Evidence) -> str:
    where = f"{evidence.hit.document.source.name}, {place(language, evidence.hit)}"
    quote = f": “{' '.join(evidence.quote.split())}”" if evidence.quote else ""
    return f"- [{evidence.marker or index}] {where}{quote}"
