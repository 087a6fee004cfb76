"""The picture that is asked with is found first, whole or in part; what is unlike is not shown."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from rag.questions.question import read_question
from rag.retrievers.lookalike import LookalikeRetriever, n_same, shows_the_same
from rag.retrievers.matching import Part
from rag.types import Hit, Pixels, Query, StreamScore
from tests.hits import FixedRetriever, chunk

N = 6


def scene(seed: int, width: int = 240, height: int = 160) -> Pixels:
    """Shapes of chance on a slope of grey."""
    rng = np.random.default_rng(seed)
    image = Image.fromarray(np.tile(np.linspace(90, 220, width, dtype=np.uint8)[None, :, None], (height, 1, 3)))
    pen = ImageDraw.Draw(image)
    for _ in range(14):
        x, y, size = rng.integers(0, width - 40), rng.integers(0, height - 40), rng.integers(12, 60)
        colour = tuple(int(value) for value in rng.integers(0, 256, 3))
        (pen.ellipse if rng.random() < 0.5 else pen.rectangle)((x, y, x + size, y + size), fill=colour)
    return np.asarray(image)


def pressed(pixels: Pixels) -> Pixels:
    image, file = Image.fromarray(pixels), io.BytesIO()
    image.resize((image.width // 2, image.height // 2)).save(file, "JPEG", quality=50)
    return np.asarray(Image.open(file).convert("RGB"))


def third(pixels: Pixels) -> Pixels:
    return np.ascontiguousarray(pixels[:, 80:160])


class WithVision:
    """A retriever whose pictures have a similarity each."""

    def __init__(self, calibrated: float) -> None:
        self._fixed = FixedRetriever(*(chunk(f"picture {at}", "image") for at in range(N)))
        self._calibrated = calibrated

    def retrieve(self, question: object, k: int) -> list[Hit]:
        score = StreamScore("vision", 0.5, self._calibrated, 1.0, 1.0)
        return [replace(hit, streams=(score,)) for hit in self._fixed.retrieve(question, k)]  # type: ignore[arg-type]


def drawn(hit: Hit) -> Pixels:
    return scene(int(hit.chunk.text.split()[1]))


def asked(pixels: Pixels, words: str = "", calibrated: float = 0.5) -> list[Hit]:
    found = LookalikeRetriever(WithVision(calibrated), drawn)
    return found.retrieve(read_question(Query(words, pixels)), 4)


@pytest.mark.parametrize("change", [np.asarray, pressed, third], ids=["same", "half", "third"])
@pytest.mark.parametrize("at", [0, 4])
def test_the_picture_itself_comes_first(at: int, change: object) -> None:
    first = asked(change(scene(at)))[0]  # type: ignore[operator]
    assert first.chunk.text == f"picture {at}" and shows_the_same(first) and first.rank == 1


def test_a_part_is_marked_where_it_was_cut_out() -> None:
    match = Part(third(scene(3))).find_in(scene(3))
    assert match.correlation > 0.9
    assert (match.box.x0, match.box.x1) == pytest.approx((80, 160), abs=8)
    assert match.box.y1 - match.box.y0 == pytest.approx(160, abs=10)


def test_unlike_pictures_do_not_fill_the_list() -> None:
    stranger = scene(99)
    assert asked(stranger) == []
    assert len(asked(stranger, calibrated=1.2)) == 4
    assert len(asked(stranger, "how much rain fell in Oslo")) == 4


def test_another_one_is_wanted_not_the_same() -> None:
    hits = asked(scene(4), "this one in blue")
    assert hits[0].chunk.text == "picture 0" and not any(map(shows_the_same, hits))


def test_scores_fall_and_ranks_count() -> None:
    hits = asked(scene(2), calibrated=1.5)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_pictures_that_cannot_be_drawn_stay_where_they_are() -> None:
    found = LookalikeRetriever(WithVision(1.5), lambda hit: None)
    assert [hit.chunk.text for hit in found.retrieve(read_question(Query("", scene(1))), 2)] == [
        "picture 0",
        "picture 1",
    ]


def test_one_is_the_same_when_sure_or_far_ahead() -> None:
    assert n_same([0.99, 0.9, 0.5]) == 2
    assert n_same([0.6, 0.5]) == 1 and n_same([0.6, 0.58]) == 0
    assert n_same([0.3, 0.1]) == 0 and n_same([]) == 0


def test_paper_is_no_match() -> None:
    blank = np.full((50, 50, 3), 255, dtype=np.uint8)
    assert Part(blank).find_in(scene(1)).correlation == 0
    assert Part(scene(1)).find_in(blank).correlation == 0


def test_a_part_left_as_large_as_it_was_fits_best() -> None:
    letters = np.random.default_rng(8).integers(0, 2, (400, 300, 1), dtype=np.uint8).repeat(3, axis=2) * 255
    part = Part(np.ascontiguousarray(letters[100:330, 40:210]))
    assert part.find_in(letters, 300).correlation > part.find_in(letters).correlation + 0.1
