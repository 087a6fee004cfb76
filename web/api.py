"""The addresses that the page's own scripts ask: what has changed, acts, uploads, pages, originals.

Knows: HTTP, and which error has which status. Does not know: what is on the page.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from rag.config import FILE_NAME
from rag.conversations.asking import FAILED, FAILED_HINT
from rag.conversations.markdown import Words, as_markdown
from rag.errors import InputError, NotFoundError, SightlineError, TooLargeError
from rag.models.inventory import inventory
from web.acts import Acts
from web.desk import Desk
from web.evidence_images import Size, encode_jpeg
from web.models_panel import draw_models
from web.pulse import Pulse, Seen
from web.texts import Language, known_language, raw, say, sentence_in
from web.where import Where

log = logging.getLogger(__name__)
_KEPT = {"Cache-Control": "private, max-age=3600"}
_SHOWN_INLINE = ("application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp")
"""What a browser shows by itself without running anything of it in the name of this page."""
_EMPTY = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_LONGEST: dict[Size, int] = {"page": 2200, "thumb": 420}


class Api:
    """The routes over one desk."""

    def __init__(self, desk: Desk, acts: Acts) -> None:
        self._desk = desk
        self._acts = acts
        self._pulse = Pulse(desk)

    def add_to(self, app: FastAPI) -> None:
        """Add every route."""
        app.add_api_route("/api/pulse", self.pulse, methods=["POST"])
        app.add_api_route("/api/act/{name}", self.act, methods=["POST"])
        app.add_api_route("/api/files", self.upload, methods=["POST"])
        app.add_api_route("/api/evidence/{conversation}/{number}/{index}", self.evidence, methods=["GET"])
        app.add_api_route("/api/document/{document}/{number}", self.document, methods=["GET"])
        app.add_api_route("/api/models", self.models, methods=["GET"])
        app.add_api_route("/api/export/{conversation}", self.export, methods=["GET"])
        app.add_api_route("/evidence/{token}", self.picture, methods=["GET"])
        app.add_api_route("/page/{document}/{number}", self.page, methods=["GET"])
        app.add_api_route("/original/{document}", self.original, methods=["GET"])

    async def pulse(self, request: Request) -> Response:
        """What has changed since."""
        return await self._answer(request, self._beat)

    async def act(self, name: str, request: Request) -> Response:
        """Do what was clicked."""
        act = self._acts.table.get(name)
        if act is None:
            return JSONResponse({"message": f"There is no act {name!r}.", "hint": ""}, 404)
        return await self._answer(request, lambda where, values: dict(act(where, values)))

    async def upload(self, request: Request) -> Response:
        """Keep the bytes of one file, then put it at the end of the line. The body is the file itself."""
        query = request.query_params
        language = known_language(query.get("language", "")) or "en"
        inbox = self._desk.services.jobs.inbox
        await run_in_threadpool(inbox.mkdir, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=inbox, prefix=".arriving-")
        try:
            with os.fdopen(handle, "wb") as target:
                await self._receive(request, target.write)
            both = query.get("both") == "1"
            jobs = self._desk.services.jobs
            job = await run_in_threadpool(
                jobs.take, Path(temporary), query.get("name", ""), query.get("collection", "default"), both=both
            )
        except SightlineError as error:
            return _refusal(language, error)
        except ClientDisconnect:
            return Response(status_code=400)
        finally:
            Path(temporary).unlink(missing_ok=True)
        self._desk.services.runner.wake()
        return JSONResponse({"job": job.id})

    async def _receive(self, request: Request, write: Callable[[bytes], int]) -> None:
        most = self._desk.services.library.config.max_upload_mb << 20
        n_bytes = 0
        async for piece in request.stream():
            n_bytes += len(piece)
            if n_bytes > most:
                raise TooLargeError(
                    f"The file is larger than {most >> 20} MB.",
                    "Raise max_upload_mb in config.toml, or use sightline ingest.",
                )
            write(piece)

    def evidence(self, conversation: str, number: int, index: int, language: str = "en") -> Response:
        """The panel with one piece of evidence."""
        spoken = known_language(language) or "en"
        panel = self._desk.panel(spoken)
        try:
            return PlainTextResponse(panel.draw(self._desk.services.asking.exchange(conversation, number), index))
        except SightlineError:
            return PlainTextResponse(panel.gone())

    def document(self, document: str, number: int, language: str = "en", words: str = "") -> Response:
        """The panel with one page of a document."""
        spoken = known_language(language) or "en"
        try:
            return PlainTextResponse(self._desk.viewer.draw(spoken, document, number, words))
        except SightlineError:
            return PlainTextResponse(self._desk.panel(spoken).gone())

    def models(self, language: str = "en") -> Response:
        """What serves each role, and what else is on this machine."""
        library = self._desk.services.library
        settings = str(library.directory / FILE_NAME)
        return PlainTextResponse(draw_models(known_language(language) or "en", inventory(library.config), settings))

    def export(self, conversation: str, language: str = "en") -> Response:
        """A conversation as Markdown."""
        spoken = known_language(language) or "en"
        words = Words(raw(spoken, "page"), f"({say(spoken, 'picture_of_question')})", say(spoken, "withdrawn"))
        conversations = self._desk.services.library.conversations
        try:
            stored = conversations.entry(conversation)
            text = as_markdown(stored.title, conversations.exchanges(conversation), words)
        except SightlineError:
            return _refusal(spoken, InputError(say(spoken, "nothing_to_export")))
        name = quote(f"{stored.title[:60].strip('. ') or 'conversation'}.md".replace("/", "-"))
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(text, media_type="text/markdown; charset=utf-8", headers=headers)

    def picture(self, token: str, size: Size = "page") -> Response:
        """The picture of an evidence."""
        return _jpeg(lambda: self._desk.images.jpeg(token, size))

    def page(self, document: str, number: int, words: str = "", size: Size = "page") -> Response:
        """The picture of a page of a document; a small one that cannot be drawn is an empty picture, as in a list."""
        drawn = _jpeg(lambda: encode_jpeg(self._desk.viewer.image(document, number, words), _LONGEST[size]))
        return Response(_EMPTY, media_type="image/gif") if size == "thumb" and drawn.status_code == 404 else drawn

    def original(self, document: str) -> Response:
        """The file itself: shown where that is safe, else saved."""
        library = self._desk.services.library
        try:
            source = library.ledger.document(document).source
            path = library.originals.path(source.sha256)
        except NotFoundError as error:
            return PlainTextResponse(str(error), 404)
        inline = source.media_type in _SHOWN_INLINE
        return FileResponse(
            path,
            media_type=source.media_type if inline else "application/octet-stream",
            filename=source.name,
            content_disposition_type="inline" if inline else "attachment",
        )

    def _beat(self, where: Where, values: dict[str, Any]) -> dict[str, object]:
        parts, turns = values.get("parts"), values.get("turns")
        seen = Seen(
            parts if isinstance(parts, dict) else {},
            turns if isinstance(turns, dict) else {},
            str(values.get("words", "")),
        )
        return self._pulse.beat(where, seen)

    async def _answer(self, request: Request, act: Callable[[Where, dict[str, Any]], dict[str, object]]) -> Response:
        """The edge of a request: what goes wrong is a sentence for the screen."""
        language: Language = "en"
        try:
            values = json.loads(await request.body())
            where = Where.of(values.get("where") or {})
            language = where.language
            return JSONResponse(await run_in_threadpool(act, where, values))
        except SightlineError as error:
            return _refusal(language, error)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            log.warning("the page sent something that is not understood", exc_info=error)
            return JSONResponse({"message": sentence_in(language, FAILED), "hint": ""}, 400)
        except Exception as error:
            log.error("request failed", exc_info=error)
            said = {"message": sentence_in(language, FAILED), "hint": sentence_in(language, FAILED_HINT)}
            return JSONResponse(said, 500)


def _refusal(language: Language, error: SightlineError) -> JSONResponse:
    said = {"message": sentence_in(language, error.message), "hint": sentence_in(language, error.hint)}
    return JSONResponse(said, 404 if isinstance(error, NotFoundError) else 400)


def _jpeg(make: Callable[[], bytes]) -> Response:
    try:
        return Response(make(), media_type="image/jpeg", headers=_KEPT)
    except SightlineError as error:
        return PlainTextResponse(str(error), 404)
