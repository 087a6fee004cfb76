from __future__ import annotations

import pytest

from rag.reading.passage import passages, sentences, visual_rows
from rag.reading.span import is_literal
from tests.hits import chunk, form, line

TABLE = "| Item | 2023 | 2024 |\n|---|---|---|\n| Revenue | 10 | 12 |\n| Costs | 7 | 8 |"


def test_sentences_join_broken_lines_and_keep_abbreviations() -> None:
    text = "Sales rose, e.g. in Asia,\nby 3.5 million. See Fig. 3 for more.\n\nNext paragraph"
    assert sentences(text) == ["Sales rose, e.g. in Asia, by 3.5 million.", "See Fig. 3 for more.", "Next paragraph"]


def test_sentences_of_chinese_end_at_its_full_stop() -> None:
    assert sentences("收入增长。利润下降！") == ["收入增长。", "利润下降！"]


def test_sentences_keep_list_items_apart() -> None:
    assert sentences("Steps:\n• Press the knob\n• Choose a face") == ["Steps:", "• Press the knob", "• Choose a face"]


def test_passages_of_table_are_rows_with_their_header() -> None:
    rows = passages(chunk(TABLE, "table"))
    assert [row.text for row in rows] == ["Item | 2023 | 2024", "Revenue | 10 | 12", "Costs | 7 | 8"]
    assert rows[1].header == ("Item", "2023", "2024")


def test_passages_of_picture_are_its_visual_rows() -> None:
    assert [row.cells for row in passages(form(("TEA", "5.00"), ("TOTAL", "5.00")))] == [
        ("TEA", "5.00"),
        ("TOTAL", "5.00"),
    ]


def test_visual_rows_forgive_a_slight_slant() -> None:
    left, right = line("TOTAL", 3), line("48.15", 3, 400.0)
    slanted = type(right)(right.text, type(right.box)(right.box.x0, right.box.y0 + 4, right.box.x1, right.box.y1 + 4))
    assert visual_rows([slanted, left]) == [(left, slanted)]


def test_visual_rows_keep_overlapping_lines_apart() -> None:
    above, below = line("A long line of text", 0), line("Another long line", 1)
    assert visual_rows([above, below]) == [(above,), (below,)]


@pytest.mark.parametrize(
    "found", [chunk(TABLE, "table"), form(("TEA", "5.00"), ("TOTAL", "5.00")), chunk("One. Two\nthree.")]
)
def test_passages_are_always_literal(found: object) -> None:
    assert all(is_literal(passage.text, found.text) for passage in passages(found))  # type: ignore[attr-defined,arg-type]


def test_passages_of_empty_picture_are_none() -> None:
    assert passages(chunk("", "image", ())) == []
