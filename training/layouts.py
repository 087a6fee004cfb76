"""Tables, pages, slides and receipts as layouts, and all layouts by name; those of screens are in `screens`.

Knows: how a kind looks. Does not know: its captions.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from training.canvas import Canvas, new_canvas
from training.colours import Colour
from training.layout_parts import draw_chart, draw_paragraphs, draw_table
from training.screens import chat, code_editor, dashboard, phone_screen, terminal, web_page, window

_WIDE = {"slide", "title slide", "slide with bullet points", "slide with a chart", "table", "spreadsheet"}
_SCREENS = {"screenshot of a window", "web page", "code editor", "terminal", "dashboard", "chat messages"}


def layout_canvas(rng: np.random.Generator, kind: str) -> Canvas:
    """Wide for slides, tables and most screens, narrow for receipts and phones, upright like a sheet for the rest."""
    if kind in _WIDE or kind in _SCREENS:
        return new_canvas(rng, int(rng.integers(170, 240)), int(rng.integers(105, 150)))
    if kind in ("receipt", "phone screen"):
        return new_canvas(rng, int(rng.integers(70, 95)), int(rng.integers(140, 210)), plain=True)
    return new_canvas(rng, int(rng.integers(110, 150)), int(rng.integers(150, 200)), plain=True)


def table(canvas: Canvas) -> None:
    draw_table(canvas, 4, 4 + (12 if canvas.style.title else 0), canvas.width - 4, canvas.height - 4)
    if canvas.style.title:
        canvas.words(6, 2, 14)


def spreadsheet(canvas: Canvas) -> None:
    """Cells between grey headers; six of ten have words. Its colours are the same in every style."""
    grey: Colour = (225, 228, 230)
    canvas.pen.rectangle((0, 0, canvas.width, canvas.height), fill=(255, 255, 255))
    canvas.pen.rectangle((0, 0, canvas.width, 9), fill=grey)
    canvas.pen.rectangle((0, 0, 14, canvas.height), fill=grey)
    for x in range(14, canvas.width, int(canvas.rng.integers(22, 34))):
        canvas.line([(x, 0), (x, canvas.height)], (200, 200, 200), 1)
        for y in range(9, canvas.height, 9):
            canvas.line([(0, y), (canvas.width, y)], (200, 200, 200), 1)
            if canvas.rng.random() < 0.6:
                canvas.words(x + 2, y, int(canvas.rng.integers(2, 5)), 7, (40, 40, 40))


def page_of_text(canvas: Canvas) -> None:
    top = _heading(canvas) if canvas.style.title else 10
    draw_paragraphs(canvas, 10, top, canvas.width - 10, canvas.height - 10)


def two_columns(canvas: Canvas) -> None:
    top, middle = _heading(canvas) if canvas.style.title else 10, canvas.width / 2
    draw_paragraphs(canvas, 8, top, middle - 4, canvas.height - 8)
    draw_paragraphs(canvas, middle + 4, top, canvas.width - 8, canvas.height - 8)


def page_with_figure(canvas: Canvas) -> None:
    cut = canvas.rng.uniform(0.4, 0.6) * canvas.height
    above = canvas.rng.random() < 0.5
    draw_chart(canvas, 10, 8 if above else int(cut), canvas.width - 10, int(cut) - 4 if above else canvas.height - 8)
    draw_paragraphs(canvas, 10, cut + 4 if above else 8, canvas.width - 10, canvas.height - 8 if above else cut - 4)


def page_with_table(canvas: Canvas) -> None:
    cut = canvas.rng.uniform(0.4, 0.6) * canvas.height
    draw_paragraphs(canvas, 10, 8, canvas.width - 10, cut - 4)
    draw_table(canvas, 10, cut, canvas.width - 10, canvas.height - 10)


def cover_page(canvas: Canvas) -> None:
    """One to three lines of large letters, in seven of ten pictures over a block of colour."""
    if canvas.rng.random() < 0.7:
        top = canvas.rng.uniform(0, 0.5) * canvas.height
        canvas.pen.rectangle(
            (0, top, canvas.width, canvas.height * canvas.rng.uniform(0.6, 1)), canvas.style.colours[0]
        )
    y = canvas.height * canvas.rng.uniform(0.2, 0.5)
    for i in range(int(canvas.rng.integers(1, 4))):
        canvas.words(canvas.width * 0.15, y + i * 17, int(canvas.rng.integers(6, 12)), 15)
    canvas.words(canvas.width * 0.2, canvas.height * 0.85, 12, 8)


def form(canvas: Canvas) -> None:
    top = _heading(canvas)
    for y in range(int(top), canvas.height - 14, int(canvas.rng.integers(13, 20))):
        canvas.words(8, y, int(canvas.rng.integers(4, 9)), 8)
        canvas.pen.rectangle((canvas.width * 0.45, y, canvas.width - 8, y + 9), outline=canvas.style.ink)
        if canvas.rng.random() < 0.2:
            canvas.pen.rectangle((canvas.width * 0.38, y + 1, canvas.width * 0.38 + 6, y + 7), outline=canvas.style.ink)


def letter(canvas: Canvas) -> None:
    for i in range(4):
        canvas.words(canvas.width * 0.6, 8 + 7 * i, int(canvas.rng.integers(5, 9)), 7)
    for i in range(3):
        canvas.words(10, 34 + 7 * i, int(canvas.rng.integers(5, 9)), 7)
    draw_paragraphs(canvas, 10, 66, canvas.width - 10, canvas.height - 35)
    points = [(float(x), canvas.height - 20 + float(canvas.rng.normal(0, 4))) for x in range(12, 52, 4)]
    canvas.line(points, (30, 30, 120), 1)


def invoice(canvas: Canvas) -> None:
    """A logo, an address, a table, and three sums below it at the right."""
    canvas.pen.rectangle((8, 8, 30, 20), fill=canvas.style.colours[0])
    canvas.words(canvas.width * 0.6, 8, 7, 12)
    for i in range(3):
        canvas.words(8, 30 + 7 * i, int(canvas.rng.integers(5, 9)), 7)
    bottom = canvas.height * canvas.rng.uniform(0.65, 0.8)
    draw_table(canvas, 8, 58, canvas.width - 8, bottom)
    for i in range(3):
        canvas.words(canvas.width * 0.5, bottom + 5 + 8 * i, 5, 7)
        canvas.number(canvas.width * 0.8, bottom + 5 + 8 * i)


def receipt(canvas: Canvas) -> None:
    canvas.words(canvas.width * 0.2, 4, 9, 11)
    for y in range(20, canvas.height - 30, 8):
        canvas.words(5, y, int(canvas.rng.integers(4, 10)), 7)
        canvas.number(canvas.width * 0.74, y)
    canvas.line([(4, canvas.height - 28), (canvas.width - 4, canvas.height - 28)], width=1)
    canvas.words(5, canvas.height - 24, 5, 10)
    canvas.number(canvas.width * 0.7, canvas.height - 24)


def slide(canvas: Canvas) -> None:
    (title_slide, bullets, slide_with_chart)[canvas.rng.integers(3)](canvas)


def title_slide(canvas: Canvas) -> None:
    if canvas.rng.random() < 0.6:
        canvas.pen.rectangle((0, 0, canvas.width, canvas.height), fill=canvas.style.colours[0])
    canvas.words(canvas.width * 0.12, canvas.height * 0.35, int(canvas.rng.integers(9, 16)), 20)
    canvas.words(canvas.width * 0.12, canvas.height * 0.6, 14, 9)


def bullets(canvas: Canvas) -> None:
    _slide_title(canvas)
    for y in np.linspace(34, canvas.height - 16, int(canvas.rng.integers(3, 6))):
        canvas.pen.ellipse((12, float(y) + 3, 16, float(y) + 7), fill=canvas.style.ink)
        canvas.words(22, float(y), int(canvas.rng.integers(12, 28)), 10)


def slide_with_chart(canvas: Canvas) -> None:
    _slide_title(canvas)
    left = canvas.width // 2 if canvas.style.legend else 8
    draw_chart(canvas, left, 30, canvas.width - 6, canvas.height - 6)
    if left > 8:
        draw_paragraphs(canvas, 8, 34, left - 6.0, canvas.height - 10)


LAYOUTS: dict[str, Callable[[Canvas], None]] = {
    "table": table,
    "spreadsheet": spreadsheet,
    "page of text": page_of_text,
    "page with two columns": two_columns,
    "page with a figure": page_with_figure,
    "page with a table": page_with_table,
    "cover page": cover_page,
    "form": form,
    "letter": letter,
    "invoice": invoice,
    "receipt": receipt,
    "slide": slide,
    "title slide": title_slide,
    "slide with bullet points": bullets,
    "slide with a chart": slide_with_chart,
    "screenshot of a window": window,
    "web page": web_page,
    "code editor": code_editor,
    "terminal": terminal,
    "dashboard": dashboard,
    "chat messages": chat,
    "phone screen": phone_screen,
}


def _heading(canvas: Canvas) -> float:
    canvas.words(10, 8, int(canvas.rng.integers(8, 14)), 13)
    return 28.0


def _slide_title(canvas: Canvas) -> None:
    if canvas.style.grid:
        canvas.pen.rectangle((0, 0, canvas.width, 24), fill=canvas.style.colours[0])
    canvas.words(8, 5, int(canvas.rng.integers(8, 18)), 15)
