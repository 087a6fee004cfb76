"""Picture files: one page for a picture, one for each page of a TIFF. One point is one pixel of the upright picture.

Only formats whose readers are part of Pillow and run nothing else are opened: EPS would start Ghostscript.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from PIL import ExifTags, Image, UnidentifiedImageError

from ingestion.loaders.base import LoadedPage, LoadOptions
from ingestion.loaders.pictured_table import table_on
from ingestion.loaders.pixels import at_most
from ingestion.ocr.base import Ocr
from ingestion.ocr.rapid import shared_ocr
from ingestion.ocr.rows import text_of
from ingestion.ocr.upright import read_upright
from rag.errors import BrokenFileError, EmptyFileError, NotFoundError, TooLargeError
from rag.files.pictures import BROKEN, decoded, readers_for
from rag.types import Box, Element, Line, Page

_WORD = re.compile(r"[^\W\d_]{3,}|[\u3400-\u9fff]{2,}")
_BY_A_MACHINE = frozenset(
    [
        "img",
        "image",
        "dsc",
        "dscn",
        "dscf",
        "photo",
        "picture",
        "pic",
        "scan",
        "scanned",
        "screenshot",
        "screen",
        "shot",
        "untitled",
        "pxl",
        "whatsapp",
        "file",
        "copy",
    ]
)
"""Words of names that cameras and programs give."""
READ_PX = 6000
"""Longer side above which a picture is made smaller while it is decoded."""


class PictureLoader:
    """Reads picture files with `ocr`, or with this process's own engine."""

    def __init__(self, ocr: Ocr | None = None) -> None:
        self._ocr = ocr or shared_ocr()

    def count_pages(self, path: Path, options: LoadOptions) -> int:
        with _open(path, options) as picture:
            return _n_pages(picture, path)

    def load_pages(self, path: Path, options: LoadOptions, first: int, last: int) -> Iterator[LoadedPage]:
        """A damaged page among several is empty with a warning; one alone in its file raises BrokenFileError."""
        with _open(path, options) as picture:
            n_pages = _n_pages(picture, path)
            for number in range(first, min(last, n_pages) + 1):
                try:
                    yield self._load(picture, number, path.name, options)
                except BROKEN as exc:
                    if n_pages == 1:
                        raise _broken(path) from exc
                    yield LoadedPage(Page(number, 0.0, 0.0), (), (f"Page {number} of the picture is damaged.",))

    def _load(self, picture: Image.Image, number: int, name: str, options: LoadOptions) -> LoadedPage:
        picture.seek(number - 1)
        width, height = _upright_size(picture)
        _check_size(picture, name, options)
        pixels = decoded(picture, READ_PX)
        box = Box(0.0, 0.0, width, height)
        if not options.ocr:
            return LoadedPage(
                Page(number, width, height),
                (Element("image", number, "", (), box, caption_of(name), pixels=at_most(pixels)),),
            )
        found = read_upright(self._ocr, pixels)
        ratio = width / pixels.shape[1]
        lines = tuple(Line(line.text, line.box.scaled(ratio)) for line in found.as_given())
        shown = at_most(found.pixels)
        element = Element("image", number, text_of(found.lines), lines, box, caption_of(name), pixels=shown)
        table = table_on(lines, number) if not found.degrees else None
        return LoadedPage(Page(number, width, height), (element,) if table is None else (element, table))


def caption_of(name: str) -> str:
    """What a person called a picture: the words of its file's name; empty for the names that cameras give."""
    words = [word for word in _WORD.findall(PurePath(name).stem) if word.lower() not in _BY_A_MACHINE]
    return " ".join(words)


@contextmanager
def _open(path: Path, options: LoadOptions) -> Iterator[Image.Image]:
    try:
        if path.stat().st_size == 0:
            raise EmptyFileError(f"{path.name} is empty.", "Copy or download it again.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the limit on pixels is checked here, and what is odd in EXIF is no matter
            picture = Image.open(path, formats=readers_for(path))
    except FileNotFoundError as exc:
        raise NotFoundError(f"{path} is not there.", "Check the path.") from exc
    except Image.DecompressionBombError as exc:
        raise TooLargeError(f"{path.name} has too many pixels.", "Make it smaller and add that.") from exc
    except (UnidentifiedImageError, *BROKEN) as exc:
        raise _broken(path) from exc
    with picture:
        _check_size(picture, path.name, options)
        yield picture


def _broken(path: Path) -> BrokenFileError:
    return BrokenFileError(
        f"{path.name} is not a picture that can be read.", "Open it in another program and save it as PNG or JPEG."
    )


def _check_size(picture: Image.Image, name: str, options: LoadOptions) -> None:
    width, height = picture.size
    if width * height > options.max_pixels:
        raise TooLargeError(
            f"{name} has {width} × {height} pixels; at most {options.max_pixels:,} are read.",
            "Make it smaller, or raise max_pixels.",
        )


def _n_pages(picture: Image.Image, path: Path) -> int:
    # Frames of a GIF or a WebP are moments of one picture; only a TIFF has pages.
    try:
        return int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1
    except BROKEN as exc:
        raise _broken(path) from exc


def _upright_size(picture: Image.Image) -> tuple[float, float]:
    width, height = picture.size
    # Pillow turns a TIFF by itself, and says its size as turned before it is decoded.
    turned = picture.format != "TIFF" and picture.getexif().get(ExifTags.Base.Orientation, 1) in (5, 6, 7, 8)
    return (float(height), float(width)) if turned else (float(width), float(height))
