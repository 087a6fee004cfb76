"""Fonts for pages that Sightline sets itself, the same on every machine.

Knows: where a font with Latin, Chinese, Japanese and Korean letters is, and how wide a text is in it. Does not know:
pages. The font is Noto Sans CJK from the package noto-cjk-sans-otc (SIL OFL 1.1), so that a page breaks where it broke
when it was ingested; the fonts of the system are only for an installation without that package.
"""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from PIL import ImageFont

_PACKAGE, _FILE = "noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc"
_SIMPLIFIED, _SIMPLIFIED_MONO = 2, 7
"""Positions in the collection: the Simplified Chinese sans and its monospaced sibling."""
_SYSTEM_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)
_EM = 100


@lru_cache(maxsize=1)
def _package_font() -> Path | None:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name(_FILE)
    return path if path.exists() else None


@lru_cache(maxsize=64)
def font(size: float, mono: bool = False) -> ImageFont.FreeTypeFont:
    """The font at `size` pixels an em; `mono` gives every Latin letter half an em."""
    path = _package_font()
    if path is not None:
        index = _SIMPLIFIED_MONO if mono else _SIMPLIFIED
        return ImageFont.truetype(str(path), size, index=index, layout_engine=ImageFont.Layout.BASIC)
    for candidate in _SYSTEM_FONTS:
        if Path(candidate).exists():
            return ImageFont.truetype(candidate, size, layout_engine=ImageFont.Layout.BASIC)
    default = ImageFont.load_default(size)
    assert isinstance(default, ImageFont.FreeTypeFont)  # Pillow's own font is one since 10.1
    return default


class _Widths(dict[str, float]):
    """Width of each letter in ems, measured when it is first asked for."""

    def __init__(self, mono: bool) -> None:
        self._mono = mono

    def __missing__(self, letter: str) -> float:
        self[letter] = width = font(_EM, self._mono).getlength(letter) / _EM
        return width


_SANS_WIDTHS, _MONO_WIDTHS = _Widths(False), _Widths(True)


def advance(text: str, mono: bool = False) -> float:
    """Width of one line of text in ems: the sum of its letters, since the layout does not kern."""
    return sum(map((_MONO_WIDTHS if mono else _SANS_WIDTHS).__getitem__, text))


def advances(text: str, mono: bool = False) -> list[float]:
    """Where each letter of one line ends, in ems from its beginning."""
    return list(accumulate(map((_MONO_WIDTHS if mono else _SANS_WIDTHS).__getitem__, text)))
