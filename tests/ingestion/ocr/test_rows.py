"""Recognised lines put into rows."""

from __future__ import annotations

from ingestion.ocr.rows import in_rows, text_of
from rag.types import Box, Line


def line(text: str, x0: float, y0: float, x1: float, y1: float) -> Line:
    return Line(text, Box(x0, y0, x1, y1))


def test_label_and_amount_of_a_receipt_share_a_row() -> None:
    lines = [line("48.15", 600, 103, 680, 128), line("TOTAL", 20, 100, 110, 125), line("CASH", 20, 140, 90, 165)]
    assert text_of(lines) == "TOTAL 48.15\nCASH"


def test_a_row_that_climbs_on_a_skewed_photograph_stays_one_row() -> None:
    climbing = [line(str(place), 100 * place, 100 - 8 * place, 100 * place + 60, 125 - 8 * place) for place in range(6)]
    assert text_of(climbing) == "0 1 2 3 4 5"


def test_lines_one_above_the_other_stay_apart() -> None:
    assert [len(row) for row in in_rows([line("a", 0, 0, 90, 20), line("b", 0, 12, 90, 32)])] == [1, 1]


def test_no_lines_give_no_rows() -> None:
    assert in_rows([]) == [] and text_of([]) == ""


def test_sentence_on_a_picture_goes_on_over_its_lines() -> None:
    rows = ("The slipway at Saltmere is closed", "until 14 September.", "Call the office", "TOTAL 48.15")
    lines = [Line(text, Box(50, 40.0 * n, 50 + 10.0 * len(text), 40.0 * n + 30)) for n, text in enumerate(rows)]
    assert text_of(lines) == "The slipway at Saltmere is closed until 14 September.\nCall the office\nTOTAL 48.15"
