"""Opens a picture that nobody vouches for, upright, as RGB, within a pixel limit.

Knows: Pillow, and which of its readers are safe to let near a stranger's file. Does not know: what is on a picture.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image, UnidentifiedImageError

from rag.errors import BrokenFileError, TooLargeError, UnsupportedError
from rag.types import Pixels

FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP")
"""Readers that decode and do nothing else; EPS starts Ghostscript, others reach for more memory than they declare."""
MAX_PIXELS = 100_000_000
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright, by the orientation in its EXIF data."""
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, ZeroDivisionError, struct.error)


def open_picture(source: Path | IO[bytes], frame: int = 0, longest: int = 0, max_pixels: int = MAX_PIXELS) -> Pixels:
    """The picture as (height, width, 3), turned upright, transparency on white, at most `longest` on its longer side.

    `longest` 0 keeps the size. Raises UnsupportedError, TooLargeError or BrokenFileError.
    """
    name = source.name if isinstance(source, Path) else "The picture"
    try:
        with Image.open(source, formats=FORMATS) as image:
            if image.width * image.height > max_pixels:
                raise TooLargeError(
                    f"{name} has {image.width:,} × {image.height:,} pixels, more than {max_pixels:,}.",
                    "Scale it down and add it again.",
                )
            image.seek(frame)
            if longest:
                image.draft("RGB", (longest, longest))
            return np.asarray(_upright(image, longest))
    except UnidentifiedImageError as exc:
        raise UnsupportedError(f"{name} is no {', '.join(FORMATS)} picture.", "Convert it to PNG or JPEG.") from exc
    except Image.DecompressionBombError as exc:
        raise TooLargeError(f"{name} has too many pixels.", "Scale it down and add it again.") from exc
    except _BROKEN as exc:
        raise BrokenFileError(f"{name} is a damaged picture: {exc}.", "Export or scan it again.") from exc


def _upright(image: Image.Image, longest: int) -> Image.Image:
    turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    factor = max(image.size) // (2 * longest) if longest else 1
    if factor > 1:  # before anything that would make a second copy at full size
        image = (_on_white(image) if image.mode in ("P", "1") else image).reduce(factor)
    rgb = _on_white(image)
    if longest and max(rgb.size) > longest:
        rgb.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return rgb.transpose(turn) if turn is not None else rgb


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, dtype=np.float32)
        spread = float(np.ptp(values)) or 1.0
        return Image.fromarray(((values - values.min()) / spread * 255).astype(np.uint8)).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return image.convert("RGB")
