from __future__ import annotations

import pytest

from rag.answers.values import Ground, lacking, readings

GROUND = Ground(
    "Revenue rose from 10 million to 12,345,000 euros on 3 March 2024, said Jane Miller of the European Union"
)
QUESTION = Ground("What did Acme earn in 2019? report.pdf")


@pytest.mark.parametrize(
    "sentence",
    [
        "Revenue rose to 12,345,000 euros.",
        "Revenue rose to 12.345 million.",
        "Revenue rose to about 12.3 million.",
        "It was on 2024-03-03.",
        "It rose by 2,345,000 from 10 million to 12,345,000.",
        "Miller's EU office said so in March.",
        "Acme was asked about 2019.",
        "1. Revenue rose from 10 million.",
    ],
)
def test_values_of_the_evidence_are_not_lacking(sentence: str) -> None:
    assert lacking(sentence, [GROUND], QUESTION) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Revenue rose to 13 million euros.", ["13 million"]),
        ("Revenue rose to about 14 million.", ["14 million"]),
        ("It was on 4 March 2023.", ["4", "2023"]),
        ("It rose, said John Smith.", ["John", "Smith"]),
        ("收入为1300万欧元。", ["1300万"]),
        ("2029.", ["2029"]),
        ("It rose by 0 from 10 million to 10 million.", ["0"]),
    ],
)
def test_values_that_the_evidence_lacks_are_found(sentence: str, found: list[str]) -> None:
    assert [words for _, words in lacking(sentence, [GROUND], QUESTION)] == found


@pytest.mark.parametrize(
    ("token", "values"),
    [("1,234", {1234.0, 1.234}), ("1.234,5", {1234.5}), ("12.50", {12.5}), ("12,34,567", {1234567.0}), ("7", {7.0})],
)
def test_separators_are_read_in_every_custom(token: str, values: set[float]) -> None:
    assert readings(token) == values
