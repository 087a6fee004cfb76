"""From a request to a query: pictures out of data addresses, documents by name, the conversation as turns."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Sequence

from rag.commands.matching import matching
from rag.errors import InputError, NotFoundError, UnsupportedError
from rag.files.pictures import open_picture
from rag.library import Library
from rag.types import Filters, Pixels, Query, Turn
from web.v1.shapes import Message, Part, Scope

MAX_QUESTION_CHARS = 20_000


def query_of(library: Library, text: str, image: Pixels | None, scope: Scope) -> Query:
    """The question within its scope. Raises NotFoundError or InputError for what is not there or asks nothing."""
    if not text.strip() and image is None:
        raise InputError("The question is empty.", "Send words, a picture, or both.")
    if len(text) > MAX_QUESTION_CHARS:
        raise InputError(
            f"The question has {len(text):,} characters, more than {MAX_QUESTION_CHARS:,}.", "Ask a shorter one."
        )
    filters = Filters(
        documents=_documents(library, scope), pages=frozenset(scope.pages), modalities=frozenset(scope.modalities)
    )
    return Query(text, image, scope.collection, filters, tuple(scope.weights.items()))


def _documents(library: Library, scope: Scope) -> frozenset[str]:
    if not scope.documents:
        return frozenset()
    found = matching(library.documents(scope.collection), scope.documents, ())
    if not found:
        raise NotFoundError(
            f"The collection {scope.collection!r} has no document {', '.join(scope.documents)}.",
            "GET /v1/documents lists them.",
        )
    return frozenset(document.id for document in found)


def read_conversation(messages: Sequence[Message]) -> tuple[str, Pixels | None, tuple[Turn, ...]]:
    """(the question, its picture, the turns before). Raises InputError when the last message is not a person's."""
    last = messages[-1]
    if last.role != "user":
        raise InputError("The last message is not the user's.", "Put the question last.")
    turns: list[Turn] = []
    question = ""
    for message in messages[:-1]:
        if message.role == "user":
            question = _words(message)
        elif message.role == "assistant" and question:
            turns.append(Turn(question, _words(message)))
            question = ""
    pictures = [part.image_url.url for part in _parts(last) if part.image_url is not None]
    if len(pictures) > 1:
        raise InputError(f"The question has {len(pictures)} pictures.", "Send one.")
    return _words(last), picture_of(pictures[0]) if pictures else None, tuple(turns)


def picture_of(address: str) -> Pixels:
    """The picture in a data: address, (height, width, 3). Raises UnsupportedError or BrokenFileError."""
    head, comma, body = address.partition(",")
    if not (comma and head.startswith("data:") and head.endswith(";base64")):
        raise UnsupportedError("The picture is not in the request.", "Send it as data:image/png;base64,…")
    try:
        return open_picture(io.BytesIO(base64.b64decode(body, validate=True)))
    except binascii.Error as exc:
        raise UnsupportedError("The picture's base64 is damaged.", "Encode it again.") from exc


def _parts(message: Message) -> list[Part]:
    if isinstance(message.content, str):
        return [Part(type="text", text=message.content)]
    return message.content or []


def _words(message: Message) -> str:
    return "\n".join(part.text for part in _parts(message) if part.text)
