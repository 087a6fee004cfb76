"""Exchanges as the ledger's rows and back. Evidence is stored by the ids of its chunks; what is gone stays away.

Knows: the JSON of a turn's details. Does not know: where chunks are kept (a function gives them).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any

from rag.conversations.exchange import Exchange, Problem
from rag.ledger import StoredChunk, StoredTurn
from rag.types import Answer, Box, Citation, Filters, Hit, Query, StreamScore

Chunks = Callable[[Iterable[str]], Mapping[str, StoredChunk]]
"""The chunks that are still in the collection, by their ids."""
_OWN = frozenset({"text", "status", "citations", "nearest"})
_FILTERS = tuple(known.name for known in fields(Filters))


def to_stored(exchange: Exchange) -> StoredTurn:
    """The row of an exchange."""
    query, answer = exchange.query, exchange.answer
    details: dict[str, Any] = {
        "mode": exchange.mode,
        "picture": exchange.picture,
        "asked_at": exchange.asked_at,
        "filters": {name: sorted(getattr(query.filters, name)) for name in _FILTERS},
        "weights": list(query.weights),
        "vote": exchange.vote,
        "stopped": exchange.stopped,
    }
    if answer is not None:
        details["answer"] = _answer(answer)
    if exchange.hits is not None:
        details["hits"] = [_hit(hit) for hit in exchange.hits]
    if exchange.problem is not None:
        details["problem"] = [exchange.problem.message, exchange.problem.hint]
    documents = tuple(dict.fromkeys(evidence.hit.document.id for evidence in exchange.evidence))
    text = json.dumps(details, ensure_ascii=False, separators=(",", ":"))
    return StoredTurn(query.text, answer.text if answer else "", text, documents, exchange.withdrawn, exchange.number)


def from_stored(turn: StoredTurn, collection: str, chunks: Chunks) -> Exchange:
    """The exchange of a row."""
    details: dict[str, Any] = json.loads(turn.details)
    filters = Filters(**{name: frozenset(values) for name, values in details.get("filters", {}).items()})
    weights = tuple((str(name), float(weight)) for name, weight in details.get("weights", ()))
    problem = details.get("problem")
    hits = details.get("hits")
    return Exchange(
        number=turn.key,
        mode="find" if details.get("mode") == "find" else "ask",
        query=Query(turn.question, None, collection, filters, weights),
        picture=details.get("picture", ""),
        answer=_read_answer(turn.answer, details["answer"], chunks) if "answer" in details else None,
        hits=None if hits is None else _read_hits(hits, chunks),
        problem=Problem(*problem) if problem else None,
        stopped=bool(details.get("stopped")),
        withdrawn=turn.withdrawn,
        vote=details.get("vote", ""),
        asked_at=details.get("asked_at", ""),
    )


def _answer(answer: Answer) -> dict[str, Any]:
    plain = {known.name: getattr(answer, known.name) for known in fields(answer) if known.name not in _OWN}
    return {
        "status": answer.status,
        "citations": [
            {"marker": one.marker, "quote": one.quote, "boxes": _corners(one.boxes), "hit": _hit(one.hit)}
            for one in answer.citations
        ],
        "nearest": [_hit(hit) for hit in answer.nearest],
        **{name: value for name, value in plain.items() if _is_plain(value)},
    }


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple):
        return all(_is_plain(item) for item in value)
    return value is None or isinstance(value, (str, int, float))


def _read_answer(text: str, stored: dict[str, Any], chunks: Chunks) -> Answer:
    known = {one.name for one in fields(Answer)} - _OWN
    plain = {name: _tupled(value) for name, value in stored.items() if name in known}
    cited = _read_hits([one["hit"] for one in stored["citations"]], chunks, drop=False)
    citations = tuple(
        Citation(one["marker"], hit, one["quote"], _boxes(one["boxes"]))
        for one, hit in zip(stored["citations"], cited, strict=True)
        if hit is not None
    )
    return Answer(text, stored["status"], citations, _read_hits(stored["nearest"], chunks), **plain)


def _hit(hit: Hit) -> dict[str, Any]:
    streams = [[one.stream, one.raw, one.calibrated, one.weight, one.share] for one in hit.streams]
    numbers = {"score": hit.score, "rank": hit.rank, "boxes": _corners(hit.boxes), "streams": streams}
    return {"chunk": hit.chunk.id, **numbers}


def _read_hits(stored: list[dict[str, Any]], chunks: Chunks, *, drop: bool = True) -> tuple[Any, ...]:
    found = chunks(one["chunk"] for one in stored)
    hits = [_read_hit(one, found.get(one["chunk"])) for one in stored]
    return tuple(hit for hit in hits if hit is not None or not drop)


def _read_hit(stored: dict[str, Any], chunk: StoredChunk | None) -> Hit | None:
    if chunk is None:
        return None
    streams = tuple(StreamScore(*values) for values in stored["streams"])
    return Hit(
        chunk.chunk, chunk.document, chunk.page, stored["score"], stored["rank"], streams, _boxes(stored["boxes"])
    )


def _corners(boxes: Iterable[Box]) -> list[list[float]]:
    return [[round(float(value), 2) for value in (box.x0, box.y0, box.x1, box.y1)] for box in boxes]


def _boxes(stored: Iterable[Iterable[float]]) -> tuple[Box, ...]:
    return tuple(Box(*corners) for corners in stored)


def _tupled(value: Any) -> Any:
    return tuple(_tupled(item) for item in value) if isinstance(value, list) else value
