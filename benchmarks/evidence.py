"""Evidence: do all pages that a question needs reach the prompt of a model that reads 4k, 8k or 32k tokens?

python -m benchmarks.evidence DATA [--library DIR]

Asked within the question's document, over the questions that have boxes; gold pages are the pages of the boxes. The
budget is the model's whole context: rules, question and room for the answer are taken off. `pixels@8k` counts pages
that a model which sees gets as pictures; a crop of a figure or table counts, text does not. `boxes@8k` asks for more
than the page: a passage (or picture) that covers the middle of every gold box.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.running import Arguments, arguments, by_name, filled_library, records, report
from rag.answers.evidence import EvidenceChooser, PageEvidence, RankedEvidence, SeenEvidence
from rag.answers.prompting import PromptBuilder
from rag.generators.base import Evidence
from rag.generators.fake import FakeGenerator
from rag.library import Library
from rag.questions.question import read_question
from rag.types import Filters, Hit, Query

COLLECTION = "documents"
BUDGETS = {"4k": 4096, "8k": 8192, "32k": 32768}


class Reads(FakeGenerator):
    """A generator that reads so much."""

    def __init__(self, n_tokens: int) -> None:
        super().__init__()
        self.n_tokens = n_tokens

    @property
    def context_tokens(self) -> int:
        return self.n_tokens


class Counts:
    """What of each question's gold is in the prompt, by figure and document."""

    def __init__(self, library: Library, documents: Sequence[str]) -> None:
        self._library = library
        self._halves = {name: position % 2 for position, name in enumerate(sorted(set(documents)))}
        self._found: dict[str, list[tuple[int, bool]]] = {}

    def ask(self, record: dict[str, Any], query: Query, hits: Sequence[Hit]) -> None:
        """Build every prompt of a question."""
        pages = {box["page"] for box in record["boxes"]}
        by_page = PageEvidence(self._library.page_hits)
        for name, n_tokens in BUDGETS.items():
            given = _evidence(by_page, n_tokens, query, hits)
            self._note(record, f"all_pages@{name}", pages <= {item.hit.page.number for item in given})
            if name == "8k":
                self._note(record, "boxes@8k", all(_covers(given, box) for box in record["boxes"]))
        six = _evidence(RankedEvidence(), BUDGETS["8k"], query, hits)
        self._note(record, "six_hits@8k", pages <= {item.hit.page.number for item in six})
        seeing = SeenEvidence(self._library.page_hits, self._library.renderer.crop)
        seen = _evidence(seeing, BUDGETS["8k"], query, hits)
        self._note(record, "pixels@8k", pages <= {item.hit.page.number for item in seen if item.image is not None})
        self._note(record, "seen_or_read@8k", pages <= {item.hit.page.number for item in seen})

    def _note(self, record: dict[str, Any], figure: str, found: bool) -> None:
        self._found.setdefault(figure, []).append((self._halves[record["document"]], found))

    def figures(self) -> dict[str, float]:
        """The shares; printed with those of either half of the documents."""
        for figure, found in self._found.items():
            halves = " / ".join(f"{np.mean([ok for half, ok in found if half == i]):.3f}" for i in (0, 1))
            print(f"{figure:18s}{np.mean([ok for _, ok in found]):.3f}   every other document: {halves}")
        return {figure: float(np.mean([ok for _, ok in found])) for figure, found in self._found.items()}


def _evidence(chooser: EvidenceChooser, n_tokens: int, query: Query, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
    return PromptBuilder(Reads(n_tokens), chooser).build(read_question(query), hits).evidence


def _covers(given: Sequence[Evidence], box: dict[str, Any]) -> bool:
    x0, y0, x1, y1 = box["bbox"]
    middle = (x0 + x1) / 2, (y0 + y1) / 2
    on_page = [item.hit.chunk for item in given if item.hit.page.number == box["page"]]
    return any(part.contains(*middle) for chunk in on_page for part in chunk.locator.boxes)


def measure(asked: Arguments) -> dict[str, float | int]:
    """The figures over a data folder."""
    questions = [record for record in records(asked.data / "documents.jsonl") if record["boxes"]]
    with filled_library(asked, COLLECTION) as library:
        documents = by_name(library, COLLECTION)
        counts = Counts(library, [record["document"] for record in questions])
        for record in questions:
            filters = Filters(documents=frozenset({documents[record["document"]].id}))
            query = Query(record["question"], collection=COLLECTION, filters=filters)
            counts.ask(record, query, library.find(query, PageEvidence(library.page_hits).n_hits))
        return {**counts.figures(), "questions": len(questions)}


def main() -> None:
    """Measure and report."""
    report("evidence", measure(arguments(__doc__ or "")))


if __name__ == "__main__":
    main()
