from __future__ import annotations

import pytest

from rag.reading.numbers import is_year, number_of, written


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1,944", 1944.0, ""),
        ("(1,234)", -1234.0, ""),
        ("−3.5", -3.5, ""),
        ("12,34,567", 1234567.0, ""),
        ("1.234.567,89", 1234567.89, ""),
        ("12,5", 12.5, ""),
        ("77%", 77.0, "%"),
        ("$5.1B", 5.1e9, "$"),
        ("RM11.12", 11.12, "RM"),
        ("3.5亿元", 3.5e8, ""),
        ("80 kg", 80.0, "kg"),
    ],
)
def test_number_of_reads_groups_signs_scales_and_units(text: str, value: float, unit: str) -> None:
    number = number_of(text)
    assert number is not None
    assert (number.value, number.unit) == (pytest.approx(value), unit)


@pytest.mark.parametrize("text", ["70-74", "Harbour", "2024-09-01", "page 3 of 7", ""])
def test_number_of_other_text_is_none(text: str) -> None:
    assert number_of(text) is None


def test_is_year_takes_whole_years_only() -> None:
    assert is_year("2024") and not is_year("12024") and not is_year("3024")


def test_written_groups_thousands() -> None:
    assert written(133000.0, 0) == "133,000" and written(0.5, 2) == "0.50"
