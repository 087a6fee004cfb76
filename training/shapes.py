"""Shapes, plain colours and simple scenes. Knows: how they look and how they are called."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PIL import Image

from training.canvas import Canvas, Point, new_canvas
from training.colours import NAMED, SPOKEN, Colour, pale, shade

_NUMBERS = ("", "one", "two", "three", "four", "five", "six")
_CORNERS = {"triangle": 3, "diamond": 4, "pentagon": 5, "hexagon": 6, "octagon": 8}
SHAPES = ("circle", "square", "rectangle", "oval", "star", "heart", "cross", "arrow", "ring", "crescent", *_CORNERS)
Captions = tuple[str, ...]


def draw_shape(canvas: Canvas, shape: str, at: Point, radius: float, colour: Colour, outline: bool) -> None:
    """One of SHAPES about a middle, of `radius` pixels at its farthest corner, filled or as a line."""
    (x, y), points = at, _outline(shape, canvas.rng)
    corners = [(x + radius * px, y + radius * py) for px, py in points]
    if outline:
        canvas.line([*corners, corners[0]], colour, 4)
    else:
        canvas.pen.polygon(corners, fill=colour)
    if shape == "ring" and not outline:
        inner = radius * 0.6
        canvas.pen.ellipse((x - inner, y - inner, x + inner, y + inner), fill=canvas.style.paper)


def _outline(shape: str, rng: np.random.Generator) -> list[Point]:
    """Corners within -1 to 1, turned a little."""
    turn = rng.normal(0, 0.12)
    if shape in _CORNERS:
        return _polygon(_CORNERS[shape], turn)
    if shape == "star":
        tips = int(rng.choice([5, 5, 6]))
        inner = rng.uniform(0.38, 0.5)
        return [_at(math.pi * i / tips + turn, 1 if i % 2 == 0 else inner) for i in range(2 * tips)]
    if shape == "heart":
        ts = np.linspace(0, 2 * math.pi, 40)
        ys = 13 * np.cos(ts) - 5 * np.cos(2 * ts) - 2 * np.cos(3 * ts) - np.cos(4 * ts)
        return [(float(math.sin(t) ** 3), -float(v) / 17) for t, v in zip(ts, ys, strict=True)]
    if shape == "crescent":
        rim = [_at(float(a), 1.0) for a in np.linspace(0.3, 2 * math.pi - 0.3, 30)]
        return rim + [(0.35 + 0.75 * x, 0.8 * y) for x, y in reversed(rim)]
    if shape in ("cross", "arrow"):
        return _drawn(shape, rng)
    wide, high = {"rectangle": (1.0, rng.uniform(0.4, 0.7)), "oval": (1.0, rng.uniform(0.5, 0.75))}.get(
        shape, (1.0, 1.0)
    )
    if shape in ("square", "rectangle"):
        return _turned([(-wide, -high), (wide, -high), (wide, high), (-wide, high)], turn)
    return _turned([(wide * math.cos(a), high * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 40)], turn)


def _drawn(shape: str, rng: np.random.Generator) -> list[Point]:
    if shape == "cross":
        w = rng.uniform(0.2, 0.4)
        return [
            (-w, -1),
            (w, -1),
            (w, -w),
            (1, -w),
            (1, w),
            (w, w),
            (w, 1),
            (-w, 1),
            (-w, w),
            (-1, w),
            (-1, -w),
            (-w, -w),
        ]
    way = float(rng.choice([0, math.pi / 2, math.pi, -math.pi / 2]))
    return _turned([(-1, -0.25), (0.2, -0.25), (0.2, -0.7), (1, 0), (0.2, 0.7), (0.2, 0.25), (-1, 0.25)], way)


def _polygon(n: int, turn: float) -> list[Point]:
    return [_at(2 * math.pi * i / n + turn, 1.0) for i in range(n)]


def _at(angle: float, radius: float) -> Point:
    return radius * math.sin(angle), -radius * math.cos(angle)


def _turned(points: list[Point], turn: float) -> list[Point]:
    cos, sin = math.cos(turn), math.sin(turn)
    return [(x * cos - y * sin, x * sin + y * cos) for x, y in points]


def shape_picture(rng: np.random.Generator) -> tuple[Canvas, Captions]:
    """One shape, or several of one kind and colour."""
    canvas = new_canvas(rng, 96, 96)
    shape, colour = SHAPES[rng.integers(len(SHAPES))], SPOKEN[rng.integers(len(SPOKEN))]
    n = 1 if rng.random() < 0.65 else int(rng.integers(2, 7))
    outline = rng.random() < 0.25
    places = [(48.0, 48.0)] if n == 1 else [(17.0 + 31 * (i % 3), 17.0 + 31 * (i // 3)) for i in rng.permutation(9)[:n]]
    radius = rng.uniform(18, 44) if n == 1 else rng.uniform(9, 14)
    for at in places:
        draw_shape(canvas, shape, at, radius, shade(rng, colour), outline)
    if n > 1:
        many = "crosses" if shape == "cross" else f"{shape}s"
        return canvas, (f"{_NUMBERS[n]} {many}", f"{_NUMBERS[n]} {colour} {many}", f"{colour} {many}", many)
    return canvas, (shape, f"{colour} {shape}", f"a {colour} {shape}", colour)


def shapes_together(rng: np.random.Generator) -> tuple[Canvas, Captions]:
    """Two different shapes, side by side or one above the other."""
    canvas = new_canvas(rng, 96, 96)
    one, two = rng.choice(SHAPES, 2, replace=False)
    first, second = rng.choice(SPOKEN, 2, replace=False)
    beside = rng.random() < 0.5
    places = [(26.0, 48.0), (70.0, 48.0)] if beside else [(48.0, 26.0), (48.0, 70.0)]
    for at, shape, colour in zip(places, (one, two), (first, second), strict=True):
        draw_shape(canvas, shape, at, rng.uniform(14, 21), shade(rng, colour), outline=False)
    how = "next to" if beside else "above"
    return canvas, (f"{one} and {two}", f"a {first} {one} {how} a {second} {two}", f"{first} {one} and {second} {two}")


def plain_colour(rng: np.random.Generator) -> tuple[Canvas, Captions]:
    """A surface of one colour: even, shaded, striped, dotted or chequered."""
    canvas, names = new_canvas(rng, 96, 96, plain=True), list(NAMED)
    name = names[rng.integers(len(names))]
    colour, kind = np.array(shade(rng, name)), int(rng.integers(5))
    light = np.linspace(0.75, 1.15, 96)[None, :, None] if kind == 1 else np.ones((1, 96, 1))
    canvas.image.paste(Image.fromarray(np.clip(np.ones((96, 96, 1)) * light * colour, 0, 255).astype(np.uint8)))
    other = (255, 255, 255) if name != "white" else (190, 190, 190)
    if kind < 2:
        return canvas, (name, f"{name} background", f"the colour {name}", f"{name} surface")
    pattern = ("stripes", "dots", "checkerboard")[kind - 2]
    step = int(rng.integers(10, 24))
    for y in range(0, 96, step):
        for x in range(0, 96, step) if pattern != "stripes" else (0,):
            if pattern == "stripes":
                canvas.pen.rectangle((0, y, 96, y + step // 2), fill=other)
            elif pattern == "dots":
                canvas.pen.ellipse((x + 2, y + 2, x + step // 2 + 2, y + step // 2 + 2), fill=other)
            elif (x // step + y // step) % 2:
                canvas.pen.rectangle((x, y, x + step - 1, y + step - 1), fill=other)
    return canvas, (f"{name} {pattern}", pattern, f"{name} and white {pattern}", name)


def scene(rng: np.random.Generator) -> tuple[Canvas, Captions]:
    """A landscape of simple forms."""
    canvas = new_canvas(rng, 120, 96, plain=True)
    names = list(SCENES)
    name = names[rng.integers(len(names))]
    return canvas, SCENES[name](canvas)


def _sky(canvas: Canvas, top: Colour, bottom: Colour) -> None:
    share = np.linspace(0, 1, canvas.height)[:, None, None]
    rows = np.array(top) * (1 - share) + np.array(bottom) * share
    canvas.image.paste(Image.fromarray(np.repeat(rows, canvas.width, axis=1).astype(np.uint8)))


def _mountains(canvas: Canvas) -> Captions:
    _sky(canvas, (110, 170, 235), (225, 238, 250))
    for i in range(int(canvas.rng.integers(2, 5))):
        x, top, half = canvas.rng.uniform(0, 120), canvas.rng.uniform(15, 45), canvas.rng.uniform(30, 55)
        canvas.pen.polygon([(x - half, 96), (x, top), (x + half, 96)], fill=(90 + 15 * i, 100 + 10 * i, 120))
        canvas.pen.polygon([(x - half * 0.2, top + 16), (x, top), (x + half * 0.2, top + 16)], fill=(250, 250, 255))
    return "mountains", "mountain landscape", "snowy mountains under a blue sky", "mountain range"


def _sea(canvas: Canvas) -> Captions:
    evening = canvas.rng.random() < 0.5
    _sky(canvas, (70, 50, 120) if evening else (110, 180, 240), (255, 150, 70) if evening else (220, 240, 255))
    x, horizon = canvas.rng.uniform(20, 100), canvas.rng.uniform(50, 65)
    sun_y = horizon if evening else canvas.rng.uniform(10, 28)
    canvas.pen.ellipse((x - 11, sun_y - 11, x + 11, sun_y + 11), fill=(255, 210, 80))
    canvas.pen.rectangle((0, horizon, 120, 96), fill=(40, 60, 110) if evening else (30, 110, 180))
    if not evening and canvas.rng.random() < 0.5:
        canvas.pen.polygon([(0, 96), (120, 96), (120, 82), (0, 90)], fill=(240, 215, 160))
        return "beach", "beach by the sea", "sea and sand under the sun", "sunny beach"
    return ("sunset over the sea", "sunset", "sunset on the ocean") if evening else ("sea", "ocean", "sun over the sea")


def _night(canvas: Canvas) -> Captions:
    _sky(canvas, (5, 8, 30), (35, 40, 85))
    for x, y in canvas.rng.uniform(0, 1, (40, 2)):
        canvas.pen.ellipse((x * 120, y * 80, x * 120 + 1.5, y * 80 + 1.5), fill=(255, 255, 230))
    x = canvas.rng.uniform(20, 100)
    canvas.pen.ellipse((x - 11, 12, x + 11, 34), fill=(250, 245, 210))
    return "night sky", "moon and stars", "night sky with a moon and stars", "night"


def _house(canvas: Canvas) -> Captions:
    _sky(canvas, (130, 190, 245), (235, 245, 255))
    canvas.pen.rectangle((0, 72, 120, 96), fill=(95, 170, 80))
    x, wall = canvas.rng.uniform(20, 60), shade(canvas.rng, SPOKEN[canvas.rng.integers(len(SPOKEN))])
    canvas.pen.rectangle((x, 45, x + 42, 80), fill=wall)
    canvas.pen.polygon([(x - 6, 45), (x + 21, 22), (x + 48, 45)], fill=(150, 60, 50))
    canvas.pen.rectangle((x + 17, 60, x + 26, 80), fill=(90, 60, 40))
    return "house", "house with a red roof", "house on a green field", "cottage in the country"


def _forest(canvas: Canvas) -> Captions:
    _sky(canvas, (150, 205, 245), (230, 245, 250))
    canvas.pen.rectangle((0, 75, 120, 96), fill=(80, 140, 60))
    for x in canvas.rng.uniform(0, 120, int(canvas.rng.integers(4, 12))):
        size = canvas.rng.uniform(0.7, 1.3)
        canvas.pen.rectangle((x - 2, 70, x + 2, 84), fill=(100, 70, 45))
        green = shade(canvas.rng, "green")
        if canvas.rng.random() < 0.6:
            canvas.pen.polygon([(x - 12 * size, 74), (x, 74 - 40 * size), (x + 12 * size, 74)], fill=green)
        else:
            canvas.pen.ellipse((x - 12 * size, 70 - 28 * size, x + 12 * size, 74), fill=green)
    return "forest", "trees", "trees in a green forest", "woods"


def _city(canvas: Canvas) -> Captions:
    night = canvas.rng.random() < 0.5
    _sky(canvas, (15, 15, 45) if night else (150, 195, 235), (60, 50, 90) if night else pale(canvas.rng))
    for x in range(0, 120, int(canvas.rng.integers(12, 20))):
        top, tone = (
            canvas.rng.uniform(20, 65),
            int(canvas.rng.integers(40, 90) if night else canvas.rng.integers(90, 170)),
        )
        canvas.pen.rectangle((x, top, x + 11, 96), fill=(tone, tone, tone + 10))
        for y in range(int(top) + 4, 92, 7):
            canvas.pen.rectangle((x + 2, y, x + 4, y + 3), fill=(250, 220, 120) if night else (215, 230, 240))
    return (
        ("city at night", "skyline at night", "city") if night else ("city skyline", "skyscrapers", "city", "buildings")
    )


SCENES: dict[str, Callable[[Canvas], Captions]] = {
    "mountains": _mountains,
    "sea": _sea,
    "night": _night,
    "house": _house,
    "forest": _forest,
    "city": _city,
}
