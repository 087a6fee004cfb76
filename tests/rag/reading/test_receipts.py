"""The totals of real receipts, from their labelled lines; text recognition has no part in it."""

from __future__ import annotations

import json

import pytest

from benchmarks.receipts import has_total, quad_box
from rag.reading.passage import passages
from rag.reading.total import find_total
from rag.types import Line
from tests.data import data_folder
from tests.hits import chunk


@pytest.mark.data
def test_nine_in_ten_totals_of_real_receipts_are_found() -> None:
    text = (data_folder("receipts").parent / "receipts.jsonl").read_text(encoding="utf-8")
    receipts = [json.loads(record) for record in text.splitlines()]
    found = 0
    for receipt in receipts:
        lines = tuple(Line(each["text"], quad_box(each["quad"])) for each in receipt["lines"])
        total = find_total(passages(chunk("\n".join(line.text for line in lines), "image", lines)))
        found += total is not None and has_total(total.text, receipt["total"])
    assert found >= 0.9 * len(receipts)
