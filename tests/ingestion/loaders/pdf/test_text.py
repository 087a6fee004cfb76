"""PDF pages with a text layer: order, paragraphs, headings, boxes on turned and cropped pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingestion.loaders.base import LoadedPage, LoadOptions
from ingestion.loaders.pdf.lines import spelled
from ingestion.loaders.pdf.loader import PdfLoader
from ingestion.loaders.pdf.paragraphs import joined
from ingestion.ocr.fake import FakeOcr
from rag.types import Element
from tests.builders import HEIGHT, LOREM, WIDTH, Draw, chinese, columns, cropped, pdf_file, prose, turned, write

OPTIONS = LoadOptions()


def load(path: Path, *ocr_texts: str) -> list[LoadedPage]:
    return list(PdfLoader(FakeOcr(*ocr_texts)).load_pages(path, OPTIONS, 1, 10_000))


def elements(path: Path, *draws: Draw) -> list[Element]:
    return [element for page in load(pdf_file(path, *draws)) for element in page.elements]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.pdf"


def test_a_paragraph_is_one_element_with_a_box_for_each_line(path: Path) -> None:
    heading, paragraph = elements(path, prose)
    assert paragraph.text == " ".join(LOREM)
    assert [line.text for line in paragraph.lines] == list(LOREM)
    assert all(70 < line.box.x0 < 74 and line.box.x1 < WIDTH for line in paragraph.lines)
    assert 108 < paragraph.lines[0].box.y0 < 125 < paragraph.lines[2].box.y1 < 160
    assert heading.kind == "heading" and heading.level == 1


def test_columns_are_read_one_after_the_other(path: Path) -> None:
    text = " ".join(element.text for element in elements(path, columns))
    assert text.startswith("A title")
    assert text.index("left column line number 11") < text.index("right column line number 0")


def test_words_divided_at_a_lines_end_are_joined() -> None:
    assert (
        joined(["rein-", "forcement of the state-of-the-", "art pier"]) == "reinforcement of the state-of-the-art pier"
    )


def test_chinese_lines_are_joined_without_a_blank() -> None:
    assert joined(["海港办公室保存", "每艘船的记录"]) == "海港办公室保存每艘船的记录"


def test_a_chinese_page_is_read(path: Path) -> None:
    heading, paragraph, *_ = elements(path, chinese)
    assert (heading.kind, heading.text) == ("heading", "港口年度报告")
    assert paragraph.text == "海港办公室保存进入海湾的每一艘船的记录，任何人都可以在阅览室查阅。"


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_boxes_are_those_of_the_page_as_it_is_seen(path: Path, degrees: int) -> None:
    pdf_file(path, lambda canvas: write(canvas, 100, 200, LOREM))
    (page,) = load(turned(path, degrees))
    lines = [line for element in page.elements for line in element.lines]
    box = next(line.box for line in lines if line.text == LOREM[0])
    assert (page.page.width_pt, page.page.height_pt) == ((WIDTH, HEIGHT) if degrees == 180 else (HEIGHT, WIDTH))
    corner = {90: (HEIGHT - 213, 100), 180: (WIDTH - 100, HEIGHT - 213), 270: (203, WIDTH - 100)}[degrees]
    near = {90: (box.x0, box.y0), 180: (box.x1, box.y0), 270: (box.x0, box.y1)}[degrees]
    assert near == pytest.approx(corner, abs=8)


def test_boxes_count_from_the_corner_of_the_crop_box(path: Path) -> None:
    pdf_file(path, lambda canvas: write(canvas, 100, 200, LOREM))
    (page,) = load(cropped(path, 50, 92, WIDTH, HEIGHT - 150))
    assert (page.page.width_pt, page.page.height_pt) == (562, 550)
    assert page.elements[0].lines[0].box.x0 == pytest.approx(50, abs=2)
    assert page.elements[0].lines[0].box.center[1] == pytest.approx(58, abs=5)


def test_running_heads_and_page_numbers_are_left_out(path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, 72, 20, ["Harbour Yearbook"], 9)
            write(canvas, 72, 100, [*LOREM, f"What only page {number} says."])
            write(canvas, 300, 760, [f"Page {number} of 5"], 9)

        return draw

    text = " ".join(element.text for element in elements(path, *(page(number) for number in range(1, 6))))
    assert text.count("Yearbook") == 1 and "of 5" not in text
    assert all(f"What only page {number} says." in text for number in range(1, 6))


def test_the_label_of_a_page_is_the_one_in_the_file(path: Path) -> None:
    canvas = Canvas(str(path))
    canvas.addPageLabel(0, style="ROMAN_LOWER", start=4)
    write(canvas, 72, 72, LOREM)
    canvas.showPage()
    canvas.save()
    assert [page.page.label for page in load(path)] == ["iv"]


def test_a_range_of_pages_is_read_alone(path: Path) -> None:
    pdf_file(path, *[lambda canvas, n=n: write(canvas, 72, 72, [f"Here is page {n}."]) for n in range(1, 6)])
    pages = list(PdfLoader(FakeOcr()).load_pages(path, OPTIONS, 3, 4))
    assert [page.page.number for page in pages] == [3, 4]
    assert [page.elements[0].text for page in pages] == ["Here is page 3.", "Here is page 4."]


def test_ligatures_are_spelled_out() -> None:
    assert [spelled(ord(char)) for char in "ﬁﬄ"] == ["fi", "ffl"]


def test_page_of_20000_points_is_read_in_bounded_memory(path: Path) -> None:
    pdf_file(path, lambda canvas: write(canvas, 2000, 2000, LOREM, 200), size=(20_000, 20_000))
    (page,) = load(path)
    assert LOREM[0] in page.elements[0].text
