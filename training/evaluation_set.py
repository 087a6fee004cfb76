"""Writes the pictures that `python -m benchmarks.pocket` asks for: held-out icons, charts and shapes of another hand.

Charts and shapes are drawn by matplotlib in its own styles, which no training picture has. Knows: what is asked of the
model. Does not know: the model.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from numpy.typing import NDArray
from PIL import Image

from training.icons import Icons
from training.split import Rows, Split

mpl.use("Agg")
COLUMNS = 40
_N_PER_CHART = 30
_STYLES = (
    "default",
    "ggplot",
    "dark_background",
    "fivethirtyeight",
    "bmh",
    "grayscale",
    "seaborn-v0_8",
    "Solarize_Light2",
)
_COLOURS = {
    "red": "crimson", "orange": "darkorange", "yellow": "gold", "green": "forestgreen", "blue": "royalblue",
    "purple": "rebeccapurple", "pink": "hotpink", "brown": "saddlebrown", "grey": "slategrey", "black": "black",
}  # fmt: skip
_MARKERS = {
    "circle": "o", "square": "s", "triangle": "^", "star": "*", "diamond": "D", "pentagon": "p", "hexagon": "h",
    "octagon": "8", "cross": "P", "heart": "$\u2665$",
}  # fmt: skip
Axes = Any


def write_evaluation_set(icons: Icons, split: Split, out: Path, seed: int) -> None:
    """Sheets of pictures as lossless WebP, and `index.json` with what each picture is and where it is from."""
    out.mkdir(parents=True, exist_ok=True)
    index = {name: _icon_sheet(icons, rows, out / f"{name}.webp") for name, rows in _named(split).items()}
    rng = np.random.default_rng(seed)
    charts = [(kind, _draw(rng, draw, 128, 100)) for kind, draw in _CHARTS.items() for _ in range(_N_PER_CHART)]
    _save_sheet([pixels for _, pixels in charts], out / "charts.webp")
    shapes = [(s, c, _shape(rng, s, c)) for s in _MARKERS for c in _COLOURS for _ in range(2)]
    _save_sheet([pixels for _, _, pixels in shapes], out / "shapes.webp")
    drawn = {"charts": [[kind] for kind, _ in charts], "shapes": [[shape, colour] for shape, colour, _ in shapes]}
    (out / "index.json").write_text(json.dumps(index | drawn, indent=0) + "\n", encoding="utf-8")


def _named(split: Split) -> dict[str, Rows]:
    return {"icons": split.icons, "unseen": split.unseen}


def _icon_sheet(icons: Icons, rows: Rows, file: Path) -> list[list[str]]:
    _save_sheet([icons.on_white(int(row)) for row in rows], file)
    return [[str(icons.captions[row]), str(icons.names[row])] for row in rows]


def _save_sheet(pictures: list[NDArray[np.uint8]], file: Path) -> None:
    height, width = pictures[0].shape[:2]
    sheet = np.full((height * -(-len(pictures) // COLUMNS), width * COLUMNS, 3), 255, dtype=np.uint8)
    for i, pixels in enumerate(pictures):
        top, left = i // COLUMNS * height, i % COLUMNS * width
        sheet[top : top + height, left : left + width] = pixels
    Image.fromarray(sheet).save(file, lossless=True, quality=100, method=6)


def _draw(
    rng: np.random.Generator, draw: Callable[[Axes, np.random.Generator], None], width: int, height: int
) -> NDArray[np.uint8]:
    style = _STYLES[rng.integers(len(_STYLES))]
    with plt.style.context(style), mpl.rc_context({"font.size": 6, "savefig.facecolor": "auto"}):
        polar = draw is _radar
        figure = plt.figure(figsize=(width / 64, height / 64), dpi=64)
        axes = figure.add_subplot(projection="polar" if polar else None)
        draw(axes, rng)
        if rng.random() < 0.5:
            axes.set_title("Results by year", fontsize=7)
        figure.tight_layout(pad=0.4)
        figure.canvas.draw()
        pixels = np.asarray(figure.canvas.buffer_rgba())[..., :3].copy()
        plt.close(figure)
    return np.asarray(Image.fromarray(pixels).resize((width, height)))


def _bar(axes: Axes, rng: np.random.Generator) -> None:
    n = int(rng.integers(3, 10))
    axes.bar(range(n), rng.uniform(1, 10, n), color=f"C{rng.integers(4)}", width=rng.uniform(0.5, 0.8))


def _stacked(axes: Axes, rng: np.random.Generator) -> None:
    n = int(rng.integers(3, 8))
    bottom = np.zeros(n)
    for _ in range(int(rng.integers(2, 5))):
        values = rng.uniform(1, 5, n)
        axes.bar(range(n), values, bottom=bottom, label="a")
        bottom = bottom + values


def _histogram(axes: Axes, rng: np.random.Generator) -> None:
    axes.hist(rng.normal(0, 1, 900), bins=int(rng.integers(10, 30)), edgecolor="white" if rng.random() < 0.3 else None)


def _line(axes: Axes, rng: np.random.Generator) -> None:
    for _ in range(int(rng.integers(1, 4))):
        axes.plot(np.cumsum(rng.normal(0, 1, int(rng.integers(8, 40)))), marker="o" if rng.random() < 0.2 else None)


def _area(axes: Axes, rng: np.random.Generator) -> None:
    n = int(rng.integers(8, 25))
    axes.stackplot(range(n), *(2 + np.abs(np.cumsum(rng.normal(0, 0.6, n))) for _ in range(int(rng.integers(1, 4)))))


def _pie(axes: Axes, rng: np.random.Generator) -> None:
    n = int(rng.integers(3, 8))
    axes.pie(
        rng.uniform(1, 5, n), labels=[f"part {i}" for i in range(n)] if rng.random() < 0.5 else None, startangle=90
    )


def _scatter(axes: Axes, rng: np.random.Generator) -> None:
    for _ in range(int(rng.integers(1, 3))):
        x = rng.normal(rng.uniform(-1, 1), 1, 50)
        axes.scatter(x, x * rng.uniform(-1, 1) + rng.normal(0, 0.7, 50), s=rng.uniform(4, 16), alpha=0.8)


def _box(axes: Axes, rng: np.random.Generator) -> None:
    axes.boxplot(
        [rng.normal(rng.uniform(-2, 2), 1, 60) for _ in range(int(rng.integers(2, 7)))],
        patch_artist=bool(rng.random() < 0.5),
    )


def _heat(axes: Axes, rng: np.random.Generator) -> None:
    names = ("viridis", "magma", "Blues", "coolwarm", "YlOrRd", "Greens")
    axes.imshow(rng.random(tuple(rng.integers(5, 14, 2))), cmap=names[rng.integers(6)], aspect="auto")


def _radar(axes: Axes, rng: np.random.Generator) -> None:
    n = int(rng.integers(5, 9))
    angles = np.linspace(0, 2 * np.pi, n + 1)
    for _ in range(int(rng.integers(1, 4))):
        values = rng.uniform(0.3, 1, n)
        axes.plot(angles, np.append(values, values[0]))
        axes.fill(angles, np.append(values, values[0]), alpha=0.25)
    axes.set_xticks(angles[:-1], [f"v{i}" for i in range(n)])


_CHARTS: dict[str, Callable[[Axes, np.random.Generator], None]] = {
    "bar chart": _bar,
    "stacked bar chart": _stacked,
    "histogram": _histogram,
    "line chart": _line,
    "area chart": _area,
    "pie chart": _pie,
    "scatter plot": _scatter,
    "box plot": _box,
    "heatmap": _heat,
    "radar chart": _radar,
}


def _shape(rng: np.random.Generator, shape: str, colour: str) -> NDArray[np.uint8]:
    papers = ("white", "whitesmoke", "ivory", "honeydew", "aliceblue")
    figure = plt.figure(figsize=(1, 1), dpi=64, facecolor=papers[rng.integers(len(papers))])
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    x, y = rng.uniform(0.4, 0.6, 2)
    axes.plot([x], [y], marker=_MARKERS[shape], color=_COLOURS[colour], markersize=rng.uniform(18, 42))
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())[..., :3].copy()
    plt.close(figure)
    return np.asarray(pixels)
