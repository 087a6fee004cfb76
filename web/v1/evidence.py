"""GET /v1/evidence/{document}/{page}: the page as a picture, with regions marked or cut out."""

from __future__ import annotations

import io
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from PIL import Image

from rag.errors import InputError, NotFoundError
from rag.library import Library
from rag.types import Box, Chunk, Hit, Locator
from web.v1.state import Behind

routes = APIRouter()
_N_BOXES = 50


@routes.get("/evidence/{document_id}/{page}", response_class=Response, tags=["evidence"])
def evidence(
    behind: Behind,
    document_id: str,
    page: int,
    box: Annotated[list[str], Query(description="x0,y0,x1,y1 in points; several are marked together")] = [],  # noqa: B006
    form: Literal["page", "crop"] = "page",
) -> Response:
    """A PNG of the page with the boxes marked, or (`form=crop`) of what they cover."""
    boxes = tuple(_box(written) for written in box[:_N_BOXES])
    hit = page_hit(behind.library, document_id, page)
    renderer = behind.library.renderer
    pixels = renderer.crop(hit, boxes) if form == "crop" else renderer.marked(hit, boxes)
    return Response(png(pixels), media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


def page_hit(library: Library, document_id: str, number: int) -> Hit:
    """A page as a hit of no query. Raises NotFoundError for a document or page that is not there."""
    document = library.ledger.document(document_id)
    page = next((page for page in library.ledger.pages(document_id) if page.number == number), None)
    if page is None:
        raise NotFoundError(f"{document.source.name} has no page {number}.", f"It has {document.n_pages:,} pages.")
    return Hit(Chunk("", "", "text", Locator(document.source.sha256, number)), document, page, 0.0, 1)


def address(hit: Hit, boxes: tuple[Box, ...]) -> str:
    """Where the evidence of a citation is served, relative to the server."""
    marked = urlencode([("box", ",".join(f"{edge:.1f}" for edge in (b.x0, b.y0, b.x1, b.y1))) for b in boxes])
    return f"/v1/evidence/{hit.document.id}/{hit.page.number}{'?' if marked else ''}{marked}"


def png(pixels: object) -> bytes:
    """Pixels (height, width, 3) as a PNG file."""
    target = io.BytesIO()
    Image.fromarray(pixels).save(target, "PNG", compress_level=3)  # type: ignore[arg-type]
    return target.getvalue()


def _box(written: str) -> Box:
    try:
        x0, y0, x1, y1 = (float(edge) for edge in written.split(","))
    except ValueError as exc:
        raise InputError(f"box={written} is no box.", "It takes four numbers: x0,y0,x1,y1, in points.") from exc
    return Box(x0, y0, x1, y1)
