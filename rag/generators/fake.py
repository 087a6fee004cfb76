"""A generator without a model, for tests and for running the whole application on fakes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.errors import GeneratorError
from rag.generators.base import Prompt


class FakeGenerator:
    """Says the given pieces, or else the first words of every piece of evidence with its marker. Keeps its prompts."""

    def __init__(self, pieces: Sequence[str] = (), *, sees_images: bool = False, fails_with: str = "") -> None:
        self._pieces = tuple(pieces)
        self._sees_images = sees_images
        self._fails_with = fails_with
        self.prompts: list[Prompt] = []

    @property
    def name(self) -> str:
        return "fake"

    @property
    def sees_images(self) -> bool:
        return self._sees_images

    @property
    def context_tokens(self) -> int:
        return 8192

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Yields the pieces, then raises GeneratorError where the fake was told to fail."""
        self.prompts.append(prompt)
        yield from self._pieces or _echo(prompt)
        if self._fails_with:
            raise GeneratorError(self._fails_with, "This is a fake.")


def _echo(prompt: Prompt) -> Iterator[str]:
    for evidence in prompt.evidence:
        words = " ".join(evidence.hit.chunk.text.split()[:8])
        yield f"“{words}” [{evidence.marker}] "
