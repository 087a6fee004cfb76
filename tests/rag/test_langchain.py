from __future__ import annotations

from typing import Any

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda
from langchain_tests.integration_tests import RetrieversIntegrationTests

from rag.langchain import SightlineRetriever
from rag.types import Filters, Hit, Query
from tests.hits import FixedRetriever, chunk


class _Library:
    """A library of four chunks that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Query] = []
        self._retriever = FixedRetriever(*(chunk(f"Sentence {i}.") for i in range(3)), chunk("words", "image"))

    def find(self, query: str | Query, k: int = 10) -> list[Hit]:
        asked = Query(query) if isinstance(query, str) else query
        self.asked.append(asked)
        return self._retriever.retrieve(asked, k)


class TestStandardSuite(RetrieversIntegrationTests):
    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return SightlineRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"library": _Library()}

    @property
    def retriever_query_example(self) -> str:
        return "a sentence"


def test_document_says_where_it_is() -> None:
    document = SightlineRetriever(library=_Library()).invoke("a sentence")[3]
    assert document.metadata["modality"] == "image"
    assert document.metadata["page"] == 1
    assert document.metadata["bbox"] == [40, 40, 560, 740]
    assert document.metadata["source"] == "/files/report.pdf"
    assert document.id


def test_collection_and_filters_reach_the_library() -> None:
    library = _Library()
    filters = Filters(pages=frozenset({2}))
    SightlineRetriever(library=library, collection="taxes").invoke("q", filters=filters)
    assert (library.asked[0].collection, library.asked[0].filters) == ("taxes", filters)


def test_retriever_works_in_a_chain() -> None:
    def join(documents: list[Document]) -> str:
        return " ".join(document.page_content for document in documents)

    chain = SightlineRetriever(library=_Library(), k=2) | RunnableLambda(join)
    assert chain.invoke("q") == "Sentence 0. Sentence 1."
