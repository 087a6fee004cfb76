"""End to end with models from disk: a tiny CLIP finds the picture, and its pixels reach the tiny LLaVA's processor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image
from transformers import LlavaProcessor

from ingestion import ingest
from rag.config import Config
from rag.library import Library
from rag.types import Filters, Pixels, Query
from tests import tiny_models

QUESTION = "What does the picture show?"
LEFT, RIGHT = (200, 40, 90), (30, 160, 220)


def drawing() -> Pixels:
    """Two colours side by side, which no page or cropping makes by itself."""
    pixels = np.zeros((80, 120, 3), dtype=np.uint8)
    pixels[:, :60], pixels[:, 60:] = LEFT, RIGHT
    return pixels


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("models")
    words, pictures, writer = folder / "words", folder / "pictures", folder / "writer"
    tiny_models.text_encoder(words)
    tiny_models.clip(pictures)
    tiny_models.llava(writer)
    (folder / "files").mkdir()
    Image.fromarray(drawing()).save(folder / "files" / "drawing.png")
    (folder / "files" / "notes.txt").write_text("Boats were counted in the harbour.\n", encoding="utf-8")
    config = Config(
        str(words), str(pictures), "none", generator=f"transformers:{writer}", ocr=False, refuse_below=0.0, workers=1
    )
    with Library.open(folder / "library", config) as opened:
        ingest([folder / "files"], opened)
        yield opened


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[list[Pixels]]:
    """The pictures of each call of the real processor, which does its work as ever."""
    calls: list[list[Pixels]] = []
    original = LlavaProcessor.__call__

    def listening(self: LlavaProcessor, *args: Any, **kwargs: Any) -> Any:
        images = kwargs.get("images", args[0] if args else None)
        calls.append([np.asarray(image) for image in _flat(images)])
        return original(self, *args, **kwargs)

    monkeypatch.setattr(LlavaProcessor, "__call__", listening)
    return calls


def _flat(images: Any) -> list[Any]:
    if images is None:
        return []
    return [each for image in images for each in _flat(image)] if isinstance(images, list | tuple) else [images]


def test_pixels_of_the_found_picture_reach_the_processor(library: Library, seen: list[list[Pixels]]) -> None:
    only_pictures = Query(QUESTION, filters=Filters(modalities=frozenset({"image"})))
    answer = library.ask(only_pictures)
    assert answer.status in ("answered", "refused")
    (picture,) = [image for call in seen for image in call]
    height, width = picture.shape[:2]
    assert width / height == pytest.approx(1.5, abs=0.05)
    assert np.abs(picture[height // 2, width // 4].astype(int) - LEFT).max() <= 8
    assert np.abs(picture[height // 2, 3 * width // 4].astype(int) - RIGHT).max() <= 8


def test_picture_of_the_question_reaches_it_too(library: Library, seen: list[list[Pixels]]) -> None:
    asked = np.full((40, 40, 3), (10, 250, 10), dtype=np.uint8)
    library.ask(Query(QUESTION, asked))
    pictures = [image for call in seen for image in call]
    assert any(image.shape[:2] == (40, 40) and (image == (10, 250, 10)).all() for image in pictures)


def test_text_goes_as_text(library: Library, seen: list[list[Pixels]]) -> None:
    library.ask(Query("What was counted in the harbour?", filters=Filters(modalities=frozenset({"text"}))))
    assert seen and not any(seen)
