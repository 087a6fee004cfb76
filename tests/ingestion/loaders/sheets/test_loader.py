"""Workbooks: visible values as they are shown."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from ingestion.loaders.sheets.loader import SheetsLoader
from tests.ingestion.loaders.reading import elements_of, pages_of
from tests.office_files import rewritten, saved, sheets_file, strict


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sheets_file(tmp_path_factory.mktemp("sheets") / "budget.xlsx")


def test_each_visible_sheet_is_a_page_with_its_name(path: Path) -> None:
    assert [page.page.label for page in pages_of(SheetsLoader(), path)] == ["Budget 2024", "Staff"]


def test_values_read_as_in_the_cell(path: Path) -> None:
    table = next(e for e in elements_of(SheetsLoader(), path) if e.kind == "table")
    assert table.text.splitlines()[:3] == [
        "| Item | Due | Amount | Share |",
        "| --- | --- | --- | --- |",
        "| Pump 0 | 2024-05-01 | €1,234.50 | 12.5% |",
    ]


def test_hidden_rows_and_sheets_are_left_out_and_said(path: Path) -> None:
    pages = pages_of(SheetsLoader(), path)
    texts = " ".join(e.text for page in pages for e in page.elements)
    assert "Secret pump" not in texts
    assert "Nobody sees this" not in texts
    assert sum(len(page.warnings) for page in pages) == 2


def test_merged_cell_is_repeated_in_each_row(path: Path) -> None:
    table = pages_of(SheetsLoader(), path)[1].elements[-1]
    assert "| Quay | Ole |" in table.text


def test_picture_of_a_sheet_is_found(path: Path) -> None:
    (picture,) = (e for e in elements_of(SheetsLoader(), path) if e.kind == "image")
    assert picture.part == "xl/media/image1.png"


def test_long_sheet_repeats_its_header_and_counts_rows(tmp_path: Path) -> None:
    pages = pages_of(SheetsLoader(), sheets_file(tmp_path / "long.xlsx", n_rows=90))
    budget = [page for page in pages if page.page.label.startswith("Budget")]
    assert budget[0].page.label == "Budget 2024, rows 1–35"
    tables = [e for page in budget for e in page.elements if e.kind == "table"]
    assert len(tables) == 3
    assert all(table.text.startswith("| Item | Due | Amount | Share |") for table in tables)


def test_row_far_below_all_others_costs_nothing(path: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = rewritten(
        path, "xl/worksheets/sheet1.xml", sheet.replace(b'<row r="4"', b'<row r="999999999"'), tmp_path / "far"
    )
    table = next(e for e in elements_of(SheetsLoader(), far) if e.kind == "table")
    assert "Pump 1" in table.text
    assert "Pump 2" not in table.text


def _tables(path: Path) -> list[str]:
    return [e.text for e in elements_of(SheetsLoader(), path) if e.kind == "table"]


def test_formula_without_a_value_is_read_as_written_and_said(tmp_path: Path) -> None:
    path = saved(tmp_path / "sum.xlsx", [["Port", "Q1", "Q2", "Total"], ["Almond", 120, 145, "=B2+C2"]])
    (page,) = pages_of(SheetsLoader(), path)
    assert "| Almond | 120 | 145 | =B2+C2 |" in page.elements[-1].text
    assert "1 formulas" in page.warnings[0]


def test_strict_workbook_is_read(tmp_path: Path) -> None:
    path = strict(saved(tmp_path / "usual.xlsx", [["Route", "Rate"], ["Almond", 730]]), tmp_path / "strict.xlsx")
    assert _tables(path) == ["| Route | Rate |\n| --- | --- |\n| Almond | 730 |"]


def test_damaged_styles_cost_the_formats_only(path: Path, tmp_path: Path) -> None:
    (first, *_) = _tables(rewritten(path, "xl/styles.xml", b"<styleSheet><fonts></oops>", tmp_path / "odd.xlsx"))
    assert "| Pump 0 | 45413 | 1234.5 | 0.125 |" in first


def test_comments_are_read_with_their_cell_and_author(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Port", "Fee"])
    book.active.append(["Almond", 12])
    book.active["B2"].comment = Comment("Raised in May.", "R. Vale")
    book.active["A2"].comment = Comment("[Threaded comment] said again", "tc={1}")
    book.save(tmp_path / "c.xlsx")
    texts = [e.text for e in elements_of(SheetsLoader(), tmp_path / "c.xlsx")]
    assert [text for text in texts if "omment" in text] == ["Comment on B2 by R. Vale: Raised in May."]


def test_raised_digits_stay_apart_and_struck_cells_are_left_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    raised = CellRichText("1,250", TextBlock(InlineFont(vertAlign="superscript"), "3"), " t")
    for row in (["Item", "Amount"], ["Silt", raised], ["Old", 31], ["New", 27]):
        book.active.append(row)
    book.active["B3"].font = Font(strike=True)
    book.save(tmp_path / "s.xlsx")
    (page,) = pages_of(SheetsLoader(), tmp_path / "s.xlsx")
    assert "| Silt | 1,250³ t |\n| Old |  |\n| New | 27 |" in page.elements[-1].text
    assert "struck out" in page.warnings[0]


def test_columns_beyond_256_are_read(tmp_path: Path) -> None:
    rows = [["Day", *(f"S{n:03}" for n in range(300))], ["1", *(str(1000 + n) for n in range(300))]]
    found = {}
    for table in _tables(saved(tmp_path / "wide.xlsx", rows)):
        names, _, values = (row.strip("| ").split(" | ") for row in table.split("\n"))
        found.update(zip(names, values, strict=True))
    assert len(found) == 301
    assert found["S299"] == "1299"


def test_names_of_groups_stand_over_the_columns(tmp_path: Path) -> None:
    rows = [["Port", "2024", None, "2025", None], [None, "Ships", "Tons", "Ships", "Tons"], ["Almond", 131, 2, 355, 4]]
    (table,) = _tables(saved(tmp_path / "groups.xlsx", rows))
    assert table.split("\n")[2] == "| --- | --- | --- | --- | --- |"


def test_zero_that_a_library_wrote_for_a_formula_is_no_value(tmp_path: Path) -> None:
    path = saved(tmp_path / "sum.xlsx", [["Port", "Q1", "Total"], ["Almond", 120, "=B2+B2"]])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    written = re.sub(rb"<f>B2\+B2</f><v ?/?>(?:</v>)?", b"<f>B2+B2</f><v>0</v>", sheet)
    assert written != sheet
    (table,) = _tables(rewritten(path, "xl/worksheets/sheet1.xml", written, tmp_path / "zero.xlsx"))
    assert table.endswith("| Almond | 120 | =B2+B2 |")
