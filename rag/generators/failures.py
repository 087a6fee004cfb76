"""Translates what LangChain's chat models raise into one error with a hint, by LangChain's own exceptions."""

from __future__ import annotations

import re

import httpx
from langchain_core import exceptions as langchain

from rag.errors import GeneratorError

_CONTEXT = re.compile(r"context|too (?:long|many tokens)|maximum.{0,20}tokens|prompt is too", re.IGNORECASE)
_PICTURE = re.compile(r"image|vision|multimodal|multi-modal|content type|content part", re.IGNORECASE)
_STREAM = re.compile(r"\bstream", re.IGNORECASE)
_HTML = re.compile(r"<!doctype html|<html|<body|<head", re.IGNORECASE)
_JSON = re.compile(r"^(?:Expecting|Invalid|Extra data|Unterminated)\b.*\bline \d+ column \d+")
_NO_REPLY = (ValueError, TypeError, AttributeError, LookupError)
"""What reading something else than a reply raises."""
_HINTS: dict[type[BaseException], tuple[str, str]] = {
    langchain.ModelAuthenticationError: ("refused the key", "Set the environment variable that holds its API key."),
    langchain.ModelPermissionDeniedError: ("does not allow this request", "Check what the key's account may use."),
    langchain.ModelNotFoundError: ("does not have this model", "Check `generator` in config.toml, or pull the model."),
    langchain.ModelRateLimitError: ("allows no more requests now", "Wait a little and ask again, or check its quota."),
    langchain.ContextOverflowError: ("cannot read this much at once", "Lower `evidence` or `context_tokens`."),
    langchain.ModelInvalidRequestError: ("refused the request", "Check `generator` and its server's own log."),
    langchain.ModelTimeoutError: ("did not answer in time", "Raise `generator_timeout_s`, or use a smaller model."),
    langchain.ModelConnectionError: ("cannot be reached", "Start its server, or correct `generator_url`."),
    langchain.ModelAPIError: ("failed", "See the log of its server, and ask again."),
}
"""What went wrong and what to do, by LangChain's exceptions; a subclass before its class."""

_STATUS: dict[int, type[BaseException]] = {
    401: langchain.ModelAuthenticationError,
    403: langchain.ModelPermissionDeniedError,
    404: langchain.ModelNotFoundError,
    408: langchain.ModelTimeoutError,
    413: langchain.ContextOverflowError,
    429: langchain.ModelRateLimitError,
}


def broken_off(name: str) -> GeneratorError:
    """The error of an answer that has no end."""
    return GeneratorError(f"The language model {name} broke off in its answer.", "Ask again.")


def strange(name: str, what: str) -> GeneratorError:
    """The error of a server that is none for language models."""
    return GeneratorError(
        f"Where the language model {name} should be, {what} answers and no chat completion.",
        "Correct `generator_url` in config.toml; it usually ends in /v1.",
    )


def cannot_stream(exc: Exception) -> bool:
    """Whether a failure, before any word, means that the server answers whole replies only."""
    if isinstance(exc, ValueError | TypeError | AttributeError) and not isinstance(exc, langchain.LangChainException):
        return True  # what LangChain raises when a stream has no event
    status = getattr(exc, "status_code", None)
    return isinstance(status, int) and 400 <= status < 502 and bool(_STREAM.search(str(exc)))


def translated(exc: Exception, name: str, *, sees_images: bool, begun: bool = False) -> GeneratorError:
    """The error that says what the model called `name` did, and what to do; `begun` when it had begun to answer."""
    words = short(str(exc))
    kind = _kind(exc)
    if _HTML.search(words):
        return strange(name, "a web page")
    if _JSON.search(words) or (kind is langchain.ModelAPIError and isinstance(exc, _NO_REPLY)):
        return strange(name, "something else")
    if kind is langchain.ModelConnectionError and begun:
        return broken_off(name)
    if kind is langchain.ModelInvalidRequestError and _CONTEXT.search(words):
        kind = langchain.ContextOverflowError
    if kind is langchain.ModelInvalidRequestError and sees_images and _PICTURE.search(words):
        return GeneratorError(
            f"The language model {name} does not read pictures: {words}",
            'Set generator_sees_images = "no" in config.toml.',
        )
    wrong, hint = _HINTS[kind]
    return GeneratorError(f"The language model {name} {wrong}: {words}", hint)


def _kind(exc: Exception) -> type[BaseException]:
    """The kind of failure: by LangChain's class, else by the status code, else by Python's own class."""
    for known in _HINTS:
        if isinstance(exc, known):
            return known
    status = getattr(exc, "status_code", None) or getattr(getattr(exc, "response", None), "status_code", None)
    kind: type[BaseException] = langchain.ModelAPIError
    if isinstance(status, int):
        kind = _STATUS.get(status, langchain.ModelInvalidRequestError if status < 500 else kind)
    elif isinstance(exc, TimeoutError | httpx.TimeoutException):
        kind = langchain.ModelTimeoutError
    elif isinstance(exc, ConnectionError | httpx.TransportError):
        kind = langchain.ModelConnectionError
    return kind


def short(words: str) -> str:
    """At most 300 characters of `words`, on one line."""
    return re.sub(r"\s+", " ", words).strip()[:300] or "no reason given"
