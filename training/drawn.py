"""Drawn pictures with captions, kept in the cache. Knows: the generators. Does not know: the model."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.encoders.pocket_crops import fit
from training.canvas import Canvas
from training.captions import captions
from training.charts import CHARTS, chart_canvas
from training.diagrams import DIAGRAMS, diagram_canvas
from training.layouts import LAYOUTS, layout_canvas
from training.shapes import plain_colour, scene, shape_picture, shapes_together

_OTHERS = (shape_picture, shapes_together, plain_colour, scene)
_SHARES = (0.45, 0.14, 0.21, 0.2)
"""Charts, diagrams, layouts, the rest."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """n pictures (n, 64, 64, 3) and the captions of each."""

    pixels: NDArray[np.uint8]
    captions: list[tuple[str, ...]]


def load_drawn(cache: Path, n: int, seed: int) -> Drawn:
    """Drawn once; the cache is named by what it depends on here."""
    file = cache / f"drawn-{n}-{seed}.npz"
    if not file.exists():
        drawn = [draw_one(np.random.default_rng([seed, i])) for i in range(n)]
        words = json.dumps([found for _, found in drawn])
        np.savez(file, pixels=np.stack([fit(np.asarray(c.image)) for c, _ in drawn]), captions=np.array(words))
    with np.load(file) as stored:
        return Drawn(stored["pixels"], [tuple(found) for found in json.loads(str(stored["captions"]))])


def draw_one(rng: np.random.Generator) -> tuple[Canvas, tuple[str, ...]]:
    """A picture of a random kind in a random style."""
    group = int(rng.choice(4, p=_SHARES))
    if group == 3:
        return _OTHERS[rng.choice(4, p=(0.45, 0.2, 0.15, 0.2))](rng)
    makers = (CHARTS, DIAGRAMS, LAYOUTS)[group]
    kind = list(makers)[rng.integers(len(makers))]
    canvas = (chart_canvas(rng), diagram_canvas(rng), layout_canvas(rng, kind))[group]
    makers[kind](canvas)
    return canvas, captions(kind, rng, chart=group == 0)
