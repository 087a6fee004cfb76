"""Pictures as questions: the picture itself, half as large, and a third of it, over receipts, scenes and products."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from rag.files.pictures import open_picture
from rag.library import Library
from rag.types import Document, Pixels, Query

_N_EACH = 12
_QUALITY = 60
_FOLDERS = ("receipts", "scenes", "products")


def by_picture(library: Library, data: Path, collection: str) -> dict[str, float | int]:
    """hit@1 of each way of asking, and the share of answers to "which is this?" that name the file."""
    paths = _paths(library, data, collection)
    found: dict[str, list[bool]] = {name: [] for name in _WAYS}
    named = []
    for number, path in enumerate(paths):
        for name, change in _WAYS.items():
            query = Query("", change(open_picture(path), number), collection)
            hits = library.find(query, 1)
            found[name].append(bool(hits) and hits[0].document.source.name == path.name)
            if not found[name][-1]:
                print(f"{name}: {path.name} → {hits[0].document.source.name if hits else 'nothing'}", flush=True)
        answer = library.ask(Query("Which is this?", open_picture(path), collection))
        named.append(path.name in answer.text)
    figures: dict[str, float | int] = {f"{name}.hit@1": float(np.mean(right)) for name, right in found.items()}
    return figures | {"which.named": float(np.mean(named))}


def _paths(library: Library, data: Path, collection: str) -> list[Path]:
    have = {document.source.name: document for document in library.documents(collection)}
    chosen = []
    for folder in _FOLDERS:
        paths = [path for path in sorted((data / folder).iterdir()) if _is_there(have.get(path.name))]
        chosen += [paths[int(at)] for at in np.unique(np.linspace(0, len(paths) - 1, _N_EACH).astype(int))]
    return chosen


def _is_there(document: Document | None) -> bool:
    return document is not None and document.n_pages == 1


def _same(pixels: Pixels, number: int) -> Pixels:
    return pixels


def _half(pixels: Pixels, number: int) -> Pixels:
    """Half as large, and pressed as JPEG."""
    image, file = Image.fromarray(pixels), io.BytesIO()
    image.resize((image.width // 2, image.height // 2)).save(file, "JPEG", quality=_QUALITY)
    return np.asarray(Image.open(file).convert("RGB"))


def _crop(pixels: Pixels, number: int) -> Pixels:
    """A third: by turns a part of the longer side, and a rectangle of a third of the area, at a place of chance."""
    height, width = pixels.shape[:2]
    share = np.array([1.0, 1.0])
    share[int(width > height)] = 1 / 3
    if number % 2:
        share = np.full(2, 3**-0.5)
    rows, columns = int(height * share[0]), int(width * share[1])
    rng = np.random.default_rng(number)
    top, left = int(rng.integers(0, height - rows + 1)), int(rng.integers(0, width - columns + 1))
    return np.ascontiguousarray(pixels[top : top + rows, left : left + columns])


_WAYS: dict[str, Callable[[Pixels, int], Pixels]] = {"same": _same, "half": _half, "crop": _crop}
