"""Tables, pages, slides, receipts and screens, as layouts. Knows: how a kind looks. Does not know: its captions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from training.canvas import Canvas, new_canvas
from training.charts import CHARTS, chart_canvas
from training.colours import Colour

_WIDE = {"slide", "title slide", "slide with bullet points", "slide with a chart", "table", "spreadsheet"}
_SCREENS = {"screenshot of a window", "web page", "code editor", "terminal", "dashboard", "chat messages"}


def layout_canvas(rng: np.random.Generator, kind: str) -> Canvas:
    if kind in _WIDE or kind in _SCREENS:
        return new_canvas(rng, int(rng.integers(170, 240)), int(rng.integers(105, 150)))
    if kind in ("receipt", "phone screen"):
        return new_canvas(rng, int(rng.integers(70, 95)), int(rng.integers(140, 210)), plain=True)
    return new_canvas(rng, int(rng.integers(110, 150)), int(rng.integers(150, 200)), plain=True)


def table(canvas: Canvas) -> None:
    _table(canvas, 4, 4 + (12 if canvas.style.title else 0), canvas.width - 4, canvas.height - 4)
    if canvas.style.title:
        canvas.words(6, 2, 14)


def spreadsheet(canvas: Canvas) -> None:
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
    _paragraphs(canvas, 10, top, canvas.width - 10, canvas.height - 10)


def two_columns(canvas: Canvas) -> None:
    top, middle = _heading(canvas) if canvas.style.title else 10, canvas.width / 2
    _paragraphs(canvas, 8, top, middle - 4, canvas.height - 8)
    _paragraphs(canvas, middle + 4, top, canvas.width - 8, canvas.height - 8)


def page_with_figure(canvas: Canvas) -> None:
    cut = canvas.rng.uniform(0.4, 0.6) * canvas.height
    above = canvas.rng.random() < 0.5
    _chart(canvas, 10, 8 if above else int(cut), canvas.width - 10, int(cut) - 4 if above else canvas.height - 8)
    _paragraphs(canvas, 10, cut + 4 if above else 8, canvas.width - 10, canvas.height - 8 if above else cut - 4)


def page_with_table(canvas: Canvas) -> None:
    cut = canvas.rng.uniform(0.4, 0.6) * canvas.height
    _paragraphs(canvas, 10, 8, canvas.width - 10, cut - 4)
    _table(canvas, 10, cut, canvas.width - 10, canvas.height - 10)


def cover_page(canvas: Canvas) -> None:
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
    _paragraphs(canvas, 10, 66, canvas.width - 10, canvas.height - 35)
    points = [(float(x), canvas.height - 20 + float(canvas.rng.normal(0, 4))) for x in range(12, 52, 4)]
    canvas.line(points, (30, 30, 120), 1)


def invoice(canvas: Canvas) -> None:
    canvas.pen.rectangle((8, 8, 30, 20), fill=canvas.style.colours[0])
    canvas.words(canvas.width * 0.6, 8, 7, 12)
    for i in range(3):
        canvas.words(8, 30 + 7 * i, int(canvas.rng.integers(5, 9)), 7)
    bottom = canvas.height * canvas.rng.uniform(0.65, 0.8)
    _table(canvas, 8, 58, canvas.width - 8, bottom)
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
    _chart(canvas, left, 30, canvas.width - 6, canvas.height - 6)
    if left > 8:
        _paragraphs(canvas, 8, 34, left - 6.0, canvas.height - 10)


def window(canvas: Canvas) -> None:
    _title_bar(canvas)
    canvas.pen.rectangle((0, 12, canvas.width * 0.25, canvas.height), fill=(232, 234, 238))
    for y in range(18, canvas.height - 8, 11):
        canvas.words(5, y, int(canvas.rng.integers(4, 8)), 8)
    for _ in range(int(canvas.rng.integers(2, 5))):
        x, y2 = canvas.rng.uniform(0.3, 0.7) * canvas.width, canvas.rng.uniform(0.2, 0.8) * canvas.height
        canvas.box(x, y2, x + 40, y2 + 13, canvas.style.colours[0], 3)
        canvas.words(x + 5, y2 + 2, 5, 8)


def web_page(canvas: Canvas) -> None:
    _title_bar(canvas)
    canvas.pen.rounded_rectangle((30, 2, canvas.width - 20, 10), radius=4, fill=(255, 255, 255))
    canvas.pen.rectangle((0, 12, canvas.width, canvas.height * 0.45), fill=canvas.style.colours[0])
    canvas.words(14, canvas.height * 0.2, 14, 14)
    for i in range(3):
        x = 6 + i * (canvas.width - 6) / 3
        canvas.box(
            x, canvas.height * 0.52, x + canvas.width / 3 - 10, canvas.height * 0.75, canvas.style.colours[i + 1]
        )
        _paragraphs(canvas, x, canvas.height * 0.78, x + canvas.width / 3 - 10, canvas.height - 4)


def code_editor(canvas: Canvas) -> None:
    night = canvas.rng.random() < 0.75
    canvas.pen.rectangle((0, 0, canvas.width, canvas.height), fill=(30, 32, 40) if night else (252, 252, 252))
    for y in range(5, canvas.height - 6, 8):
        x = 16.0 + 9 * int(canvas.rng.integers(0, 4))
        canvas.words(3, y, 2, 7, (120, 120, 120))
        for _ in range(int(canvas.rng.integers(0, 5))):
            n = int(canvas.rng.integers(2, 7))
            canvas.words(x, y, n, 8, canvas.style.colours[canvas.rng.integers(8)])
            x += 5 * n + 4


def terminal(canvas: Canvas) -> None:
    canvas.pen.rectangle((0, 0, canvas.width, canvas.height), fill=(8, 8, 10))
    ink: Colour = ((80, 230, 90), (230, 230, 230), (240, 190, 60))[canvas.rng.integers(3)]
    for y in range(4, canvas.height - int(canvas.rng.integers(8, 50)), 9):
        canvas.words(4, y, int(canvas.rng.integers(6, 34)), 8, ink)


def dashboard(canvas: Canvas) -> None:
    for row in range(2):
        for column in range(int(canvas.rng.integers(2, 4))):
            x, y = 4 + column * canvas.width / 3, 4 + row * canvas.height / 2
            if row or canvas.rng.random() < 0.5:
                _chart(canvas, int(x), int(y), int(x + canvas.width / 3 - 6), int(y + canvas.height / 2 - 6))
            else:
                canvas.box(x, y, x + canvas.width / 3 - 6, y + canvas.height / 2 - 6, (245, 246, 250))
                canvas.number(x + 14, y + 14)


def chat(canvas: Canvas) -> None:
    y = 4.0
    while y < canvas.height - 14:
        mine, width = canvas.rng.random() < 0.5, canvas.rng.uniform(0.3, 0.6) * canvas.width
        x = canvas.width - width - 4 if mine else 4
        canvas.pen.rounded_rectangle(
            (x, y, x + width, y + 14), 6, fill=canvas.style.colours[0] if mine else (228, 228, 232)
        )
        canvas.words(x + 5, y + 3, int(width / 7), 8, (255, 255, 255) if mine else (20, 20, 20))
        y += 18


def phone_screen(canvas: Canvas) -> None:
    canvas.pen.rectangle((0, 0, canvas.width, canvas.height), fill=canvas.style.colours[2])
    for row in range(5):
        for column in range(4):
            x, y = 5 + column * canvas.width / 4.2, 14 + row * canvas.height / 6
            canvas.pen.rounded_rectangle((x, y, x + 13, y + 13), 3, fill=canvas.style.colours[(row + column) % 8])


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


def _table(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    columns, step = int(canvas.rng.integers(2, 7)), float(canvas.rng.integers(9, 16))
    style = int(canvas.rng.integers(4))
    rows = max(2, int((y1 - y0) / step))
    for row in range(rows):
        y = y0 + row * step
        if row == 0 and canvas.style.legend:
            canvas.pen.rectangle((x0, y, x1, y + step), fill=canvas.style.colours[0])
        elif style == 1 and row % 2:
            canvas.pen.rectangle((x0, y, x1, y + step), fill=(228, 232, 238))
        if style in (0, 2) or row < 2:
            canvas.line([(x0, y), (x1, y)], width=1)
        for column in range(columns):
            canvas.words(x0 + 3 + column * (x1 - x0) / columns, y + 1, int(canvas.rng.integers(2, 5)), 8)
    canvas.line([(x0, y0 + rows * step), (x1, y0 + rows * step)], width=1)
    for column in range(columns + 1) if style == 0 else ():
        x = x0 + column * (x1 - x0) / columns
        canvas.line([(x, y0), (x, y0 + rows * step)], width=1)


def _paragraphs(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """Lines of text as strokes, the last of a paragraph shorter."""
    y, pitch, left = y0, canvas.rng.uniform(4.0, 7.0), int(canvas.rng.integers(3, 9))
    while y < y1:
        last = left == 0
        end = x0 + (x1 - x0) * (canvas.rng.uniform(0.3, 0.9) if last else canvas.rng.uniform(0.93, 1.0))
        canvas.words(x0, y - 3, int((end - x0) / 4), 7)
        left = int(canvas.rng.integers(3, 9)) if last else left - 1
        y += pitch * (2 if last else 1) + 1


def _heading(canvas: Canvas) -> float:
    canvas.words(10, 8, int(canvas.rng.integers(8, 14)), 13)
    return 28.0


def _slide_title(canvas: Canvas) -> None:
    if canvas.style.grid:
        canvas.pen.rectangle((0, 0, canvas.width, 24), fill=canvas.style.colours[0])
    canvas.words(8, 5, int(canvas.rng.integers(8, 18)), 15)


def _title_bar(canvas: Canvas) -> None:
    canvas.pen.rectangle((0, 0, canvas.width, 12), fill=(214, 217, 222))
    for i, colour in enumerate(((237, 106, 94), (245, 191, 79), (98, 197, 84))):
        canvas.pen.ellipse((4 + 8 * i, 3, 9 + 8 * i, 8), fill=colour)


def _chart(canvas: Canvas, x0: int, y0: int, x1: int, y1: int) -> None:
    kinds = list(CHARTS)
    chart = chart_canvas(canvas.rng)
    CHARTS[kinds[canvas.rng.integers(len(kinds))]](chart)
    canvas.image.paste(chart.image.resize((max(8, x1 - x0), max(8, y1 - y0))), (x0, y0))
