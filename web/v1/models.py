"""GET /v1/models and POST /v1/embeddings: what serves, and the vectors of the text encoder."""

from __future__ import annotations

import base64

import numpy as np
from fastapi import APIRouter

from rag.errors import InputError, NotFoundError
from rag.types import Content
from web.v1.shapes import EmbeddingsRequest, Json
from web.v1.state import Behind

routes = APIRouter(tags=["models"])
CHAT = "sightline"
_MAX_TEXTS = 2048


@routes.get("/models")
def models(behind: Behind) -> Json:
    """The name under which questions are answered, and the text encoder by its space."""
    names = ((CHAT, "sightline"), (behind.library.text_encoder.space, "sightline"))
    return {"object": "list", "data": [{"id": n, "object": "model", "created": 0, "owned_by": by} for n, by in names]}


@routes.post("/embeddings")
def embeddings(behind: Behind, asked: EmbeddingsRequest) -> Json:
    """Unit vectors, one a text, in their order."""
    texts = [asked.input] if isinstance(asked.input, str) else asked.input
    encoder = behind.library.text_encoder
    if not texts or not all(text.strip() for text in texts) or len(texts) > _MAX_TEXTS:
        raise InputError("The input has no text, or an empty one.", f"Send 1 to {_MAX_TEXTS:,} texts.")
    if asked.model not in ("", CHAT, encoder.space):
        raise NotFoundError(f"There is no model {asked.model!r}.", f"Texts are encoded by {encoder.space}.")
    encode = encoder.encode_queries if asked.sightline_role == "query" else encoder.encode_chunks
    with behind.turns.passed():
        vectors = np.asarray(encode([Content(text) for text in texts]), dtype="<f4")
    as_base64 = asked.encoding_format == "base64"
    data = [
        {
            "object": "embedding",
            "index": index,
            "embedding": base64.b64encode(vector.tobytes()).decode() if as_base64 else vector.tolist(),
        }
        for index, vector in enumerate(vectors)
    ]
    n_tokens = sum(len(text.split()) for text in texts)
    usage = {"prompt_tokens": n_tokens, "total_tokens": n_tokens}
    return {"object": "list", "data": data, "model": encoder.space, "usage": usage}
