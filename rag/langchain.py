"""Sightline as a LangChain retriever. LangChain calls a chunk `Document`; the two words meet here only."""

from __future__ import annotations

from typing import Any, Protocol

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, SkipValidation

from rag.types import Filters, Hit, Query


class Finder(Protocol):
    """What a `rag.Library` does for a retriever."""

    def find(self, query: str | Query, k: int = 10) -> list[Hit]: ...


class SightlineRetriever(BaseRetriever):
    """Finds chunks of a library: `SightlineRetriever(library=library, k=5).invoke("What was the revenue?")`.

    `k`, `collection` and `filters` can also be given to one call: `invoke(question, k=3)`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: SkipValidation[Finder]
    k: int = 10
    collection: str = "default"
    filters: Filters = Filters()

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        k: int | None = None,
        collection: str | None = None,
        filters: Filters | None = None,
    ) -> list[Document]:
        asked = Query(query, collection=collection or self.collection, filters=filters or self.filters)
        return [to_document(hit) for hit in self.library.find(asked, self.k if k is None else k)]


def to_document(hit: Hit) -> Document:
    """A hit as a LangChain document; lengths in points, origin at the top left."""
    return Document(id=hit.chunk.id, page_content=hit.chunk.text, metadata=_metadata(hit))


def _metadata(hit: Hit) -> dict[str, Any]:
    """Plain values only, so that any vector store and any tracer can keep them."""
    box = (hit.boxes or hit.chunk.locator.boxes or (None,))[0]
    return {
        "source": hit.document.path,
        "document_id": hit.document.id,
        "name": hit.document.source.name,
        "page": hit.page.number,
        "page_label": hit.page.label or str(hit.page.number),
        "modality": hit.chunk.modality,
        "kind": hit.chunk.kind,
        "context": hit.chunk.context,
        "bbox": [float(side) for side in (box.x0, box.y0, box.x1, box.y1)] if box else [],
        "score": float(hit.score),
        "rank": hit.rank,
    }
