"""Charts of some twenty kinds, in random styles, by name. Those over two axes are drawn in `xy_charts`.

Knows: how a kind looks. Does not know: its captions.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from training.canvas import Canvas, Point, new_canvas
from training.colours import Colour
from training.xy_charts import (
    Area,
    Values,
    area_chart,
    axes,
    bar_chart,
    box_plot,
    bubble_chart,
    candlestick_chart,
    gantt_chart,
    grouped_bar_chart,
    histogram,
    horizontal_bar_chart,
    line_chart,
    scatter_plot,
    series_colour,
    stacked_bar_chart,
    tint,
    waterfall_chart,
)


def chart_canvas(rng: np.random.Generator) -> Canvas:
    """Of a random size and shape: 120 to 219 by 100 to 169 pixels."""
    return new_canvas(rng, int(rng.integers(120, 220)), int(rng.integers(100, 170)))


def pie_chart(canvas: Canvas) -> None:
    _round(canvas, hole=0.0)


def donut_chart(canvas: Canvas) -> None:
    _round(canvas, hole=canvas.rng.uniform(0.4, 0.72))


def heatmap(canvas: Canvas) -> None:
    """Cells of 4 to 14 rows and columns, from noise to a gradient from left to right."""
    x0, y0, x1, y1 = axes(canvas, bare=True)
    rows, columns = (int(n) for n in canvas.rng.integers(4, 15, 2))
    low, high = np.array(canvas.style.colours[0]), np.array(canvas.style.colours[4])
    if canvas.rng.random() < 0.5 or (low == high).all():
        low = np.array((250, 250, 245))
    smooth = canvas.rng.random((rows, columns)) * 0.5 + np.linspace(0, 0.5, columns) * canvas.rng.choice([0, 1])
    gap = int(canvas.rng.random() < 0.3)
    for row in range(rows):
        for column in range(columns):
            shade = tuple(int(v) for v in low + (high - low) * smooth[row, column])
            left, top = x0 + (x1 - x0) * column / columns, y0 + (y1 - y0) * row / rows
            right, bottom = x0 + (x1 - x0) * (column + 1) / columns - gap, y0 + (y1 - y0) * (row + 1) / rows - gap
            canvas.pen.rectangle((left, top, max(left, right), max(top, bottom)), fill=(shade[0], shade[1], shade[2]))


def radar_chart(canvas: Canvas) -> None:
    """One to three closed lines over five to nine spokes; the grid is of rings or of polygons."""
    x, y, radius = _middle(canvas)
    n = int(canvas.rng.integers(5, 10))
    grey: Colour = (170, 170, 170)
    for ring in np.linspace(0.25, 1, int(canvas.rng.integers(3, 6))):
        if canvas.style.grid:
            canvas.pen.ellipse((x - radius * ring, y - radius * ring, x + radius * ring, y + radius * ring), None, grey)
        else:
            canvas.pen.polygon(_ring(x, y, np.full(n, radius * ring)), None, grey)
    for point in _ring(x, y, np.full(n, radius)):
        canvas.line([(x, y), point], grey, 1)
    for one in range(int(canvas.rng.integers(1, 4))):
        points = _ring(x, y, radius * canvas.rng.uniform(0.3, 1, n))
        if canvas.style.outlined and one == 0:
            canvas.pen.polygon(points, fill=series_colour(canvas, one))
        canvas.line([*points, points[0]], series_colour(canvas, one), 2)


def treemap(canvas: Canvas) -> None:
    """The largest rectangle is cut in two, across its longer side, until there are 5 to 12."""
    areas: list[Area] = [axes(canvas, bare=True)]
    for _ in range(int(canvas.rng.integers(4, 12))):
        areas.sort(key=lambda a: (a[2] - a[0]) * (a[3] - a[1]))
        x0, y0, x1, y1 = areas.pop()
        cut = canvas.rng.uniform(0.3, 0.7)
        if x1 - x0 > y1 - y0:
            areas += [(x0, y0, x0 + (x1 - x0) * cut, y1), (x0 + (x1 - x0) * cut, y0, x1, y1)]
        else:
            areas += [(x0, y0, x1, y0 + (y1 - y0) * cut), (x0, y0 + (y1 - y0) * cut, x1, y1)]
    for i, area in enumerate(areas):
        canvas.pen.rectangle(area, canvas.style.colours[i % 8], canvas.style.paper)
        canvas.words(area[0] + 2, area[1] + 2, 4)


def funnel_chart(canvas: Canvas) -> None:
    """Three to six trapezia, each as wide at its top as the one above it at its bottom."""
    x0, y0, x1, y1 = axes(canvas, bare=True)
    n = int(canvas.rng.integers(3, 7))
    widths = np.sort(canvas.rng.uniform(0.1, 1, n + 1))[::-1] * (x1 - x0) / 2
    middle, step = (x0 + x1) / 2, (y1 - y0) / n
    for i in range(n):
        top, bottom = y0 + i * step, y0 + (i + 1) * step - 1
        a, b = widths[i], widths[i + 1]
        corners = [(middle - a, top), (middle + a, top), (middle + b, bottom), (middle - b, bottom)]
        canvas.pen.polygon([(float(x), float(y)) for x, y in corners], fill=canvas.style.colours[i])


def gauge_chart(canvas: Canvas) -> None:
    """Half a ring of two to five parts with a needle; the lower half is painted over."""
    x, y, radius = _middle(canvas)
    y += radius / 2
    box = (x - radius, y - radius, x + radius, y + radius)
    cuts = np.linspace(180, 360, int(canvas.rng.integers(2, 6)) + 1)
    for i in range(len(cuts) - 1):
        canvas.pen.pieslice(box, float(cuts[i]), float(cuts[i + 1]), fill=canvas.style.colours[i])
    inner = radius * canvas.rng.uniform(0.5, 0.75)
    canvas.pen.ellipse((x - inner, y - inner, x + inner, y + inner), fill=canvas.style.paper)
    canvas.pen.rectangle((x - radius, y + 1, x + radius, y + radius), fill=canvas.style.paper)
    angle = math.radians(canvas.rng.uniform(190, 350))
    canvas.line([(x, y), (x + radius * 0.8 * math.cos(angle), y + radius * 0.8 * math.sin(angle))], width=3)


def sankey_diagram(canvas: Canvas) -> None:
    """Bands from left to right in a random order, bent as 3t² - 2t³."""
    x0, y0, x1, y1 = axes(canvas, bare=True)
    n = int(canvas.rng.integers(3, 6))
    left, right = np.linspace(y0, y1, n + 1), np.linspace(y0, y1, n + 1)
    for i, target in enumerate(canvas.rng.permutation(n)):
        t = np.linspace(0, 1, 16)
        smooth, height = t * t * (3 - 2 * t), (y1 - y0) / n * canvas.rng.uniform(0.4, 0.9)
        ys = left[i] + (right[target] - left[i]) * smooth
        top: list[Point] = [(float(x0 + (x1 - x0) * u), float(v)) for u, v in zip(t, ys, strict=True)]
        canvas.pen.polygon([*top, *[(x, y + height) for x, y in reversed(top)]], fill=canvas.style.colours[i])
    canvas.pen.rectangle((x0, y0, x0 + 4, y1), fill=canvas.style.ink)
    canvas.pen.rectangle((x1 - 4, y0, x1, y1), fill=canvas.style.ink)


CHARTS: dict[str, Callable[[Canvas], None]] = {
    "bar chart": bar_chart,
    "horizontal bar chart": horizontal_bar_chart,
    "grouped bar chart": grouped_bar_chart,
    "stacked bar chart": stacked_bar_chart,
    "histogram": histogram,
    "line chart": line_chart,
    "area chart": area_chart,
    "pie chart": pie_chart,
    "donut chart": donut_chart,
    "scatter plot": scatter_plot,
    "bubble chart": bubble_chart,
    "box plot": box_plot,
    "heatmap": heatmap,
    "radar chart": radar_chart,
    "candlestick chart": candlestick_chart,
    "treemap": treemap,
    "gantt chart": gantt_chart,
    "funnel chart": funnel_chart,
    "waterfall chart": waterfall_chart,
    "gauge chart": gauge_chart,
    "sankey diagram": sankey_diagram,
}


def _round(canvas: Canvas, hole: float) -> None:
    x, y, radius = _middle(canvas)
    n = int(canvas.rng.integers(2, 8))
    cuts = np.cumsum(canvas.rng.dirichlet(np.full(n, 2.5))) * 360 + canvas.rng.uniform(0, 360)
    outline = canvas.style.paper if canvas.rng.random() < 0.5 else canvas.style.ink if canvas.style.outlined else None
    colours = canvas.style.colours
    for i in range(n):
        start = float(cuts[i - 1]) - (360 if i == 0 else 0)
        pull = canvas.rng.uniform(0, 5) if canvas.rng.random() < 0.08 else 0.0
        box = (x - radius + pull, y - radius, x + radius + pull, y + radius)
        shade = colours[i] if colours[0] != colours[1] else tint(colours[0], i / n)
        canvas.pen.pieslice(box, start, float(cuts[i]), fill=shade, outline=outline)
        if canvas.style.grid and hole == 0:
            middle = math.radians((start + float(cuts[i])) / 2)
            canvas.words(x + radius * 0.6 * math.cos(middle) - 5, y + radius * 0.6 * math.sin(middle) - 5, 2, 9)
    inner = radius * hole
    if inner:
        canvas.pen.ellipse((x - inner, y - inner, x + inner, y + inner), fill=canvas.style.paper, outline=outline)


def _middle(canvas: Canvas) -> tuple[float, float, float]:
    x0, y0, x1, y1 = axes(canvas, bare=True)
    radius = min(x1 - x0, y1 - y0) / 2 * canvas.rng.uniform(0.78, 1.0)
    return (x0 + x1) / 2, (y0 + y1) / 2, radius


def _ring(x: float, y: float, radii: Values) -> list[Point]:
    n = len(radii)
    angles = [2 * math.pi * i / n - math.pi / 2 for i in range(n)]
    return [(x + float(r) * math.cos(a), y + float(r) * math.sin(a)) for a, r in zip(angles, radii, strict=True)]
