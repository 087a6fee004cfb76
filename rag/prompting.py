"""Makes the prompt: which evidence, in which form, how much of it, fenced as data, with how much of the conversation.

Knows prompt files and estimates of tokens. Does not know any model or its message format.
"""

from __future__ import annotations

import logging
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import ConfigError, SightlineError
from rag.generators.base import Evidence, Generator, Prompt
from rag.types import Box, Hit, Pixels, Query, Turn, content_id

log = logging.getLogger(__name__)

PROMPTS = Path(__file__).resolve().parent.parent / "prompts"
REFUSAL = "NOT IN THE EVIDENCE"
"""What a generator is told to write when the evidence does not answer."""

_VARIABLES: dict[str, frozenset[str]] = {
    "answer": frozenset({"fence", "refusal"}),
    "verify": frozenset({"fence", "refusal"}),
    "compare": frozenset({"fence", "refusal"}),
    "locate": frozenset({"fence", "refusal"}),
    "question": frozenset({"evidence", "question"}),
    "rewrite": frozenset({"history", "question"}),
}
_ANSWER_TOKENS = 1024
_IMAGE_SIDE_PX = 1024
_PIXELS_PER_TOKEN = 750
_HISTORY_SHARE = 0.25
_TURN_CHARS = 1500

Crop = Callable[[Hit, tuple[Box, ...]], Pixels]
"""Renders the evidence of a hit: the region in the boxes, or the whole page where there is none."""


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
        if found != _VARIABLES[name]:
            raise ConfigError(
                f"The prompt file {path} has the variables {_braces(found)}.",
                f"It needs exactly {_braces(_VARIABLES[name])}; write other braces twice.",
            )
        return cls(name, text)

    def fill(self, values: dict[str, str]) -> str:
        """The text with every variable replaced."""
        return self.text.format(**values)


class PromptBuilder:
    """Builds prompts in the form that one generator can read."""

    def __init__(self, generator: Generator, crop: Crop | None = None, directory: Path = PROMPTS) -> None:
        self._templates = {name: Template.load(name, directory) for name in _VARIABLES}
        self._crop = crop if generator.sees_images else None
        self._budget = max(512, generator.context_tokens - _ANSWER_TOKENS)

    def build(self, query: Query, hits: Sequence[Hit], history: Sequence[Turn] = (), mode: str = "answer") -> Prompt:
        """The prompt with as much of the hits, best first, and of the history, latest first, as the generator reads."""
        turns = trim_history(history, int(_HISTORY_SHARE * self._budget))
        fixed = estimate_tokens(self._templates[mode].text + query.text)
        spent = fixed + sum(estimate_tokens(turn.question + turn.answer) for turn in turns)
        evidence = self._evidence(hits, self._budget - spent)
        system = self._templates[mode].fill({"fence": fence_name(evidence), "refusal": REFUSAL})
        return Prompt(system, query.text, evidence, turns, query.image)

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


def fence_name(evidence: Sequence[Evidence]) -> str:
    """A tag that the evidence cannot guess, because it is a hash of all of it."""
    return f"evidence-{content_id(*(item.text for item in evidence))[:8]}"


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


def _fenced(evidence: Evidence, fence: str) -> str:
    page = evidence.hit.page.label or evidence.hit.page.number
    name, page = (str(value).replace('"', "'").replace("<", "‹") for value in (evidence.hit.document.source.name, page))
    # Whatever the evidence says, it does not end its own fence.
    text = evidence.text.replace(f"</{fence}", f"‹/{fence}").replace(f"<{fence}", f"‹{fence}")
    place = f'n="{evidence.marker}" file="{name}" page="{page}"'
    return f"<{fence} {place}>\n{text}\n</{fence}>"


def _braces(names: Sequence[str] | frozenset[str] | set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"
