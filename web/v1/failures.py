"""Errors as replies: each kind has its status, and the body is the object that OpenAI's clients understand."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rag.errors import (
    ConfigError,
    DiskFullError,
    GeneratorError,
    InputError,
    LibraryError,
    LoaderError,
    MissingModelError,
    ModelError,
    NotFoundError,
    ReadOnlyError,
    SightlineError,
    TooLargeError,
)

Json = dict[str, Any]
log = logging.getLogger(__name__)


class BusyError(SightlineError):
    """More questions than can be answered."""

    def __init__(self, n_waiting: int) -> None:
        super().__init__(f"Too many questions at once: {n_waiting} are waiting.", "Ask again in a few seconds.")


_DESCRIPTION = "The description is at /v1/openapi.json."

STATUSES: tuple[tuple[type[SightlineError], int, str], ...] = (
    (BusyError, 503, "busy"),
    (NotFoundError, 404, "not_found"),
    (TooLargeError, 413, "too_large"),
    (InputError, 400, "invalid_request_error"),
    (DiskFullError, 507, "disk_full"),
    (ReadOnlyError, 403, "read_only"),
    (GeneratorError, 502, "model_failed"),
    (MissingModelError, 503, "model_missing"),
    (ModelError, 500, "model_error"),
    (ConfigError, 500, "configuration_error"),
    (LoaderError, 422, "unreadable"),
    (LibraryError, 500, "library_error"),
    (SightlineError, 500, "server_error"),
)
"""The first that fits: status and type."""


def reply(error: SightlineError, status: int, kind: str, more: Json | None = None) -> JSONResponse:
    """The reply of an error, with `more` beside it."""
    headers = {"Retry-After": "5"} if status == 503 else None
    return JSONResponse({"error": error_object(error, kind), **(more or {})}, status, headers=headers)


def error_object(error: SightlineError, kind: str) -> Json:
    """The body of an error, also as the last event of a stream; `hint` says what the caller can do."""
    return {"message": str(error), "type": kind, "param": None, "code": kind, "hint": error.hint}


def kind_of(error: SightlineError) -> tuple[int, str]:
    """Status and type of an error."""
    return next((status, kind) for known, status, kind in STATUSES if isinstance(error, known))


def add_failures(app: FastAPI) -> None:
    """Let `app` answer every error with its sentence."""

    @app.exception_handler(SightlineError)
    async def ours(_: Request, error: SightlineError) -> JSONResponse:
        return reply(error, *kind_of(error))

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"][1:]) or "the body"
        return reply(InputError(f"{place}: {first['msg']}.", _DESCRIPTION), 400, "invalid_request_error")

    @app.exception_handler(HTTPException)
    async def theirs(_: Request, error: HTTPException) -> JSONResponse:
        return reply(InputError(f"{error.detail}.", _DESCRIPTION), error.status_code, "http_error")

    @app.exception_handler(Exception)
    async def unforeseen(_: Request, error: Exception) -> JSONResponse:
        log.error("a request failed", exc_info=error)
        hint = "The terminal that started it has the details."
        return reply(SightlineError("Something went wrong inside Sightline.", hint), 500, "server_error")
