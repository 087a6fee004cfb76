from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.answers.digest import Digester, Step
from rag.answers.digest_parts import Plan, plan
from rag.answers.prompting import PromptBuilder
from rag.errors import GeneratorError
from rag.generators.base import Prompt
from rag.types import Answer, Document, Hit
from tests.hits import chunk, hit

TASK = "List all risks."


class Notes:
    """A generator that notes every sentence about a risk, and lists what it is given in the end."""

    name, sees_images, why = "notes", False, ""

    def __init__(self, context_tokens: int = 2600, fails_on: str = "", fails_at_last: bool = False) -> None:
        self.context_tokens = context_tokens
        self.prompts: list[Prompt] = []
        self._fails_on = fails_on
        self._fails_at_last = fails_at_last

    def stream(self, prompt: Prompt) -> Iterator[str]:
        self.prompts.append(prompt)
        if self._fails_on and any(self._fails_on in item.text for item in prompt.evidence):
            raise GeneratorError("The model is gone.", "Start it.")
        if self._fails_at_last and "notes that were taken" in prompt.system:
            raise GeneratorError("The model is gone.", "Start it.")
        found = [
            (item.marker, m.group(0)) for item in prompt.evidence if (m := re.search(r"Risk \d+ costs \d+", item.text))
        ]
        yield "".join(f"- {words} [{marker}]\n" for marker, words in found) or "NOT IN THE EVIDENCE"


def pages(n: int, every: int = 5) -> list[list[Hit]]:
    """Pages of which every fifth names a risk."""
    found = []
    for number in range(1, n + 1):
        words = f"Risk {number} costs {number * 10}." if number % every == 0 else "The weather was fine."
        text = chunk(f"Page {number}. {words} {'Other matters follow. ' * 12}")
        at = hit(replace(text, locator=replace(text.locator, page=number)))
        found.append([replace(at, page=replace(at.page, number=number))])
    return found


def planned(generator: Notes, n_pages: int = 40) -> tuple[Digester, Plan]:
    prompts = PromptBuilder(generator)
    document: Document = replace(hit(chunk("x")).document, n_pages=n_pages)
    found = plan(TASK, [document], lambda _: iter(pages(n_pages)), prompts.budget)
    return Digester(generator, prompts), found


def last(found: Sequence[Step | Answer]) -> Answer:
    assert isinstance(found[-1], Answer)
    return found[-1]


def test_every_page_is_read_and_citations_open_the_pages() -> None:
    generator = Notes()
    digester, found = planned(generator)
    results = list(digester.run(found))
    answer = last(results)
    assert (answer.status, answer.ground) == ("answered", "grounded")
    assert [int(cost) for cost in re.findall(r"costs (\d+)", answer.text)] == [
        number * 10 for number in range(5, 41, 5)
    ]
    assert [citation.hit.page.number for citation in answer.citations] == list(range(5, 41, 5))
    read = {item.hit.page.number for prompt in generator.prompts for item in prompt.evidence}
    assert read == set(range(1, 41))


def test_cost_is_said_before_and_kept() -> None:
    generator = Notes()
    digester, found = planned(generator)
    assert found.n_pages == 40 and len(found.parts) == 4
    assert "1 document, 40 pages" in str(found) and str(found.n_calls) in str(found)
    assert generator.prompts == []
    steps = [step for step in digester.run(found) if isinstance(step, Step)]
    assert len(found.parts) < len(generator.prompts) <= found.n_calls
    assert [step.done for step in steps] == [*range(len(found.parts)), found.n_calls - 1]


def test_notes_that_do_not_fit_are_condensed_first() -> None:
    generator = Notes(1900)
    prompts = PromptBuilder(generator)
    document = hit(chunk("x")).document
    found = plan(TASK, [document], lambda _: iter(pages(120, every=1)), prompts.budget)
    answer = last(list(Digester(generator, prompts).run(found)))
    assert len(generator.prompts) > len(found.parts) + 1
    assert answer.status == "answered" and answer.citations[0].hit.page.number == 1


def test_stopping_gives_what_was_noted() -> None:
    digester, found = planned(Notes())
    asked = iter([False, True])
    answer = last(list(digester.run(found, lambda: next(asked))))
    assert "Stopped: 1 of" in answer.notes[0]
    assert answer.text.startswith("- Risk 5 costs 50") and answer.citations[0].hit.page.number == 5


def test_part_that_fails_is_said_and_the_rest_is_written() -> None:
    digester, found = planned(Notes(fails_on="Risk 5 costs"))
    answer = last(list(digester.run(found)))
    assert "1 of" in answer.notes[0] and "The model is gone." in answer.notes[0]
    assert "Risk 15" in answer.text and "Risk 5 " not in answer.text


def test_model_that_always_fails_leaves_it_unwritten() -> None:
    generator = Notes(fails_on="Page")
    digester, found = planned(generator)
    answer = last(list(digester.run(found)))
    assert (answer.status, answer.reason) == ("unwritten", "The model is gone.") and len(generator.prompts) == 3


def test_failure_of_the_last_step_leaves_the_notes() -> None:
    digester, found = planned(Notes(fails_at_last=True))
    answer = last(list(digester.run(found)))
    assert answer.status == "answered" and "Risk 40 costs 400 [8]" in answer.text
    assert "could not be made one text" in answer.notes[-1]


def test_nothing_that_serves_the_task_is_a_refusal() -> None:
    digester, found = planned(Notes(), 4)
    assert last(list(digester.run(found))).status == "refused"
