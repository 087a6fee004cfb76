"""Opens a picture that nobody vouches for, upright, as RGB, within a pixel limit.

Knows: Pillow, and which of its readers are safe to let near a stranger's file. Does not know: what is on a picture.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from rag.errors import BrokenFileError, TooLargeError, UnsupportedError
from rag.types import Pixels

FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP", "AVIF", "HEIF")
"""Readers that decode and do nothing else; EPS starts Ghostscript, others reach for more memory than they declare."""
MAX_PIXELS = 100_000_000
BROKEN = (OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, struct.error)
"""What Pillow's readers raise for damaged files."""


_DARK, _NEARLY_WHITE = (32, 32, 32, 255), 205


def readers_for(source: Path | IO[bytes]) -> tuple[str, ...]:
    """The readers to try on a file; that of telephones' pictures, a library of its own, only where this is one."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            head = file.read(12)
    else:
        head = source.read(12)
        source.seek(0)
    if head[4:8] != b"ftyp":
        # Pillow must not be asked for a reader that is not loaded.
        return tuple(name for name in FORMATS if name != "HEIF")
    from pillow_heif import register_heif_opener

    register_heif_opener()
    return FORMATS


def open_picture(source: Path | IO[bytes], frame: int = 0, longest: int = 0, max_pixels: int = MAX_PIXELS) -> Pixels:
    """The picture as (height, width, 3), turned upright, on white where transparent, at most `longest` pixels long.

    `longest` 0 keeps the size. Raises UnsupportedError, TooLargeError or BrokenFileError.
    """
    name = source.name if isinstance(source, Path) else "The picture"
    try:
        with Image.open(source, formats=readers_for(source)) as image:
            if image.width * image.height > max_pixels:
                raise TooLargeError(
                    f"{name} has {image.width:,} × {image.height:,} pixels, more than {max_pixels:,}.",
                    "Scale it down and add it again.",
                )
            image.seek(frame)
            return decoded(image, longest)
    except UnidentifiedImageError as exc:
        raise UnsupportedError(f"{name} is no {', '.join(FORMATS)} picture.", "Convert it to PNG or JPEG.") from exc
    except Image.DecompressionBombError as exc:
        raise TooLargeError(f"{name} has too many pixels.", "Scale it down and add it again.") from exc
    except BROKEN as exc:
        raise BrokenFileError(f"{name} is a damaged picture: {exc}.", "Export or scan it again.") from exc


def decoded(image: Image.Image, longest: int = 0) -> Pixels:
    """The present frame of an open picture, as `open_picture` gives it. Raises any of BROKEN."""
    if longest:
        image.draft("RGB", (longest, longest))
        image = _mixable(image)
        # Before anything that would make more copies at full size: a worker's memory is bounded.
        image.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return np.asarray(_on_ground(ImageOps.exif_transpose(image)))


def _mixable(image: Image.Image) -> Image.Image:
    """A copy whose pixels can be mixed: of palettes and bits Pillow only drops some, of 16-bit greys it refuses to."""
    if image.mode in ("P", "PA"):
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode == "1":
        return image.convert("L")
    return image.convert("I") if image.mode.startswith("I;") else image.copy()


def _is_light(layer: Image.Image) -> bool:
    """Whether what is drawn on a transparent ground would not be seen on white."""
    pixels = np.asarray(layer)
    drawn = pixels[pixels[:, :, 3] > 127]
    return len(drawn) > 0 and float((drawn[:, :3].min(axis=1) > _NEARLY_WHITE).mean()) > 0.85


def _on_ground(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, dtype=np.float32)
        spread = float(np.ptp(values)) or 1.0
        return Image.fromarray(((values - values.min()) / spread * 255).astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, _DARK if _is_light(layer) else "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return image.convert("RGB")
