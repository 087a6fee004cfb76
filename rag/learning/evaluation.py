"""How well a library finds what its owner's questions ask for: overall, by modality, and what each stream adds.

Knows: questions with known pages or answers, and retrievers. Does not know: which retriever is the default.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import InputError, NotFoundError
from rag.learning.metrics import MEASURES, Estimate, estimate, per_question
from rag.questions.question import read_question
from rag.retrievers.base import Retriever
from rag.terms import terms
from rag.types import Document, Filters, Hit, Modality, Query

DEPTH = 100
"""Hits that are looked at for each question."""
_MODALITIES: tuple[Modality, ...] = ("text", "image")


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose evidence is known, by page or by the words of its answer."""

    text: str
    document: str = ""
    """File name; empty when the whole collection may answer."""
    pages: tuple[int, ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One way of searching, and how well it does."""

    name: str
    measures: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All rows, the default first."""

    rows: tuple[Row, ...]

    @property
    def overall(self) -> Row:
        return self.rows[0]

    def reaches(self, floor: float, measure: str = "R@5") -> bool:
        """Whether the default's mean is at least the floor."""
        return self.overall.measures[measure].mean >= floor


def read_questions(path: Path) -> list[Question]:
    """Questions of a .jsonl file: `question`, and `pages` (from 1) with `document`, or `answer`.

    Raises NotFoundError or InputError, which names the line.
    """
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.", "Give a .jsonl file with a question on each line.")
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_question(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _question(path: Path, number: int, line: str) -> Question:
    hint = 'For example: {"question": "…", "document": "report.pdf", "pages": [3]}'
    try:
        found: dict[str, Any] = json.loads(line)
        question = Question(
            str(found["question"]),
            str(found.get("document", "")),
            tuple(int(page) for page in found.get("pages", ())),
            str(found.get("answer", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise InputError(f"Line {number} of {path} is not a question: {exc}.", hint) from exc
    if not (question.answer or (question.pages and question.document)):
        raise InputError(f"Line {number} of {path} has neither document and pages nor an answer.", hint)
    return question


def evaluate(
    retriever: Retriever,
    questions: Sequence[Question],
    documents: Iterable[Document],
    collection: str,
    streams: Sequence[str] = (),
) -> Evaluation:
    """Search every question within its document, else in the whole collection.

    Rows: the default, each modality by itself, each of `streams` by itself, and the default without each of them.
    Raises NotFoundError for a document that the collection does not have.
    """
    queries = scoped_queries(questions, documents, collection)
    variants: list[tuple[str, list[Query]]] = [("default", queries)]
    for modality in _MODALITIES:
        only = [replace(q, filters=replace(q.filters, modalities=frozenset({modality}))) for q in queries]
        variants.append((f"only {modality} chunks", only))
    for stream in streams:
        alone = tuple((other, 1.0 if other == stream else 0.0) for other in streams)
        variants.append((f"only {stream}", [replace(q, weights=alone) for q in queries]))
        variants.append((f"without {stream}", [replace(q, weights=((stream, 0.0),)) for q in queries]))
    return Evaluation(tuple(Row(name, estimates(measure(retriever, questions, asked))) for name, asked in variants))


def scoped_queries(questions: Sequence[Question], documents: Iterable[Document], collection: str) -> list[Query]:
    """Each question within its document, where it names one. Raises NotFoundError."""
    ids = {document.source.name: document.id for document in documents}
    missing = [question.document for question in questions if question.document and question.document not in ids]
    if missing:
        raise NotFoundError(f"The collection {collection!r} has no document {missing[0]!r}.", "List its documents.")
    scopes = [Filters(frozenset({ids[q.document]})) if q.document else Filters() for q in questions]
    return [Query(q.text, collection=collection, filters=scope) for q, scope in zip(questions, scopes, strict=True)]


def measure(
    retriever: Retriever, questions: Sequence[Question], queries: Sequence[Query]
) -> dict[str, NDArray[np.float64]]:
    """Of each measure, its value for every question."""
    gold: dict[str, dict[str, int]] = {}
    run: dict[str, list[str]] = {}
    for number, (question, query) in enumerate(zip(questions, queries, strict=True)):
        gold[str(number)], run[str(number)] = judged(question, retriever.retrieve(read_question(query), DEPTH))
    return per_question(gold, run)


def estimates(values: Mapping[str, NDArray[np.float64]]) -> dict[str, Estimate]:
    """Mean and interval of each measure."""
    return {name: estimate(column) for name, column in values.items()}


def judged(question: Question, hits: Sequence[Hit]) -> tuple[dict[str, int], list[str]]:
    """The ids that answer, and those of the hits in order: of pages, or, of a question by its answer, of any hit."""
    if question.pages:
        return {f"{question.document}#{page}": 1 for page in question.pages}, ranked_pages(hits)
    wanted = f" {' '.join(terms(question.answer))} "
    right = [rank for rank, hit in enumerate(hits) if wanted in f" {' '.join(terms(hit.chunk.searchable))} "]
    return {"answer": 1}, ["answer" if rank in right[:1] else f"other {rank}" for rank in range(len(hits))]


def ranked_pages(hits: Sequence[Hit]) -> list[str]:
    """The pages of the hits, each once, in the order of their best hit, as "name#page"."""
    return list(dict.fromkeys(f"{hit.document.source.name}#{hit.page.number}" for hit in hits))


def table(evaluation: Evaluation) -> list[list[str]]:
    """A header and a row of text for each way of searching, for printing."""
    rows = [["", *MEASURES]]
    for row in evaluation.rows:
        cells = [f"{e.mean:.3f} [{e.low:.2f}, {e.high:.2f}]" for e in (row.measures[name] for name in MEASURES)]
        rows.append([row.name, *cells])
    return rows
