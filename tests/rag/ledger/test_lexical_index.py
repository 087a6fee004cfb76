"""BM25 over chunks and pages."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rag.ledger import DocumentRecord, Ledger, lexical_rows
from rag.terms import terms
from rag.types import Chunk, Locator, Page, Source, content_id

TEXTS = ("the cat sat", "the dog sat on the cat", "a fish", "图表显示收入增长")


@pytest.fixture
def texts(ledger: Ledger) -> Ledger:
    put_texts(ledger, TEXTS)
    return ledger


def put_texts(ledger: Ledger, texts: tuple[str, ...], collection: str = "default", context: str = "") -> None:
    source = Source(content_id(*texts), "x.txt", "text/plain", 1)
    chunks = tuple(
        Chunk(str(n), text, "text", Locator(source.sha256, n // 2 + 1), (), context) for n, text in enumerate(texts)
    )
    pages = tuple(Page(number, 1, 1) for number in range(1, (len(texts) + 3) // 2))
    ledger.put_document(DocumentRecord(collection, source, "/x.txt", pages, chunks))


def bm25(query: str, at: int) -> float:
    """The formula of the module, from the texts."""
    rows = [terms(text) for text in TEXTS]
    mean = sum(map(len, rows)) / len(rows)
    score = 0.0
    for term in terms(query):
        n = sum(term in row for row in rows)
        count = rows[at].count(term)
        weight = math.log(1 + (len(rows) - n + 0.5) / (n + 0.5))
        score += weight * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(rows[at]) / mean))
    return score


def test_scores_follow_the_formula(texts: Ledger) -> None:
    expected = [bm25("the cat", at) for at in range(4)]
    assert np.allclose(texts.score_lexical(terms("the cat"), [1, 2, 3, 4]), expected, rtol=1e-5)
    found = texts.search_lexical("default", terms("the cat"), 10)
    assert [key for key, _ in found] == sorted((1, 2), key=lambda key: -expected[key - 1])
    assert np.allclose([score for _, score in found], sorted(expected, reverse=True)[:2])


def test_search_and_score_agree_on_pages(texts: Ledger) -> None:
    found = texts.search_lexical("default", terms("cat fish"), 10, "page")
    assert {key for key, _ in found} == {1, 2}
    scores = texts.score_lexical(terms("cat fish"), [key for key, _ in found], "page")
    assert np.allclose(scores, [score for _, score in found])


def test_chinese_is_found_by_a_word_inside(texts: Ledger) -> None:
    assert [key for key, _ in texts.search_lexical("default", terms("收入"), 5)] == [4]


def test_single_short_document_has_scores(ledger: Ledger) -> None:
    put_texts(ledger, ("revenue rose",))
    assert ledger.search_lexical("default", terms("revenue"), 5)[0][1] > 0.1


def test_statistics_are_the_collections_own(texts: Ledger) -> None:
    before = texts.search_lexical("default", terms("fish"), 5)
    put_texts(texts, ("fish",) * 50, "aquarium")
    assert texts.search_lexical("default", terms("fish"), 5) == before
    assert texts.document_frequency("aquarium", terms("fish cat")) == {"fish": 50, "cat": 0}


def test_keys_of_two_collections_score_each_in_its_own(texts: Ledger) -> None:
    put_texts(texts, ("fish", "fish"), "aquarium")
    both = texts.score_lexical(terms("fish"), [3, 5])
    assert both[0] == texts.score_lexical(terms("fish"), [3])[0]
    assert both[1] == texts.score_lexical(terms("fish"), [5])[0] != both[0]


def test_statistics_follow_deletions(texts: Ledger) -> None:
    before = texts.search_lexical("default", terms("cat"), 5)
    put_texts(texts, ("cat cat cat", "cat"))
    added = next(document for document in texts.documents("default") if document.n_chunks == 2)
    assert texts.search_lexical("default", terms("cat"), 5) != before
    texts.delete_document(added.id)
    assert texts.search_lexical("default", terms("cat"), 5) == before


def test_shared_context_counts_once_on_a_page(ledger: Ledger) -> None:
    put_texts(ledger, ("one", "two"), context="Heading")
    assert ledger.document_frequency("default", terms("heading")) == {"head": 2}
    alone = ledger.score_lexical(terms("heading"), [1], "page")
    put_texts(ledger, ("one", "two"), "plain", context="")
    assert alone[0] > 0 and ledger.score_lexical(terms("heading"), [3], "page")[0] == 0


def test_nothing_is_asked_nothing_is_found(texts: Ledger) -> None:
    assert texts.search_lexical("default", [], 5) == []
    assert texts.search_lexical("default", ["unheard"], 5) == []
    assert texts.score_lexical([], [1, 2]).tolist() == [0, 0]
    assert texts.score_lexical(["cat"], []).tolist() == []


def test_common_words_alone_still_find(ledger: Ledger) -> None:
    put_texts(ledger, tuple(f"the number {n}" for n in range(1200)))
    assert len(ledger.search_lexical("default", terms("the"), 20)) == 20
    assert ledger.search_lexical("default", terms("the 777"), 1)[0][0] == 778


def test_words_are_read_anew_when_they_are_read_otherwise(texts: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical_rows, "terms", lambda text: text.lower().split())
    with Ledger.open(texts.directory) as again:
        assert again.document_frequency("default", ["cat", "the"]) == {"cat": 2, "the": 2}
        assert [key for key, _ in again.search_lexical("default", ["fish"], 5)] == [3]
        assert again.document_frequency("default", terms("收入")) == {"收入": 0}
    monkeypatch.undo()
    with Ledger.open(texts.directory) as again:
        assert again.document_frequency("default", terms("收入")) == {"收入": 1}
