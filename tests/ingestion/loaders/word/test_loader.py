"""Word documents as their reader sees them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_BREAK

from ingestion.loaders.base import LoadOptions
from ingestion.loaders.flow import embedded
from ingestion.loaders.slides import SlidesLoader
from ingestion.loaders.word.loader import WordLoader
from ingestion.ocr.fake import FakeOcr
from rag.errors import BrokenFileError, EmptyFileError
from tests.ingestion.loaders.reading import elements_of, pages_of, texts_of
from tests.office_files import rewritten, saved, slides_file, word_file


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


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def _with_body(tmp_path: Path, body: str) -> Path:
    """A Word file with this XML as the body of its document."""
    docx.Document().save(str(tmp_path / "empty.docx"))
    xml = f"<w:document {_W} {_M}><w:body>{body}</w:body></w:document>".encode()
    return rewritten(tmp_path / "empty.docx", "word/document.xml", xml, tmp_path / "made.docx")


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (_run("1,250") + _run("3", '<w:vertAlign w:val="superscript"/>') + _run(" t, 10")
         + _run("5", '<w:vertAlign w:val="superscript"/>'), "1,250³ t, 10⁵"),
        (_run("the 4") + _run("th", '<w:vertAlign w:val="superscript"/>') + _run(" day"), "the 4th day"),
        (_run("H") + _run("2", '<w:vertAlign w:val="subscript"/>') + _run("O"), "H2O"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + _run(" raft"), "☑ raft"),
        ('<w:r><w:sym w:font="Symbol" w:char="F06D"/></w:r>' + _run("m"), "μm"),
        (_run("\uf0fe", '<w:rFonts w:ascii="Wingdings"/>') + _run("ü", '<w:rFonts w:ascii="Wingdings"/>'), "☑✓"),
        ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked w:val="0"/></w:checkBox></w:ffData>'
         "</w:fldChar></w:r>" + _run(" told"), "☐ told"),
        ("<m:oMath><m:r><m:t>GM=</m:t></m:r><m:f><m:num><m:r><m:t>I</m:t></m:r></m:num><m:den><m:r><m:t>V</m:t></m:r>"
         "</m:den></m:f></m:oMath>", "GM=I/V"),
        ("<m:oMath><m:rad><m:e><m:r><m:t>x+1</m:t></m:r></m:e></m:rad><m:sSup><m:e><m:r><m:t>v</m:t></m:r></m:e>"
         "<m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>", "√(x+1)v²"),
        ("<w:r><w:ruby><w:rt><w:r><w:t>とうきょう</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>東京</w:t></w:r></w:rubyBase>"
         "</w:ruby></w:r>", "東京(とうきょう)"),
    ],
)  # fmt: skip
def test_small_things_are_read_as_they_are_seen(content: str, text: str, tmp_path: Path) -> None:
    assert texts_of(WordLoader(), _with_body(tmp_path, f"<w:p>{content}</w:p>")) == [text]


def test_struck_out_text_and_rows_are_left_out_and_said(tmp_path: Path) -> None:
    rows = "".join(
        f"<w:tr><w:trPr>{properties}</w:trPr><w:tc><w:p>{_run(a)}</w:p></w:tc><w:tc><w:p>{_run(b)}</w:p></w:tc></w:tr>"
        for a, b, properties in (("Berth", "Fee", ""), ("Medium", "65", "<w:del w:id='9'/>"), ("Large", "90", ""))
    )
    fee = _run("The fee is ") + _run("31", "<w:strike/>") + _run(" 27 crowns.")
    (page,) = pages_of(WordLoader(), _with_body(tmp_path, f"<w:p>{fee}</w:p><w:tbl>{rows}</w:tbl>"))
    assert [e.text for e in page.elements] == [
        "The fee is 27 crowns.", "| Berth | Fee |\n| --- | --- |\n| Large | 90 |"
    ]  # fmt: skip
    assert page.warnings == ("Text that is struck out was left out.",)


def test_row_that_begins_further_right_keeps_its_columns(tmp_path: Path) -> None:
    def row(cells: tuple[str, ...], properties: str = "") -> str:
        return (
            f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(f'<w:tc><w:p>{_run(c)}</w:p></w:tc>' for c in cells)}</w:tr>"
        )

    table = row(("Port", "Ships")) + row(("Almond", "12")) + row(("15",), '<w:gridBefore w:val="1"/>')
    (element,) = elements_of(WordLoader(), _with_body(tmp_path, f"<w:tbl>{table}</w:tbl>"))
    assert element.text.endswith("| Almond | 12 |\n|  | 15 |")


def test_comment_stands_by_what_it_is_about(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The tank is returned full.")
    document.add_comment(paragraph.runs, "Missing fuel costs 2.35.", "R. Vale", "RV")
    document.add_paragraph("Signed.")
    document.save(str(tmp_path / "c.docx"))
    assert texts_of(WordLoader(), tmp_path / "c.docx") == [
        "The tank is returned full.", "Comment by R. Vale: Missing fuel costs 2.35.", "Signed."
    ]  # fmt: skip


def test_drawing_that_declares_a_type_costs_itself_only(path: Path, tmp_path: Path) -> None:
    drawing = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x"><svg xmlns="http://www.w3.org/2000/svg"/>'
    odd = rewritten(path, "word/media/image1.png", drawing, tmp_path / "odd.docx")
    assert "Mooring rules" in texts_of(WordLoader(), odd)


def test_page_that_was_put_into_the_document_is_read(tmp_path: Path) -> None:
    made = _with_body(tmp_path, f"<w:p>{_run('Before')}</w:p><w:altChunk xmlns:r='r' r:id='rIdX'/>")
    with zipfile.ZipFile(made) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    added = f'<Relationship Id="rIdX" Type="{kind}" Target="part.html"/></Relationships>'
    linked = rewritten(
        made, "word/_rels/document.xml.rels", relations.replace("</Relationships>", added).encode(), tmp_path / "l.docx"
    )
    with zipfile.ZipFile(linked, "a") as archive:
        archive.writestr("word/part.html", "<html><body><p>From a page</p></body></html>")
    assert texts_of(WordLoader(), linked) == ["Before", "From a page"]


def test_workbook_that_was_put_into_a_letter_comes_out(tmp_path: Path) -> None:
    made = _with_body(tmp_path, f"<w:p>{_run('See the sheet')}</w:p>")
    inner = saved(tmp_path / "inner.xlsx", [["Port", "Fee"], ["Almond", 730]]).read_bytes()
    with zipfile.ZipFile(made) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"
    added = f'<Relationship Id="rIdX" Type="{kind}" Target="embeddings/sheet1.xlsx"/></Relationships>'
    linked = rewritten(
        made, "word/_rels/document.xml.rels", relations.replace("</Relationships>", added).encode(), tmp_path / "l.docx"
    )
    with zipfile.ZipFile(linked, "a") as archive:
        archive.writestr("word/embeddings/sheet1.xlsx", inner)
    assert [(f.name, f.content) for f in WordLoader().attached(linked, LoadOptions())] == [("sheet1.xlsx", inner)]


def test_workbook_behind_a_chart_stays_inside(tmp_path: Path) -> None:
    assert list(SlidesLoader().attached(slides_file(tmp_path / "deck.pptx"), LoadOptions())) == []
