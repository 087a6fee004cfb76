"""Charts over two axes, and the axes with what the style puts around them.

Knows: how a kind looks. Does not know: the names of the kinds, or charts of another form.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.canvas import Canvas
from training.colours import Colour

Area = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels."""
Values = NDArray[np.float64]


def bar_chart(canvas: Canvas) -> None:
    area = axes(canvas)
    n = int(canvas.rng.integers(3, 11))
    _bars(canvas, area, _values(canvas, n), canvas.rng.uniform(0.35, 0.8), colour_each=canvas.rng.random() < 0.3)


def horizontal_bar_chart(canvas: Canvas) -> None:
    x0, y0, x1, y1 = axes(canvas)
    values = _values(canvas, int(canvas.rng.integers(3, 10)))
    step, fill = (y1 - y0) / len(values), canvas.rng.uniform(0.35, 0.8)
    each = canvas.rng.random() < 0.3
    for i, value in enumerate(values):
        top = y0 + i * step + step * (1 - fill) / 2
        canvas.box(x0, top, x0 + (x1 - x0) * value, top + step * fill, canvas.style.colours[i % 8 if each else 0])


def grouped_bar_chart(canvas: Canvas) -> None:
    x0, y0, x1, y1 = axes(canvas)
    groups, series = int(canvas.rng.integers(3, 6)), int(canvas.rng.integers(2, 4))
    step = (x1 - x0) / groups
    for group in range(groups):
        for one, value in enumerate(_values(canvas, series)):
            left = x0 + group * step + step * 0.1 + one * step * 0.8 / series
            canvas.box(left, y1 - (y1 - y0) * value, left + step * 0.8 / series, y1, canvas.style.colours[one])


def stacked_bar_chart(canvas: Canvas) -> None:
    """Two to five series; in three of ten pictures every bar reaches the top, as shares of a whole do."""
    x0, y0, x1, y1 = axes(canvas)
    n, series = int(canvas.rng.integers(3, 9)), int(canvas.rng.integers(2, 6))
    full, step = canvas.rng.random() < 0.3, (x1 - x0) / n
    for i in range(n):
        parts = canvas.rng.uniform(0.2, 1, series)
        parts *= (1.0 if full else canvas.rng.uniform(0.4, 1.0)) / parts.sum()
        bottom = y1
        for one, part in enumerate(parts):
            top = bottom - (y1 - y0) * part
            canvas.box(
                x0 + i * step + step * 0.15, top, x0 + (i + 1) * step - step * 0.15, bottom, series_colour(canvas, one)
            )
            bottom = top


def histogram(canvas: Canvas) -> None:
    area = axes(canvas)
    n = int(canvas.rng.integers(9, 26))
    place, width = canvas.rng.uniform(0.25, 0.75), canvas.rng.uniform(0.1, 0.25)
    bell = np.exp(-(((np.arange(n) + 0.5) / n - place) ** 2) / (2 * width**2))
    values = np.clip(bell * canvas.rng.uniform(0.85, 1.1, n) + 0.02, 0.02, 1)
    _bars(canvas, area, values, canvas.rng.choice([1.0, 1.0, 0.94]), colour_each=False)


def line_chart(canvas: Canvas) -> None:
    """One to four random walks, with a dot at each point in four of ten pictures."""
    x0, y0, x1, y1 = axes(canvas)
    n, marked = int(canvas.rng.integers(5, 24)), canvas.rng.random() < 0.4
    for one in range(int(canvas.rng.choice([1, 1, 2, 3, 4]))):
        walk = _walk(canvas, n)
        points = [(x0 + (x1 - x0) * i / (n - 1), y1 - (y1 - y0) * v) for i, v in enumerate(walk)]
        canvas.line(points, series_colour(canvas, one), canvas.style.line_px + (canvas.width > 150))
        for x, y in points if marked else []:
            canvas.pen.ellipse((x - 2.5, y - 2.5, x + 2.5, y + 2.5), fill=series_colour(canvas, one))


def area_chart(canvas: Canvas) -> None:
    """One to three layers that add up, the topmost drawn first."""
    x0, y0, x1, y1 = axes(canvas)
    n, layers = int(canvas.rng.integers(6, 20)), int(canvas.rng.choice([1, 1, 2, 3]))
    heights = np.cumsum([_walk(canvas, n) * 0.9 / layers + 0.05 for _ in range(layers)], axis=0)
    for one in range(layers - 1, -1, -1):
        top = [(x0 + (x1 - x0) * i / (n - 1), y1 - (y1 - y0) * float(v)) for i, v in enumerate(heights[one])]
        canvas.pen.polygon([*top, (x1, y1), (x0, y1)], fill=series_colour(canvas, one))
        if canvas.style.outlined:
            canvas.line(top)


def scatter_plot(canvas: Canvas) -> None:
    """One to three clouds about one common slope, and sometimes the line through them."""
    x0, y0, x1, y1 = axes(canvas)
    slope, spread = canvas.rng.uniform(-0.8, 0.8), canvas.rng.uniform(0.05, 0.3)
    for one in range(int(canvas.rng.integers(1, 4))):
        radius = canvas.rng.uniform(1.2, 3.5)
        for x in canvas.rng.random(int(canvas.rng.integers(15, 70))):
            y = float(np.clip(0.5 + slope * (x - 0.5) + canvas.rng.normal(0, spread), 0, 1))
            _dot(canvas, x0 + (x1 - x0) * x, y1 - (y1 - y0) * y, radius, series_colour(canvas, one))
    if canvas.rng.random() < 0.25:
        canvas.line([(x0, (y0 + y1) / 2 + slope * (y1 - y0) / 2), (x1, (y0 + y1) / 2 - slope * (y1 - y0) / 2)])


def bubble_chart(canvas: Canvas) -> None:
    x0, y0, x1, y1 = axes(canvas)
    for i in range(int(canvas.rng.integers(5, 16))):
        radius = canvas.rng.uniform(3, 15)
        x, y = canvas.rng.uniform(x0 + radius, x1 - radius), canvas.rng.uniform(y0 + radius, y1 - radius)
        _dot(canvas, x, y, radius, series_colour(canvas, i % 5))


def box_plot(canvas: Canvas) -> None:
    """Five sorted numbers a box: the whiskers, the quartiles and the median."""
    x0, y0, x1, y1 = axes(canvas)
    n, filled = int(canvas.rng.integers(2, 8)), canvas.rng.random() < 0.6
    step = (x1 - x0) / n
    for i in range(n):
        low, q1, middle, q3, high = (y1 - (y1 - y0) * v for v in np.sort(canvas.rng.uniform(0.05, 0.98, 5)))
        x, half = x0 + (i + 0.5) * step, min(step * 0.3, 14)
        canvas.line([(x, low), (x, q1)], width=1)
        canvas.line([(x, q3), (x, high)], width=1)
        canvas.line([(x - half / 2, low), (x + half / 2, low)], width=1)
        canvas.line([(x - half / 2, high), (x + half / 2, high)], width=1)
        canvas.pen.rectangle(
            (x - half, q3, x + half, q1), series_colour(canvas, i) if filled else None, canvas.style.ink
        )
        canvas.line([(x - half, middle), (x + half, middle)], width=canvas.style.line_px)


def candlestick_chart(canvas: Canvas) -> None:
    """A random walk in steps, green where it rises and red where it falls in every style."""
    x0, y0, x1, y1 = axes(canvas)
    n = int(canvas.rng.integers(10, 28))
    walk, step = _walk(canvas, n + 1), (x1 - x0) / n
    for i in range(n):
        x, start, end = x0 + (i + 0.5) * step, y1 - (y1 - y0) * walk[i], y1 - (y1 - y0) * walk[i + 1]
        colour: Colour = (30, 150, 80) if end < start else (210, 50, 50)
        reach = canvas.rng.uniform(2, 9, 2)
        canvas.line([(x, min(start, end) - reach[0]), (x, max(start, end) + reach[1])], colour, 1)
        canvas.pen.rectangle((x - step * 0.3, min(start, end), x + step * 0.3, max(start, end) + 1), fill=colour)


def gantt_chart(canvas: Canvas) -> None:
    """Each bar begins within the one above it or at its end, and the last ones at the right edge."""
    x0, y0, x1, y1 = axes(canvas)
    n = int(canvas.rng.integers(4, 10))
    step, start = (y1 - y0) / n, x0
    for i in range(n):
        length = canvas.rng.uniform(0.12, 0.4) * (x1 - x0)
        top = y0 + i * step + step * 0.2
        canvas.box(start, top, min(x1, start + length), top + step * 0.6, canvas.style.colours[i % 8])
        start = min(start + length * canvas.rng.uniform(0.3, 1.0), x1 - 8)


def waterfall_chart(canvas: Canvas) -> None:
    """The first and the last bar stand on the ground; those between begin at the level before them."""
    x0, y0, x1, y1 = axes(canvas)
    n, level = int(canvas.rng.integers(5, 10)), float(canvas.rng.uniform(0.3, 0.6))
    step = (x1 - x0) / n
    for i in range(n):
        after = float(np.clip(level + canvas.rng.uniform(-0.25, 0.3), 0.1, 1.0))
        last = i in (0, n - 1)
        colour: Colour = (70, 110, 170) if last else (60, 160, 90) if after > level else (210, 70, 60)
        low, high = (0.0, after) if last else (min(level, after), max(level, after))
        canvas.box(x0 + i * step + 2, y1 - (y1 - y0) * high, x0 + (i + 1) * step - 2, y1 - (y1 - y0) * low, colour)
        level = after


def axes(canvas: Canvas, bare: bool = False) -> Area:
    """Title, grid, frame, labels and legend as the style has them; returns where the data go."""
    rng, style = canvas.rng, canvas.style
    x0, y0 = rng.uniform(0.05, 0.17) * canvas.width, rng.uniform(0.04, 0.1) * canvas.height
    x1, y1 = rng.uniform(0.9, 0.97) * canvas.width, rng.uniform(0.8, 0.94) * canvas.height
    if style.title:
        y0 = max(y0, style.font_px + 7.0)
        canvas.words(x0 + rng.uniform(0, 0.3) * canvas.width, 2, int(rng.integers(6, 20)))
    if style.legend:
        x1 = _legend(canvas, x1, y0)
    if not bare:
        _rules(canvas, (x0, y0, x1, y1))
    return x0, y0, x1, y1


def series_colour(canvas: Canvas, one: int) -> Colour:
    """A colour for each series, also where the style has only one."""
    colours = canvas.style.colours
    return colours[one % 8] if colours[0] != colours[1] else tint(colours[0], one / 5)


def tint(colour: Colour, share: float) -> Colour:
    red, green, blue = (int(part + (235 - part) * min(share, 1)) for part in colour)
    return red, green, blue


def _rules(canvas: Canvas, area: Area) -> None:
    (x0, y0, x1, y1), style = area, canvas.style
    grey: Colour = (205, 205, 205) if sum(style.paper) > 380 else (85, 85, 85)
    for share in np.linspace(0, 1, int(canvas.rng.integers(3, 7))):
        y = y0 + (y1 - y0) * float(share)
        if style.grid:
            canvas.line([(x0, y), (x1, y)], grey, 1)
        if x0 > 14 and style.font_px < 11:
            canvas.number(1, y - 4)
    if style.frame == 2:
        canvas.pen.rectangle(area, outline=style.ink)
    elif style.frame == 1:
        canvas.line([(x0, y0), (x0, y1), (x1, y1)], width=1)
    for x in np.linspace(x0, x1 - 18, int(canvas.rng.integers(3, 6))):
        canvas.words(float(x), y1 + 2, int(canvas.rng.integers(2, 5)), 8)


def _legend(canvas: Canvas, x1: float, y0: float) -> float:
    left = x1 - canvas.rng.uniform(0.16, 0.26) * canvas.width
    for i in range(int(canvas.rng.integers(2, 5))):
        y = y0 + i * 12
        canvas.pen.rectangle((left + 4, y, left + 10, y + 6), fill=canvas.style.colours[i])
        canvas.words(left + 13, y - 2, 4, 8)
    return left


def _bars(canvas: Canvas, area: Area, values: Values, fill: float, *, colour_each: bool) -> None:
    x0, y0, x1, y1 = area
    step = (x1 - x0) / len(values)
    for i, value in enumerate(values):
        left = x0 + i * step + step * (1 - fill) / 2
        colour = canvas.style.colours[i % 8 if colour_each else 0]
        canvas.box(left, y1 - (y1 - y0) * float(value), left + step * fill, y1, colour)


def _dot(canvas: Canvas, x: float, y: float, radius: float, colour: Colour) -> None:
    outline = canvas.style.ink if canvas.style.outlined else None
    canvas.pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour, outline=outline)


def _values(canvas: Canvas, n: int) -> Values:
    kind, found = canvas.rng.random(), canvas.rng.uniform(0.12, 1.0, n)
    if kind < 0.25:
        return np.sort(found)
    return np.sort(found)[::-1] if kind < 0.5 else found


def _walk(canvas: Canvas, n: int) -> Values:
    steps = np.cumsum(canvas.rng.normal(canvas.rng.uniform(-0.5, 0.5), 1, n))
    low, high = canvas.rng.uniform(0.02, 0.3), canvas.rng.uniform(0.6, 0.98)
    return np.asarray(low + (high - low) * (steps - steps.min()) / (np.ptp(steps) + 1e-6))
