"""Answers within a document: does the text have the gold answer, and is refused what the document does not say?

Numbers are compared as numbers and lists by their items. `contains` and `answered` are shares of the questions that the
document answers, `unanswerable_refused` of those that it does not.

python -m benchmarks.answers DATA [--library DIR]
"""

from __future__ import annotations

import ast
import re
from typing import Any

from benchmarks.everyday import given_by
from benchmarks.running import arguments, by_name, filled_library, records, report
from benchmarks.scoring import plain, says
from rag.library import Library
from rag.types import Answer, Filters, Query

COLLECTION = "documents"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_TOLERANCE = 0.005
"""Two numbers are one when they differ by half of a percent: gold answers are rounded."""


def contains(text: str, gold: str, form: str) -> bool:
    """Whether the text has a gold answer of the form Str, Int, Float or List."""
    if form == "List":
        return all(contains(text, item, "Str") for item in _items(gold))
    number = _NUMBER.fullmatch(plain(gold).removesuffix("%").removeprefix("$").strip())
    if number is None:
        return says(plain(text), gold)
    wanted = float(number.group())
    found = (float(match) for match in _NUMBER.findall(plain(text)))
    return any(abs(value - wanted) <= _TOLERANCE * abs(wanted) for value in found)


def _items(gold: str) -> list[str]:
    try:
        found = ast.literal_eval(gold)
    except (ValueError, SyntaxError):
        return [gold]
    return [str(item) for item in found] if isinstance(found, list) else [gold]


def asked(library: Library, record: dict[str, Any]) -> Answer:
    """The answer to a question that is asked of its document."""
    within = frozenset({by_name(library, COLLECTION)[record["document"]].id})
    return library.ask(Query(record["question"], collection=COLLECTION, filters=Filters(documents=within)))


def main() -> None:
    """Ask every question and print what came of it."""
    options = arguments(__doc__ or "")
    questions = records(options.data / "documents.jsonl")
    right: list[bool] = []
    answered: list[bool] = []
    refused: list[bool] = []
    with filled_library(options, COLLECTION) as library:
        for record in questions:
            given = given_by(asked(library, record))
            says_it = given.status == "answered"
            if record["answerable"]:
                answered.append(says_it)
                right.append(says_it and contains(given.text, record["answer"], record["answer_format"]))
                print(f"{'right' if right[-1] else given.status:9} {record['question'][:80]} = {record['answer'][:40]}")
            else:
                refused.append(not says_it)
    shares = {"contains": right, "answered": answered, "unanswerable_refused": refused}
    figures: dict[str, float | int] = {name: round(sum(said) / max(1, len(said)), 4) for name, said in shares.items()}
    report("answers", {**figures, "questions": len(questions)})


if __name__ == "__main__":
    main()
