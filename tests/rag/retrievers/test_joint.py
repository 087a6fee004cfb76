"""Joint similarity: the same as comparing everything, and fair to words and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.ledger import Ledger
from rag.questions.question import read_question, read_text
from rag.retrievers.calibration import Calibrator
from rag.retrievers.joint import DEFAULT_WEIGHTS, JointRetriever
from rag.types import Kind, Query
from tests.corpus import all_streams, picture, put

TOPICS = (
    "revenue grew in the north",
    "the ferry was late again",
    "bees winter in the old orchard",
    "a map of the docks",
)
QUESTIONS = [Query("how much revenue grew"), Query("late ferry"), Query("bees in winter", picture(31))]


@pytest.fixture
def joint(tmp_path: Path) -> Iterator[JointRetriever]:
    kinds: tuple[Kind, ...] = ("text", "text", "figure")
    with Ledger.open(tmp_path / "library") as ledger:
        rng = np.random.default_rng(0)
        for number in range(30):
            chunks = [
                (page, kinds[at], f"{TOPICS[rng.integers(4)]}, part {number} {page} {at}")
                for page in range(1, 4)
                for at in range(3)
            ]
            put(ledger, f"d{number}.pdf", chunks)
        yield JointRetriever(ledger, all_streams(ledger), Calibrator(ledger))


def everything(joint: JointRetriever, query: Query) -> dict[str, float]:
    """Chunk id → score over all chunks, with no candidates chosen before."""
    ledger = joint._ledger
    weights = joint.weights(read_question(query))
    scored = joint.score_keys(read_question(query), ledger.keys(query.collection), weights)
    ids = [stored.chunk.id for stored in ledger.chunks(scored.keys)]
    return dict(zip(ids, scored.joint(weights).tolist(), strict=True))


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.text)
def test_the_best_are_those_of_comparing_everything(joint: JointRetriever, query: Query) -> None:
    scores = everything(joint, query)
    hits = joint.retrieve(read_question(query), 10)
    assert [hit.score for hit in hits] == pytest.approx(sorted(scores.values(), reverse=True)[:10], abs=1e-5)
    assert all(hit.score == pytest.approx(scores[hit.chunk.id], abs=1e-5) for hit in hits)


@pytest.mark.parametrize("stream", ["text", "lexical", "vision"])
def test_one_weight_alone_is_its_stream(joint: JointRetriever, stream: str) -> None:
    weights = tuple((name, float(name == stream)) for name in DEFAULT_WEIGHTS)
    query = Query("late ferry", picture(24), weights=weights)
    hits = joint.retrieve(read_question(query), 8)
    raw = [next(score.raw for score in hit.streams if score.stream == stream) for hit in hits]
    assert raw == sorted(raw, reverse=True)
    assert all(next(score.share for score in hit.streams if score.stream == stream) == 1 for hit in hits)


def test_a_picture_in_the_query_weighs_as_much_as_its_words(joint: JointRetriever) -> None:
    def weights(query: Query) -> dict[str, float]:
        return joint.weights(read_question(query))

    with_picture, without = weights(Query("bees", picture(1))), weights(Query("bees"))
    assert with_picture["vision"] == pytest.approx(sum(without[name] for name in ("text", "lexical", "page", "late")))
    assert without["vision"] == DEFAULT_WEIGHTS["vision"]
    assert weights(Query("bees", picture(1), weights=(("vision", 0.2),)))["vision"] == 0.2


def test_words_and_picture_bury_neither(joint: JointRetriever) -> None:
    """Cosines of words and of pictures have different scales; both kinds must stay among the first hits."""
    maps = [hit.chunk for hit in joint.retrieve(read_text("a map of the docks"), 200) if hit.chunk.modality == "image"]
    asked = Query("bees winter in the old orchard", picture(len(maps[0].text)))
    hits = joint.retrieve(read_question(asked), 2 * len(maps))
    assert {"text", "image"} == {hit.chunk.modality for hit in hits}
    assert any("bees" in hit.chunk.text and hit.chunk.modality == "text" for hit in hits)
    assert any(hit.chunk.id == maps[0].id for hit in hits)
