"""Serves the page: the port, the addresses of evidence pictures, and what a browser may and may not do with it.

Knows: HTTP. Does not know: what is on the page.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
from urllib.parse import urlsplit

import gradio as gr
import uvicorn
from fastapi import FastAPI, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.errors import InputError
from web.acts import Acts
from web.api import Api
from web.desk import Desk
from web.page import HERE, SCRIPTS, build_page
from web.services import Services
from web.theme import theme
from web.wiring import Wiring

_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
"""A browser asks no other host for anything, whatever a document or a model wrote into an answer. Gradio itself
compiles its templates, hence unsafe-eval."""
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
_LOCAL_NAMES = frozenset(("localhost", "127.0.0.1", "::1"))


def is_loopback(host: str) -> bool:
    """Whether only this computer reaches `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def claim_port(host: str, port: int) -> socket.socket:
    """A socket that is bound to the port. Raises InputError when it is taken or may not be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as exc:
        listener.close()
        raise _port_error(host, port, exc) from exc
    except OverflowError as exc:
        listener.close()
        raise InputError(f"{port} is no port.", "Choose one from 1024 to 65535 with --port.") from exc
    return listener


def _port_error(host: str, port: int, exc: OSError) -> InputError:
    if exc.errno == errno.EADDRINUSE:
        return InputError(
            f"Port {port} is in use by another program.",
            f"Choose another one with --port {port + 1}, or stop that program.",
        )
    if exc.errno == errno.EACCES:
        return InputError(f"Port {port} needs administrator rights.", "Choose one above 1023 with --port.")
    return InputError(f"Cannot listen on {host}:{port}: {exc.strerror}.", "Leave --host at 127.0.0.1.")


def make_app(services: Services, host: str = "127.0.0.1") -> FastAPI:
    """The whole web application over `services`."""
    desk = Desk.of(services)
    acts = Acts(desk)
    page = build_page(services.weights("default"))
    Wiring(page, desk, acts).connect()
    # Handlers only hand a question over, so there is no need to make anybody wait; a burst of questions is kept.
    page.blocks.queue(default_concurrency_limit=16, max_size=512)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    Api(desk, acts).add_to(app)
    app.router.on_shutdown.append(desk.pending.close)
    app.add_middleware(_Guard, names=_LOCAL_NAMES if is_loopback(host) else frozenset())
    # Gradio checks that an uploaded file lies in its upload cache only in pages that were "launched"; a mounted one
    # would take any path of this machine from whoever sends it.
    page.blocks.has_launched = True
    scripts = "".join(f"<script>{_text(name)}</script>" for name in SCRIPTS)
    gr.mount_gradio_app(
        app,
        page.blocks,
        path="/",
        server_name=host,
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=f"{services.library.config.max_upload_mb}mb",
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        favicon_path=str(HERE / "icon.svg"),
        i18n=page.i18n,
        theme=theme(),
        head=f"<style>{_text('style.css')}{_text('library.css')}</style>{scripts}",
    )
    return app


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


class _Guard:
    """Refuses what another web site makes a browser send here, and names what the page itself may load."""

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self._app = app
        self._names = names
        """Host names that are answered; empty for any. Another one is a page that points its own name at this port."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._is_foreign({key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}):
            await Response("This address is not served here.", 403)(scope, receive, send)
        else:
            await self._app(scope, receive, _with_headers(send))

    def _is_foreign(self, headers: dict[str, str]) -> bool:
        host = headers.get("host", "")
        if self._names and urlsplit(f"//{host}").hostname not in self._names:
            return True
        origin = headers.get("origin")
        return origin is not None and urlsplit(origin).netloc != host


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *_HEADERS]}
        await send(message)

    return sending


def serve(app: FastAPI, listener: socket.socket) -> None:
    """Serve until interrupted."""
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2)
    uvicorn.Server(config).run(sockets=[listener])
