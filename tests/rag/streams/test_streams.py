"""Each stream by itself, over a small library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.ledger import Ledger
from rag.questions.question import read_question, read_text
from rag.retrievers.calibration import Background, Calibrator, measure, sample
from rag.streams.base import Search, Stream
from rag.streams.dense import DenseStream
from rag.types import Query
from tests.corpus import all_streams, picture, put


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "library") as opened:
        put(opened, "report_2023.pdf", [
            (1, "text", "revenue grew by five percent"),
            (1, "figure", "bars"),
            (2, "text", "Figure 3: Profit by region"),
            (2, "text", "profit fell in the south"),
            (3, "text", "as Figure 3 shows, costs rose"),
        ])  # fmt: skip
        put(opened, "notes.pdf", [(1, "text", "pandas sleep at noon"), (2, "text", "and eat bamboo")])
        yield opened


def stream(ledger: Ledger, name: str) -> Stream:
    return next(found for found in all_streams(ledger) if found.name == name)


def opened(ledger: Ledger, name: str, question: str) -> Search:
    search = stream(ledger, name).open(read_text(question))
    assert search is not None
    return search


def best_text(ledger: Ledger, search: Search) -> str:
    keys = ledger.keys("default")
    return ledger.chunks([int(keys[int(np.nanargmax(search.scores(keys)))])])[0].chunk.text


@pytest.mark.parametrize("name", ["text", "lexical", "late"])
def test_stream_finds_the_chunk_that_shares_words(ledger: Ledger, name: str) -> None:
    assert (
        best_text(ledger, opened(ledger, name, "By what percent did revenue grow?")) == "revenue grew by five percent"
    )


@pytest.mark.parametrize("name", ["text", "lexical", "page", "late", "reference"])
def test_score_depends_on_nothing_but_the_key(ledger: Ledger, name: str) -> None:
    search = opened(ledger, name, "What profit does Figure 3 show?")
    keys = ledger.keys("default")
    together = search.scores(keys)
    alone = np.concatenate([search.scores(keys[at : at + 1]) for at in range(len(keys))])
    assert np.allclose(together, alone, atol=1e-6, equal_nan=True)
    assert np.allclose(search.scores(keys[::-1])[::-1], together, atol=1e-6, equal_nan=True)


@pytest.mark.parametrize("name", ["text", "lexical"])
def test_candidates_come_in_the_order_of_their_scores(ledger: Ledger, name: str) -> None:
    search = opened(ledger, name, "profit in the south")
    scores = search.scores(search.candidates(4))
    assert np.all(np.diff(scores) <= 1e-6)


def test_page_stream_gives_every_chunk_of_a_page_its_score(ledger: Ledger) -> None:
    search = opened(ledger, "page", "profit by region in the south")
    keys, scores = ledger.keys("default"), search.scores(ledger.keys("default"))
    assert scores[2] == scores[3] == scores.max() > 0
    assert search.candidates(2).tolist() == keys[2:4].tolist()


def test_vision_compares_pictures_only(ledger: Ledger) -> None:
    search = stream(ledger, "vision").open(read_question(Query(image=picture(len("bars")))))
    assert search is not None
    scores = search.scores(ledger.keys("default"))
    assert scores[1] == pytest.approx(1.0, abs=1e-3) and np.isnan(np.delete(scores, 1)).all()
    assert stream(ledger, "vision").open(read_text("bars")) is None


def test_streams_of_words_leave_a_picture_alone(ledger: Ledger) -> None:
    asked = read_question(Query(image=picture(1)))
    assert [found.name for found in all_streams(ledger) if found.open(asked) is not None] == ["vision"]


def test_caption_is_worth_more_than_its_page_and_a_mention(ledger: Ledger) -> None:
    scores = opened(ledger, "reference", "What does Figure 3 show?").scores(ledger.keys("default"))
    assert scores[2] > scores[3] > scores[4] > 0 == scores[0]


def test_named_page_is_credited_in_every_document(ledger: Ledger) -> None:
    scores = opened(ledger, "reference", "What is on page 2?").scores(ledger.keys("default"))
    assert scores.tolist() == [0, 0, 1, 1, 0, 0, 1]


def test_last_page_is_that_of_each_document(ledger: Ledger) -> None:
    scores = opened(ledger, "reference", "What is on the last page?").scores(ledger.keys("default"))
    assert scores.tolist() == [0, 0, 0, 0, 1, 0, 1]


def test_named_file_is_credited_and_brings_its_pages_in(ledger: Ledger) -> None:
    search = opened(ledger, "reference", "What is on page 3 of report_2023.pdf?")
    keys = ledger.keys("default")
    assert (search.scores(keys) > 0).tolist() == [True] * 5 + [False] * 2
    assert search.candidates(10).tolist() == [keys[4]]
    assert stream(ledger, "reference").open(read_text("What do the notes say?")) is None


def test_background_is_kept_until_the_collection_has_changed_by_much(ledger: Ledger) -> None:
    text = stream(ledger, "text")
    search = opened(ledger, "text", "profit")
    found = Calibrator(ledger).background(text, search.scale, "default")
    assert found.reach > 0 and Calibrator(ledger).background(text, search.scale, "default") == found
    kept = ledger.value("default", f"reach:text:{search.scale}")
    put(ledger, "one.pdf", [(1, "text", "one more")])
    assert Calibrator(ledger).background(text, search.scale, "default") == found
    for number in range(4):
        put(ledger, f"more{number}.pdf", [(1, "text", f"many more words {number}"), (1, "text", "again")])
    Calibrator(ledger).background(text, search.scale, "default")
    assert ledger.value("default", f"reach:text:{search.scale}") != kept


def test_what_is_missing_is_at_the_background() -> None:
    calibrated = Background(0.5, 0.25).calibrate(np.array([0.5, 1.0, np.nan], dtype=np.float32))
    assert calibrated.tolist() == [0.0, 2.0, 0.0]


def test_picture_queries_have_a_scale_of_their_own(ledger: Ledger) -> None:
    vision = stream(ledger, "vision")
    search = vision.open(read_question(Query(image=picture(1))))
    assert search is not None and search.scale.endswith(":image")
    assert measure(vision, search.scale, sample(ledger, "default")) == Background(0.0, 1.0)


@pytest.mark.parametrize("name", ["lexical", "page"])
def test_words_say_little_of_a_question_that_the_collection_has_few_words_of(ledger: Ledger, name: str) -> None:
    keys = ledger.keys("default")
    whole = opened(ledger, name, "pandas bamboo").scores(keys)
    foreign = opened(ledger, name, "pandas bamboo essen vormittags niemals").scores(keys)
    assert np.array_equal(whole > 0, foreign > 0)
    assert 0 < foreign.max() < 0.3 * whole.max()
    known = opened(ledger, name, "pandas bamboo revenue profit").scores(keys)
    assert known.max() >= 0.99 * whole.max()


def test_floor_of_an_encoder_is_no_similarity_and_changes_no_order(ledger: Ledger) -> None:
    plain = opened(ledger, "text", "pandas eat bamboo")
    stream_of = stream(ledger, "text")
    floored = DenseStream("text", stream_of._encoder, ledger, stream_of._index, 0.2)  # type: ignore[attr-defined]
    search = floored.open(read_text("pandas eat bamboo"))
    keys = ledger.keys("default")
    assert search is not None and search.scale != plain.scale
    assert np.allclose(search.scores(keys), (plain.scores(keys) - 0.2) / 0.8, atol=1e-6, equal_nan=True)
    assert search.candidates(3).tolist() == plain.candidates(3).tolist()


def test_late_interaction_counts_what_stands_elsewhere_on_the_page(tmp_path: Path) -> None:
    """Two equal chunks, one of them beside the rest of what is asked: half the score is the page's."""
    with Ledger.open(tmp_path / "pages") as ledger:
        put(ledger, "a.pdf", [
            (1, "text", "harbour dues rose"), (1, "text", "paid in crowns"), (2, "text", "harbour dues rose")
        ])  # fmt: skip
        beside, _, apart = opened(ledger, "late", "harbour dues in crowns").scores(ledger.keys("default"))
        assert beside > apart + 0.05


def test_late_interaction_counts_most_what_stands_in_the_chunk_itself(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "pages") as ledger:
        put(ledger, "a.pdf", [(1, "text", "harbour dues in crowns"), (1, "text", "pandas sleep")])
        named, other = opened(ledger, "late", "harbour dues in crowns").scores(ledger.keys("default"))
        assert named > other + 0.2
