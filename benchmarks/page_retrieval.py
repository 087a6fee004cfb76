"""Page retrieval: are a question's evidence pages found, in its document and among all pages of the folder?

python -m benchmarks.page_retrieval DATA [--library DIR] [--ablation]

Counts the questions that have boxes, whose pages are the gold pages. The first run reads the documents; with --library
later runs use them again. --ablation adds each stream alone, each left out, and the other ways of fusing.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.running import Arguments, filled_library, records, report
from rag.learning.evaluation import Question, Row, estimates, evaluate, measure, ranked_pages, scoped_queries
from rag.learning.metrics import estimate
from rag.library import Library
from rag.questions.question import read_question
from rag.retrievers.base import Retriever
from rag.retrievers.merged import MergedRetriever
from rag.retrievers.rrf import RrfRetriever
from rag.types import Query

COLLECTION = "documents"
_SOURCES = {"Pure-text": "text", "Table": "table", "Chart": "chart", "Figure": "figure", "Generalized-text": "layout"}
_SHOWN = ("R@1", "R@5", "nDCG@10", "RR")
_N_PAGES = 10
_N_HITS = 200


def main() -> None:
    """Ask every question within its document, then of the whole folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--ablation", action="store_true")
    asked = parser.parse_args()
    labelled = [record for record in records(asked.data / "documents.jsonl") if record["boxes"]]
    questions = [_question(record) for record in labelled]
    with filled_library(Arguments(asked.data, asked.library, None), COLLECTION) as library:
        queries = scoped_queries(questions, library.documents(COLLECTION), COLLECTION)
        values = measure(library.retriever, questions, queries)
        _print_sources(labelled, values)
        if asked.ablation:
            _print_ablation(library, questions, queries)
        in_corpus = [_is_found(library.retriever, question) for question in questions]
    print(f"in the whole folder: a gold page among the first {_N_PAGES} of {np.mean(in_corpus):.3f} of the questions")
    figures = {
        "recall@1": float(values["R@1"].mean()),
        "recall@5": float(values["R@5"].mean()),
        f"corpus_hit@{_N_PAGES}": float(np.mean(in_corpus)),
        "questions": len(questions),
    }
    report("page_retrieval", figures)


def _question(record: dict[str, Any]) -> Question:
    pages = sorted({box["page"] for box in record["boxes"]})
    return Question(record["question"], record["document"], tuple(pages), str(record["answer"]))


def _is_found(retriever: Retriever, question: Question) -> bool:
    """Whether a gold page is among the first pages of the whole collection."""
    asked = read_question(Query(question.text, collection=COLLECTION))
    pages = ranked_pages(retriever.retrieve(asked, _N_HITS))[:_N_PAGES]
    return any(f"{question.document}#{page}" in pages for page in question.pages)


def _print_sources(labelled: Sequence[dict[str, Any]], values: dict[str, NDArray[np.float64]]) -> None:
    sources = [{_SOURCES.get(name.split(" ")[0], "other") for name in record["sources"]} for record in labelled]
    _print_header("source of the evidence")
    _print_row(Row("all", estimates(values)))
    for name in dict.fromkeys([*_SOURCES.values(), *sorted(set[str]().union(*sources))]):
        rows = np.array([name in found for found in sources])
        if rows.any():
            _print_row(Row(name, {measure: estimate(column[rows]) for measure, column in values.items()}))


def _print_ablation(library: Library, questions: Sequence[Question], queries: Sequence[Query]) -> None:
    retriever = library.retriever
    found = evaluate(retriever, questions, library.documents(COLLECTION), COLLECTION, retriever.stream_names)
    streams = retriever.streams
    dense = [stream for stream in streams if stream.name in ("text", "vision")]
    others: dict[str, Retriever] = {
        "RRF of all streams": RrfRetriever(library.ledger, streams),
        "RRF of text and lexical": RrfRetriever(library.ledger, [s for s in streams if s.name in ("text", "lexical")]),
        "MR, one search per modality": MergedRetriever(library.ledger, dense),
    }
    _print_header("ablation")
    for row in found.rows:
        _print_row(row)
    for name, other in others.items():
        _print_row(Row(name, estimates(measure(other, questions, queries))))


def _print_header(title: str) -> None:
    print(f"\n{title:30s}{'n':>5s}" + "".join(f"{name:>22s}" for name in _SHOWN))


def _print_row(row: Row) -> None:
    shown = [row.measures[name] for name in _SHOWN]
    cells = "".join(f"{f'{e.mean:.3f} [{e.low:.2f}, {e.high:.2f}]':>22s}" for e in shown)
    print(f"{row.name:30s}{shown[0].n:5d}{cells}", flush=True)


if __name__ == "__main__":
    main()
