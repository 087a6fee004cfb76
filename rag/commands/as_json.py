"""Values of a library as JSON, for `--json`: plain names, numbers and lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple

from rag.types import Answer, Box, Citation, Document, Hit

Json = dict[str, object]


def answer_as_json(question: str, answer: Answer) -> Json:
    """The answer with everything that stands behind it."""
    return {
        "question": question,
        "status": answer.status,
        "text": answer.text,
        "plain": answer.plain,
        "value": answer.value,
        "unit": answer.unit,
        "ground": answer.ground,
        "searched": answer.searched,
        "choices": list(answer.choices),
        "reason": answer.reason,
        "hint": answer.hint,
        "confidence": round(answer.confidence, 4),
        "citations": [citation_as_json(citation) for citation in answer.citations],
        "nearest": hits_as_json(answer.nearest),
        "notes": list(answer.notes),
    }


def hits_as_json(hits: Sequence[Hit]) -> list[Json]:
    """Ranked hits, each with its place, its text and the share of every stream."""
    return [
        {
            "rank": hit.rank,
            "score": round(hit.score, 4),
            **_place(hit, hit.boxes),
            "kind": hit.chunk.kind,
            "text": hit.chunk.text,
            "shares": {stream.stream: round(stream.share, 4) for stream in hit.streams},
        }
        for hit in hits
    ]


def document_as_json(document: Document) -> Json:
    """A document as it is listed."""
    return {
        "id": document.id,
        "name": document.source.name,
        "media_type": document.source.media_type,
        "bytes": document.source.n_bytes,
        "pages": document.n_pages,
        "chunks": document.n_chunks,
        "added_at": document.added_at,
        "path": document.path,
        "warnings": list(document.warnings),
    }


def citation_as_json(citation: Citation) -> Json:
    """A citation with its place and the words that it quotes."""
    return {"marker": citation.marker, **_place(citation.hit, citation.boxes), "quote": citation.quote}


def _place(hit: Hit, boxes: Iterable[Box]) -> Json:
    """Boxes are x0, y0, x1, y1 in points from the top left."""
    return {
        "document": hit.document.source.name,
        "document_id": hit.document.id,
        "page": hit.page.number,
        "label": hit.page.label,
        "boxes": [[round(edge, 1) for edge in astuple(box)] for box in boxes],
    }
