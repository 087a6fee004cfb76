"""A small folder of rendered pages. Knows files; knows nothing of what is on them. Losing it loses nothing."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from rag.types import Pixels

log = logging.getLogger(__name__)
_SUFFIX = ".png"


class PageCache:
    """Images by the source that they show and a key; the longest unused ones go when `max_bytes` is reached."""

    def __init__(self, directory: Path, max_bytes: int = 256 << 20) -> None:
        self._directory = directory
        self._max_bytes = max_bytes

    def get(self, source_sha256: str, key: str) -> Pixels | None:
        """The image in RGB, now the latest used; None when there is none or its file is damaged."""
        place = self._place(source_sha256, key)
        try:
            with Image.open(place, formats=("PNG",)) as image:
                pixels = np.asarray(image.convert("RGB"))
            os.utime(place)
        except (OSError, UnidentifiedImageError):
            # Not kept, removed by another process, or cut off: it is drawn again.
            return None
        return pixels

    def put(self, source_sha256: str, key: str, pixels: Pixels) -> None:
        """Keep an image; a folder that cannot be written only costs time."""
        place = self._place(source_sha256, key)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=place.parent, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
                Path(name).replace(place)
            finally:
                Path(name).unlink(missing_ok=True)
            self._shrink()
        except OSError as exc:
            log.info("The page image is not kept: %s", exc)

    def forget(self, source_sha256: str) -> None:
        """Remove every image of a source."""
        shutil.rmtree(self._directory / source_sha256, ignore_errors=True)

    def _place(self, source_sha256: str, key: str) -> Path:
        return self._directory / source_sha256 / f"{key}{_SUFFIX}"

    def _shrink(self) -> None:
        files = []
        for place in self._directory.glob(f"*/*{_SUFFIX}"):
            with contextlib.suppress(FileNotFoundError):  # another process may have removed it
                files.append((place.stat().st_mtime, place.stat().st_size, place))
        n_bytes = sum(size for _, size, _ in files)
        for _, size, place in sorted(files):
            if n_bytes <= self._max_bytes:
                break
            place.unlink(missing_ok=True)
            n_bytes -= size
