"""POST /v1/search and /v1/feedback: ranked hits for words, a picture, or both."""

from __future__ import annotations

from fastapi import APIRouter

from rag.commands.as_json import hits_as_json
from rag.errors import NotFoundError
from web.v1.asked import picture_of, query_of
from web.v1.evidence import address
from web.v1.shapes import FeedbackRequest, Json, SearchRequest
from web.v1.state import Behind

routes = APIRouter(tags=["search"])


@routes.post("/search")
def search(behind: Behind, asked: SearchRequest) -> Json:
    """The k best passages and pictures, each with its place, its text and the share of every stream."""
    image = picture_of(asked.image) if asked.image else None
    query = query_of(behind.library, asked.query, image, asked)
    with behind.turns.passed():
        hits = behind.library.find(query, asked.k)
    shown = zip(hits_as_json(hits), hits, strict=True)
    data = [{**as_json, "chunk_id": hit.chunk.id, "image": address(hit, hit.boxes)} for as_json, hit in shown]
    return {"object": "list", "data": data}


@routes.post("/feedback", status_code=204)
def feedback(behind: Behind, given: FeedbackRequest) -> None:
    """Remember whether a hit answered a question; `sightline learn` uses it."""
    ledger = behind.library.ledger
    if given.chunk_id not in ledger.chunk_keys(given.collection, [given.chunk_id]):
        raise NotFoundError(
            f"The collection {given.collection!r} has no chunk {given.chunk_id!r}.", "Take the chunk_id of a hit."
        )
    ledger.add_feedback(given.collection, given.question, given.chunk_id, given.helpful)
