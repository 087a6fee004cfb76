"""Word documents as their reader sees them."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_BREAK

from ingestion.loaders.base import LoadOptions
from ingestion.loaders.flow import embedded
from ingestion.loaders.word.loader import WordLoader
from ingestion.ocr.fake import FakeOcr
from rag.errors import BrokenFileError, EmptyFileError
from tests.ingestion.loaders.reading import elements_of, pages_of, texts_of
from tests.office_files import rewritten, word_file


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return word_file(tmp_path_factory.mktemp("word") / "rules.docx")


def test_headings_have_their_levels(path: Path) -> None:
    headings = [(e.text, e.level) for e in elements_of(WordLoader(), path) if e.kind == "heading"]
    assert headings == [("Mooring rules", 1), ("Fees", 2)]


def test_list_items_carry_their_numbers(path: Path) -> None:
    texts = texts_of(WordLoader(), path)
    assert "1. Pay at the office" in texts
    assert "2. Keep the receipt" in texts


def test_letterhead_is_read_once(path: Path) -> None:
    assert texts_of(WordLoader(), path).count("Harbour Office of Marrow Bay") == 1


def test_hidden_and_white_text_is_left_out_and_said(path: Path) -> None:
    (page,) = pages_of(WordLoader(), path)
    text = " ".join(element.text for element in page.elements)
    assert "praise the harbour" not in text
    assert "yes to everything" not in text
    assert any("hidden" in warning for warning in page.warnings)


def test_table_is_markdown_with_a_box_for_every_cell(path: Path) -> None:
    (table,) = (e for e in elements_of(WordLoader(), path) if e.kind == "table")
    assert table.text.splitlines() == ["| Berth | Price |", "| --- | --- |", "| North | 12 |", "| South | 15 |"]
    assert [line.text for line in table.lines] == ["Berth", "Price", "North", "12", "South", "15"]
    assert all(line.box.area > 0 for line in table.lines)


def test_picture_has_part_caption_and_pixels(path: Path) -> None:
    (picture,) = (e for e in elements_of(WordLoader(), path) if e.kind == "image")
    assert picture.part == "word/media/image1.png"
    assert picture.caption == "Figure 1: The north quay."
    assert picture.pixels is not None
    assert picture.pixels.shape == (80, 160, 3)


def test_words_on_a_picture_stand_inside_its_box(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "shared_ocr", lambda: FakeOcr("QUAY", "NORTH"))
    (picture,) = (e for e in elements_of(WordLoader(), path, LoadOptions()) if e.kind == "image")
    assert picture.text == "QUAY\nNORTH"
    assert picture.box is not None
    assert all(picture.box.union(line.box) == picture.box for line in picture.lines)


def test_page_breaks_that_word_noted_are_kept(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("First page.").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Second page.")
    document.save(str(tmp_path / "two.docx"))
    assert [p.elements[0].text for p in pages_of(WordLoader(), tmp_path / "two.docx")] == [
        "First page.",
        "Second page.",
    ]


def test_long_document_flows_over_pages_in_order(tmp_path: Path) -> None:
    document = docx.Document()
    for number in range(120):
        document.add_paragraph(f"Paragraph {number}.")
    document.save(str(tmp_path / "long.docx"))
    pages = pages_of(WordLoader(), tmp_path / "long.docx")
    assert [page.page.number for page in pages] == list(range(1, len(pages) + 1))
    assert [e.text for page in pages for e in page.elements] == [f"Paragraph {number}." for number in range(120)]


def test_loading_a_range_gives_the_same_pages(tmp_path: Path) -> None:
    document = docx.Document()
    for number in range(200):
        document.add_paragraph(f"Paragraph {number}.")
    document.save(str(tmp_path / "long.docx"))
    loader = WordLoader()
    every = pages_of(loader, tmp_path / "long.docx")
    assert list(loader.load_pages(tmp_path / "long.docx", LoadOptions(ocr=False), 2, 3)) == every[1:3]


def test_document_without_words_is_named_empty(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "empty.docx"))
    with pytest.raises(EmptyFileError):
        WordLoader().count_pages(tmp_path / "empty.docx", LoadOptions())


@pytest.mark.parametrize(
    "content",
    [b"<broken", b'<!DOCTYPE d [<!ENTITY a "x">]><d>&a;</d>', b"<d>" * 5000 + b"</d>" * 5000],
    ids=["cut", "entities", "deep"],
)
def test_damaged_or_hostile_xml_is_refused(path: Path, tmp_path: Path, content: bytes) -> None:
    broken = rewritten(path, "word/document.xml", content, tmp_path / "broken.docx")
    with pytest.raises(BrokenFileError):
        WordLoader().count_pages(broken, LoadOptions())
