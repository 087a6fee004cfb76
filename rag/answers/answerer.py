"""From a question to an answer: retrieve, judge, prompt, generate, check. Composition only; every part is handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rag.answers.citations import Checked, CitationChecker
from rag.answers.citing import Renderer
from rag.answers.confidence import N_JUDGED, REFUSE_BELOW, Assessor
from rag.answers.evidence import pictures_sent
from rag.answers.narrowing import nothing_left
from rag.answers.prompting import PromptBuilder
from rag.answers.reply import Reply
from rag.answers.rewriting import needs_context, usable
from rag.errors import GeneratorError
from rag.generators.base import Generator
from rag.questions.question import Question, read_question
from rag.retrievers.base import Retriever
from rag.types import Answer, Hit, Query, Turn

Mode = Literal["ask", "verify", "compare", "locate"]
_PROMPT_OF: dict[Mode, str] = {"ask": "answer", "verify": "verify", "compare": "compare", "locate": "locate"}
_N_NEAREST = 3
_N_UNWRITTEN = 12


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
        """The answer as it grows; the last one is final. A generator that fails leaves the answer unwritten."""
        try:
            text, failure = self._standalone(query.text, history), None
        except GeneratorError as error:
            text, failure = query.text, error
        asked = read_question(replace(query, text=text))
        hits = self.retriever.retrieve(asked, max(self.prompts.n_hits, N_JUDGED))
        confidence = self.assess(asked, hits[:N_JUDGED])
        searched = text if text != query.text else ""
        if failure is not None:
            yield self._unwritten(failure, hits, confidence)
        elif not hits or confidence < self.settings.refuse_below:
            yield replace(self._refusal(asked, hits, confidence), searched=searched)
        else:
            written = self._generate(asked, hits, (history, mode), confidence)
            yield from (replace(answer, searched=searched) for answer in written)

    def _generate(
        self, question: Question, hits: list[Hit], told: tuple[Sequence[Turn], Mode], confidence: float
    ) -> Iterator[Answer]:
        history, mode = told
        prompt = self.prompts.build(question, hits, history, _PROMPT_OF[mode])
        judges = self.settings.rewrites
        checker = CitationChecker(question, prompt.evidence, self.renderer, judges=judges)
        reply = Reply(checker, question.text, self.generator.name, judges=judges)
        try:
            for piece in self.generator.stream(prompt):
                reply.feed(piece)
                shown = reply.so_far()
                if shown is not None:
                    yield Answer(shown.text, "streaming", shown.citations, confidence=confidence)
            checked = reply.finish()
        except GeneratorError as error:
            yield self._unwritten(error, [item.hit for item in prompt.evidence], confidence)
            return
        notes = pictures_sent(prompt.evidence)
        yield self._final(checked, notes, confidence) if checked else self._refusal(question, hits, confidence)

    def _final(self, checked: Checked, notes: tuple[str, ...], confidence: float) -> Answer:
        notes = (*self.settings.notes, *notes, *checked.notes)
        return Answer(checked.text, "answered", checked.citations, (), confidence, notes, checked.ground)

    def _unwritten(self, error: GeneratorError, hits: Sequence[Hit], confidence: float) -> Answer:
        """What is left when whoever writes has failed: the evidence, best first, a page once."""
        pages = {(hit.document.id, hit.page.number): hit for hit in sorted(hits, key=lambda hit: -hit.rank)}
        nearest = sorted(pages.values(), key=lambda hit: hit.rank)[:_N_UNWRITTEN]
        kept = Answer(str(error), "unwritten", (), tuple(nearest), confidence, self.settings.notes)
        return replace(kept, reason=error.message, hint=error.hint)

    def _refusal(self, question: Question, hits: Sequence[Hit], confidence: float) -> Answer:
        chinese = question.language == "zh"
        text = "您的文档中没有这个问题的答案。" if chinese else "Your documents do not answer this question."
        if not hits:
            text = nothing_left(question.query.filters, chinese=chinese) or text
        return Answer(text, "refused", (), tuple(hits[:_N_NEAREST]), confidence, self.settings.notes)

    def _standalone(self, question: str, history: Sequence[Turn]) -> str:
        if not (history and self.settings.rewrites and question.strip() and needs_context(question)):
            return question
        written = "".join(self.generator.stream(self.prompts.rewrite(question, history)))
        return usable(written, question) or question
