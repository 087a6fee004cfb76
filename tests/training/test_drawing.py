"""The generators draw what they are asked for, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from training.captions import SYNONYMS, captions
from training.charts import CHARTS, chart_canvas
from training.diagrams import DIAGRAMS, diagram_canvas
from training.drawn import draw_one
from training.layouts import LAYOUTS, layout_canvas


@pytest.mark.parametrize("kind", [*CHARTS, *DIAGRAMS, *LAYOUTS])
def test_every_kind_leaves_a_drawing_and_has_captions(kind: str) -> None:
    rng = np.random.default_rng(3)
    for _ in range(3):
        if kind in CHARTS:
            canvas = chart_canvas(rng)
            CHARTS[kind](canvas)
        elif kind in DIAGRAMS:
            canvas = diagram_canvas(rng)
            DIAGRAMS[kind](canvas)
        else:
            canvas = layout_canvas(rng, kind)
            LAYOUTS[kind](canvas)
        assert np.asarray(canvas.image).std() > 1
    assert captions(kind, rng, chart=kind in CHARTS)[0] == kind


def test_no_kind_is_called_by_a_name_that_is_not_drawn() -> None:
    assert set(SYNONYMS) == {*CHARTS, *DIAGRAMS, *LAYOUTS}


def test_a_seed_gives_the_same_picture_and_words() -> None:
    for seed in range(12):
        (one, said), (two, repeated) = draw_one(np.random.default_rng(seed)), draw_one(np.random.default_rng(seed))
        assert said == repeated
        assert np.array_equal(np.asarray(one.image), np.asarray(two.image))
