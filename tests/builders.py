"""Small PDF files and pictures for the tests, drawn by code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pypdf
from PIL import Image, ImageDraw, ImageFont
from pypdf.annotations import FreeText, Highlight, Text
from pypdf.generic import ArrayObject, NameObject, RectangleObject, TextStringObject
from reportlab.lib import colors
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 612.0, 792.0
LOREM = (
    "The harbour office keeps a record of every vessel that enters the bay and of the",
    "goods that it brings ashore, and the record is open to everyone who asks for it in",
    "writing at least two working days before the visit to the reading room of the office.",
)
Draw = Callable[[Canvas], None]


def pdf_file(path: Path, *pages: Draw, size: tuple[float, float] = (WIDTH, HEIGHT)) -> Path:
    """A PDF with one page for each of `pages`, which draws on it."""
    canvas = Canvas(str(path), pagesize=size, pageCompression=0)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def write(
    canvas: Canvas, x: float, top: float, lines: Sequence[str], size: float = 11, font: str = "Helvetica"
) -> None:
    """Lines of text; `top` is measured from the top of the page."""
    canvas.setFont(font, size)
    for place, line in enumerate(lines):
        canvas.drawString(x, canvas._pagesize[1] - top - (place + 1) * 1.25 * size, line)


def prose(canvas: Canvas) -> None:
    """A heading and a paragraph."""
    write(canvas, 72, 72, ["Mooring in the bay"], 20, "Helvetica-Bold")
    write(canvas, 72, 110, LOREM)


def columns(canvas: Canvas) -> None:
    """A title over two columns; the file has the lines of both columns in turns."""
    write(canvas, 72, 60, ["A title that stands over both of the columns of the page"], 16)
    for row in range(12):
        write(canvas, 72, 100 + 14 * row, [f"left column line number {row} of twelve"], 10)
        write(canvas, 330, 100 + 14 * row, [f"right column line number {row} of twelve"], 10)


def ruled_table(canvas: Canvas) -> None:
    """A table with a rule around every cell, its caption above it."""
    write(canvas, 72, 100, LOREM)
    write(canvas, 72, 160, ["Table 2: Fees by length of the boat"], 10)
    rows = (("Length", "Fee"), ("under 6 m", "12.50"), ("6 to 9 m", "18.00"), ("over 9 m", "25.75"))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            canvas.rect(72 + 120 * column, HEIGHT - 200 - 20 * row, 120, 20)
            write(canvas, 78 + 120 * column, 182 + 20 * row, [cell], 10)


def plain_table(canvas: Canvas) -> None:
    """Numbers in columns with nothing drawn around them."""
    for row, cells in enumerate((("Year", "Ships", "Tons"), ("2019", "41", "3,210"), ("2020", "38", "2,977"),
                                 ("2021", "52", "4,105"), ("2022", "57", "4,480"))):  # fmt: skip
        for column, cell in enumerate(cells):
            write(canvas, 100 + 110 * column, 200 + 15 * row, [cell], 10)


def chinese(canvas: Canvas) -> None:
    """A heading, two lines and a chart's caption in a font that is not in the file."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    write(canvas, 72, 72, ["港口年度报告"], 20, "STSong-Light")
    write(
        canvas, 72, 120, ["海港办公室保存进入海湾的每一艘船的记录，", "任何人都可以在阅览室查阅。"], 11, "STSong-Light"
    )
    canvas.rect(150, HEIGHT - 380, 40, 90, fill=1)
    canvas.circle(260, HEIGHT - 335, 40, fill=1)
    canvas.line(150, HEIGHT - 380, 300, HEIGHT - 290)
    write(canvas, 150, 390, ["图1 进入海湾的船只"], 10, "STSong-Light")


def bar_chart(canvas: Canvas) -> None:
    """A chart drawn with rectangles, labels inside, its caption below it."""
    write(canvas, 72, 72, LOREM)
    for place, value in enumerate((41, 38, 52, 57)):
        canvas.setFillColor(colors.steelblue)
        canvas.rect(150 + 60 * place, HEIGHT - 400, 40, 2.5 * value, stroke=0, fill=1)
        canvas.setFillColor(colors.black)
        write(canvas, 155 + 60 * place, 402, [str(2019 + place)], 9)
    write(canvas, 150, 425, ["Figure 3: Ships that entered the bay"], 10)


def picture_of(pixels: Image.Image, x: float, top: float, width: float) -> Draw:
    """A page with a picture on it."""
    height = width * pixels.height / pixels.width

    def draw(canvas: Canvas) -> None:
        write(canvas, 72, 40, LOREM)
        canvas.drawImage(ImageReader(pixels), x, HEIGHT - top - height, width, height)

    return draw


def scan_of(lines: Sequence[str], layer: Sequence[str] = ()) -> Draw:
    """A page that is a picture of text, with the invisible text of a scanner's OCR over it."""

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(text_picture(lines, (1224, 1584), 44)), 0, 0, WIDTH, HEIGHT)
        for place, line in enumerate(layer):
            words = canvas.beginText(40, HEIGHT - 45 - 40 * place)
            words.setTextRenderMode(3)
            words.setFont("Helvetica", 20)
            words.textLine(line)
            canvas.drawText(words)

    return draw


def hidden_text(canvas: Canvas) -> None:
    """Text that is seen, and text that is white, tiny, without ink, off the page, or under a black bar."""
    prose(canvas)
    canvas.setFillColor(colors.white)
    write(canvas, 72, 300, ["white words for a machine"])
    canvas.setFillColor(colors.black)
    write(canvas, 72, 340, ["tiny words for a machine"], 0.8)
    write(canvas, 900, 360, ["words beside the page"])
    inkless = canvas.beginText(72, HEIGHT - 400)
    inkless.setTextRenderMode(3)
    inkless.textLine("inkless words for a machine")
    canvas.drawText(inkless)
    write(canvas, 72, 440, ["words under a black bar"])
    canvas.rect(60, HEIGHT - 465, 300, 30, fill=1)


def sideways_table(canvas: Canvas) -> None:
    """A table that is turned by a quarter on an upright page, with a paragraph beside it, turned as well."""
    canvas.saveState()
    canvas.translate(WIDTH, 0)
    canvas.rotate(90)
    rows = (("Vessel", "Inspector", "Finding"), ("Grey Heron", "M. Okafor", "worn bearing"),
            ("Blue Tern", "L. Svensson", "no defects"), ("Red Knot", "P. Adeyemi", "cracked step"))  # fmt: skip
    canvas.setFont("Helvetica", 11)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            canvas.drawString(80 + 170 * column, 430 - 24 * row, cell)
    for place, line in enumerate(LOREM):
        canvas.drawString(80, 250 - 14 * place, line)
    canvas.restoreState()


def merged_cells(canvas: Canvas) -> None:
    """A ruled table whose first column has a cell over two rows."""
    for column, width in ((0, 100), (1, 100)):
        for row in range(5):
            top = HEIGHT - 100 - 24 * row
            if column == 0 and row in (2, 4):
                canvas.line(72, top, 72, top + 24)
            canvas.line(72 + 100 * column + (0 if not (column == 0 and row in (2, 4)) else 100), top,
                        72 + 100 * column + width, top)  # fmt: skip
    for x in (72, 172, 272):
        canvas.line(x, HEIGHT - 100, x, HEIGHT - 220)
    canvas.line(72, HEIGHT - 220, 272, HEIGHT - 220)
    write(canvas, 80, 103, ["Yard"], 10)
    for row, slip in enumerate(("Slip", "North", "South", "East", "West")):
        write(canvas, 180, 103 + 24 * row, [slip], 10)
    write(canvas, 80, 139, ["Almond"], 10)
    write(canvas, 80, 187, ["Kestrel"], 10)


def filled_form(canvas: Canvas) -> None:
    """A form: a name, a ticked box and a choice, each with its label; a field that only the file names."""
    form = canvas.acroForm
    write(canvas, 72, 60, ["Mooring permit"], 16, "Helvetica-Bold")
    write(canvas, 72, 100, ["Applicant:"])
    form.textfield(name="who", value="Ottoline Brandvold", x=200, y=HEIGHT - 118, width=200, height=20)
    write(canvas, 72, 140, ["Shore power:"])
    form.checkbox(name="power", checked=True, x=200, y=HEIGHT - 158, size=16)
    write(canvas, 72, 180, ["Class:"])
    form.choice(name="class", value="C", options=["A", "B", "C"], x=200, y=HEIGHT - 198, width=80, height=20)
    form.textfield(name="Remark", value="Pays cash", x=300, y=HEIGHT - 420, width=200, height=20)


def noted(path: Path) -> Path:
    """The PDF with a highlight, a note and free text by R. Vale on its first page."""
    writer = pypdf.PdfWriter(clone_from=str(path))
    highlight = Highlight(rect=(70, HEIGHT - 128, 320, HEIGHT - 110), quad_points=ArrayObject())
    note, free = (
        Text(rect=(500, 600, 520, 620), text="Ask the office."),
        FreeText(rect=(72, 300, 300, 340), text="Paid."),
    )
    highlight[NameObject("/Contents")] = TextStringObject("Is this so?")
    for annotation in (highlight, note, free):
        annotation[NameObject("/T")] = TextStringObject("R. Vale")
        writer.add_annotation(0, annotation)
    writer.write(str(path))
    return path


def changed(path: Path, change: Callable[[Any], None]) -> Path:
    """The PDF with `change` applied to each of its pages."""
    writer = pypdf.PdfWriter(clone_from=str(path))
    for page in writer.pages:
        change(page)
    writer.write(str(path))
    return path


def turned(path: Path, degrees: int) -> Path:
    return changed(path, lambda page: page.rotate(degrees))


def cropped(path: Path, left: float, bottom: float, right: float, top: float) -> Path:
    def crop(page: Any) -> None:
        page.cropbox = RectangleObject((left, bottom, right, top))

    return changed(path, crop)


def encrypted(path: Path, password: str = "anchor") -> Path:
    writer = pypdf.PdfWriter(clone_from=str(path))
    writer.encrypt(password)
    writer.write(str(path))
    return path


def text_picture(lines: Sequence[str], size: tuple[int, int] = (800, 400), height: int = 36) -> Image.Image:
    """Black text on white, one line below the other."""
    picture = Image.new("RGB", size, "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(height)
    for place, line in enumerate(lines):
        pen.text((60, 40 + 1.8 * height * place), line, "black", font)
    return picture


def tiff_pages(path: Path, *pages: Image.Image) -> Path:
    pages[0].save(path, "TIFF", save_all=True, append_images=list(pages[1:]))
    return path
