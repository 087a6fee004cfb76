"""What every retriever does, over each of them and a library of the deterministic encoders."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag.index.exact import ExactIndex
from rag.ledger import Ledger
from rag.questions.question import read_question
from rag.retrievers.base import Retriever
from rag.retrievers.calibration import Calibrator
from rag.retrievers.fused_index import FusedIndexRetriever
from rag.retrievers.joint import JointRetriever
from rag.retrievers.merged import MergedRetriever
from rag.retrievers.reranking import RerankingRetriever
from rag.retrievers.rrf import RrfRetriever
from rag.types import Document, Filters, Hit, Kind, Query
from tests.corpus import TEXT_ENCODER, VISION_ENCODER, Placed, all_streams, picture, put

TOPICS = ("revenue grew in the north", "watches measure blood pressure", "pandas sleep at noon", "收入增长百分之五")


class ByLength:
    """A reranker that likes short texts."""

    def rerank(self, query: Query, hits: list[Hit]) -> list[Hit]:
        from rag.retrievers.ordering import reordered

        return reordered(hits, [-float(len(hit.chunk.text)) for hit in hits])


def joint(ledger: Ledger) -> JointRetriever:
    return JointRetriever(ledger, all_streams(ledger), Calibrator(ledger))


def fused(ledger: Ledger) -> FusedIndexRetriever:
    encoders = {"text": TEXT_ENCODER, "vision": VISION_ENCODER}
    return FusedIndexRetriever(ledger, ExactIndex(), encoders, {"text": 1.0, "vision": 1.0})


RETRIEVERS: dict[str, Callable[[Ledger], Retriever]] = {
    "joint": joint,
    "rrf": lambda ledger: RrfRetriever(ledger, all_streams(ledger)),
    "merged": lambda ledger: MergedRetriever(ledger, all_streams(ledger)),
    "fused index": fused,
    "reranking": lambda ledger: RerankingRetriever(joint(ledger), ByLength()),
}


def document_chunks(number: int) -> list[Placed]:
    kinds: tuple[Kind, ...] = ("text", "text", "figure")
    return [
        (page, kinds[at % 3], f"{TOPICS[(number + page + at) % len(TOPICS)]} in part {number} {page} {at}")
        for page in range(1, 5)
        for at in range(3)
    ]


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[tuple[Ledger, list[Document]]]:
    with Ledger.open(tmp_path / "library") as ledger:
        yield ledger, [put(ledger, f"d{number}.pdf", document_chunks(number)) for number in range(5)]


@pytest.fixture(params=sorted(RETRIEVERS))
def retriever(request: pytest.FixtureRequest, filled: tuple[Ledger, list[Document]]) -> Retriever:
    return RETRIEVERS[request.param](filled[0])


QUERY = Query("How much revenue grew in the north?")


def test_ranks_count_from_one_and_scores_do_not_rise(retriever: Retriever) -> None:
    hits = retriever.retrieve(read_question(QUERY), 12)
    assert [hit.rank for hit in hits] == list(range(1, 13))
    assert all(first.score >= second.score for first, second in itertools.pairwise(hits))
    assert len({hit.chunk.id for hit in hits}) == 12


def test_scores_do_not_depend_on_k(retriever: Retriever) -> None:
    few, many = retriever.retrieve(read_question(QUERY), 3), retriever.retrieve(read_question(QUERY), 15)
    assert [(hit.chunk.id, hit.score) for hit in few] == [(hit.chunk.id, hit.score) for hit in many[:3]]


def test_ties_are_broken_by_chunk_id(retriever: Retriever) -> None:
    hits = retriever.retrieve(read_question(QUERY), 30)
    ties = [(a, b) for a, b in itertools.pairwise(hits) if a.score == b.score]
    assert all(first.chunk.id < second.chunk.id for first, second in ties)


def test_filters_are_kept(retriever: Retriever, filled: tuple[Ledger, list[Document]]) -> None:
    one = filled[1][2].id
    inside = retriever.retrieve(read_question(Query(QUERY.text, filters=Filters(documents=frozenset({one})))), 50)
    assert inside and {hit.document.id for hit in inside} == {one}
    outside = retriever.retrieve(
        read_question(Query(QUERY.text, filters=Filters(excluded_documents=frozenset({one})))), 50
    )
    assert outside and one not in {hit.document.id for hit in outside}
    pages = retriever.retrieve(read_question(Query(QUERY.text, filters=Filters(pages=frozenset({2})))), 50)
    assert pages and {hit.page.number for hit in pages} == {2}
    images = retriever.retrieve(read_question(Query(QUERY.text, filters=Filters(modalities=frozenset({"image"})))), 50)
    assert images and {hit.chunk.modality for hit in images} == {"image"}


def test_nothing_is_found_where_nothing_is(retriever: Retriever) -> None:
    assert retriever.retrieve(read_question(Query(QUERY.text, collection="nowhere")), 10) == []
    assert retriever.retrieve(read_question(QUERY), 0) == []


def test_picture_is_found_by_its_likeness(retriever: Retriever) -> None:
    text = document_chunks(0)[2][2]
    hits = retriever.retrieve(read_question(Query(image=picture(len(text)))), 60)
    assert any(hit.chunk.modality == "image" for hit in hits[:5])


def test_chinese_question_finds_chinese_text(filled: tuple[Ledger, list[Document]]) -> None:
    hits = joint(filled[0]).retrieve(read_question(Query("收入增长多少？")), 3)
    assert all("收入增长" in hit.chunk.text for hit in hits)
