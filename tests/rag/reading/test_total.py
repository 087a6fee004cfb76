from __future__ import annotations

import pytest

from rag.reading.passage import passages
from rag.reading.total import find_total, label_weight
from tests.hits import form


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        (
            [("SUBTOTAL", "45.30"), ("GST 6%", "2.72"), ("TOTAL", "48.02"), ("CASH", "50.00"), ("CHANGE", "1.98")],
            "48.02",
        ),
        ([("TOTAL (INCL GST)", "48.16"), ("ROUNDING ADJ", "-0.01"), ("TOTAL", "48.15")], "48.15"),
        ([("Total Sales", "181.98"), ("Rounding", "182.00"), ("CREDIT", "182.00")], "182.00"),
        ([("TEA", "5.00"), ("CASH", "50.00"), ("CHANGE", "45.00")], "5.00"),
        ([("GRAND TOTAL", "RM39.00"), ("TOTAL GST", "2.21")], "RM39.00"),
        ([("Total:", "7.00"), ("Tendered", "10.00"), ("Total Qty", "7.00")], "7.00"),
        ([("TOTAL",), ("9.90",)], "9.90"),
        ([("合计", "￥88"), ("实收", "￥100"), ("找零", "￥12")], "￥88"),
    ],
)
def test_find_total_takes_what_was_to_be_paid(rows: list[tuple[str, ...]], total: str) -> None:
    found = find_total(passages(form(*rows)))
    assert found is not None
    assert found.text == total


def test_find_total_of_a_letter_is_none() -> None:
    assert find_total(passages(form(("Dear Sir,",), ("see you on 12.05.2019",)))) is None


def test_label_weight_orders_the_usual_labels() -> None:
    labels = ["GRAND TOTAL", "TOTAL INCL. GST", "TOTAL", "TEA", "CASH", "SUBTOTAL", "CHANGE"]
    weights = [label_weight(label) for label in labels]
    assert weights[0] > weights[1] > weights[2] > weights[3] > max(weights[4:])
