from __future__ import annotations

import pytest

from rag.questions.values import Wanted, amount, bare, values


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("Revenue rose to $12.5 million in 2024", "amount", ["$12.5 million"]),
        ("TOTAL RM 1,234.50", "amount", ["RM 1,234.50"]),
        ("收入为3.5亿元", "amount", ["3.5亿元"]),
        ("29% of Germans, 3.5 percent of others", "percent", ["29%", "3.5 percent"]),
        ("signed on 12 March 2018", "date", ["12 March 2018"]),
        ("于2023年5月6日签署", "date", ["2023年5月6日"]),
        ("in 2019 and 12,019", "year", ["2019"]),
        ("at 10:08 AM", "time", ["10:08 AM"]),
        ("there are seven of them", "count", ["seven"]),
        ("nothing here", "percent", []),
    ],
)
def test_values_finds_the_wanted_kind_literally(text: str, wanted: Wanted, found: list[str]) -> None:
    assert values(text, wanted) == found


@pytest.mark.parametrize(
    ("text", "number"), [("RM1,234.50", 1234.5), ("(0.01)", -0.01), ("-1.73", -1.73), ("none", None)]
)
def test_amount_reads_sign_and_separators(text: str, number: float | None) -> None:
    assert amount(text) == number


def test_bare_takes_only_the_currency_away() -> None:
    assert [bare(text) for text in ("RM 6.00", "$9", "March 3, 2018")] == ["6.00", "9", "March 3, 2018"]
