"""The pocket encoder: its contract over a tower of chance weights, and what the shipped weights must know."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from ingestion import ingest
from rag.assembly import text_encoder
from rag.config import Config
from rag.encoders.fake import HashEncoder
from rag.encoders.pocket import WEIGHTS, PocketEncoder
from rag.encoders.pocket_tower import Tower, WordStep, load_weights, save_weights
from rag.errors import MissingModelError, SpaceMismatchError
from rag.library import Library
from rag.serving.models import VALUE
from rag.types import Content, Pixels, Query

_MOST_BYTES = 12_000_000
needs_weights = pytest.mark.skipif(not WEIGHTS.is_file(), reason="the weights are not trained: python -m training")


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(1)
    path = tmp_path_factory.mktemp("pocket") / "tower.safetensors"
    save_weights(Tower(), WordStep(), path, {"name": "chance"})
    return path


@pytest.fixture(scope="module")
def encoder(weights: Path) -> PocketEncoder:
    return PocketEncoder(HashEncoder(384), weights)


def noise(height: int, width: int, seed: int = 0) -> Pixels:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


MIXED = [
    Content("a red circle"),
    Content(image=noise(40, 60)),
    Content("words with a picture", noise(300, 400, 1)),
    Content(image=noise(600, 80, 2)),
]


def test_vectors_are_unit_float32_rows_in_order(encoder: PocketEncoder) -> None:
    vectors = encoder.encode_chunks(MIXED)
    assert vectors.dtype == np.float32 and vectors.shape == (4, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert np.allclose(encoder.encode_chunks(MIXED[::-1])[::-1], vectors, atol=1e-4)


def test_vector_does_not_depend_on_its_batch(encoder: PocketEncoder) -> None:
    together = encoder.encode_chunks(MIXED * 20)[:4]
    alone = np.concatenate([encoder.encode_chunks([content]) for content in MIXED])
    assert np.allclose(together, alone, atol=1e-4)


def test_no_input_gives_no_rows(encoder: PocketEncoder) -> None:
    assert encoder.encode_queries([]).shape == (0, 384)
    assert encoder.encode_chunks([]).shape == (0, 384)


def test_content_of_nothing_is_refused(encoder: PocketEncoder) -> None:
    with pytest.raises(ValueError, match="neither text nor picture"):
        encoder.encode_chunks([Content("a"), Content()])


def test_a_query_of_words_is_the_text_encoders_vector(encoder: PocketEncoder) -> None:
    assert np.allclose(
        encoder.encode_queries([Content("a chart")]), HashEncoder(384).encode_queries([Content("a chart")])
    )


def test_a_chinese_query_is_read_as_its_english_words(encoder: PocketEncoder) -> None:
    chinese, english = encoder.encode_queries([Content("市场份额的饼图"), Content("market share pie chart")])
    assert np.allclose(chinese, english, atol=1e-6)


def test_beside_a_picture_words_only_ask_for_a_colour(encoder: PocketEncoder) -> None:
    dress = np.full((100, 60, 3), 255, dtype=np.uint8)
    dress[20:80, 15:45] = (200, 30, 40)
    blue = dress.copy()
    blue[20:80, 15:45] = (40, 90, 190)
    asked = [
        Content(image=dress),
        Content("where else?", dress),
        Content("this one in blue", dress),
        Content("这个蓝色的", dress),
    ]
    alone, elsewhere, in_blue, in_chinese_blue = encoder.encode_queries(asked)
    assert np.allclose(alone, elsewhere) and np.allclose(in_blue, in_chinese_blue)
    red_one, blue_one = encoder.encode_chunks([Content(image=dress), Content(image=blue)])
    assert (in_blue - alone) @ (blue_one - red_one) > 0.1


def test_a_large_picture_counts_its_tiles(encoder: PocketEncoder) -> None:
    plain = np.full((400, 400, 3), 255, dtype=np.uint8)
    marked = plain.copy()
    marked[20:60, 20:60] = noise(40, 40, 3)
    small = [np.asarray(Image.fromarray(pixels).resize((64, 64), Image.Resampling.BOX)) for pixels in (plain, marked)]
    large = encoder.encode_chunks([Content(image=plain), Content(image=marked)])
    whole = encoder.encode_chunks([Content(image=pixels) for pixels in small])
    assert large[0] @ large[1] != pytest.approx(float(whole[0] @ whole[1]), abs=1e-6)


def test_space_names_the_weights(encoder: PocketEncoder, tmp_path: Path) -> None:
    torch.manual_seed(2)
    save_weights(Tower(), WordStep(), tmp_path / "other.safetensors", {})
    other = PocketEncoder(HashEncoder(384), tmp_path / "other.safetensors")
    assert re.fullmatch(r"pocket-2@[0-9a-f]{12}/384", encoder.space)
    assert other.space != encoder.space


def test_saved_weights_load_as_the_same_tower(weights: Path) -> None:
    torch.manual_seed(1)
    tower, pixels = Tower().eval(), torch.rand(3, 3, 64, 64)
    with torch.inference_mode():
        assert torch.allclose(load_weights(weights)[0](pixels), tower(pixels), atol=2e-2)


def test_missing_weights_are_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(MissingModelError):
        PocketEncoder(HashEncoder(384), tmp_path / "none.safetensors")


def test_a_text_encoder_of_another_size_is_refused(weights: Path) -> None:
    with pytest.raises(SpaceMismatchError):
        PocketEncoder(HashEncoder(64), weights)


@needs_weights
def test_shipped_weights_are_small() -> None:
    assert 0 < WEIGHTS.stat().st_size <= _MOST_BYTES


def drawing(kind: str) -> Pixels:
    image = Image.new("RGB", (120, 100), "white")
    pen = ImageDraw.Draw(image)
    if kind == "pie chart":
        for start, end, colour in ((0, 100, "tomato"), (100, 220, "steelblue"), (220, 360, "gold")):
            pen.pieslice((20, 10, 100, 90), start, end, fill=colour)
    elif kind == "bar chart":
        pen.line([(15, 5), (15, 90), (115, 90)], fill="black")
        for i, height in enumerate((30, 70, 50, 80)):
            pen.rectangle((22 + 24 * i, 90 - height, 38 + 24 * i, 90), fill="steelblue")
    else:
        pen.line([(15, 5), (15, 90), (115, 90)], fill="black")
        pen.line([(15, 80), (40, 40), (65, 60), (90, 20), (112, 30)], fill="crimson", width=2)
    return np.asarray(image)


@needs_weights
def test_shipped_weights_tell_charts_apart() -> None:
    encoder = PocketEncoder(text_encoder(Config()))
    kinds = ["pie chart", "bar chart", "line chart"]
    said = encoder.encode_queries([Content(kind) for kind in kinds])
    seen = encoder.encode_chunks([Content(image=drawing(kind)) for kind in kinds])
    assert (said @ seen.T).argmax(axis=1).tolist() == [0, 1, 2]
    assert (seen @ said.T).argmax(axis=1).tolist() == [0, 1, 2]


@needs_weights
def test_a_picture_is_found_by_what_it_shows_with_nothing_configured(tmp_path: Path) -> None:
    """A word that OCR reads into one of them must not put it last."""
    for kind in ("pie chart", "bar chart", "line chart"):
        image = Image.fromarray(drawing(kind)).resize((480, 400))
        if kind == "pie chart":
            ImageDraw.Draw(image).text((20, 370), "Quarterly", fill="black", font_size=24)
        image.save(tmp_path / f"{kind.split()[0]}.png")
    with Library.open(tmp_path / "library", Config(workers=1)) as library:
        ingest([tmp_path / f"{name}.png" for name in ("pie", "bar", "line")], library)
        assert not any("picture encoder" in n for n in library.notices())
        for asked, found in (("a pie chart", "pie.png"), ("柱状图", "bar.png"), ("line chart", "line.png")):
            assert library.find(asked, 1)[0].document.source.name == found, asked


@needs_weights
@pytest.mark.parametrize("earlier", ["builtin", "pocket-1", "pocket-2"])
def test_a_library_of_an_earlier_tower_encodes_its_pictures_anew(tmp_path: Path, earlier: str) -> None:
    picture = Image.new("RGB", (80, 80), "white")
    ImageDraw.Draw(picture).ellipse((20, 20, 60, 60), fill="red")
    picture.save(tmp_path / "circle.png")
    with Library.open(tmp_path / "library", Config(workers=1)) as library:
        ingest([tmp_path / "circle.png"], library)
        vision = next(space for space in library.ledger.spaces("default") if space.startswith("sight"))
        old = f"{earlier}@0123456789ab/384"
        keys, vectors = library.ledger.all_vectors("default", vision)
        library.ledger.put_vectors(old, keys, -vectors)
        library.ledger.delete_other_vectors("default", {library.text_encoder.space, old}, set())
        served = json.loads(library.ledger.value("default", VALUE) or "")
        library.ledger.put_value("default", VALUE, json.dumps(served | {"vision": earlier}))
    with Library.open(tmp_path / "library", Config(workers=1)) as library:
        assert library.change_of_models("default").run()
        assert vision in library.ledger.spaces("default")
        hit = library.find(Query("a red circle"), 1)[0]
        assert any(score.stream == "vision" and score.raw > 0 for score in hit.streams)
