"""What is a table, and what only looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingestion.loaders.base import LoadOptions
from ingestion.loaders.pdf.lattice import Lattice, ruled_grid
from ingestion.loaders.pdf.lines import TextLine
from ingestion.loaders.pdf.loader import PdfLoader
from ingestion.loaders.pdf.tables import Grid
from ingestion.ocr.fake import FakeOcr
from rag.types import Box, Line
from tests.builders import HEIGHT, LOREM, pdf_file, write


def grid(*rows: str) -> Grid:
    """A grid of one letter a cell; a dot is an empty one."""
    cell = Line("x", Box(0, 0, 1, 1))
    return Grid(tuple(tuple(None if letter == "." else cell for letter in row) for row in rows))


@pytest.mark.parametrize(
    ("rows", "is_table"),
    [
        (("xx", "xx"), True),
        (("xx", "x."), False),
        (("xxxx", "xx..", "xx.."), True),
        (("xx......", "xx......", "xx......"), False),
        (("xx...", "xx...", "xx..."), True),
        (("x..", "x..", ".xx", "..x"), False),
        (("xxxx",), False),
        (("x", "x", "x", "x"), False),
    ],
)
def test_a_table_has_rows_and_columns_that_are_filled(rows: tuple[str, ...], is_table: bool) -> None:
    assert grid(*rows).is_table is is_table


def test_long_cells_are_paragraphs_and_no_table() -> None:
    cell = Line("a sentence that goes on for as long as a paragraph in a column does", Box(0, 0, 1, 1))
    assert not Grid(((cell, cell), (cell, cell))).is_table


def lattice(n_columns: int, n_rows: int) -> Lattice:
    """Cells of ten by ten points, each ruled."""
    xs, ys = (tuple(float(10 * at) for at in range(n + 1)) for n in (n_columns, n_rows))
    flat = tuple(Box(x, y, x + 10, y) for y in ys for x in xs[:-1])
    return Lattice(xs, ys, flat)


def word(column: int, row: int) -> TextLine:
    box = Box(10 * column + 2, 10 * row + 2, 10 * column + 8, 10 * row + 8)
    return TextLine("w", box, (Line("w", box),), 6.0)


def test_ruled_cells_with_words_in_most_are_a_table() -> None:
    filled = [word(column, row) for column in range(3) for row in range(3)]
    found = ruled_grid(lattice(3, 3), filled)
    assert found is not None and [len(row) for row in found.rows] == [3, 3, 3]


def test_ruled_paper_with_a_word_here_and_there_is_no_table() -> None:
    """A form or a chart's grid: five rows and five columns that have a word, five of twenty-five cells."""
    assert ruled_grid(lattice(5, 5), [word(at, at) for at in range(5)]) is None


def booktabs(canvas: Canvas) -> None:
    """Two rows between three rules of one width, too few to be told by their columns alone."""
    write(canvas, 72, 72, LOREM)
    for top in (200, 220, 240):
        canvas.line(72, HEIGHT - top, 400, HEIGHT - top)
    for row, cells in enumerate((("Berth", "Depth", "Fee"), ("North", "4.5", "18.00"))):
        for column, cell in enumerate(cells):
            write(canvas, 80 + 110 * column, 202 + 20 * row, [cell], 10)


def test_what_stands_between_rules_of_one_width_is_a_table(tmp_path: Path) -> None:
    pages = PdfLoader(FakeOcr()).load_pages(pdf_file(tmp_path / "file.pdf", booktabs), LoadOptions(), 1, 1)
    tables = [element for page in pages for element in page.elements if element.kind == "table"]
    assert [table.text.splitlines()[-1] for table in tables] == ["| North | 4.5 | 18.00 |"]
