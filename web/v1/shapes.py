"""The requests of the interface. Unknown fields of OpenAI's requests are accepted and have no effect."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from rag.library import DEFAULT_COLLECTION

MAX_K = 200


class Scope(BaseModel):
    """Where a question is asked: an extension, `extra_body={"sightline": {…}}` with OpenAI's clients."""

    collection: str = DEFAULT_COLLECTION
    documents: list[str] = Field(default=[], description="Names or ids; * stands for anything.")
    pages: list[Annotated[int, Field(ge=1)]] = []
    modalities: list[Literal["text", "image"]] = []
    weights: dict[str, float] = Field(default={}, description="A weight for each stream; the collection's without it.")


class ImageUrl(BaseModel):
    url: str = Field(description="A data: URI. Addresses are not fetched.")


class Part(BaseModel):
    """A piece of a message."""

    type: Literal["text", "image_url"]
    text: str = ""
    image_url: ImageUrl | None = None


class Message(BaseModel):
    """A turn of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[Part] | None = None


class StreamOptions(BaseModel):
    include_usage: bool = False


class ChatRequest(BaseModel):
    """POST /v1/chat/completions. The last message is the question, those before it the conversation."""

    model: str = "sightline"
    messages: list[Message] = Field(min_length=1)
    stream: bool = False
    stream_options: StreamOptions = StreamOptions()
    sightline: Scope = Scope()


class EmbeddingsRequest(BaseModel):
    """POST /v1/embeddings."""

    model: str = ""
    input: str | list[str]
    encoding_format: Literal["float", "base64"] = "float"
    sightline_role: Literal["query", "chunk"] = Field(
        default="chunk", description="Some encoders encode questions and passages differently."
    )


class SearchRequest(Scope):
    """POST /v1/search: words, a picture, or both."""

    query: str = ""
    image: str = Field(default="", description="A picture as a data: URI.")
    k: int = Field(default=10, ge=1, le=MAX_K)


class FeedbackRequest(BaseModel):
    """POST /v1/feedback: whether a hit answered a question."""

    question: str
    chunk_id: str
    helpful: bool
    collection: str = DEFAULT_COLLECTION


class CollectionRequest(BaseModel):
    """POST /v1/collections."""

    name: str = Field(min_length=1, max_length=200)


Json = dict[str, Any]
