"""Puts the interface together: routes, errors, the token, health, and its description at /v1/openapi.json."""

from __future__ import annotations

import hmac
import os

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from rag import __version__
from rag.errors import InputError
from web.v1 import chat, documents, evidence, models, search
from web.v1.failures import add_failures, reply
from web.v1.state import Interface

TOKEN = "SIGHTLINE_API_TOKEN"
"""Environment variable: where it is set, every request must carry it, as `Authorization: Bearer …`."""
_OPEN = "/healthz"


def make_interface(interface: Interface) -> FastAPI:
    """The interface as an application of its own, to be mounted at /v1."""
    app = FastAPI(
        title="Sightline",
        version=__version__,
        summary="Answers over your own documents and pictures, with the evidence marked on the page.",
        # The usual pages of a description load their scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
    )
    app.state.interface = interface
    for module in (chat, models, search, documents, evidence):
        app.include_router(module.routes)
    app.add_api_route("/healthz", _health, methods=["GET"], tags=["health"])
    add_failures(app)
    app.add_middleware(_Token, token=os.environ.get(TOKEN, ""))
    return app


def _health() -> dict[str, str]:
    return {"status": "ok", "version": __version__}


class _Token:
    """Lets in who knows the token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._wanted = f"Bearer {token}".encode() if token else b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._is_welcome(scope):
            error = InputError("The token is missing or wrong.", f"Send the one in {TOKEN}.")
            await reply(error, 401, "invalid_api_key")(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_welcome(self, scope: Scope) -> bool:
        given = dict(scope["headers"]).get(b"authorization", b"")
        return not self._wanted or scope["path"].endswith(_OPEN) or hmac.compare_digest(given, self._wanted)
