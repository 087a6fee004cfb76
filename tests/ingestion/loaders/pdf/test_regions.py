"""Tables and figures of PDF pages, with their captions, boxes and pixels."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from ingestion.loaders.base import LoadOptions
from ingestion.loaders.pdf.captions import caption_kind
from ingestion.loaders.pdf.loader import PdfLoader
from ingestion.ocr.fake import FakeOcr
from rag.types import Element, Kind
from tests.builders import Draw, bar_chart, chinese, pdf_file, picture_of, plain_table, ruled_table, text_picture


def found(path: Path, draw: Draw, kind: Kind, *ocr_texts: str) -> Element:
    pages = PdfLoader(FakeOcr(*ocr_texts)).load_pages(pdf_file(path, draw), LoadOptions(), 1, 1)
    (element,) = [element for page in pages for element in page.elements if element.kind == kind]
    return element


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.pdf"


def test_a_ruled_table_is_markdown_with_a_line_for_each_cell(path: Path) -> None:
    table = found(path, ruled_table, "table")
    assert table.text.splitlines()[:3] == ["| Length | Fee |", "| --- | --- |", "| under 6 m | 12.50 |"]
    assert table.caption == "Table 2: Fees by length of the boat"
    cell = next(line for line in table.lines if line.text == "25.75")
    assert 190 < cell.box.x0 < 205 and 240 < cell.box.center[1] < 262
    assert table.box is not None and table.box.contains(*cell.box.center)


def test_a_table_without_rules_is_found_by_its_columns(path: Path) -> None:
    table = found(path, plain_table, "table")
    assert "| 2020 | 38 | 2,977 |" in table.text.splitlines()


def test_a_drawn_chart_is_a_figure_with_caption_words_and_pixels(path: Path) -> None:
    figure = found(path, bar_chart, "figure")
    assert figure.caption == "Figure 3: Ships that entered the bay"
    assert "2021" in figure.text
    assert figure.box is not None and 145 < figure.box.x0 < 152 and figure.box.y1 < 430
    assert figure.pixels is not None and max(figure.pixels.shape) <= 512


def test_a_chinese_caption_goes_with_its_figure(path: Path) -> None:
    assert found(path, chinese, "figure").caption == "图1 进入海湾的船只"


def test_the_words_of_a_figure_are_not_text_as_well(path: Path) -> None:
    pages = PdfLoader(FakeOcr()).load_pages(pdf_file(path, bar_chart), LoadOptions(), 1, 1)
    texts = [element.text for page in pages for element in page.elements if element.kind == "text"]
    assert not any("2021" in text or "Figure 3" in text for text in texts)


def test_words_in_an_embedded_picture_are_read_where_they_stand(path: Path) -> None:
    picture = text_picture(["Tide table"], (600, 300))
    image = found(path, picture_of(picture, 100, 300, 400), "image", "TIDE", "TABLE")
    assert image.text == "TIDE\nTABLE"
    assert image.lines[1].box.y0 == pytest.approx(400, abs=3)
    assert image.lines[0].box.x0 == pytest.approx(100, abs=3)


def test_a_small_picture_is_not_read(path: Path) -> None:
    ocr = FakeOcr("ICON")
    pdf_file(path, picture_of(text_picture(["x"], (60, 60)), 100, 300, 40))
    list(PdfLoader(ocr).load_pages(path, LoadOptions(), 1, 1))
    assert ocr.n_read == 0


def test_a_picture_on_every_page_is_read_on_none(path: Path) -> None:
    ocr = FakeOcr("LOGO")
    logo = picture_of(text_picture(["Logo"], (400, 200)), 100, 300, 200)
    pages = list(PdfLoader(ocr).load_pages(pdf_file(path, logo, logo, logo, logo), LoadOptions(), 1, 4))
    assert ocr.n_read == 0
    assert not [element for page in pages for element in page.elements if element.kind == "image"]


def test_an_equal_picture_is_read_once(path: Path) -> None:
    ocr = FakeOcr("MAP")
    drawn = picture_of(Image.effect_noise((400, 200), 60).convert("RGB"), 100, 300, 200)
    pages = list(PdfLoader(ocr).load_pages(pdf_file(path, drawn, drawn), LoadOptions(), 1, 2))
    assert ocr.n_read == 1
    assert [element.text for page in pages for element in page.elements if element.kind == "image"] == ["MAP", "MAP"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Figure 3: Revenue by year", "figure"),
        ("Fig. 12. The outer pier", "figure"),
        ("FIGURE 2-1 Layout", "figure"),
        ("Table 2", "table"),
        ("Table IV. Fees", "table"),
        ("Chart 7 – Tides", "figure"),
        ("图1 港口", "figure"),
        ("表2：费用", "table"),
        ("Figure 3 shows that revenue grew", None),
        ("Table 2 and Table 3 list the fees", None),
        ("Tables are set for ten", None),
        ("Mapping 3 things", None),
    ],
)
def test_a_caption_is_told_from_a_sentence(text: str, kind: str | None) -> None:
    assert caption_kind(text) == kind
