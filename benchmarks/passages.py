"""Passages: is a question's paragraph found, in its own language and across languages?

python -m benchmarks.passages DATA [--library DIR] [--every N] [--streams]

The texts of one language form a collection, asked once in the other language before it is counted.
--every takes each Nth question. --streams adds each stream alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.running import records, report
from ingestion import ingest
from rag.library import Library
from rag.questions.question import read_question
from rag.types import Query

PAIRS = ("en-en", "zh-zh", "zh-en", "en-zh", "de-en", "es-en", "ar-en", "ru-en")
"""The question's language, then that of the texts."""
_K = 5
_N_HITS = 40


def main() -> None:
    """Ask every question of every pair."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("--streams", action="store_true")
    asked = parser.parse_args()
    questions = records(asked.data / "passages.jsonl")
    figures: dict[str, float | int] = {}
    with TemporaryDirectory() as fresh, Library.open(asked.library or fresh) as library:
        for text in sorted({pair[-2:] for pair in PAIRS}):
            ingest([asked.data / "passages" / text], library, collection=text)
        alone = library.retriever.stream_names if asked.streams else ()
        for pair in PAIRS:
            of_pair = [record for record in questions if record["language"] == pair[:2]][:: asked.every]
            settle(library, of_pair[0]["question"], pair[-2:])
            first, among = hits(library, of_pair, pair[-2:])
            figures |= {f"{pair}.hit@1": first, f"{pair}.hit@{_K}": among}
            print(f"{pair}  {len(of_pair)} questions  first {first:.3f}  among the first {_K} {among:.3f}", flush=True)
            for name in alone:
                first, among = hits(library, of_pair, pair[-2:], {other: float(other == name) for other in alone})
                print(f"       {name:10s} {first:.3f} {among:.3f}", flush=True)
    report("passages", figures)


def settle(library: Library, question: str, text: str) -> None:
    """The first question in another language may change the collection's encoder; the others are asked after that."""
    library.retriever.retrieve(read_question(Query(question, collection=text)), 1)
    library.change_of_models(text).run()


def hits(
    library: Library, questions: Sequence[dict[str, Any]], text: str, weights: Mapping[str, float] | None = None
) -> tuple[float, float]:
    """How often a question's document is the first, and among the first five, of a collection."""
    places = []
    for question in questions:
        query = Query(question["question"], collection=text, weights=tuple((weights or {}).items()))
        found = [hit.document.source.name for hit in library.retriever.retrieve(read_question(query), _N_HITS)]
        names = list(dict.fromkeys(found))[:_K]
        places.append(names.index(question["document"]) if question["document"] in names else _K)
    return float(np.mean(np.array(places) == 0)), float(np.mean(np.array(places) < _K))


if __name__ == "__main__":
    main()
