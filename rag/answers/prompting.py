"""Makes the prompt: evidence within the budget of whoever writes, fenced as data, with how much of the conversation.

Knows prompt files and how the budget is shared. Does not know which evidence is chosen, nor any model's message format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rag.answers.budget import estimate_tokens
from rag.answers.evidence import EvidenceChooser, RankedEvidence
from rag.answers.refusals import REFUSAL
from rag.generators.base import ANSWER_TOKENS, Evidence, Generator, Prompt
from rag.generators.prompt import PROMPTS, VARIABLES, Template, fence_name
from rag.questions.question import Question
from rag.types import Hit, Turn, plain_text

_RULES_TOKENS = 400
_HISTORY_SHARE = 0.25
_ANSWER_CHARS = 400
_CITED_CHARS = 200
_N_CITED = 4


class PromptBuilder:
    """Builds prompts in the form that one generator can read."""

    def __init__(self, generator: Generator, chooser: EvidenceChooser | None = None, directory: Path = PROMPTS) -> None:
        self._templates = {name: Template.load(name, directory) for name in VARIABLES}
        self._chooser = chooser or RankedEvidence()
        self._budget = max(512, generator.context_tokens - ANSWER_TOKENS)

    @property
    def n_hits(self) -> int:
        """How many hits a prompt can use."""
        return self._chooser.n_hits

    def build(
        self, question: Question, hits: Sequence[Hit], history: Sequence[Turn] = (), mode: str = "answer"
    ) -> Prompt:
        """The prompt with as much of the hits, best first, and of the history, latest first, as the generator reads."""
        turns = trim_history(history, int(_HISTORY_SHARE * self._budget))
        fixed = estimate_tokens(self._templates[mode].text + question.text)
        spent = fixed + sum(_turn_tokens(turn) for turn in turns)
        evidence = self._chooser.choose(hits, self._budget - spent)
        system = self._templates[mode].fill({"fence": fence_name(evidence), "refusal": REFUSAL})
        return Prompt(system, question.text, evidence, turns, question.query.image, question)

    @property
    def budget(self) -> int:
        """Tokens of evidence that a prompt without a conversation holds, beside its rules."""
        return self._budget - _RULES_TOKENS

    def over(self, question: Question, evidence: tuple[Evidence, ...], mode: str) -> Prompt:
        """The prompt over evidence that was chosen already."""
        system = self._templates[mode].fill({"fence": fence_name(evidence), "refusal": REFUSAL})
        return Prompt(system, question.text, evidence, asked=question)

    def rewrite(self, question: str, history: Sequence[Turn]) -> Prompt:
        """The prompt that asks for a standalone question."""
        turns = trim_history(history, int(_HISTORY_SHARE * self._budget))
        text = "\n".join(f"Person: {turn.question}\nAnswer: {turn.answer}" for turn in turns)
        filled = self._templates["rewrite"].fill({"history": text, "question": question})
        return Prompt("You rewrite questions.", filled, ())


def trim_history(history: Sequence[Turn], budget: int) -> tuple[Turn, ...]:
    """The latest turns that fit into `budget` tokens, oldest first: question, short answer, what it cited.

    The numbers of their citations are taken out: in the next prompt the same numbers mean other evidence.
    """
    kept: list[Turn] = []
    for turn in reversed(history):
        cited = tuple(words[:_CITED_CHARS] for words in turn.cited[:_N_CITED])
        short = replace(turn, answer=plain_text(turn.answer)[:_ANSWER_CHARS], cited=cited)
        budget -= _turn_tokens(short)
        if budget < 0:
            break
        kept.append(short)
    return tuple(reversed(kept))


def _turn_tokens(turn: Turn) -> int:
    return estimate_tokens("\n".join((turn.question, turn.answer, *turn.cited)))
