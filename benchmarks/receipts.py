"""Receipts: is the receipt found first, is its total in the answer, is the marked region on a line that says it?

python -m benchmarks.receipts DATA [--library DIR]
"""

from __future__ import annotations

import re
from typing import Any

from benchmarks.running import arguments, filled_library, records, report
from rag.types import Answer, Box, Query

COLLECTION = "receipts"


def question(receipt: dict[str, Any]) -> str:
    """The question that is asked about one receipt."""
    return f"What is the total on the receipt from {receipt['company']} dated {receipt['date']}?"


def has_total(text: str, total: str) -> bool:
    """Whether a number of `text` is the total, thousands separators and currency aside."""
    return _number(total) in re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))


def region_is_right(answer: Answer, receipt: dict[str, Any]) -> bool:
    """Whether the centre of the first cited box of this receipt lies in a labelled line that contains the total."""
    cited = [citation for citation in answer.citations if citation.hit.document.source.name == receipt["image"]]
    if not cited or not cited[0].boxes:
        return False
    gold = [
        quad_box(line["quad"])
        for line in receipt["lines"]
        if _number(receipt["total"]) in line["text"].replace(",", "")
    ]
    return any(box.contains(*cited[0].boxes[0].center) for box in gold)


def _number(total: str) -> str:
    return re.sub(r"[^\d.]", "", total).strip(".")


def quad_box(quad: list[float]) -> Box:
    """The upright box around four corners, given as x, y, x, y …"""
    return Box(min(quad[0::2]), min(quad[1::2]), max(quad[0::2]), max(quad[1::2]))


def main() -> None:
    """Ask about every receipt and print what went wrong."""
    asked = arguments(__doc__ or "")
    receipts = records(asked.data / "receipts.jsonl")
    first = answered = marked = 0
    with filled_library(asked, COLLECTION) as library:
        for receipt in receipts:
            query = Query(question(receipt), collection=COLLECTION)
            hits = library.find(query, 1)
            answer = library.ask(query)
            outcome = (
                bool(hits) and hits[0].document.source.name == receipt["image"],
                answer.status == "answered" and has_total(answer.text, receipt["total"]),
                region_is_right(answer, receipt),
            )
            first, answered, marked = first + outcome[0], answered + outcome[1], marked + outcome[2]
            if not all(outcome):
                print(f"{receipt['image']} {outcome} wanted {receipt['total']}: {answer.text!r}")
    n = len(receipts)
    print(f"receipt first {first}/{n} · total in the answer {answered}/{n} · region right {marked}/{n}")
    report("receipts", {"hit@1": first / n, "answer": answered / n, "region": marked / n, "receipts": n})


if __name__ == "__main__":
    main()
