"""Mails, saved pages, books, notebooks, OpenDocument, rich text, subtitles, drawings, archives."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from ingestion.kinds.sniff import sniff
from ingestion.loaders import registry
from ingestion.loaders.base import LoadOptions
from ingestion.loaders.registry import attached_of, loader_for
from ingestion.loaders.subtitles import clock
from rag.errors import BrokenFileError, EncryptedError, InputError
from rag.files.drawings import draw_svg
from rag.rendering.render import render
from rag.rendering.view import PageView
from rag.types import Element
from tests.ingestion.loaders.reading import NO_OCR, pages_of
from tests.other_files import archive_file, book_file, mail_file, notebook_file, open_document, saved_page


def read(path: Path) -> tuple[str, list[Element], list[str]]:
    """(media type, elements, warnings) of a file, as it is told by its bytes."""
    media_type = sniff(path)
    pages = pages_of(loader_for(media_type), path)
    return media_type, [e for page in pages for e in page.elements], [w for page in pages for w in page.warnings]


def test_mail_is_read_with_its_people_and_body(tmp_path: Path) -> None:
    kind, elements, _ = read(mail_file(tmp_path / "mail"))
    assert kind == registry.MAIL
    assert [e.text for e in elements] == [
        "Kran: Angebot über 18.400 Kronen – Prüfung",
        "From: Ines Calder <ines@harbour.example>\nTo: board@harbour.example\nDate: 2026-02-17 09:12 +0100\n"
        "Attachments: rates.csv",
        "Dear all,",
        "the yard offers the crane for 18,400 crowns – in week 34.",
    ]


def test_mail_with_a_table_is_read_as_it_is_shown(tmp_path: Path) -> None:
    markup = "<p>See:</p><table><tr><th>Port</th><th>Fee</th></tr><tr><td>Almond</td><td>12</td></tr></table>"
    _, elements, _ = read(mail_file(tmp_path / "mail", markup=markup))
    assert elements[-1].text == "| Port | Fee |\n| --- | --- |\n| Almond | 12 |"


def test_files_of_a_mail_come_out(tmp_path: Path) -> None:
    path = mail_file(tmp_path / "mail")
    (file,) = attached_of(registry.MAIL, path, LoadOptions())
    assert (file.name, file.content) == ("rates.csv", b"Port,Fee\nAlmond,730\n")


def test_saved_page_is_read_with_its_picture(tmp_path: Path) -> None:
    kind, elements, _ = read(saved_page(tmp_path / "page"))
    assert kind == registry.SAVED_PAGE
    assert [e.text for e in elements] == ["Harbour", "Open from nine – café too.", ""]
    assert elements[-1].part == "mime:2"
    assert elements[-1].pixels is not None


def test_book_is_read_in_the_order_of_its_chapters(tmp_path: Path) -> None:
    kind, elements, _ = read(book_file(tmp_path / "book"))
    assert kind == registry.EPUB
    texts = [e.text for e in elements]
    assert texts[:2] == ["The Lighthouse", "Creator: Edda Lindqvist\nDate: 1911"]
    assert texts.index("It was built.") < texts.index("The lamp burned oil.")
    assert [e.part for e in elements if e.kind == "image"] == ["OEBPS/pic.png"]


def test_protected_book_is_refused(tmp_path: Path) -> None:
    path = book_file(tmp_path / "book")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("META-INF/encryption.xml", '<e><CipherReference URI="OEBPS/one.xhtml"/></e>')
    with pytest.raises(EncryptedError):
        read(path)


def test_notebook_is_read_cell_by_cell(tmp_path: Path) -> None:
    kind, elements, _ = read(notebook_file(tmp_path / "book.ipynb"))
    assert kind == registry.NOTEBOOK
    assert [e.text for e in elements] == [
        *("Fees", "The fees of 2026.", "print(total)", "1,345", "fees"),
        *("| Port | Fee |\n| --- | --- |\n| Almond | 730 |", "plot()", ""),
    ]
    assert elements[-1].part == "output:3:0:image/png"
    assert elements[-1].pixels is not None


def test_open_text_is_read(tmp_path: Path) -> None:
    body = (
        '<office:text><text:h text:outline-level="2">Rules</text:h><text:p>A berth costs<text:s/>1,250'
        '<text:span text:style-name="T1">3</text:span> crowns.<text:note><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>In winter.</text:p></text:note-body></text:note></text:p>"
        "<text:list><text:list-item><text:p>Pay first</text:p></text:list-item></text:list>"
        "<text:p>See<office:annotation><dc:creator>R. Vale</dc:creator><text:p>Really?</text:p></office:annotation>"
        "</text:p>"
        '<table:table><table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>Yard</text:p>'
        "</table:table-cell><table:table-cell><text:p>North</text:p></table:table-cell></table:table-row>"
        "<table:table-row><table:covered-table-cell/><table:table-cell><text:p>South</text:p></table:table-cell>"
        '</table:table-row></table:table><text:p><draw:frame draw:name="x"><draw:image xlink:href="Pictures/a.png"/>'
        "</draw:frame></text:p></office:text>"
    )
    kind, elements, _ = read(open_document(tmp_path / "a", "text", body))
    assert kind == registry.OPEN_TEXT
    assert [e.text for e in elements] == [
        *("Rules", "A berth costs 1,250³ crowns.¹", "• Pay first", "See", "Comment by R. Vale: Really?"),
        *("| Yard | North |\n| --- | --- |\n| Yard | South |", "", "Note 1: In winter."),
    ]
    assert [e.part for e in elements if e.part] == ["Pictures/a.png"]


def test_open_spreadsheet_is_read_as_shown(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        inner = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
        return f"<table:table-row>{inner}</table:table-row>"

    empty = (
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="1024"/>'
        "</table:table-row>"
    )
    rows = row("Port", "Fee") + row("Almond", "12.3M") + empty
    body = f'<office:spreadsheet><table:table table:name="Fees">{rows}</table:table></office:spreadsheet>'
    path = open_document(tmp_path / "a", "spreadsheet", body)
    kind, elements, _ = read(path)
    assert kind == registry.OPEN_SHEETS
    assert [e.text for e in elements] == ["Fees", "| Port | Fee |\n| --- | --- |\n| Almond | 12.3M |"]
    assert [page.page.label for page in pages_of(loader_for(kind), path)] == ["Fees"]


def test_open_slides_are_pages(tmp_path: Path) -> None:
    page = (
        "<draw:page><draw:frame><draw:text-box><text:p>Slide {0}</text:p></draw:text-box></draw:frame>"
        "<presentation:notes><draw:frame><draw:text-box><text:p>Say {0}</text:p></draw:text-box></draw:frame>"
        "</presentation:notes></draw:page>"
    )
    path = open_document(
        tmp_path / "a", "presentation", f"<office:presentation>{page.format(1)}{page.format(2)}</office:presentation>"
    )
    kind, elements, _ = read(path)
    assert kind == registry.OPEN_SLIDES
    assert [e.text for e in elements] == ["Slide 1", "Notes: Say 1", "Slide 2", "Notes: Say 2"]
    assert [p.page.label for p in pages_of(loader_for(kind), path)] == ["Slide 1", "Slide 2"]


def test_rich_text_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(
        rb"{\rtf1\ansi\ansicpg1250\deff0 The keeper\'s fee: \b 12\b0  z\'b3oty.\par Second line.\par "
        rb"\trowd\cellx100\cellx200 Port\cell Fee\cell\row\trowd\cellx100\cellx200 Almond\cell 730\cell\row "
        rb"{\pict\pngblip 89504e47}}"
    )
    kind, elements, warnings = read(tmp_path / "a")
    assert kind == registry.RICH_TEXT
    texts = [e.text for e in elements]
    assert "Second line." in texts
    assert any("złoty" in text for text in texts)
    assert any("Almond" in e.text and e.kind == "table" for e in elements)
    assert any("pictures were left out" in warning for warning in warnings)


def test_subtitles_are_read_with_their_times(tmp_path: Path) -> None:
    cues = "".join(f"{n}\n00:01:{4 * n:02},000 --> 00:01:{4 * n + 3:02},500\n<i>Line {n}</i>\n\n" for n in range(8))
    (tmp_path / "a.srt").write_text(cues)
    kind, elements, _ = read(tmp_path / "a.srt")
    assert kind == registry.SUBTITLES
    assert [e.text for e in elements] == [
        "[01:00] Line 0 Line 1 Line 2 Line 3 Line 4", "[01:20] Line 5 Line 6 Line 7"
    ]  # fmt: skip
    assert clock(3725) == "1:02:05"


def test_drawing_is_read_by_its_words_and_drawn_inert(tmp_path: Path) -> None:
    svg = (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x.example/svg.dtd">'
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><script>alert(1)</script>'
        '<image href="file:///etc/passwd" width="10" height="10"/><rect width="50" height="50" fill="red"/>'
        "<text x='60' y='40'>North quay</text></svg>"
    )
    (tmp_path / "a.svg").write_text(svg)
    kind, (element,), _ = read(tmp_path / "a.svg")
    assert kind == registry.SVG
    assert element.text == "North quay"
    (page,) = pages_of(loader_for(kind), tmp_path / "a.svg", NO_OCR)
    pixels = render(tmp_path / "a.svg", PageView(kind, page.page))
    assert pixels.shape[:2] == (page.page.height_pt, page.page.width_pt)
    assert tuple(pixels[40, 40]) == (255, 0, 0)


@pytest.mark.parametrize("suffix", ["heic", "avif"])
def test_pictures_of_telephones_are_read(suffix: str, tmp_path: Path) -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    path = tmp_path / f"a.{suffix}"
    Image.new("RGB", (64, 48), (200, 30, 30)).save(path, "AVIF" if suffix == "avif" else "HEIF")
    kind, (element,), _ = read(path)
    assert kind == registry.HEIF
    assert element.pixels is not None
    assert element.pixels.shape == (48, 64, 3)
    assert abs(int(element.pixels[20, 20, 0]) - 200) < 12


def test_archive_lists_its_files_and_gives_them(tmp_path: Path) -> None:
    path = archive_file(tmp_path / "a.zip", {"notes/a.txt": b"Tide", "__MACOSX/x": b"y", "../evil.txt": b"z"})
    kind, elements, _ = read(path)
    assert kind == registry.ARCHIVE
    assert elements[-1].text == "| File | Bytes |\n| --- | --- |\n| notes/a.txt | 4 |\n| evil.txt | 1 |"
    assert [file.name for file in attached_of(kind, path, LoadOptions())] == ["notes/a.txt", "evil.txt"]


def _cut(build: Callable[[Path], Path]) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        content = build(path).read_bytes()
        path.write_bytes(content[: len(content) // 2])

    return make


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.epub", _cut(book_file)),
        ("a.zip", _cut(lambda path: archive_file(path, {"a.txt": b"Tide" * 99}))),
        ("a.ipynb", _cut(notebook_file)),
        ("a.srt", lambda path: path.write_text("WEBVTT\n\nno times here\n")),
        ("a.svg", lambda path: path.write_text("<svg xmlns='http://www.w3.org/2000/svg'><rect </svg>")),
        ("a.svg", lambda path: path.write_text("<svg><!ENTITY a 'b'></svg>")),
        ("a.heic", lambda path: path.write_bytes(b"\x00\x00\x00\x18ftypheic" + bytes(400))),
        ("a.msg", lambda path: path.write_bytes(
            bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "__nameid_version1.0".encode("utf-16-le") + bytes(40))),
        ("a.odt", lambda path: archive_file(path, {
            "mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office"})),
    ],
)  # fmt: skip
def test_broken_file_has_its_sentence(name: str, make: Callable[[Path], object], tmp_path: Path) -> None:
    make(tmp_path / name)
    with pytest.raises(InputError) as caught:
        read(tmp_path / name)
    assert caught.value.message and caught.value.hint


def test_drawing_with_entities_is_refused() -> None:
    with pytest.raises(BrokenFileError):
        draw_svg(b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "a.svg")
