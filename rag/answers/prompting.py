"""Makes the prompt: which evidence, in which form, how much of it, fenced as data, with how much of the conversation.

Knows prompt files and estimates of tokens. Does not know any model or its message format.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from rag.errors import SightlineError
from rag.generators.base import Evidence, Generator, Prompt
from rag.generators.prompt import PROMPTS, VARIABLES, Template, fence_name
from rag.questions.question import Question
from rag.types import Box, Hit, Pixels, Turn

log = logging.getLogger(__name__)

REFUSAL = "NOT IN THE EVIDENCE"
"""What a generator is told to write when the evidence does not answer."""

_ANSWER_TOKENS = 1024
_IMAGE_SIDE_PX = 1024
_PIXELS_PER_TOKEN = 750
_HISTORY_SHARE = 0.25
_TURN_CHARS = 1500

Crop = Callable[[Hit, tuple[Box, ...]], Pixels]
"""Renders the evidence of a hit: the region in the boxes, or the whole page where there is none."""


class PromptBuilder:
    """Builds prompts in the form that one generator can read."""

    def __init__(self, generator: Generator, crop: Crop | None = None, directory: Path = PROMPTS) -> None:
        self._templates = {name: Template.load(name, directory) for name in VARIABLES}
        self._crop = crop if generator.sees_images else None
        self._budget = max(512, generator.context_tokens - _ANSWER_TOKENS)

    def build(
        self, question: Question, hits: Sequence[Hit], history: Sequence[Turn] = (), mode: str = "answer"
    ) -> Prompt:
        """The prompt with as much of the hits, best first, and of the history, latest first, as the generator reads."""
        turns = trim_history(history, int(_HISTORY_SHARE * self._budget))
        fixed = estimate_tokens(self._templates[mode].text + question.text)
        spent = fixed + sum(estimate_tokens(turn.question + turn.answer) for turn in turns)
        evidence = self._evidence(hits, self._budget - spent)
        system = self._templates[mode].fill({"fence": fence_name(evidence), "refusal": REFUSAL})
        return Prompt(system, question.text, evidence, turns, question.query.image, question)

    def rewrite(self, question: str, history: Sequence[Turn]) -> Prompt:
        """The prompt that asks for a standalone question."""
        turns = trim_history(history, int(_HISTORY_SHARE * self._budget))
        text = "\n".join(f"Person: {turn.question}\nAnswer: {turn.answer}" for turn in turns)
        filled = self._templates["rewrite"].fill({"history": text, "question": question})
        return Prompt("You rewrite questions.", filled, ())

    def _evidence(self, hits: Sequence[Hit], budget: int) -> tuple[Evidence, ...]:
        found: list[Evidence] = []
        for hit in hits:
            evidence = Evidence(len(found) + 1, hit, evidence_text(hit), self._image(hit))
            cost = _cost(evidence)
            if cost > budget and found:
                break
            if cost > budget:
                evidence = replace(evidence, text=shorten(evidence.text, budget), image=None)
            found.append(evidence)
            budget -= cost
        return tuple(found)

    def _image(self, hit: Hit) -> Pixels | None:
        """Pictures and tables are shown as they look; running text is given as text."""
        if self._crop is None or (hit.chunk.modality == "text" and hit.chunk.kind != "table"):
            return None
        try:
            return shrink(self._crop(hit, hit.chunk.locator.boxes))
        except SightlineError as error:
            log.warning("evidence is given as text only: %s", error)
            return None


def evidence_text(hit: Hit) -> str:
    """What a language model reads of a hit: its headings and caption, then its words."""
    return f"({hit.chunk.context})\n{hit.chunk.text}" if hit.chunk.context else hit.chunk.text


def trim_history(history: Sequence[Turn], budget: int) -> tuple[Turn, ...]:
    """The latest turns that fit into `budget` tokens, oldest first; long answers are shortened."""
    kept: list[Turn] = []
    for turn in reversed(history):
        short = Turn(turn.question, turn.answer[:_TURN_CHARS])
        budget -= estimate_tokens(short.question + short.answer)
        if budget < 0:
            break
        kept.append(short)
    return tuple(reversed(kept))


def estimate_tokens(text: str) -> int:
    """Tokens of `text`, rather too many than too few: 3.5 ASCII characters a token, one for each other character."""
    n_ascii = sum(character.isascii() for character in text)
    return int(n_ascii / 3.5 + (len(text) - n_ascii)) + 4


def shorten(text: str, budget: int) -> str:
    """The beginning of `text` that fits into `budget` tokens."""
    share = max(0, budget) / max(1, estimate_tokens(text))
    return text if share >= 1 else text[: int(len(text) * share)]


def shrink(image: Pixels, side_px: int = _IMAGE_SIDE_PX) -> Pixels:
    """The picture with every n-th pixel, so that its longer side is at most `side_px`."""
    step = -(-max(image.shape[:2]) // side_px)
    return image[::step, ::step] if step > 1 else image


def _cost(evidence: Evidence) -> int:
    pixels = evidence.image.shape[0] * evidence.image.shape[1] if evidence.image is not None else 0
    return estimate_tokens(evidence.text) + 24 + pixels // _PIXELS_PER_TOKEN
