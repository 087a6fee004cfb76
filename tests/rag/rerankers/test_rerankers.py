"""Rerankers over tiny real models: they permute, and no modality is lost."""

from __future__ import annotations

import numpy as np
import pytest

from rag.rerankers.image_text import BlipMatcher, ImageTextReranker
from rag.rerankers.text import TextReranker
from rag.types import Chunk, Document, Hit, Kind, Locator, Page, Pixels, Query, Source
from tests import tiny_models

SOURCE = Source("0" * 64, "a.pdf", "application/pdf", 1)
DOCUMENT = Document("d", "default", SOURCE, "/a.pdf", 1, 4, "2026-01-01T00:00:00+00:00")


def hit(rank: int, text: str, kind: Kind) -> Hit:
    chunk = Chunk(f"chunk{rank}", text, kind, Locator(SOURCE.sha256, 1))
    return Hit(chunk, DOCUMENT, Page(1, 100, 100), 1.0 / rank, rank)


HITS = [hit(1, "the red one", "text"), hit(2, "a photo", "image"), hit(3, "blue blue", "text"), hit(4, "", "figure")]


def colour_of(of: Hit) -> Pixels:
    return np.full((32, 32, 3), 40 * of.rank, dtype=np.uint8)


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> TextReranker:
    return TextReranker(tiny_models.cross_encoder(tmp_path_factory.mktemp("cross")))


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> BlipMatcher:
    return BlipMatcher(tiny_models.blip(tmp_path_factory.mktemp("blip")))


def test_text_reranker_gives_a_permutation_with_new_ranks(text: TextReranker) -> None:
    found = text.rerank(Query("the red"), HITS)
    assert {h.chunk.id for h in found} == {h.chunk.id for h in HITS}
    assert [h.rank for h in found] == [1, 2, 3, 4]
    assert [h.score for h in found] == sorted((h.score for h in found), reverse=True)


def test_text_reranker_score_does_not_depend_on_the_others(text: TextReranker) -> None:
    alone = text.rerank(Query("the red"), HITS[2:3])[0].score
    together = next(h.score for h in text.rerank(Query("the red"), HITS) if h.chunk.id == "chunk3")
    assert together == pytest.approx(alone, abs=1e-4)


def test_matcher_score_does_not_depend_on_the_batch(matcher: BlipMatcher) -> None:
    pictures = [colour_of(h) for h in HITS] * 3
    together = matcher.match("a red square", pictures)
    alone = [matcher.match("a red square", [picture])[0] for picture in pictures]
    assert np.allclose(together, alone, atol=1e-4)


def test_image_text_reranker_keeps_each_modality_in_its_places(matcher: BlipMatcher, text: TextReranker) -> None:
    found = ImageTextReranker(matcher, text, colour_of).rerank(Query("the red"), HITS)
    assert [h.chunk.modality for h in found] == [h.chunk.modality for h in HITS]
    assert {h.chunk.id for h in found} == {h.chunk.id for h in HITS}
    pictures = [h.rank for h in HITS if h.chunk.modality == "image"]
    scores = matcher.match("the red", [colour_of(HITS[rank - 1]) for rank in pictures])
    best = f"chunk{pictures[int(np.argmax(scores))]}"
    assert next(h.chunk.id for h in found if h.chunk.modality == "image") == best


def test_query_without_words_leaves_the_order(text: TextReranker) -> None:
    assert text.rerank(Query(""), HITS) == HITS
