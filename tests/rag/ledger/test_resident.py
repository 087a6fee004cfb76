"""Words in memory: the same BM25 as from the tables, whatever is written and deleted meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.ledger import DocumentRecord, Ledger
from rag.ledger.postings import Postings, Segment, at_keys, best
from rag.ledger.resident import FEWEST_ROWS, Resident
from rag.terms import terms
from rag.types import Chunk, Locator, Page, Source, content_id

WORDS = [f"word{n}x" for n in range(60)]
QUESTION = terms("word0x word7x word59x word7x unheardx")


def text(rng: np.random.Generator) -> str:
    return " ".join(np.array(WORDS)[(rng.pareto(1.0, rng.integers(1, 30)) * 3).astype(int).clip(max=59)])


def put(ledger: Ledger, number: int, n_chunks: int) -> str:
    """A document of pages of four chunks; its id."""
    rng = np.random.default_rng(number)
    source = Source(content_id(number) * 2, f"{number}.txt", "text/plain", 1)
    chunks = tuple(
        Chunk(content_id(number, at), text(rng), "text", Locator(source.sha256, at // 4 + 1)) for at in range(n_chunks)
    )
    pages = tuple(Page(page, 1, 1) for page in range(1, (n_chunks + 3) // 4 + 1))
    return ledger.put_document(DocumentRecord("default", source, f"/{number}", pages, chunks)).id


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Ledger]:
    """Large enough on chunks and pages, with the words in memory."""
    with Ledger.open(tmp_path / "library") as ledger:
        for number in range(9):
            put(ledger, number, FEWEST_ROWS // 2)
        in_memory(ledger)
        yield ledger


def in_memory(ledger: Ledger) -> None:
    for unit in ("chunk", "page"):
        for _ in range(2):
            ledger.search_lexical("default", QUESTION, 5, unit)
    assert ledger.wait_for_words()


def answers(ledger: Ledger) -> list[list[tuple[int, float]]]:
    return [ledger.search_lexical("default", QUESTION, 40, unit) for unit in ("chunk", "page")]


def assert_same_as_tables(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scores of every key, and the counts of words, with the memory switched off and on."""
    keys = ledger.keys("default")
    scores, counts = ledger.score_lexical(QUESTION, keys), ledger.document_frequency("default", QUESTION)
    found = ledger.search_lexical("default", QUESTION, 40)
    with monkeypatch.context() as patched:
        patched.setattr(Resident, "postings", lambda *_, **__: None)
        assert np.allclose(scores, ledger.score_lexical(QUESTION, keys), rtol=1e-5)
        assert counts == ledger.document_frequency("default", QUESTION)
    order = np.lexsort((keys, -scores))[:40]
    assert [key for key, _ in found] == keys[order].tolist()
    assert [score for _, score in found] == scores[order].tolist()


def test_memory_and_tables_agree(large: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_same_as_tables(large, monkeypatch)


def test_what_is_written_and_deleted_is_followed(large: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    first = put(large, 100, 30)
    assert_same_as_tables(large, monkeypatch)
    large.delete_document(first)
    large.delete_document(put(large, 101, 10))
    put(large, 102, 20)
    assert_same_as_tables(large, monkeypatch)


def test_another_process_writes(large: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another Ledger of the same directory, as another process has."""
    before = answers(large)
    with Ledger.open(large.directory) as other:
        added = put(other, 200, 40)
        assert answers(large) != before
        assert_same_as_tables(large, monkeypatch)
        other.delete_document(added)
    assert answers(large) == before


def test_much_that_is_new_is_read_in_the_background(large: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    put(large, 300, FEWEST_ROWS)
    while_reading = large.search_lexical("default", QUESTION, 3)
    in_memory(large)
    assert_same_as_tables(large, monkeypatch)
    # FTS5 answers meanwhile, with the same scores.
    assert np.allclose([s for _, s in while_reading], [s for _, s in large.search_lexical("default", QUESTION, 3)])


def test_a_single_question_reads_nothing_and_small_tables_are_left(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "library") as ledger:
        put(ledger, 1, FEWEST_ROWS)
        ledger.search_lexical("default", QUESTION, 5)
        ledger.score_lexical(QUESTION, ledger.keys("default"))
        assert ledger._resident._worker is None and not ledger._resident._kept
        in_memory(ledger)
        assert {unit for _, unit in ledger._resident._kept} == {"chunk"}


def test_closing_while_words_are_read(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / "library")
    put(ledger, 1, 2 * FEWEST_ROWS)
    for _ in range(2):
        ledger.search_lexical("default", QUESTION, 5)
    ledger.close()
    assert ledger._resident._worker is None


@pytest.mark.parametrize("sizes", [(5,), (1, 1, 1, 1), (8, 3, 3, 1, 20)])
def test_segments_joined_score_like_one(sizes: tuple[int, ...]) -> None:
    rng = np.random.default_rng(sum(sizes))
    rows = [(3 * at + 1, words := text(rng), len(words.split())) for at in range(sum(sizes))]
    postings, done = Postings(), 0
    for size in sizes:
        postings, done = postings.with_rows(rows[done : done + size]), done + size
    whole = Postings((Segment.of(rows),))
    weights = {"word0x": 0.5, "word3x": 2.0, "unheardx": 1.0}
    assert postings.scores(weights)[1] == pytest.approx(whole.scores(weights)[1])
    assert postings.scores(weights)[0].tolist() == [key for key, _, _ in rows]
    n_with = Counter(word for _, words, _ in rows for word in set(words.split()))
    assert all(postings.n_with(word) == n_with[word] for word in [*WORDS, "unheardx"])
    present = np.array([key for key, _, _ in rows[::2]])
    fewer, anew = postings.only(present), Postings((Segment.of(rows[::2]),))
    assert at_keys(*fewer.scores(weights), present) == pytest.approx(anew.scores(weights)[1])
    assert (fewer.n_rows, fewer.n_with("word0x")) == (anew.n_rows, anew.n_with("word0x"))


@pytest.mark.parametrize("limit", [1, 7, 64, 500])
def test_best_is_a_full_sort(limit: int) -> None:
    rng = np.random.default_rng(limit)
    keys = np.arange(1, 3001) * 2
    scores = (rng.integers(0, 40, 3000) * (rng.random(3000) < 0.5)).astype(np.float32)
    order = np.lexsort((keys, -scores))[:limit]
    assert best(keys, scores, limit) == [(keys[at], scores[at]) for at in order if scores[at] > 0]
