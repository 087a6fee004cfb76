"""The order in which lines of a page are read: columns, blocks side by side, rows."""

from __future__ import annotations

from ingestion.loaders.pdf.order import reading_order
from rag.types import Box, Line


def block(name: str, x: float, top: float, n: int, width: float = 200.0, pitch: float = 12.0) -> list[Line]:
    """`n` lines below each other, each 10 points high."""
    return [Line(f"{name}{row}", Box(x, top + pitch * row, x + width, top + pitch * row + 10)) for row in range(n)]


def names(lines: list[Line]) -> str:
    return " ".join(line.text for line in lines)


def test_two_columns_are_read_one_after_the_other() -> None:
    lines = [*block("b", 320, 100, 4), *block("a", 72, 100, 4)]
    assert names(reading_order(lines)) == "a0 a1 a2 a3 b0 b1 b2 b3"


def test_a_block_below_and_to_the_left_is_no_first_column() -> None:
    lines = [*block("low", 72, 400, 4), *block("high", 320, 100, 4)]
    assert names(reading_order(lines)) == "high0 high1 high2 high3 low0 low1 low2 low3"


def test_blocks_of_a_slide_side_by_side_are_read_each_by_itself() -> None:
    """Too many lines cross the white between them for a gutter of columns, and their lines are not level."""
    left, right = block("a", 72, 105, 3), block("b", 320, 100, 3)
    above = block("t", 72, 40, 4, 450)
    assert names(reading_order([*right, *left, *above])) == "t0 t1 t2 t3 b0 b1 b2 a0 a1 a2"


def test_narrow_blocks_whose_lines_are_level_are_a_table() -> None:
    cells = [*block("a", 72, 100, 3, 30), *block("b", 200, 100, 3, 30), *block("c", 330, 100, 3, 30)]
    assert names(reading_order(cells)) == "a0 b0 c0 a1 b1 c1 a2 b2 c2"


def test_a_line_across_both_columns_parts_them() -> None:
    lines = [
        *block("a", 72, 100, 3), *block("b", 320, 100, 3), Line("wide", Box(72, 150, 520, 160)),
        *block("c", 72, 180, 3), *block("d", 320, 180, 3),
    ]  # fmt: skip
    assert names(reading_order(lines)) == "a0 a1 a2 b0 b1 b2 wide c0 c1 c2 d0 d1 d2"
