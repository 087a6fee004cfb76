"""What several layouts are put together from: tables, running text and charts, drawn into a given place."""

from __future__ import annotations

from training.canvas import Canvas
from training.charts import CHARTS, chart_canvas


def draw_table(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """Two to six columns of words, ruled or striped in one of four ways; coordinates in pixels."""
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


def draw_paragraphs(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """Lines of text as strokes, the last of a paragraph shorter."""
    y, pitch, left = y0, canvas.rng.uniform(4.0, 7.0), int(canvas.rng.integers(3, 9))
    while y < y1:
        last = left == 0
        end = x0 + (x1 - x0) * (canvas.rng.uniform(0.3, 0.9) if last else canvas.rng.uniform(0.93, 1.0))
        canvas.words(x0, y - 3, int((end - x0) / 4), 7)
        left = int(canvas.rng.integers(3, 9)) if last else left - 1
        y += pitch * (2 if last else 1) + 1


def draw_chart(canvas: Canvas, x0: int, y0: int, x1: int, y1: int) -> None:
    """Any kind of chart, squeezed into the place given in pixels."""
    kinds = list(CHARTS)
    chart = chart_canvas(canvas.rng)
    CHARTS[kinds[canvas.rng.integers(len(kinds))]](chart)
    canvas.image.paste(chart.image.resize((max(8, x1 - x0), max(8, y1 - y0))), (x0, y0))
