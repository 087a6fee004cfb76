from __future__ import annotations

from rag.reading.grid import Cell, Grid, markdown_grid
from rag.reading.layout import pairs, placed_cells, text_grid
from tests.hits import line

SENIORS = """
|  | Phones among seniors |  |
| --- | --- | --- |
| % who own a … |  |  |
|  | Cell phone | Smartphone |
| All | 77% | 18% |
| Age |  |  |
| 65-69 | 84 | 29 |
| 70-74 | 84 | 21 |
| Income |  |  |
| $75,000+ | 92 | 42 |
|  | Source: a survey. |  |
"""


def _cell(grid: Grid | None, row: str, head: str) -> Cell:
    assert grid is not None
    return next(cell for cell in grid.cells if cell.row == row and head in cell.heads)


def test_markdown_grid_has_heads_of_several_lines_groups_and_titles() -> None:
    grid = markdown_grid(SENIORS)
    cell = _cell(grid, "70-74", "Smartphone")
    assert (cell.text, cell.group) == ("21", "Age")
    assert grid is not None and "who own a" in grid.title
    assert _cell(grid, "$75,000+", "Smartphone").group == "Income"


def test_markdown_grid_takes_years_as_heads_and_first_data_row_as_data() -> None:
    years = markdown_grid("| | 2021 | 2020 |\n|---|---|---|\n| Goodwill | (5) | 7 |")
    assert _cell(years, "Goodwill", "2021").text == "(5)"
    headless = markdown_grid("| Goodwill | 5,727 | 2,539 |\n|---|---|---|\n| Cash | 100 | 90 |")
    assert headless is not None
    assert [cell.text for cell in headless.cells] == ["5,727", "2,539", "100", "90"]


def test_placed_cells_find_the_label_above_on_a_dashboard() -> None:
    lines = (line("Bicycles in use"), line("Open repairs", x0=300), line("347", 1), line("26", 1, 300))
    assert [(cell.heads, cell.text) for cell in placed_cells(lines)] == [
        (("Bicycles in use",), "347"),
        (("Open repairs",), "26"),
    ]


def test_placed_cells_of_a_drawn_table_have_row_and_head() -> None:
    lines = (
        *(line("Company"), line("Tweets", x0=300)),
        *(line("Germanwings", 1), line("24", 1, 300)),
        *(line("Airbus", 2), line("5", 2, 300)),
    )
    assert [(cell.row, cell.heads, cell.text) for cell in placed_cells(lines)] == [
        ("Germanwings", ("Tweets",), "24"),
        ("Airbus", ("Tweets",), "5"),
    ]


def test_pairs_split_label_and_value_but_no_time_of_day() -> None:
    found = {(cell.row, cell.text) for cell in pairs("Cashier: TAMEEM\nTotal Rounded 28.20\nat 10:45 today")}
    assert ("Cashier", "TAMEEM") in found and ("Total Rounded", "28.20") in found
    assert all("45" not in value for _, value in found)


def test_text_grid_reads_rows_that_are_alike() -> None:
    (grid,) = text_grid("Number of Farms\nYear Number of Farms\n1880 1,597\n1890 2,039\n1900 NA\n1910 1,944")
    assert [(cell.row, cell.text) for cell in grid.cells] == [("1880", "1,597"), ("1890", "2,039"), ("1910", "1,944")]
    assert "Number of Farms" in grid.cells[0].heads[0]
