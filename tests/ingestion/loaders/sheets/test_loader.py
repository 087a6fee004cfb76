"""Workbooks: visible values as they are shown."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import pytest

from ingestion.loaders.sheets.cells import shown
from ingestion.loaders.sheets.loader import SheetsLoader
from tests.ingestion.loaders.reading import elements_of, pages_of
from tests.office_files import rewritten, sheets_file


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


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (12.0, "General", "12"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (0.256, "0%", "26%"),
        (3.5, '0.0" kg"', "3.5 kg"),
        (True, "General", "TRUE"),
        (datetime.datetime(2024, 5, 1), "d/m/y", "2024-05-01"),
        (datetime.datetime(2024, 5, 1, 9, 30), "d/m/y", "2024-05-01 09:30"),
        (datetime.time(7, 5), "h:mm", "07:05"),
        (None, "", ""),
    ],
)
def test_shown_reads_as_in_excel(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


def test_row_far_below_all_others_costs_nothing(path: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = rewritten(
        path, "xl/worksheets/sheet1.xml", sheet.replace(b'<row r="4"', b'<row r="999999999"'), tmp_path / "far"
    )
    table = next(e for e in elements_of(SheetsLoader(), far) if e.kind == "table")
    assert "Pump 1" in table.text
    assert "Pump 2" not in table.text
