"""What is rendered shows the words where the loader said that they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingestion.loaders import registry
from ingestion.loaders.base import LoadedPage, LoadOptions
from rag.errors import NotFoundError, UnsupportedError
from rag.rendering.render import render
from rag.rendering.view import PageView, PlacedPart
from rag.types import Box, Page, Pixels
from tests.office_files import sheets_file, slides_file, word_file


def _loaded(path: Path, media_type: str, number: int) -> LoadedPage:
    return next(registry.loader_for(media_type).load_pages(path, LoadOptions(ocr=False), number, number))


def _view(loaded: LoadedPage, media_type: str) -> PageView:
    lines = tuple(line for element in loaded.elements if not element.part for line in element.lines)
    parts = tuple(PlacedPart(e.part, e.box) for e in loaded.elements if e.part and e.box)
    return PageView(media_type, loaded.page, lines, parts)


def _area(pixels: Pixels, box: Box, page: Page) -> Pixels:
    scale = pixels.shape[1] / page.width_pt
    left, top, right, bottom = (round(side * scale) for side in (box.x0, box.y0, box.x1, box.y1))
    return pixels[top:bottom, left:right]


CASES: list[tuple[str, Callable[[Path], Path], int]] = [
    (registry.WORD, word_file, 1),
    (registry.SHEETS, sheets_file, 1),
    (registry.SLIDES, slides_file, 1),
    (registry.SLIDES, slides_file, 2),
    (registry.SLIDES, slides_file, 3),
]


@pytest.mark.parametrize(("media_type", "build", "number"), CASES)
def test_every_line_has_ink_in_its_box(
    tmp_path: Path, media_type: str, build: Callable[[Path], Path], number: int
) -> None:
    path = build(tmp_path / "file")
    loaded = _loaded(path, media_type, number)
    pixels = render(path, _view(loaded, media_type))
    for line in (line for element in loaded.elements for line in element.lines):
        assert np.ptp(_area(pixels, line.box, loaded.page)) > 90, line.text


@pytest.mark.parametrize(("media_type", "build", "number"), CASES[:4])
def test_picture_is_drawn_at_its_place(
    tmp_path: Path, media_type: str, build: Callable[[Path], Path], number: int
) -> None:
    path = build(tmp_path / "file")
    loaded = _loaded(path, media_type, number)
    pixels = render(path, _view(loaded, media_type))
    for box in (element.box for element in loaded.elements if element.kind == "image" and element.box):
        red, green, blue = np.median(_area(pixels, box, loaded.page).reshape(-1, 3), axis=0)
        assert red > 180 > green
        assert blue < 120


def test_code_is_drawn_inside_its_boxes(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f(x):\n    return x + 1\n")
    loaded = _loaded(tmp_path / "a.py", registry.CODE, 1)
    pixels = render(tmp_path / "a.py", _view(loaded, registry.CODE))
    outside = pixels.copy()
    for line in loaded.elements[0].lines:
        _area(outside, Box(line.box.x0 - 1, line.box.y0 - 1, line.box.x1 + 1, line.box.y1 + 1), loaded.page)[:] = 255
    assert int(outside.min()) == 255


def test_picture_files_come_upright_and_bounded(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (4000, 1000), "teal").save(tmp_path / "a.jpg", exif=exif)
    assert render(tmp_path / "a.jpg", PageView("image/jpeg", Page(1, 1000, 4000))).shape == (2500, 625, 3)


def test_pdf_page_is_rendered_at_144_dpi(tmp_path: Path) -> None:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    document = canvas.Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 200))
    document.drawString(50, 100, "Tide")
    document.showPage()
    document.save()
    pixels = render(tmp_path / "a.pdf", PageView("application/pdf", Page(1, 300, 200)))
    assert pixels.shape == (400, 600, 3)
    assert int(pixels[180:205, 100:140].min()) < 60
    with pytest.raises(NotFoundError):
        render(tmp_path / "a.pdf", PageView("application/pdf", Page(2, 300, 200)))


def test_huge_pdf_page_is_bounded(tmp_path: Path) -> None:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    document = canvas.Canvas(str(tmp_path / "a.pdf"), pagesize=(14_000, 7_000))
    document.showPage()
    document.save()
    pixels = render(tmp_path / "a.pdf", PageView("application/pdf", Page(1, 14_000, 7_000)))
    assert max(pixels.shape) <= 2500


def test_unknown_kind_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError):
        render(tmp_path / "a", PageView("application/x-unknown", Page(1, 10, 10)))
