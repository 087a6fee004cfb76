"""What the built-in picture encoder finds by words: held-out icons, unseen concepts, charts, colours, shapes, products.

python -m benchmarks.pocket DATA [--weights FILE]
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.photos import built_in_sight
from benchmarks.running import records, report
from rag.assembly import text_encoder
from rag.config import Config
from rag.encoders.base import Encoder
from rag.encoders.pocket import PocketEncoder
from rag.types import Content, Pixels, Vectors

_SETS = Path(__file__).parent / "pocket_eval"
_COLUMNS = 40
_CHART_PX = (100, 128)
_CHARTS = {
    "bar chart": ("bar chart of sales by region", "柱状图"),
    "stacked bar chart": ("stacked bar chart of costs", "堆叠柱状图"),
    "histogram": ("histogram of exam scores", "直方图"),
    "line chart": ("line chart of the temperature", "折线图"),
    "area chart": ("area chart of energy use", "面积图"),
    "pie chart": ("pie chart of market share", "饼图"),
    "scatter plot": ("scatter plot of height and weight", "散点图"),
    "box plot": ("box plot of salaries", "箱线图"),
    "heatmap": ("heatmap of correlations", "热力图"),
    "radar chart": ("radar chart of skills", "雷达图"),
}
_BASE_COLOURS = {
    "Black": (25, 25, 28), "White": (240, 240, 240), "Blue": (40, 80, 170), "Navy Blue": (25, 30, 70),
    "Red": (190, 30, 40), "Green": (50, 120, 60), "Grey": (130, 130, 130), "Brown": (110, 70, 45),
    "Pink": (235, 130, 165), "Purple": (110, 50, 130), "Yellow": (240, 205, 50), "Orange": (240, 120, 40),
    "Beige": (220, 200, 170), "Silver": (190, 190, 195), "Maroon": (100, 25, 40),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Labelled:
    """Pictures, and of each its labels."""

    pictures: list[Pixels]
    labels: list[list[str]]


def load_set(name: str, size: tuple[int, int] = (64, 64)) -> Labelled:
    """One of the committed sheets, cut into its pictures of (height, width)."""
    labels = json.loads((_SETS / "index.json").read_text(encoding="utf-8"))[name]
    sheet, (height, width) = np.asarray(Image.open(_SETS / f"{name}.webp").convert("RGB")), size
    places = [divmod(i, _COLUMNS) for i in range(len(labels))]
    return Labelled([sheet[r * height : (r + 1) * height, c * width : (c + 1) * width] for r, c in places], labels)


def recall_at(queries: Vectors, candidates: Vectors, k: int) -> float:
    """Share of queries whose own candidate, the row of the same number, is among the k most similar."""
    return float((_ranks(queries, candidates) < k).mean())


def _ranks(queries: Vectors, candidates: Vectors) -> NDArray[np.int64]:
    """Of each query's own candidate, how many are more similar."""
    scores = queries @ candidates.T
    return np.asarray((scores > np.diag(scores)[:, None]).sum(axis=1))


def precision_at(queries: Vectors, candidates: Vectors, right: NDArray[np.bool_], k: int) -> float:
    """Mean share of right ones among the k most similar; `right` (queries, candidates)."""
    best = np.argsort(-(queries @ candidates.T), axis=1)[:, :k]
    return float(np.take_along_axis(right, best, axis=1).mean())


def main() -> None:
    """Encode the committed pictures and the products, print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with products.jsonl; without it products are left out")
    parser.add_argument("--weights", type=Path, help="weights of a pocket tower, to look at it alone")
    asked = parser.parse_args()
    encoder: Encoder = built_in_sight()
    if asked.weights is not None:
        encoder = PocketEncoder(text_encoder(Config()), asked.weights)
    figures = {**_icons(encoder), **_charts(encoder), **_shapes(encoder), **_speed(encoder)}
    if (asked.data / "products.jsonl").exists():
        figures |= _products(encoder, asked.data)
    for name, figure in figures.items():
        print(f"{name:32} {figure:.3f}")
    report("pocket", {name: round(figure, 4) for name, figure in figures.items()})


def _pictures(encoder: Encoder, pictures: list[Pixels]) -> Vectors:
    return encoder.encode_chunks([Content(image=pixels) for pixels in pictures])


def _words(encoder: Encoder, words: list[str]) -> Vectors:
    return encoder.encode_queries([Content(text) for text in words])


def _icons(encoder: Encoder) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name in ("icons", "unseen"):
        held = load_set(name)
        seen, said = _pictures(encoder, held.pictures), _words(encoder, [label[0] for label in held.labels])
        for k in (1, 10):
            figures[f"{name}.recall@{k}"] = recall_at(said, seen, k)
            figures[f"{name}.picture_to_text.recall@{k}"] = recall_at(seen, said, k)
        alone = np.array([" " not in label[0] for label in held.labels])
        # A name of several words may have one that is known: "cow off".
        figures[f"{name}.one_word.recall@10"] = float((_ranks(said, seen)[alone] < 10).mean())
        figures[f"{name}.chance@10"] = 10 / len(held.pictures)
    return figures


def _charts(encoder: Encoder) -> dict[str, float]:
    drawn = load_set("charts", _CHART_PX)
    seen = _pictures(encoder, drawn.pictures)
    right = np.array([[label[0] == kind for label in drawn.labels] for kind in _CHARTS])
    spoken = {
        "": list(_CHARTS),
        ".topic": [q[0] for q in _CHARTS.values()],
        ".chinese": [q[1] for q in _CHARTS.values()],
    }
    figures = {
        f"charts{name}.precision@10": precision_at(_words(encoder, words), seen, right, 10)
        for name, words in spoken.items()
    }
    for kind, row in zip(_CHARTS, right, strict=True):
        figures[f"charts[{kind}].precision@10"] = precision_at(_words(encoder, [kind]), seen, row[None], 10)
    return figures


def _shapes(encoder: Encoder) -> dict[str, float]:
    drawn = load_set("shapes")
    seen, figures = _pictures(encoder, drawn.pictures), {}
    for place, name in ((0, "shapes"), (1, "colours")):
        words = sorted({label[place] for label in drawn.labels})
        right = np.array([[label[place] == word for label in drawn.labels] for word in words])
        figures[f"{name}.precision@10"] = precision_at(_words(encoder, words), seen, right, 10)
    both = sorted({(label[0], label[1]) for label in drawn.labels})
    right = np.array([[(label[0], label[1]) == pair for label in drawn.labels] for pair in both])
    figures["colour_and_shape.precision@2"] = precision_at(
        _words(encoder, [f"{c} {s}" for s, c in both]), seen, right, 2
    )
    return figures


def _speed(encoder: Encoder) -> dict[str, float]:
    """Pictures of 512 × 384 in a second, whole and tiles, from pixels to vectors; the clock covers nothing else."""
    rng = np.random.default_rng(0)
    contents = [Content(image=rng.integers(0, 256, (384, 512, 3), dtype=np.uint8)) for _ in range(64)]
    encoder.encode_chunks(contents[:8])
    begun = time.perf_counter()
    encoder.encode_chunks(contents)
    return {"images_per_s": len(contents) / (time.perf_counter() - begun)}


def _products(encoder: Encoder, data: Path) -> dict[str, float]:
    """Colour and article type in words → photos of both; beside a colour histogram, blind to types, and chance."""
    items = records(data / "products.jsonl")
    pictures = [np.asarray(Image.open(data / "products" / item["image"]).convert("RGB")) for item in items]
    pairs = sorted({(item["baseColour"], item["articleType"]) for item in items if item["baseColour"] in _BASE_COLOURS})
    right = np.array([[(item["baseColour"], item["articleType"]) == pair for item in items] for pair in pairs])
    words = _words(encoder, [f"{colour} {kind}".lower() for colour, kind in pairs])
    shares = np.array([_colour_shares(pixels) for pixels in pictures])
    scores = {
        "text_to_picture": words @ _pictures(encoder, pictures).T,
        "histogram": shares[:, [list(_BASE_COLOURS).index(colour) for colour, _ in pairs]].T,
        "chance": np.random.default_rng(0).random(right.shape),
    }
    return {f"products.{name}.recall@10": _recall_of_all(found, right, 10) for name, found in scores.items()}


def _recall_of_all(scores: NDArray[np.floating[Any]], right: NDArray[np.bool_], k: int) -> float:
    """Mean share of a query's right ones, at most k, that are among its k best."""
    best = np.argsort(-scores, axis=1)[:, :k]
    found = np.take_along_axis(right, best, axis=1).sum(axis=1)
    return float((found / np.minimum(right.sum(axis=1), k)).mean())


def _colour_shares(pixels: Pixels) -> NDArray[np.float64]:
    """Of each base colour, the share of pixels that are nearest to it; near-white paper left out."""
    small = np.asarray(Image.fromarray(pixels).resize((32, 32), Image.Resampling.BOX), dtype=np.float64).reshape(-1, 3)
    inked = small[small.min(axis=1) < 235]
    colours = np.array(list(_BASE_COLOURS.values()), dtype=np.float64)
    nearest = ((inked[:, None] - colours) ** 2).sum(axis=2).argmin(axis=1)
    return np.bincount(nearest, minlength=len(colours)) / max(len(inked), 1)


if __name__ == "__main__":
    main()
