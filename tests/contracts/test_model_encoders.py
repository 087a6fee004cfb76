"""What every encoder does, over models that are built, saved and loaded by the real code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag.encoders.base import Encoder, MultiVectorEncoder
from rag.encoders.dual import DualEncoder
from rag.encoders.multi_vector import LateEncoder
from rag.encoders.sentence_text import SentenceTextEncoder
from rag.errors import MissingModelError, UnsupportedError
from rag.types import Content, Pixels
from tests import tiny_models

SINGLE: dict[str, tuple[Callable[[Path], Path], Callable[[Path], Encoder]]] = {
    "clip": (tiny_models.clip, DualEncoder),
    "siglip": (tiny_models.siglip, DualEncoder),
    "text": (tiny_models.text_encoder, SentenceTextEncoder),
    "vision-language model": (tiny_models.llava, DualEncoder),
}
MULTI: dict[str, Callable[[Path], Path]] = {
    "text": tiny_models.late,
    "pages": lambda folder: tiny_models.late(folder, tiny_models.llava),
}


def picture(colour: tuple[int, int, int], side: int = 40) -> Pixels:
    return np.full((side, side + 8, 3), colour, dtype=np.uint8)


RED, BLUE = picture((220, 20, 20)), picture((20, 20, 220), 64)
TEXTS = [Content("a red square"), Content("the blue circle on a page with many more words"), Content("a")]


def contents(encoder: Encoder | MultiVectorEncoder) -> list[Content]:
    seen = [Content(image=RED), Content(image=BLUE)] if "image" in encoder.modalities else []
    return [*TEXTS, *seen]


@pytest.fixture(scope="module", params=sorted(SINGLE))
def folder_and_kind(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    return SINGLE[request.param][0](tmp_path_factory.mktemp("model")), request.param


@pytest.fixture(scope="module")
def encoder(folder_and_kind: tuple[Path, str]) -> Encoder:
    folder, kind = folder_and_kind
    return SINGLE[kind][1](folder)


def test_vectors_are_unit_float32_rows_in_order(encoder: Encoder) -> None:
    given = contents(encoder)
    vectors = encoder.encode_chunks(given)
    assert vectors.dtype == np.float32 and vectors.shape == (len(given), encoder.dim)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)
    assert np.allclose(encoder.encode_chunks(given[::-1])[::-1], vectors, atol=1e-4)


def test_vector_does_not_depend_on_its_batch(encoder: Encoder) -> None:
    given = contents(encoder)
    together = encoder.encode_chunks(given * 7)[: len(given)]
    alone = np.concatenate([encoder.encode_chunks([content]) for content in given])
    assert np.allclose(together, alone, atol=1e-4)


def test_no_input_gives_no_rows(encoder: Encoder) -> None:
    assert encoder.encode_queries([]).shape == (0, encoder.dim)


def test_loaded_again_it_gives_the_same_in_the_same_space(encoder: Encoder, folder_and_kind: tuple[Path, str]) -> None:
    again = SINGLE[folder_and_kind[1]][1](folder_and_kind[0])
    assert again.space == encoder.space
    assert np.allclose(again.encode_queries(TEXTS), encoder.encode_queries(TEXTS), atol=1e-6)


def test_text_that_names_a_picture_is_read_as_text(encoder: Encoder, tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "red.png"
    Image.fromarray(RED).save(path)
    as_text = encoder.encode_queries([Content(str(path))])
    if "image" in encoder.modalities:
        assert not np.allclose(as_text, encoder.encode_queries([Content(image=RED)]), atol=1e-3)
    assert encoder.encode_queries([Content("http://127.0.0.1:9/red.png")]).shape == (1, encoder.dim)


def test_content_that_cannot_be_read_is_an_error(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match="content"):
        encoder.encode_chunks([Content()])


def test_text_with_picture_differs_from_either(encoder: Encoder) -> None:
    if "image" not in encoder.modalities:
        pytest.skip("reads text only")
    both, text, image = encoder.encode_queries([Content("a red square", RED), TEXTS[0], Content(image=RED)])
    assert not np.allclose(both, text, atol=1e-3) and not np.allclose(both, image, atol=1e-3)


def test_other_weights_are_another_space(encoder: Encoder, folder_and_kind: tuple[Path, str], tmp_path: Path) -> None:
    import shutil

    other = tmp_path / folder_and_kind[0].name
    shutil.copytree(folder_and_kind[0], other)
    weights = next(other.rglob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-4] + b"\x00\x00\x20\x41")
    assert SINGLE[folder_and_kind[1]][1](other).space != encoder.space


@pytest.fixture(scope="module", params=sorted(MULTI))
def late(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MultiVectorEncoder:
    return LateEncoder(MULTI[request.param](tmp_path_factory.mktemp("late")))


def test_late_vectors_are_unit_and_independent_of_the_batch(late: MultiVectorEncoder) -> None:
    given = contents(late)
    together = late.encode_chunks(given)
    for content, vectors in zip(given, together, strict=True):
        alone = late.encode_chunks([content])[0]
        assert vectors.shape == alone.shape and vectors.shape[1] == late.dim and len(vectors)
        assert np.allclose(vectors, alone, atol=1e-4)
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)


def test_late_queries_are_independent_of_the_batch(late: MultiVectorEncoder) -> None:
    for content, vectors in zip(TEXTS, late.encode_queries(TEXTS), strict=True):
        assert np.allclose(vectors, late.encode_queries([content])[0], atol=1e-4)


def test_late_model_loaded_again_gives_the_same(tmp_path: Path) -> None:
    folder = tiny_models.late(tmp_path, tiny_models.llava)
    first, again = LateEncoder(folder), LateEncoder(folder)
    assert first.space == again.space
    for content in contents(first):
        assert np.allclose(first.encode_chunks([content])[0], again.encode_chunks([content])[0], atol=1e-6)


def test_late_model_without_a_trained_projection_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match="late interaction"):
        LateEncoder(tiny_models.text_encoder(tmp_path))


def test_missing_model_says_how_to_get_it() -> None:
    with pytest.raises(MissingModelError, match="models fetch nobody/nothing"):
        DualEncoder("nobody/nothing")


def test_pickle_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(UnsupportedError, match="safetensors"):
        SentenceTextEncoder(tmp_path)


def test_text_model_in_the_vision_role_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match="reads text"):
        DualEncoder(tiny_models.text_encoder(tmp_path))
