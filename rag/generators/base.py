"""What a generator is, and the prompt that it gets. Knows nothing of any model or server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from rag.questions.question import Question
from rag.types import Hit, Pixels, Turn

ANSWER_TOKENS = 1024
"""What every prompt leaves of the context for the answer."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One numbered piece of evidence, in the form that the generator can read."""

    marker: int
    hit: Hit
    text: str
    image: Pixels | None = None
    also: tuple[Hit, ...] = ()
    """What else stands on the picture: the other chunks of a page that is shown whole."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question with its evidence."""

    system: str
    question: str
    evidence: tuple[Evidence, ...]
    history: tuple[Turn, ...] = ()
    image: Pixels | None = None
    """The picture that the person asked with."""
    asked: Question | None = None
    """The question as it was read; None where a model is asked for something else than an answer."""


class Generator(Protocol):
    """Writes an answer with markers `[n]`.

    Contract: streams pieces of text whose concatenation is the answer, with the thoughts of a reasoning model as it
    writes them; an empty concatenation means that the evidence does not answer. Failures raise GeneratorError, never an
    answer that describes the failure.
    """

    @property
    def name(self) -> str: ...

    @property
    def sees_images(self) -> bool: ...

    @property
    def context_tokens(self) -> int:
        """How many tokens of prompt it can read."""

    def stream(self, prompt: Prompt) -> Iterator[str]: ...
