from __future__ import annotations

import pytest

from rag.questions.question import read_text
from rag.retrievers.fitting import FittingRetriever
from tests.hits import FixedRetriever, chunk

TEXT = chunk("Most people favour the policy, as the poll shows.")
OTHER = chunk("The weather was fine.")
CHART = chunk("Favour the policy 62 Oppose 38", "figure")
FOREIGN = chunk("Rain in Oslo", "figure")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What percentage favour the policy?", CHART),
        ("What is the colour of the bar for those who favour the policy?", CHART),
        ("Why do people favour the policy?", TEXT),
    ],
)
def test_form_that_fits_the_question_comes_first(question: str, first: object) -> None:
    hits = FittingRetriever(FixedRetriever(TEXT, OTHER, CHART)).retrieve(read_text(question), 3)
    assert hits[0].chunk == first


def test_figure_about_something_else_stays_where_it_is() -> None:
    hits = FittingRetriever(FixedRetriever(TEXT, FOREIGN)).retrieve(read_text("What percentage favour the policy?"), 2)
    assert [hit.chunk for hit in hits] == [TEXT, FOREIGN]


def test_order_is_a_permutation_with_ranks_and_falling_scores() -> None:
    hits = FittingRetriever(FixedRetriever(OTHER, TEXT, CHART)).retrieve(
        read_text("What percentage favour the policy?"), 3
    )
    assert {hit.chunk for hit in hits} == {OTHER, TEXT, CHART}
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_first_hits_do_not_depend_on_k() -> None:
    retriever = FittingRetriever(FixedRetriever(TEXT, OTHER, CHART))
    query = read_text("What percentage favour the policy?")
    assert retriever.retrieve(query, 1) == retriever.retrieve(query, 3)[:1]
