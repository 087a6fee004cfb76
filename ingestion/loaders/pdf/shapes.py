"""Lists what is drawn on a page besides text: pictures, paths and rules, with boxes, inside forms as well.

Knows pdfium's page objects. Does not know which of them make a figure or a table together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from ctypes import byref, c_float, c_int, c_uint, c_uint8, c_ulong
from dataclasses import dataclass
from typing import Any, Literal

import pypdfium2.raw as raw

from ingestion.loaders.pdf.file import PdfPage
from rag.types import Box

MAX_SHAPES = 20_000
MAX_DEPTH = 6
THIN_PT = 2.6
"""A filled box thinner than this is a rule."""
MAX_SEGMENTS = 600
HASHED_BYTES = 1 << 20

ShapeKind = Literal["image", "rule", "block", "drawing"]
Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Shape:
    """A picture, a straight horizontal or vertical rule, a filled block, or any other drawing."""

    kind: ShapeKind
    box: Box
    pixels_wide: int = 0
    digest: str = ""
    """Of a picture's stored bytes: equal for a logo on every page."""

    @property
    def is_flat(self) -> bool:
        return self.box.x1 - self.box.x0 >= self.box.y1 - self.box.y0


def shapes_of(page: PdfPage) -> list[Shape]:
    """What is drawn on the page and seen, clipped to the page; at most MAX_SHAPES of it."""
    found = []
    for handle, matrix in _objects(page):
        found += [shape for shape in _shapes(page, handle, matrix) if _is_on(shape.box, page.frame.page_box)]
        if len(found) >= MAX_SHAPES:
            break
    return found


def _is_on(box: Box, page: Box) -> bool:
    # Rules have no area; what counts is whether the box reaches into the page.
    return box.x0 < page.x1 and box.x1 > page.x0 and box.y0 < page.y1 and box.y1 > page.y0


def _objects(page: PdfPage) -> Iterator[tuple[Any, Matrix]]:
    handle = page.page.raw
    for index in range(min(raw.FPDFPage_CountObjects(handle), MAX_SHAPES)):
        yield from _inside(raw.FPDFPage_GetObject(handle, index), _UNIT, 0)


def _inside(handle: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    if not handle:
        return
    if raw.FPDFPageObj_GetType(handle) != raw.FPDF_PAGEOBJ_FORM:
        yield handle, matrix
        return
    if depth >= MAX_DEPTH:
        return
    inner = _times(_matrix(handle), matrix)
    for index in range(min(raw.FPDFFormObj_CountObjects(handle), MAX_SHAPES)):
        yield from _inside(raw.FPDFFormObj_GetObject(handle, index), inner, depth + 1)


def _matrix(handle: Any) -> Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(handle, byref(found)):
        return _UNIT
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
    )  # fmt: skip


def _shapes(page: PdfPage, handle: Any, matrix: Matrix) -> list[Shape]:
    kind = raw.FPDFPageObj_GetType(handle)
    if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
        return []
    box = _bounds(page, handle, matrix)
    if box is None:
        return []
    if kind == raw.FPDF_PAGEOBJ_IMAGE:
        wide, high = c_uint(), c_uint()
        raw.FPDFImageObj_GetImagePixelSize(handle, byref(wide), byref(high))
        return [Shape("image", box, wide.value, _digest(handle))]
    if kind == raw.FPDF_PAGEOBJ_SHADING:
        return [Shape("drawing", box)]
    mode, stroked = _draw_mode(handle)
    # Without ink, or filled in the white of the paper: nobody sees it.
    if (not mode and not stroked) or (not stroked and _is_white(handle)):
        return []
    if stroked and not mode and (rules := _rules(page, handle, matrix)):
        return rules
    return [_path(handle, box)]


def _path(handle: Any, box: Box) -> Shape:
    n_segments = raw.FPDFPath_CountSegments(handle)
    width, height = box.x1 - box.x0, box.y1 - box.y0
    if min(width, height) <= THIN_PT and max(width, height) > 4 * THIN_PT and n_segments <= 6:
        return Shape("rule", box)
    is_block = n_segments <= 6 and all(
        raw.FPDFPathSegment_GetType(raw.FPDFPath_GetPathSegment(handle, index)) != raw.FPDF_SEGMENT_BEZIERTO
        for index in range(n_segments)
    )
    return Shape("block" if is_block and n_segments >= 4 else "drawing", box)


def _rules(page: PdfPage, handle: Any, matrix: Matrix) -> list[Shape]:
    """The rules of a table that were drawn as one path; none when any of its lines is slanted or bent."""
    n_segments = raw.FPDFPath_CountSegments(handle)
    # Up to six segments are a single rule or box, which `_path` tells apart.
    if not 6 < n_segments <= MAX_SEGMENTS:
        return []
    inner, rules = _times(_matrix(handle), matrix), []
    last: Box | None = None
    for index in range(n_segments):
        segment = raw.FPDFPath_GetPathSegment(handle, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        x, y = c_float(), c_float()
        raw.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
        point = _placed(page, inner, x.value, y.value, x.value, y.value)
        if kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            box = last.union(point)
            if min(box.x1 - box.x0, box.y1 - box.y0) > THIN_PT:
                return []
            rules.append(Shape("rule", box))
        elif kind != raw.FPDF_SEGMENT_MOVETO:
            return []
        last = point
    return rules


def _draw_mode(handle: Any) -> tuple[int, bool]:
    mode, stroked = c_int(), c_int()
    raw.FPDFPath_GetDrawMode(handle, byref(mode), byref(stroked))
    return mode.value, bool(stroked.value)


def _is_white(handle: Any) -> bool:
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    if not raw.FPDFPageObj_GetFillColor(handle, byref(red), byref(green), byref(blue), byref(alpha)):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= 252


def _bounds(page: PdfPage, handle: Any, matrix: Matrix) -> Box | None:
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    if not raw.FPDFPageObj_GetBounds(handle, byref(left), byref(bottom), byref(right), byref(top)):
        return None
    box = _placed(page, matrix, left.value, bottom.value, right.value, top.value)
    clip = _clip(page, handle, matrix)
    box = box if clip is None else box.intersection(clip)
    box = box.intersection(page.frame.page_box)
    return box if box.x1 >= box.x0 and box.y1 >= box.y0 else None


def _clip(page: PdfPage, handle: Any, matrix: Matrix) -> Box | None:
    """What the clip paths leave to be seen, as a box; None where nothing is clipped. At most eight of them are read."""
    clip = raw.FPDFPageObj_GetClipPath(handle)
    n_paths = raw.FPDFClipPath_CountPaths(clip) if clip else 0
    found: Box | None = None
    # pdfium says -1 for none.
    for path in range(min(max(n_paths, 0), 8)):
        xs, ys = [], []
        for index in range(min(raw.FPDFClipPath_CountPathSegments(clip, path), 64)):
            x, y = c_float(), c_float()
            raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, index), byref(x), byref(y))
            xs.append(x.value)
            ys.append(y.value)
        if not xs:
            continue
        box = _placed(page, matrix, min(xs), min(ys), max(xs), max(ys))
        found = box if found is None else found.intersection(box)
    return found


def _placed(page: PdfPage, m: Matrix, left: float, bottom: float, right: float, top: float) -> Box:
    corners = [(m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return page.frame.box(min(xs), min(ys), max(xs), max(ys))


def _digest(handle: Any) -> str:
    n_bytes = raw.FPDFImageObj_GetImageDataRaw(handle, None, 0)
    if not 0 < n_bytes <= 64 * HASHED_BYTES:
        return ""
    buffer = (c_uint8 * n_bytes)()
    raw.FPDFImageObj_GetImageDataRaw(handle, buffer, c_ulong(n_bytes))
    return hashlib.sha256(memoryview(buffer)[:HASHED_BYTES]).hexdigest()[:16] + str(n_bytes)
