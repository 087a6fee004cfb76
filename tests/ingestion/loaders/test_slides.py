"""Presentations: everything at its place, nothing that nobody sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.loaders.slides import SlidesLoader
from rag.errors import EmptyFileError
from rag.types import Element
from tests.ingestion.loaders.reading import NO_OCR, pages_of
from tests.office_files import slides_file


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return slides_file(tmp_path_factory.mktemp("slides") / "deck.pptx")


def _of_kind(path: Path, number: int, kind: str) -> list[Element]:
    return [e for e in pages_of(SlidesLoader(), path)[number - 1].elements if e.kind == kind]


def test_every_slide_is_a_page_with_its_number(path: Path) -> None:
    assert [p.page.label for p in pages_of(SlidesLoader(), path)] == ["Slide 1", "Slide 2", "Slide 3"]


def test_title_comes_first_as_heading(path: Path) -> None:
    assert [p.elements[0].text for p in pages_of(SlidesLoader(), path)] == ["Tide station", "Gauges", "Counts"]
    assert all(p.elements[0].kind == "heading" for p in pages_of(SlidesLoader(), path))


def test_bullets_keep_their_lines(path: Path) -> None:
    assert _of_kind(path, 1, "text")[0].text == "• Founded in 1987\n• 记录潮汐和风速"


def test_notes_stand_below_the_slide(path: Path) -> None:
    page = pages_of(SlidesLoader(), path)[0]
    notes = page.elements[-1]
    assert notes.text == "Notes: Mention the 412 gulls."
    assert notes.box is not None
    assert 540 < notes.box.y0 < notes.box.y1 < page.page.height_pt


def test_table_cells_have_the_places_of_the_table(path: Path) -> None:
    (table,) = _of_kind(path, 2, "table")
    assert table.text.splitlines()[0] == "| Gauge | Depth |"
    cell = next(line for line in table.lines if line.text == "4.2 m")
    assert cell.box.x0 == pytest.approx(3 * 72, abs=0.1)
    assert cell.box.y0 == pytest.approx(2.5 * 72, abs=0.1)


def test_picture_takes_the_caption_below_it(path: Path) -> None:
    (picture,) = _of_kind(path, 2, "image")
    assert picture.caption == "Figure 2: The pier gauge"
    assert picture.part == "ppt/media/image1.png"
    assert picture.box is not None
    assert picture.box.x0 == pytest.approx(432)


def test_grouped_text_is_read_where_it_is_seen(path: Path) -> None:
    grouped = next(e for e in _of_kind(path, 2, "text") if e.text == "Grouped words")
    assert grouped.box is not None
    assert grouped.box.x0 == pytest.approx(72 + 7.2)


def test_text_that_nobody_sees_is_left_out_and_said(path: Path) -> None:
    page = pages_of(SlidesLoader(), path)[1]
    texts = " ".join(e.text for e in page.elements)
    assert "White on white" not in texts
    assert "Far away" not in texts
    assert page.warnings


def test_chart_becomes_a_table_of_its_numbers(path: Path) -> None:
    (chart,) = _of_kind(path, 3, "table")
    assert chart.caption == "Chart: Birds counted"
    assert "| 2024 | 412 |" in chart.text
    assert any(line.text == "412" for line in chart.lines)


def test_all_lines_are_on_their_page(path: Path) -> None:
    for loaded in pages_of(SlidesLoader(), path):
        for line in (line for e in loaded.elements for line in e.lines):
            assert 0 <= line.box.x0 < line.box.x1 <= loaded.page.width_pt
            assert 0 <= line.box.y0 < line.box.y1 <= loaded.page.height_pt


def test_deck_without_slides_is_named_empty(tmp_path: Path) -> None:
    from pptx import Presentation

    Presentation().save(str(tmp_path / "none.pptx"))
    with pytest.raises(EmptyFileError):
        SlidesLoader().count_pages(tmp_path / "none.pptx", NO_OCR)
