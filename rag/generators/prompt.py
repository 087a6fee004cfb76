"""Prompt files with their variables, and the person's message made from a prompt: evidence fenced as data.

Knows the files' names and variables. Does not know which evidence is chosen, or any model's message format.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import ConfigError
from rag.generators.base import Evidence, Prompt
from rag.shipped import shipped
from rag.types import Pixels, Turn, content_id

PROMPTS = shipped("prompts")
VARIABLES: dict[str, frozenset[str]] = {
    "answer": frozenset({"fence", "refusal"}),
    "verify": frozenset({"fence", "refusal"}),
    "compare": frozenset({"fence", "refusal"}),
    "locate": frozenset({"fence", "refusal"}),
    "notes": frozenset({"fence", "refusal"}),
    "digest": frozenset({"fence", "refusal"}),
    "question": frozenset({"evidence", "question"}),
    "rewrite": frozenset({"history", "question"}),
}


@dataclass(frozen=True, slots=True)
class Template:
    """A prompt file with its variables in braces, checked when it was loaded."""

    name: str
    text: str

    @classmethod
    def load(cls, name: str, directory: Path = PROMPTS) -> Template:
        """Read `directory`/name.txt. Raises ConfigError when it is missing or has other variables than expected."""
        path = directory / f"{name}.txt"
        try:
            text = path.read_text(encoding="utf-8").strip()
            found = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
        except (OSError, UnicodeDecodeError, ValueError) as exc:
            raise ConfigError(
                f"The prompt file {path} cannot be used: {exc}.", "Restore it from the repository."
            ) from exc
        if found != VARIABLES[name]:
            raise ConfigError(
                f"The prompt file {path} has the variables {_braces(found)}.",
                f"It needs exactly {_braces(VARIABLES[name])}; write other braces twice.",
            )
        return cls(name, text)

    def fill(self, values: dict[str, str]) -> str:
        """The text with every variable replaced."""
        return self.text.format(**values)


def user_parts(prompt: Prompt, directory: Path = PROMPTS) -> list[str | Pixels]:
    """The person's message as text and pictures in order, evidence fenced."""
    if not prompt.evidence:
        return [prompt.question, *([prompt.image] if prompt.image is not None else [])]
    fence = fence_name(prompt.evidence)
    frame = Template.load("question", directory)
    before, after = frame.text.split("{evidence}")
    parts: list[str | Pixels] = [before.format(question=prompt.question)]
    for evidence in prompt.evidence:
        parts.append(_fenced(evidence, fence))
        if evidence.image is not None:
            parts.append(evidence.image)
    parts.append(after.format(question=prompt.question))
    if prompt.image is not None:
        parts.extend(["The question is asked with this picture:", prompt.image])
    return parts


def said(turn: Turn) -> str:
    """An earlier answer as the generator reads it, with what it cited as quoted words and not as numbers."""
    return "\n".join([turn.answer, *(f"(from {words})" for words in turn.cited)])


def fence_name(evidence: Sequence[Evidence]) -> str:
    """A tag that the evidence cannot guess, because it is a hash of all of it."""
    return f"evidence-{content_id(*(item.text for item in evidence))[:8]}"


def _fenced(evidence: Evidence, fence: str) -> str:
    page = evidence.hit.page.label or evidence.hit.page.number
    name, page = (str(value).replace('"', "'").replace("<", "‹") for value in (evidence.hit.document.source.name, page))
    # Whatever the evidence says, it does not end its own fence.
    text = evidence.text.replace(f"</{fence}", f"‹/{fence}").replace(f"<{fence}", f"‹{fence}")
    place = f'n="{evidence.marker}" file="{name}" page="{page}"'
    # The picture of such a piece follows its fence.
    return f"<{fence} {place}>\n{text or '(see the picture)'}\n</{fence}>"


def _braces(names: Sequence[str] | frozenset[str] | set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"
