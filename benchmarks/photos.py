"""Photographs by words: is a picture of the thing found first, how many are, and is the thing shown where it is?

python -m benchmarks.photos DATA

For each kind of object but person that at least two pictures have: "a photo of a KIND" over all photographs, with the
built-in picture encoder. `place`: where the first picture is right, whether the centre of the marked part lies in a box
of the object. The same in Chinese is printed below. Nothing is fitted.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.photo_words import IN_CHINESE
from benchmarks.running import arguments, records, report
from rag.assembly import encoders, models
from rag.config import Config
from rag.encoders.sight import SightEncoder
from rag.types import Box, Content, Pixels, Vectors

_LONGEST_PX = 512
"""As pictures are when they are ingested."""


@dataclass(frozen=True, slots=True)
class Photos:
    """Photographs, and what they show."""

    pictures: list[Pixels]
    objects: list[list[dict[str, Any]]]

    @property
    def kinds(self) -> list[str]:
        """Kinds of object that are asked for."""
        counts = Counter(kind for found in self.objects for kind in {thing["name"] for thing in found})
        return sorted(kind for kind, n in counts.items() if n >= 2 and kind != "person")

    def has(self, kind: str) -> NDArray[np.bool_]:
        """(pictures,) whether each shows the kind."""
        return np.array([any(thing["name"] == kind for thing in found) for found in self.objects])


def load(data: Path) -> Photos:
    """All photographs of the folder, made as small as ingestion makes them."""
    found = records(data / "photos.jsonl")
    return Photos([picture(data / "photos" / record["image"]) for record in found], [r["objects"] for r in found])


def picture(path: Path) -> Pixels:
    """A picture file as ingestion gives it to encoders."""
    with Image.open(path) as image:
        upright = image.convert("RGB")
    upright.thumbnail((_LONGEST_PX, _LONGEST_PX))
    return np.asarray(upright)


def quality(questions: Vectors, seen: Vectors, right: NDArray[np.bool_]) -> tuple[float, float]:
    """hit@1 and R-precision; `right` (questions, pictures)."""
    order = np.argsort(-(questions @ seen.T), axis=1, kind="stable")
    ranked = np.take_along_axis(right, order, axis=1)
    precision = [row[:n].mean() for row, n in zip(ranked, right.sum(axis=1), strict=True)]
    return float(ranked[:, 0].mean()), float(np.mean(precision))


def built_in_sight() -> SightEncoder:
    """The picture encoder of a library with nothing configured."""
    config = Config()
    encoder = encoders(config, models(config)).vision
    assert isinstance(encoder, SightEncoder)
    return encoder


def main() -> None:
    """Encode the photographs, ask for every kind, print what was found."""
    asked = arguments(__doc__ or "")
    encoder = built_in_sight()
    photos = load(asked.data)
    kinds = photos.kinds
    right = np.array([photos.has(kind) for kind in kinds])
    contents = [Content(image=pixels) for pixels in photos.pictures]
    encoder.encode_chunks(contents[:1])
    begun = time.perf_counter()
    seen = encoder.encode_chunks(contents)
    seconds = time.perf_counter() - begun
    english = encoder.encode_queries([Content(f"a photo of a {kind}") for kind in kinds])
    hit, precision = quality(english, seen, right)
    figures: dict[str, float | int] = {
        "hit@1": hit,
        "r_precision": precision,
        "place": place(encoder, photos, english, seen),
        "kinds": len(kinds),
        "images_per_s": len(contents) / seconds,
    }
    _print_chinese(encoder, kinds, seen, right)
    for name, value in figures.items():
        print(f"{name:14} {value:.3f}")
    report("photos", figures)


def place(encoder: SightEncoder, photos: Photos, questions: Vectors, seen: Vectors) -> float:
    """Share of right first pictures in which the marked part's centre lies in a box of the object."""
    lies = []
    for kind, question in zip(photos.kinds, questions, strict=True):
        first = int(np.argmax(seen @ question))
        boxes = [_box(thing, photos.pictures[first]) for thing in photos.objects[first] if thing["name"] == kind]
        if boxes:
            marked = encoder.place(f"a photo of a {kind}", photos.pictures[first])
            lies.append(marked is not None and any(box.contains(*marked.center) for box in boxes))
    return float(np.mean(lies)) if lies else 0.0


def _box(thing: dict[str, Any], pixels: Pixels) -> Box:
    height, width = pixels.shape[:2]
    x, y, across, down = thing["center_size"]
    return Box((x - across / 2) * width, (y - down / 2) * height, (x + across / 2) * width, (y + down / 2) * height)


def _print_chinese(encoder: SightEncoder, kinds: list[str], seen: Vectors, right: NDArray[np.bool_]) -> None:
    known = [row for row, kind in enumerate(kinds) if kind in IN_CHINESE]
    questions = encoder.encode_queries([Content(f"一张{IN_CHINESE[kinds[row]]}的照片") for row in known])
    hit, precision = quality(questions, seen, right[known])
    print(f"in Chinese, {len(known)} kinds: hit@1 {hit:.3f}, R-precision {precision:.3f}")


if __name__ == "__main__":
    main()
