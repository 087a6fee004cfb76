"""A page of a PDF as an image, through pdfium."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2

from rag.errors import BrokenFileError, NotFoundError
from rag.rendering.view import LONGEST_PX, PX_PER_PT, PageView
from rag.types import Pixels


def render_pdf(path: Path, view: PageView) -> Pixels:
    """The page at 144 dpi, or less where it is large. Raises NotFoundError or BrokenFileError."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as exc:
        raise BrokenFileError("The PDF cannot be opened any more.", "Ingest it again.") from exc
    try:
        if view.page.number > len(document):
            raise NotFoundError(f"The PDF has no page {view.page.number}.", "Ingest it again.")
        document.init_forms()
        page = document[view.page.number - 1]
        width, height = page.get_size()
        scale = min(PX_PER_PT, LONGEST_PX / max(width, height, 1.0))
        bitmap = page.render(scale=scale, may_draw_forms=True, rev_byteorder=True, prefer_bgrx=False)
        return _rgb(bitmap.to_numpy())
    except pypdfium2.PdfiumError as exc:
        raise BrokenFileError(
            f"Page {view.page.number} of the PDF cannot be rendered.", "Its text can be read."
        ) from exc
    finally:
        document.close()


def _rgb(values: Pixels) -> Pixels:
    """A copy that outlives pdfium's bitmap, with three channels."""
    if values.ndim == 2:
        values = values[:, :, None]
    return np.array(np.repeat(values, 3, axis=2) if values.shape[2] == 1 else values[:, :, :3])
