"""Diagrams of a dozen kinds. Knows: how a kind looks. Does not know: its captions."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PIL import Image

from training.canvas import Canvas, Point, new_canvas


def diagram_canvas(rng: np.random.Generator) -> Canvas:
    return new_canvas(rng, int(rng.integers(120, 220)), int(rng.integers(110, 180)))


def flowchart(canvas: Canvas) -> None:
    """Three to five boxes below each other; some of those between are diamonds with a way out to the right."""
    n, x = int(canvas.rng.integers(3, 6)), canvas.width * canvas.rng.uniform(0.3, 0.6)
    step = canvas.height / n
    for i in range(n):
        y, colour = (i + 0.5) * step, canvas.style.colours[i % 3]
        if i and i < n - 1 and canvas.rng.random() < 0.5:
            corners = [(x, y - step * 0.35), (x + 26, y), (x, y + step * 0.35), (x - 26, y)]
            canvas.pen.polygon(corners, fill=colour, outline=canvas.style.ink)
            canvas.arrow((x + 26, y), (min(x + 60, canvas.width - 4.0), y))
            canvas.box(min(x + 60, canvas.width - 30.0), y - 7, canvas.width - 4, y + 7, colour)
        else:
            _labelled(canvas, x, y, 30, step * 0.28, i)
        if i:
            canvas.arrow((x, y - step * 0.65), (x, y - step * 0.3))


def tree_diagram(canvas: Canvas) -> None:
    """Two or three levels of boxes, every one with the same number of children."""
    branches, levels = int(canvas.rng.integers(2, 4)), int(canvas.rng.integers(2, 4))
    step = canvas.height / levels
    for level in range(levels):
        n = branches**level
        for i in range(n):
            x, y = (i + 0.5) * canvas.width / n, (level + 0.4) * step
            if level:
                parent = (i // branches + 0.5) * canvas.width / branches ** (level - 1)
                half = y - step / 2
                canvas.line([(parent, y - step * 0.8), (parent, half), (x, half), (x, y)], width=1)
            _labelled(canvas, x, y, min(26, canvas.width / n * 0.4), step * 0.2, level)


def network(canvas: Canvas) -> None:
    """Dots at random places, each joined to its nearest one to three."""
    n = int(canvas.rng.integers(6, 18))
    xs = canvas.rng.uniform(0.08, 0.92, n) * canvas.width
    ys = canvas.rng.uniform(0.08, 0.92, n) * canvas.height
    for i in range(n):
        near = np.argsort((xs - xs[i]) ** 2 + (ys - ys[i]) ** 2)[1 : int(canvas.rng.integers(2, 5))]
        for j in near:
            canvas.line([(float(xs[i]), float(ys[i])), (float(xs[j]), float(ys[j]))], width=1)
    for i in range(n):
        _circle(canvas, float(xs[i]), float(ys[i]), canvas.rng.uniform(3, 8), i % 4)


def venn_diagram(canvas: Canvas) -> None:
    """Two or three circles, mixed half and half with what is below them."""
    n = int(canvas.rng.integers(2, 4))
    radius = min(canvas.width, canvas.height) * canvas.rng.uniform(0.24, 0.3)
    blend = np.asarray(canvas.image).astype(float)
    ys, xs = np.mgrid[: canvas.height, : canvas.width]
    for i, (x, y) in enumerate(_around(canvas, n, radius * 0.65)):
        inside = (xs - x) ** 2 + (ys - y) ** 2 < radius**2
        blend[inside] = blend[inside] * 0.5 + np.array(canvas.style.colours[2 * i]) * 0.5
    canvas.image.paste(Image.fromarray(blend.astype(np.uint8)))
    for x, y in _around(canvas, n, radius * 0.65) if canvas.style.outlined else []:
        canvas.pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=canvas.style.ink)


def mind_map(canvas: Canvas) -> None:
    x, y = canvas.width / 2, canvas.height / 2
    for i, (bx, by) in enumerate(_around(canvas, int(canvas.rng.integers(4, 9)), min(x, y) * 0.75)):
        canvas.line([(x, y), (bx, by)], canvas.style.colours[i % 8])
        _labelled(canvas, bx, by, 15, 7, i)
    _circle(canvas, x, y, 17, 0)


def timeline(canvas: Canvas) -> None:
    """A line with three to seven dots, their words above and below in turns."""
    y, n = canvas.height * canvas.rng.uniform(0.4, 0.6), int(canvas.rng.integers(3, 8))
    canvas.line([(4, y), (canvas.width - 4, y)])
    for i in range(n):
        x = (i + 0.5) * canvas.width / n
        _circle(canvas, x, y, 5, i)
        up = i % 2 == 0
        canvas.line([(x, y), (x, y - 20 if up else y + 20)], width=1)
        canvas.words(x - 10, y - 32 if up else y + 22, 5, 8)


def cycle_diagram(canvas: Canvas) -> None:
    n, radius = int(canvas.rng.integers(3, 7)), min(canvas.width, canvas.height) * 0.34
    points = _around(canvas, n, radius)
    for i, (x, y) in enumerate(points):
        ahead = points[(i + 1) % n]
        start = (x + (ahead[0] - x) * 0.3, y + (ahead[1] - y) * 0.3)
        canvas.arrow(start, (x + (ahead[0] - x) * 0.7, y + (ahead[1] - y) * 0.7))
        _circle(canvas, x, y, 13, i)


def process_steps(canvas: Canvas) -> None:
    n, y = int(canvas.rng.integers(3, 6)), canvas.height / 2
    step, half = canvas.width / n, canvas.height * canvas.rng.uniform(0.1, 0.2)
    for i in range(n):
        x, end = i * step + 2, (i + 1) * step - 6
        corners = [(x, y - half), (end, y - half), (end + 6, y), (end, y + half), (x, y + half), (x + 6, y)]
        canvas.pen.polygon(corners, fill=canvas.style.colours[i])
        canvas.words(x + 8, y - 4, 3, 8)


def sequence_diagram(canvas: Canvas) -> None:
    """Three or four dashed lifelines with arrows between two of them at random."""
    n = int(canvas.rng.integers(3, 5))
    xs = [(i + 0.5) * canvas.width / n for i in range(n)]
    for i, x in enumerate(xs):
        _labelled(canvas, x, 9, 15, 7, i)
        for y in range(18, canvas.height, 6):
            canvas.line([(x, y), (x, y + 3)], width=1)
    for y in np.linspace(26, canvas.height - 8, int(canvas.rng.integers(4, 8))):
        a, b = canvas.rng.choice(n, 2, replace=False)
        canvas.arrow((xs[a], float(y)), (xs[b], float(y)))


def block_diagram(canvas: Canvas) -> None:
    """A grid of boxes; most neighbours in a row are joined, and half of those in a column."""
    rows, columns = int(canvas.rng.integers(2, 4)), int(canvas.rng.integers(2, 5))
    for row in range(rows):
        for column in range(columns):
            x, y = (column + 0.5) * canvas.width / columns, (row + 0.5) * canvas.height / rows
            if column and canvas.rng.random() < 0.7:
                canvas.arrow((x - canvas.width / columns * 0.7, y), (x - canvas.width / columns * 0.32, y))
            if row and canvas.rng.random() < 0.5:
                canvas.arrow((x, y - canvas.height / rows * 0.75), (x, y - canvas.height / rows * 0.3))
            _labelled(canvas, x, y, canvas.width / columns * 0.32, canvas.height / rows * 0.25, row)


def pyramid(canvas: Canvas) -> None:
    n, x = int(canvas.rng.integers(3, 6)), canvas.width / 2
    top, step, half = canvas.height * 0.08, canvas.height * 0.84 / n, canvas.width * 0.42
    for i in range(n):
        a, b = half * i / n, half * (i + 1) / n
        y = top + i * step
        corners = [(x - a, y), (x + a, y), (x + b, y + step - 2), (x - b, y + step - 2)]
        canvas.pen.polygon(corners, fill=canvas.style.colours[i])


def world_map(canvas: Canvas) -> None:
    """Blobs of land in water: a map at a glance, of no true country."""
    water = (200, 225, 245) if canvas.rng.random() < 0.7 else canvas.style.paper
    canvas.pen.rectangle((0, 0, canvas.width, canvas.height), fill=water)
    for i in range(int(canvas.rng.integers(4, 9))):
        x, y = canvas.rng.uniform(0, canvas.width), canvas.rng.uniform(0, canvas.height)
        radii = canvas.rng.uniform(0.5, 1.3, 14) * canvas.rng.uniform(8, 40)
        angles = np.linspace(0, 2 * math.pi, 14, endpoint=False)
        land = [
            (x + float(r * math.cos(a)) * 1.3, y + float(r * math.sin(a))) for r, a in zip(radii, angles, strict=True)
        ]
        canvas.pen.polygon(land, fill=canvas.style.colours[i % 8], outline=canvas.style.paper)


DIAGRAMS: dict[str, Callable[[Canvas], None]] = {
    "flowchart": flowchart,
    "tree diagram": tree_diagram,
    "network graph": network,
    "venn diagram": venn_diagram,
    "mind map": mind_map,
    "timeline": timeline,
    "cycle diagram": cycle_diagram,
    "process steps": process_steps,
    "sequence diagram": sequence_diagram,
    "block diagram": block_diagram,
    "pyramid diagram": pyramid,
    "map": world_map,
}


def _labelled(canvas: Canvas, x: float, y: float, half_width: float, half_height: float, i: int) -> None:
    fill = canvas.style.colours[i % 8] if canvas.style.legend or not canvas.style.outlined else None
    canvas.box(x - half_width, y - half_height, x + half_width, y + half_height, fill, 3 if canvas.style.grid else 0)
    canvas.words(x - half_width * 0.7, y - 5, int(half_width / 4), 8)


def _circle(canvas: Canvas, x: float, y: float, radius: float, i: int) -> None:
    box = (x - radius, y - radius, x + radius, y + radius)
    canvas.pen.ellipse(box, fill=canvas.style.colours[i % 8], outline=canvas.style.ink)


def _around(canvas: Canvas, n: int, radius: float) -> list[Point]:
    angles = [2 * math.pi * i / n - math.pi / 2 for i in range(n)]
    wide = canvas.width / max(canvas.height, 1)
    return [
        (canvas.width / 2 + radius * min(wide, 1.3) * math.cos(a), canvas.height / 2 + radius * math.sin(a))
        for a in angles
    ]
