"""Colours with names, for drawing and for captions. Knows nothing of pictures."""

from __future__ import annotations

import colorsys

import numpy as np

Colour = tuple[int, int, int]

NAMED: dict[str, tuple[Colour, ...]] = {
    "red": ((214, 39, 40), (229, 57, 53), (183, 28, 28), (255, 23, 23)),
    "orange": ((255, 127, 14), (251, 140, 0), (239, 108, 0)),
    "yellow": ((253, 216, 53), (255, 235, 59), (250, 202, 21)),
    "green": ((44, 160, 44), (67, 160, 71), (27, 94, 32), (118, 200, 70)),
    "teal": ((0, 150, 136), (0, 121, 107), (23, 170, 170)),
    "blue": ((31, 119, 180), (30, 136, 229), (13, 71, 161), (40, 60, 220)),
    "purple": ((123, 31, 162), (142, 36, 170), (94, 53, 177)),
    "pink": ((236, 64, 122), (255, 128, 171), (244, 143, 177)),
    "brown": ((121, 85, 72), (93, 64, 55), (140, 86, 55)),
    "grey": ((128, 128, 128), (158, 158, 158), (97, 97, 97)),
    "black": ((0, 0, 0), (20, 20, 22), (33, 33, 33)),
    "white": ((255, 255, 255), (248, 248, 250)),
}
SPOKEN = ("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "brown", "grey")


def shade(rng: np.random.Generator, name: str) -> Colour:
    """One of the colour's shades, moved a little."""
    base = NAMED[name][rng.integers(len(NAMED[name]))]
    red, green, blue = (int(np.clip(part + rng.integers(-10, 11), 0, 255)) for part in base)
    return red, green, blue


def any_colour(rng: np.random.Generator) -> Colour:
    """Any hue, from pale to strong."""
    red, green, blue = colorsys.hsv_to_rgb(rng.random(), rng.uniform(0.25, 1.0), rng.uniform(0.25, 1.0))
    return int(255 * red), int(255 * green), int(255 * blue)


def pale(rng: np.random.Generator) -> Colour:
    """A light background."""
    red, green, blue = colorsys.hsv_to_rgb(rng.random(), rng.uniform(0.0, 0.18), rng.uniform(0.88, 1.0))
    return int(255 * red), int(255 * green), int(255 * blue)


def dark(rng: np.random.Generator) -> Colour:
    """A dark background."""
    red, green, blue = colorsys.hsv_to_rgb(rng.random(), rng.uniform(0.0, 0.7), rng.uniform(0.05, 0.3))
    return int(255 * red), int(255 * green), int(255 * blue)


def palette(rng: np.random.Generator, n: int) -> list[Colour]:
    """n colours that go together: of one hue, spread over the circle, or greys."""
    kind, start = rng.random(), rng.random()
    colours = []
    for i in range(n):
        if kind < 0.3:
            hue, strength, light = start, 0.7 - 0.5 * i / n, 0.45 + 0.5 * i / n
        elif kind < 0.9:
            hue, strength, light = (start + i / max(n, 3) + rng.normal(0, 0.02)) % 1, rng.uniform(0.4, 0.9), 0.8
        else:
            hue, strength, light = start, 0.05, 0.2 + 0.65 * i / n
        red, green, blue = colorsys.hsv_to_rgb(hue, strength, light)
        colours.append((int(255 * red), int(255 * green), int(255 * blue)))
    return colours


def luminance(colour: Colour) -> float:
    return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]
