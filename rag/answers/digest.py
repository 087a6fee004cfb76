"""What whole documents say, written by a language model that cannot read them at once: notes on parts, then one text.

Every note keeps the chunks that it was taken from, so that the citations of the text open pages of the documents. Parts
that could not be read are said. Knows nothing of where documents come from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answers.budget import FENCE_TOKENS, estimate_tokens
from rag.answers.citations import Checked, CitationChecker
from rag.answers.citing import Renderer
from rag.answers.digest_parts import Part, Plan
from rag.answers.prompting import PromptBuilder
from rag.answers.reply import Reply
from rag.errors import GeneratorError
from rag.generators.base import Evidence, Generator, Prompt
from rag.questions.question import Question, read_text
from rag.types import Answer, Hit, plain_text

_MARKER = re.compile(r"\[(\d+)\]")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
_MAX_FAILURES = 3
"""Parts in a row that fail before the model is taken for broken."""
_MAX_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Step:
    """How far the reading has come."""

    done: int
    total: int
    name: str
    """The document that is being read; empty for the last steps."""


@dataclass(frozen=True, slots=True)
class Note:
    """A point, and the chunks that say it."""

    text: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Digester:
    """Reads the parts of a plan and writes one text about them."""

    generator: Generator
    prompts: PromptBuilder
    renderer: Renderer | None = None

    def run(self, plan: Plan, stopped: Callable[[], bool] = lambda: False) -> Iterator[Step | Answer]:
        """Steps while it is read, then the answer as it grows; the last one is final.

        `stopped` is asked between two requests: what was noted until then is the answer.
        """
        question = read_text(plan.task)
        notes: list[Note] = []
        failures: list[GeneratorError] = []
        n_failed_at_once = 0
        for done, part in enumerate(plan.parts):
            yield Step(done, plan.n_calls, part.name)
            if stopped():
                yield _listed(notes, (f"Stopped: {done} of {len(plan.parts)} parts were read.",))
                return
            try:
                notes += self._notes(question, part.evidence)
                n_failed_at_once = 0
            except GeneratorError as error:
                failures.append(error)
                n_failed_at_once += 1
            if n_failed_at_once == min(_MAX_FAILURES, len(plan.parts)):
                yield _unwritten(failures[-1], plan.parts)
                return
        yield from self._reduced(question, notes, plan, _said(failures, len(plan.parts)))

    def _reduced(
        self, question: Question, notes: list[Note], plan: Plan, said: tuple[str, ...]
    ) -> Iterator[Step | Answer]:
        """One text from all notes, which are condensed first as far as they do not fit into one prompt."""
        if not notes:
            yield Answer("Nothing in these documents serves this task.", "refused", notes=said)
            return
        done = len(plan.parts)
        try:
            for _ in range(_MAX_ROUNDS):
                groups = self._groups(notes)
                if len(groups) == 1:
                    break
                condensed: list[Note] = []
                for group in groups:
                    yield Step(min(done, plan.n_calls - 1), plan.n_calls, "")
                    condensed += self._notes(question, _as_evidence(group)) or group
                    done += 1
                notes = condensed
            yield Step(plan.n_calls - 1, plan.n_calls, "")
            yield from self._text(question, self._groups(notes)[0], said)
        except GeneratorError as error:
            yield _listed(notes, (*said, f"These are the notes; they could not be made one text: {error}"))

    def _text(self, question: Question, notes: Sequence[Note], said: tuple[str, ...]) -> Iterator[Answer]:
        prompt = self.prompts.over(question, _as_evidence(notes), "digest")
        reply = self._reply(question, prompt)
        for piece in self.generator.stream(prompt):
            reply.feed(piece)
            shown = reply.so_far()
            if shown is not None:
                yield Answer(shown.text, "streaming", shown.citations)
        checked = reply.finish()
        if checked is None:
            yield _listed(notes, said)
        else:
            found = (*said, *checked.notes)
            yield Answer(checked.text, "answered", checked.citations, notes=found, ground=checked.ground)

    def _notes(self, question: Question, evidence: tuple[Evidence, ...]) -> list[Note]:
        """The cited points on some evidence; none where nothing in it serves the task. Raises GeneratorError."""
        prompt = self.prompts.over(question, evidence, "notes")
        reply = self._reply(question, prompt)
        for piece in self.generator.stream(prompt):
            reply.feed(piece)
        checked = reply.finish()
        return _points(checked) if checked else []

    def _reply(self, question: Question, prompt: Prompt) -> Reply:
        checker = CitationChecker(question, prompt.evidence, self.renderer, judges=True)
        return Reply(checker, question.text, self.generator.name, judges=True)

    def _groups(self, notes: Sequence[Note]) -> list[list[Note]]:
        """The notes in their order, as many together as a prompt holds."""
        groups: list[list[Note]] = [[]]
        left = budget = self.prompts.budget
        for note in notes:
            price = estimate_tokens(note.text) + FENCE_TOKENS
            if price > left and groups[-1]:
                groups.append([])
                left = budget
            groups[-1].append(note)
            left -= price
        return groups


def _points(checked: Checked) -> list[Note]:
    """The lines of a reply that cite something, each with what it cites."""
    hits = {citation.marker: citation.hit for citation in checked.citations}
    found = []
    for line in checked.text.splitlines():
        cited = dict.fromkeys(hits[int(number)] for number in _MARKER.findall(line) if int(number) in hits)
        words = plain_text(_BULLET.sub("", line))
        if cited and words:
            found.append(Note(words, tuple(cited)))
    return found


def _as_evidence(notes: Sequence[Note]) -> tuple[Evidence, ...]:
    return tuple(Evidence(i, note.hits[0], note.text, also=note.hits[1:]) for i, note in enumerate(notes, 1))


def _listed(notes: Sequence[Note], said: tuple[str, ...]) -> Answer:
    """The notes themselves as the answer: a point a line, each with its citations."""
    if not notes:
        return Answer("Nothing was noted.", "refused", notes=said)
    text = "\n".join(f"- {note.text} [{i}]" for i, note in enumerate(notes, 1))
    checked = CitationChecker(read_text(""), _as_evidence(notes)).check(text)
    return Answer(checked.text, "answered", checked.citations, notes=said, ground="grounded")


def _said(failures: Sequence[GeneratorError], n_parts: int) -> tuple[str, ...]:
    if not failures:
        return ()
    return (f"{len(failures)} of {n_parts} parts could not be read: {failures[-1]}",)


def _unwritten(error: GeneratorError, parts: Sequence[Part]) -> Answer:
    nearest = tuple(part.evidence[0].hit for part in parts[:12])
    return replace(Answer(str(error), "unwritten", (), nearest), reason=error.message, hint=error.hint)
