"""Presentations: everything at its place, nothing that nobody sees."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Inches

from ingestion.loaders.slides import SlidesLoader
from rag.errors import EmptyFileError
from rag.types import Element
from tests.ingestion.loaders.reading import NO_OCR, elements_of, pages_of
from tests.office_files import rewritten, slides_file


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


def _deck(tmp_path: Path, fill: Callable[[Any], None]) -> Path:
    deck = Presentation()
    fill(deck.slides.add_slide(deck.slide_layouts[6]))
    deck.save(str(tmp_path / "made.pptx"))
    return tmp_path / "made.pptx"


def test_cell_that_is_merged_downwards_is_repeated(tmp_path: Path) -> None:
    def fill(slide: Any) -> None:
        table = slide.shapes.add_table(3, 2, Inches(1), Inches(1), Inches(5), Inches(2)).table
        for row, cells in enumerate((("Yard", "Slip"), ("Almond", "North"), ("", "South"))):
            for column, text in enumerate(cells):
                table.cell(row, column).text = text
        table.cell(1, 0).merge(table.cell(2, 0))

    (table,) = elements_of(SlidesLoader(), _deck(tmp_path, fill))
    assert table.text == "| Yard | Slip |\n| --- | --- |\n| Almond | North |\n| Almond | South |"
    assert len(table.lines) == 6


def test_raised_and_struck_out_text_is_read_as_it_is_seen(tmp_path: Path) -> None:
    def fill(slide: Any) -> None:
        paragraph = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(5), Inches(1)).text_frame.paragraphs[0]
        for text, name, value in (("1,250", "", ""), ("3", "baseline", "30000"), (" t for ", "", ""),
                                  ("31", "strike", "sngStrike"), ("27", "", "")):  # fmt: skip
            run = paragraph.add_run()
            run.text = text
            if name:
                run._r.get_or_add_rPr().set(name, value)

    (page,) = pages_of(SlidesLoader(), _deck(tmp_path, fill))
    assert page.elements[0].text == "1,250³ t for 27"
    assert page.warnings == ("Text that is struck out was left out (1 places).",)


def test_text_in_a_box_without_height_is_read(tmp_path: Path) -> None:
    def fill(slide: Any) -> None:
        slide.shapes.add_textbox(Inches(1), Inches(1), Inches(5), 0).text_frame.text = "Seen all the same"

    assert [e.text for e in elements_of(SlidesLoader(), _deck(tmp_path, fill))] == ["Seen all the same"]


def test_comments_of_a_slide_stand_below_it(tmp_path: Path) -> None:
    path = _deck(tmp_path, lambda slide: None)
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path) as archive:
        slide = archive.read("ppt/slides/_rels/slide1.xml.rels").decode()
        deck = archive.read("ppt/_rels/presentation.xml.rels").decode()
    added = '<Relationship Id="rIdX" Type="{}/{}" Target="{}"/></Relationships>'
    slide = slide.replace("</Relationships>", added.format(kinds, "comments", "../comments/comment1.xml"))
    deck = deck.replace("</Relationships>", added.format(kinds, "commentAuthors", "commentAuthors.xml"))
    one = rewritten(path, "ppt/slides/_rels/slide1.xml.rels", slide.encode(), tmp_path / "one.pptx")
    two = rewritten(one, "ppt/_rels/presentation.xml.rels", deck.encode(), tmp_path / "two.pptx")
    p = "http://schemas.openxmlformats.org/presentationml/2006/main"
    with zipfile.ZipFile(two, "a") as archive:
        archive.writestr("ppt/commentAuthors.xml", f'<l xmlns="{p}"><cmAuthor id="1" name="R. Vale"/></l>')
        archive.writestr(
            "ppt/comments/comment1.xml", f'<l xmlns="{p}"><cm authorId="1"><text>Check 412.</text></cm></l>'
        )
    (page,) = pages_of(SlidesLoader(), two)
    assert [e.text for e in page.elements] == ["Comment by R. Vale: Check 412."]
    assert page.page.height_pt > 540
