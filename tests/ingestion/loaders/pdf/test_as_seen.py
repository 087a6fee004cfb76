"""What a reader of a PDF page sees besides plain lines: forms, notes, turned and raised text, other scripts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingestion.chunking import chunk_document
from ingestion.loaders.base import LoadedPage, LoadOptions
from ingestion.loaders.pdf.letters import closed, unreversed
from ingestion.loaders.pdf.lines import TextLine
from ingestion.loaders.pdf.loader import PdfLoader
from ingestion.loaders.pdf.lying import looks_odd
from ingestion.loaders.pdf.stacking import with_long_cells
from ingestion.loaders.pdf.turned import downward, is_right_to_left
from ingestion.ocr.fake import FakeOcr
from rag.types import Box, Element, Line, Source
from tests.builders import (
    HEIGHT,
    LOREM,
    WIDTH,
    Draw,
    filled_form,
    merged_cells,
    noted,
    pdf_file,
    prose,
    sideways_table,
    text_picture,
    write,
)


def load(path: Path) -> list[LoadedPage]:
    return list(PdfLoader(FakeOcr()).load_pages(path, LoadOptions(ocr=False), 1, 100))


def elements(path: Path, *draws: Draw) -> list[Element]:
    return [element for page in load(pdf_file(path, *draws)) for element in page.elements]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.pdf"


def test_values_of_a_form_stand_beside_their_labels(path: Path) -> None:
    text = "\n".join(element.text for element in elements(path, filled_form))
    for part in ("Applicant: Ottoline Brandvold", "Shore power: ☑", "Class: C", "Remark: Pays cash"):
        assert part in text


def test_value_of_a_form_has_the_place_of_its_field(path: Path) -> None:
    lines = [line for element in elements(path, filled_form) for line in element.lines]
    (named,) = [line for line in lines if "Brandvold" in line.text]
    assert 70 < named.box.x0 < 75 and 390 < named.box.x1 < 405
    assert 95 < named.box.y0 < named.box.y1 < 120


def test_notes_are_read_with_their_author_and_place(path: Path) -> None:
    (page,) = load(noted(pdf_file(path, prose)))
    texts = [element.text for element in page.elements]
    (highlight,) = [text for text in texts if text.startswith("Highlight by R. Vale on “The harbour office")]
    assert highlight.endswith("”: Is this so?")
    assert "Note by R. Vale: Ask the office." in texts
    assert "Paid." in texts
    (free,) = [element for element in page.elements if element.text == "Paid."]
    assert free.box is not None and free.box.intersection(Box(72, HEIGHT - 340, 300, HEIGHT - 300)).area > 9_000


def test_table_that_is_turned_is_read_as_by_somebody_who_turns_the_page(path: Path) -> None:
    found = elements(path, sideways_table)
    (table,) = [element for element in found if element.kind == "table"]
    assert table.text.splitlines() == [
        *("| Vessel | Inspector | Finding |", "| --- | --- | --- |", "| Grey Heron | M. Okafor | worn bearing |"),
        *("| Blue Tern | L. Svensson | no defects |", "| Red Knot | P. Adeyemi | cracked step |"),
    ]
    assert " ".join(LOREM) in [element.text for element in found]
    (cell,) = [line for line in table.lines if line.text == "Blue Tern"]
    assert cell.box.y1 - cell.box.y0 > cell.box.x1 - cell.box.x0
    assert cell.box.y1 > HEIGHT - 90


def test_cell_that_is_merged_downwards_is_repeated(path: Path) -> None:
    (table,) = [element for element in elements(path, merged_cells) if element.kind == "table"]
    assert table.text.splitlines()[2:] == [
        "| Almond | North |", "| Almond | South |", "| Kestrel | East |", "| Kestrel | West |"
    ]  # fmt: skip


def _page_of_table(first: int, head: bool) -> Draw:
    def draw(canvas: Canvas) -> None:
        rows = [("Buoy", "Colour", "Depth")] if head else []
        rows += [(f"BY-{n:03}", "green", f"{n}.5") for n in range(first, first + 12)]
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                canvas.rect(72 + 120 * column, HEIGHT - 120 - 20 * row, 120, 20)
                write(canvas, 78 + 120 * column, 102 + 20 * row, [cell], 10)

    return draw


def test_table_over_several_pages_keeps_the_names_of_its_columns(path: Path) -> None:
    pages = load(pdf_file(path, _page_of_table(1, True), _page_of_table(13, False), _page_of_table(25, False)))
    chunks = chunk_document(Source("ab" * 32, "a.pdf", "application/pdf", 1), pages)
    tables = [chunk for chunk in chunks if chunk.kind == "table"]
    assert len(tables) == 3
    assert all(table.text.startswith("| Buoy | Colour | Depth |\n| --- |") for table in tables)
    assert "| BY-013 | green | 13.5 |" in tables[1].text


def test_raised_digits_stay_apart_from_the_number(path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 72, 72, ["The dredger removed 1,250"], 11)
        x = 72 + canvas.stringWidth("The dredger removed 1,250", "Helvetica", 11)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(x, HEIGHT - 72 - 1.25 * 11 + 4.5, "3")
        write(canvas, x + 7, 72, ["tonnes of silt from the basin."], 11)

    assert "removed 1,250³ tonnes of silt" in " ".join(element.text for element in elements(path, draw))


def test_letters_that_are_set_apart_are_words(path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        words = canvas.beginText(72, HEIGHT - 100)
        words.setFont("Helvetica", 12)
        words.setCharSpace(4)
        words.textLine("HARBOUR RULES")
        canvas.drawText(words)

    assert elements(path, draw)[0].text == "HARBOUR RULES"


def test_single_letters_far_apart_stay_single() -> None:
    words = tuple(Line(letter, Box(72 + 60 * n, 0, 80 + 60 * n, 10)) for n, letter in enumerate("ABCDEF"))
    assert closed(words, 10.0) == words


def _letters(columns: tuple[str, ...]) -> list[TextLine]:
    """Single letters of 14 points, each column below its first letter, from right to left; stops a little aside."""
    lines = []
    for place, column in enumerate(columns):
        for row, letter in enumerate(column):
            x, y = 400 - 26 * place + 7 * (letter in "。っ"), 100 + 15 * row
            box = Box(x, y, x + 14, y + 14)
            lines.append(TextLine(letter, box, (Line(letter, box),), 14.0))
    return lines


def test_text_that_is_written_downwards_is_read_from_right_to_left() -> None:
    columns = ("港の灯台は古い。", "高さは三十四だ。", "名は佐藤とい")
    found, rest = downward(_letters(columns))
    assert ([line.text for line in found], rest) == (list(columns), [])
    assert found[0].box == Box(400, 100, 421, 219)


def test_letters_in_the_cells_of_a_table_stay_where_they_are() -> None:
    cells = [
        replace(line, box=line.box.moved(0, 40.0 * row)) for row, line in enumerate(_letters(("甲乙丙丁戊己庚辛",)))
    ]
    assert downward(cells) == ([], cells)


def test_right_to_left_is_told_by_letters() -> None:
    assert (
        is_right_to_left("דמי 7350") and not is_right_to_left("7350") and not is_right_to_left("rent דמי שלום abc abc")
    )


def test_letters_that_no_language_writes_are_odd() -> None:
    text = " ".join(LOREM)
    assert not looks_odd([text])
    assert looks_odd(["".join(chr((ord(c) - 96) % 26 + 97) if c.isalpha() else c for c in text.lower())])
    assert not looks_odd(["海港办公室保存进入海湾的每一艘船的记录"])


def test_scan_in_strips_is_read_by_ocr(path: Path) -> None:
    scan = text_picture(["Delivery note"], (1224, 1584), 44)

    def draw(canvas: Canvas) -> None:
        for place in range(6):
            strip = scan.crop((0, 264 * place, 1224, 264 * (place + 1)))
            canvas.drawImage(ImageReader(strip), 0, HEIGHT - 132 * (place + 1), WIDTH, 132)
        write(canvas, 72, 20, ["Scanned with a small program"], 6)

    pages = PdfLoader(FakeOcr("Delivery note 8812 and all that it says")).load_pages(
        pdf_file(path, draw), LoadOptions(), 1, 1
    )
    assert any("8812" in element.text for element in next(iter(pages)).elements)


def test_light_letters_on_nothing_are_put_on_a_dark_ground(tmp_path: Path) -> None:
    from rag.files.pictures import open_picture

    layer = np.zeros((40, 60, 4), np.uint8)
    layer[10:20, 10:50] = 255
    Image.fromarray(layer).save(tmp_path / "light.png")
    pixels = open_picture(tmp_path / "light.png")
    assert int(pixels[15, 30].min()) - int(pixels[0, 0].max()) > 150


def test_letters_of_one_sign_are_put_the_right_way_round() -> None:
    letters = [_Char("ا", 9, 12), _Char("إ", 4, 9), _Char("ل", 4, 9), _Char("ن", 0, 4)]
    assert "".join(letter.text for letter in unreversed(letters)) == "الإن"


@dataclass(frozen=True)
class _Char:
    text: str
    x0: float
    x1: float
    y1: float = 0.0
    size: float = 10.0


def _placed(canvas: Canvas, top: float, xs: tuple[float, ...], row: tuple[str, ...]) -> None:
    for x, cell in zip(xs, row, strict=True):
        write(canvas, x, top, [cell], 10)


def test_names_of_groups_stand_over_their_columns_without_rules(path: Path) -> None:
    xs = (80.0, 160.0, 230.0, 320.0, 390.0)

    def draw(canvas: Canvas) -> None:
        write(canvas, 72, 100, LOREM)
        _placed(canvas, 180, (190.0, 350.0), ("2024", "2025"))
        _placed(canvas, 195, xs, ("Port", "Ships", "Tons", "Ships", "Tons"))
        for place, row in enumerate((("Almond", "131", "2,000", "355", "2,100"), ("Kestrel", "88", "900", "91", "950"),
                                     ("Orlo", "60", "700", "75", "810"))):  # fmt: skip
            _placed(canvas, 212 + 15 * place, xs, row)

    pages = load(pdf_file(path, draw))
    (chunk,) = (c for c in chunk_document(Source("ab" * 32, "a", "application/pdf", 1), pages) if c.kind == "table")
    names, _, first, *_ = chunk.text.splitlines()
    assert names == "| Port | 2024 Ships | 2024 Tons | 2025 Ships | 2025 Tons |"
    assert first == "| Almond | 131 | 2,000 | 355 | 2,100 |"


def test_cell_of_several_lines_is_one_row() -> None:
    def row(y: float, *cells: str) -> tuple[Line | None, ...]:
        return tuple(Line(c, Box(80 + 120 * n, y, 180 + 120 * n, y + 10)) if c else None for n, c in enumerate(cells))

    rows = [row(0, "Post", "Duty"), row(22, "Pilot", "guides ships"), row(34, "", "at night"),
            row(56, "Keeper", "tends the lamp"), row(68, "", "and the log"), row(90, "Clerk", "bills")]  # fmt: skip
    found = [[cell.text if cell else "" for cell in cells] for cells in with_long_cells(rows)]
    assert found[1:] == [
        ["Pilot", "guides ships at night"],
        ["Keeper", "tends the lamp and the log"],
        ["Clerk", "bills"],
    ]
    even = [row(20.0 * n, "A" if n % 2 else "", "words") for n in range(6)]
    assert with_long_cells(even) == even
