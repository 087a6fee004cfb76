"""A sheet to draw on, and the style it is drawn in. Knows Pillow. Does not know what is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from training.colours import Colour, any_colour, dark, pale, palette

Point = tuple[float, float]
_LETTERS = "etaoinsrhldcumfpgwybvk"


@dataclass(frozen=True, slots=True)
class Style:
    """The choices that one picture is drawn with."""

    paper: Colour
    ink: Colour
    colours: list[Colour]
    line_px: int
    grid: bool
    frame: int
    """0 none, 1 axes at the left and below, 2 all around."""
    title: bool
    legend: bool
    outlined: bool
    font_px: int


@dataclass(slots=True)
class Canvas:
    """Width and height in pixels, a drawing, its style and its chance."""

    width: int
    height: int
    style: Style
    rng: np.random.Generator
    image: Image.Image = field(init=False)
    pen: ImageDraw.ImageDraw = field(init=False)

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (self.width, self.height), self.style.paper)
        self.pen = ImageDraw.Draw(self.image)

    def words(self, x: float, y: float, n: int, size_px: int | None = None, ink: Colour | None = None) -> None:
        """n letters of no meaning: at 64 pixels text is texture."""
        text = "".join(_LETTERS[i] if i < len(_LETTERS) else " " for i in self.rng.integers(0, 26, max(n, 1)))
        if self.rng.random() < 0.5:
            text = text.capitalize()
        self.pen.text((x, y), text, fill=ink or self.style.ink, font=_font(size_px or self.style.font_px))

    def number(self, x: float, y: float) -> None:
        self.pen.text((x, y), str(self.rng.integers(0, 200)), fill=self.style.ink, font=_font(self.style.font_px))

    def line(self, points: Sequence[Point], ink: Colour | None = None, width: int | None = None) -> None:
        self.pen.line(list(points), fill=ink or self.style.ink, width=width or self.style.line_px, joint="curve")

    def arrow(self, start: Point, end: Point, ink: Colour | None = None) -> None:
        self.line([start, end], ink)
        way = np.array(end) - np.array(start)
        way = way / (np.linalg.norm(way) + 1e-6) * 5
        side = np.array([-way[1], way[0]]) * 0.6
        tip = np.array(end)
        head = [tuple(tip), tuple(tip - way + side), tuple(tip - way - side)]
        self.pen.polygon([(float(x), float(y)) for x, y in head], fill=ink or self.style.ink)

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: Colour | None = None, round_px: int = 0) -> None:
        """Outlined where the style is, or where nothing fills it."""
        outline = self.style.ink if self.style.outlined or fill is None else None
        corners = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        self.pen.rounded_rectangle(corners, radius=round_px, fill=fill, outline=outline)


def new_canvas(rng: np.random.Generator, width: int, height: int, plain: bool = False) -> Canvas:
    return Canvas(width, height, random_style(rng, plain), rng)


def random_style(rng: np.random.Generator, plain: bool = False) -> Style:
    """One picture in eight is light on dark, unless `plain`; one in four has a single colour for everything."""
    night = not plain and rng.random() < 0.12
    paper = dark(rng) if night else (255, 255, 255) if rng.random() < 0.7 else pale(rng)
    ink = (235, 235, 235) if night else (0, 0, 0) if rng.random() < 0.5 else (70, 70, 80)
    colours = palette(rng, 8) if rng.random() < 0.75 else [any_colour(rng)] * 8
    return Style(
        paper, ink, colours,
        line_px=int(rng.integers(1, 4)),
        grid=bool(rng.random() < 0.4),
        frame=int(rng.integers(0, 3)),
        title=bool(rng.random() < 0.6),
        legend=bool(rng.random() < 0.4),
        outlined=bool(rng.random() < 0.35),
        font_px=int(rng.integers(7, 13)),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size_px)
