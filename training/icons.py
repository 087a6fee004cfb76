"""Icons and emoji as small arrays: rendered once, then read from the cache.

Knows: the sets' JSON and the SVG renderer. Does not know: what is held out, or how pictures are coloured.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import resvg_py
from numpy.typing import NDArray
from PIL import Image

from rag.types import content_id
from training.packages import ICON_SETS, Package, read_json
from training.words import base_name, caption, family, is_wanted

SIDE_PX = 64
_NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


@dataclass(frozen=True, slots=True)
class Icons:
    """n icons. One-coloured ones have an alpha only; the others red, green, blue and alpha, not premultiplied."""

    captions: NDArray[np.str_]
    keys: NDArray[np.str_]
    """family/base name: equal for the variants of one drawing."""
    names: NDArray[np.str_]
    """set:name, to give credit and to find a picture again."""
    alphas: NDArray[np.uint8]
    """(n_mono, 64, 64)"""
    colours: NDArray[np.uint8]
    """(n - n_mono, 64, 64, 4)"""

    @property
    def n_mono(self) -> int:
        return len(self.alphas)

    def on_white(self, row: int) -> NDArray[np.uint8]:
        """(64, 64, 3), an icon as it comes: black, or in its own colours, on white."""
        if row < self.n_mono:
            return np.repeat(255 - self.alphas[row][..., None], 3, axis=2)
        layers = self.colours[row - self.n_mono].astype(np.float32)
        cover = layers[..., 3:] / 255
        return np.asarray((layers[..., :3] * cover + 255 * (1 - cover)).round().astype(np.uint8))


def load_icons(cache: Path) -> Icons:
    """Every icon that is trained or evaluated on, one-coloured ones first."""
    file = cache / f"icons-{content_id(*(package.file_name for package in ICON_SETS))[:8]}.npz"
    if not file.exists():
        _save(file, [row for package in ICON_SETS for row in _render_set(cache, package)])
    with np.load(file) as stored:
        return Icons(**{name: stored[name] for name in ("captions", "keys", "names", "alphas", "colours")})


@dataclass(frozen=True, slots=True)
class _Row:
    caption: str
    key: str
    name: str
    pixels: NDArray[np.uint8]

    @property
    def mono(self) -> bool:
        return self.pixels.ndim == 2


def _save(file: Path, rows: list[_Row]) -> None:
    rows = sorted(rows, key=lambda row: not row.mono)
    np.savez(
        file,
        captions=np.array([row.caption for row in rows]),
        keys=np.array([row.key for row in rows]),
        names=np.array([row.name for row in rows]),
        alphas=np.stack([row.pixels for row in rows if row.mono]),
        colours=np.stack([row.pixels for row in rows if not row.mono]),
    )


def _render_set(cache: Path, package: Package) -> Iterator[_Row]:
    icons = read_json(cache / "npm", package, "icons.json")
    for name, icon in icons["icons"].items():
        text = caption(name)
        if not text or icon.get("hidden") or not is_wanted(package.set_name, name):
            continue
        pixels = _render(_svg(icons, icon))
        if pixels[..., 3].max() < 64:
            continue
        mono = not pixels[..., :3][pixels[..., 3] > 0].any()
        key = f"{family(package)}/{base_name(name)}"
        yield _Row(text, key, f"{package.set_name}:{name}", pixels[..., 3] if mono else pixels)


def _svg(icons: dict[str, Any], icon: dict[str, Any]) -> str:
    left, top = (icon.get(side, icons.get(side, 0)) for side in ("left", "top"))
    width, height = (icon.get(side, icons.get(side, 16)) for side in ("width", "height"))
    box = f"{left} {top} {width} {height}"
    body = icon["body"].replace("currentColor", "#000")
    return f'<svg {_NAMESPACES} viewBox="{box}">{body}</svg>'


def _render(svg: str) -> NDArray[np.uint8]:
    """(64, 64, 4), the drawing in the middle where it is not square."""
    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=SIDE_PX, height=SIDE_PX))
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    if image.size != (SIDE_PX, SIDE_PX):
        square = Image.new("RGBA", (SIDE_PX, SIDE_PX))
        square.paste(image, ((SIDE_PX - image.width) // 2, (SIDE_PX - image.height) // 2))
        image = square
    return np.asarray(image)
