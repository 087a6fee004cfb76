"""Pictures come upright, in RGB and bounded, or not at all."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from rag.errors import BrokenFileError, TooLargeError, UnsupportedError
from rag.files.pictures import open_picture


def _encoded(image: Image.Image, form: str = "PNG", **options: object) -> io.BytesIO:
    file = io.BytesIO()
    image.save(file, form, **options)
    file.seek(0)
    return file


def _corner_marked() -> Image.Image:
    """Red in the upper left corner, 40 × 20."""
    image = Image.new("RGB", (40, 20), "white")
    image.paste("red", (0, 0, 10, 10))
    return image


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
@pytest.mark.parametrize(("orientation", "red_at"), [(1, (0, 0)), (3, (-1, -1)), (6, (0, -1)), (8, (-1, 0))])
def test_open_turns_upright(form: str, orientation: int, red_at: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = open_picture(_encoded(_corner_marked(), form, exif=exif))
    assert pixels.shape == ((40, 20, 3) if orientation in (6, 8) else (20, 40, 3))
    assert tuple(pixels[red_at]) == (255, 0, 0)


def test_open_puts_transparency_on_white() -> None:
    pixels = open_picture(_encoded(Image.new("RGBA", (8, 8), (0, 0, 0, 0))))
    assert int(pixels.min()) == 255


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "I;16", "CMYK"])
def test_open_gives_rgb_of_any_mode(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    pixels = open_picture(_encoded(Image.new(mode, (9, 7)), form))
    assert pixels.shape == (7, 9, 3)
    assert pixels.dtype == np.uint8


def test_open_bounds_the_longer_side() -> None:
    assert open_picture(_encoded(Image.new("RGB", (3000, 300))), longest=500).shape == (50, 500, 3)


def test_open_reads_each_frame_of_a_tiff(tmp_path: Path) -> None:
    first, second = Image.new("RGB", (5, 5), "red"), Image.new("RGB", (5, 5), "blue")
    first.save(tmp_path / "two.tiff", save_all=True, append_images=[second])
    assert tuple(open_picture(tmp_path / "two.tiff", frame=1)[0, 0]) == (0, 0, 255)


def test_open_refuses_by_name(tmp_path: Path) -> None:
    with pytest.raises(TooLargeError):
        open_picture(_encoded(Image.new("1", (2000, 2000))), max_pixels=1_000_000)
    with pytest.raises(UnsupportedError):
        open_picture(io.BytesIO(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"))
    with pytest.raises(BrokenFileError):
        open_picture(io.BytesIO(_encoded(Image.effect_noise((64, 64), 90)).getvalue()[:900]))
