"""From a question to an answer: retrieve, judge, prompt, generate, check. Composition only; every part is handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rag.answers.citations import Checked, CitationChecker, Renderer
from rag.answers.confidence import N_JUDGED, REFUSE_BELOW, Assessor
from rag.answers.prompting import REFUSAL, PromptBuilder
from rag.generators.base import Generator
from rag.questions.question import Question, read_question
from rag.retrievers.base import Retriever
from rag.types import Answer, Hit, Query, Turn

Mode = Literal["ask", "verify", "compare", "locate"]
_PROMPT_OF: dict[Mode, str] = {"ask": "answer", "verify": "verify", "compare": "compare", "locate": "locate"}
_N_NEAREST = 3


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """When the evidence is not enough, and what stands under every answer."""

    refuse_below: float = REFUSE_BELOW
    notes: tuple[str, ...] = ()
    """Sentences that stand under every answer."""
    rewrites: bool = False
    """Whether the generator is a language model that can make a follow-up question stand alone."""


@dataclass(frozen=True)
class Answerer:
    """Answers queries with a retriever and a generator."""

    retriever: Retriever
    generator: Generator
    prompts: PromptBuilder
    renderer: Renderer | None = None
    assess: Callable[[Question, Sequence[Hit]], float] = field(default_factory=Assessor)
    settings: AnswerSettings = AnswerSettings()

    def find(self, query: Query, k: int) -> list[Hit]:
        """The k best hits; nothing is generated."""
        return self.retriever.retrieve(read_question(query), k)

    def ask(self, query: Query, history: Sequence[Turn] = (), mode: Mode = "ask") -> Answer:
        """The final answer."""
        *_, answer = self.stream(query, history, mode)
        return answer

    def stream(self, query: Query, history: Sequence[Turn] = (), mode: Mode = "ask") -> Iterator[Answer]:
        """The answer as it grows; the last one is final, answered or refused. Raises GeneratorError."""
        asked = read_question(replace(query, text=self._standalone(query.text, history)))
        hits = self.retriever.retrieve(asked, max(self.prompts.n_hits, N_JUDGED))
        confidence = self.assess(asked, hits[:N_JUDGED])
        if not hits or confidence < self.settings.refuse_below:
            yield self._refusal(asked, hits, confidence)
            return
        yield from self._generate(asked, hits, (history, mode), confidence)

    def _generate(
        self, question: Question, hits: list[Hit], told: tuple[Sequence[Turn], Mode], confidence: float
    ) -> Iterator[Answer]:
        history, mode = told
        prompt = self.prompts.build(question, hits, history, _PROMPT_OF[mode])
        checker = CitationChecker(question, prompt.evidence, self.renderer)
        text = ""
        for piece in self.generator.stream(prompt):
            text += piece
            # What may still become the refusal is held back.
            if not REFUSAL.startswith(text.strip()[: len(REFUSAL)]):
                checked = checker.check(text, finished=False)
                yield Answer(checked.text, "streaming", checked.citations, confidence=confidence)
        if not text.strip() or text.strip().startswith(REFUSAL):
            yield self._refusal(question, hits, confidence)
        else:
            yield self._final(checker.check(text.strip()), confidence)

    def _final(self, checked: Checked, confidence: float) -> Answer:
        notes = (*self.settings.notes, *checked.notes)
        return Answer(checked.text, "answered", checked.citations, confidence=confidence, notes=notes)

    def _refusal(self, question: Question, hits: Sequence[Hit], confidence: float) -> Answer:
        text = "Your documents do not answer this question."
        if question.language == "zh":
            text = "您的文档中没有这个问题的答案。"
        return Answer(text, "refused", (), tuple(hits[:_N_NEAREST]), confidence, self.settings.notes)

    def _standalone(self, question: str, history: Sequence[Turn]) -> str:
        if not (history and self.settings.rewrites and question.strip()):
            return question
        rewritten = "".join(self.generator.stream(self.prompts.rewrite(question, history))).strip()
        return rewritten or question
