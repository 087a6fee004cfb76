"""How far work in the background is, as a person is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Work:
    """Chunks that are encoded by a new model for its role, or vectors that are put into the index."""

    what: Literal["text", "vision", "late", "index"]
    done: int
    total: int

    @property
    def sentence(self) -> str:
        """For people: "pictures are encoded: 120 of 500"."""
        return f"{_DONE[self.what]}: {self.done:,} of {self.total:,}"


_DONE = {
    "text": "texts are encoded by the model that the settings name",
    "vision": "pictures are encoded by the model that the settings name",
    "late": "word by word vectors are made by the model that the settings name",
    "index": "the index is being built",
}
