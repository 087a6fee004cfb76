"""Opens a PDF file and its pages, and translates pdfium's refusals. Knows nothing of what is on a page.

pdfium keeps its objects outside Python's memory: whatever is opened here is closed by leaving the `with`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref, c_int
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from rag.errors import BrokenFileError, EmptyFileError, EncryptedError, NotFoundError
from rag.types import Box, Pixels

MAX_RENDER_PX = 4000
"""The longer side of a rendered page: a media box may claim 20,000 points."""
# pdfium answers in whole units: so many a side are finer than a thousandth of a point on a letter page.
_UNITS = 1 << 20


@contextmanager
def open_pdf(path: Path) -> Iterator[Any]:
    """The open document. Raises NotFoundError, EmptyFileError, EncryptedError or BrokenFileError."""
    document = _load(path)
    try:
        if len(document) < 1:
            raise EmptyFileError(f"{path.name} has no pages.", "Export it again from the program that made it.")
        document.init_forms()  # before any page is opened
        yield document
    finally:
        document.close()


def _load(path: Path) -> Any:
    try:
        if path.stat().st_size == 0:
            raise EmptyFileError(f"{path.name} is empty.", "Copy or download it again.")
        return pdfium.PdfDocument(path)
    except FileNotFoundError as exc:
        raise NotFoundError(f"{path} is not there.", "Check the path.") from exc
    except pdfium.PdfiumError as exc:
        if exc.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise EncryptedError(
                f"{path.name} asks for a password.", "Save a copy without a password and add that."
            ) from exc
        raise BrokenFileError(
            f"{path.name} is not a PDF that can be read.", "Open it in a viewer and print it to a new PDF."
        ) from exc


@contextmanager
def open_page(document: Any, index: int) -> Iterator[PdfPage]:
    """The page at `index`, from 0, with its text. Raises PdfiumError when the page is broken."""
    page = document[index]
    try:
        if min(page.get_size()) < 1:
            raise pdfium.PdfiumError("its size is zero.")
        text = page.get_textpage()
        try:
            yield PdfPage(page, text, Frame.of(page), document.formenv)
        finally:
            text.close()
    finally:
        page.close()


@dataclass(frozen=True, slots=True)
class Frame:
    """From the page's own coordinates to points from the top left corner of the page as it is seen.

    x' = a·x + c·y + e and y' = b·x + d·y + f: crop box, rotation and user unit are in there.
    """

    width: float
    height: float
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    @classmethod
    def of(cls, page: Any) -> Frame:
        """Read off three points that pdfium itself places on a grid of _UNITS, so that its own rules hold."""
        width, height = page.get_size()
        x0, y0 = _to_device(page, 0.0, 0.0)
        x1, y1 = _to_device(page, 1000.0, 0.0)
        x2, y2 = _to_device(page, 0.0, 1000.0)
        sx, sy = width / _UNITS, height / _UNITS
        return cls(
            width, height,
            (x1 - x0) * sx / 1000, (y1 - y0) * sy / 1000, (x2 - x0) * sx / 1000, (y2 - y0) * sy / 1000,
            x0 * sx, y0 * sy,
        )  # fmt: skip

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The box on the page as seen of a rectangle in the page's own coordinates."""
        xa, ya = self.at(left, bottom)
        xb, yb = self.at(right, top)
        return Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    @property
    def page_box(self) -> Box:
        return Box(0.0, 0.0, self.width, self.height)


def _to_device(page: Any, x: float, y: float) -> tuple[int, int]:
    across, down = c_int(), c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, _UNITS, _UNITS, 0, x, y, byref(across), byref(down))
    return across.value, down.value


@dataclass(frozen=True, slots=True)
class PdfPage:
    """An open page: pdfium's handles and the frame."""

    page: Any
    text: Any
    frame: Frame
    form: Any = None
    """pdfium's form of the document; None where it has none."""

    def render(self, scale: float, part: Box | None = None) -> Pixels:
        """The page as it is seen, or `part` of it, at `scale` pixels a point, or less where that would be too large."""
        box = part or self.frame.page_box
        scale = min(scale, MAX_RENDER_PX / max(box.x1 - box.x0, box.y1 - box.y0, 1.0))
        left, bottom = max(0.0, box.x0), max(0.0, self.frame.height - box.y1)
        right, top = max(0.0, self.frame.width - box.x1), max(0.0, box.y0)
        bitmap = self.page.render(scale=scale, crop=(left, bottom, right, top), rev_byteorder=True)
        try:
            # A copy: the memory of the bitmap goes when it is closed.
            pixels: Pixels = np.array(bitmap.to_numpy()[:, :, :3])
        finally:
            bitmap.close()
        return pixels
