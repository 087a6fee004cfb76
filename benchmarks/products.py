"""Products: a product's photo and another colour's name → the same kind of product in that colour.

python -m benchmarks.products DATA

A photo is its histogram of oriented gradients (64 × 64 grey pixels, 8 × 8 cells, 9 directions, blocks of 2 × 2 cells),
a name is its TF-IDF vector. Fusion and learning are the library's own. Weights are learned on every second query and
all figures are of the other half; `grid` is the best of a grid on that half itself. `pocket` repeats the ways of fusing
with the built-in picture encoder, which sees the photo and the colour's name in one vector.
"""

from __future__ import annotations

import hashlib
import math
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.photos import built_in_sight
from benchmarks.running import arguments, records, report
from rag.encoders.base import Encoder
from rag.index.base import Neighbours
from rag.index.exact import nearest
from rag.learning.fitting import Example, fit
from rag.ledger import DocumentRecord, Ledger, SpaceVectors
from rag.questions.question import read_question
from rag.retrievers.base import Retriever
from rag.retrievers.calibration import Calibrator
from rag.retrievers.joint import JointRetriever
from rag.retrievers.merged import MergedRetriever
from rag.retrievers.rrf import RrfRetriever
from rag.streams.dense import DenseStream
from rag.terms import terms
from rag.types import Chunk, Content, Filters, Locator, Modality, Page, Pixels, Query, Source, Vectors, content_id

COLLECTION = "products"
EQUAL = {"text": 1.0, "vision": 1.0}
_SIDE, _CELL, _DIRECTIONS = 64, 8, 9
_GRID = np.logspace(-2, 2, 33)
_WRONG_SCALES = (0.1, 4.0)
_N_TRAINED = 400

Product = dict[str, Any]


def hog(image: Pixels) -> Vectors:
    """(576,) unit: gradients' directions by cell, normalised over blocks (Dalal & Triggs 2005)."""
    grey = np.asarray(Image.fromarray(image).convert("L").resize((_SIDE, _SIDE)), dtype=np.float32)
    down, across = np.gradient(grey)
    bins = (np.arctan2(down, across) % np.pi / np.pi * _DIRECTIONS).astype(int) % _DIRECTIONS
    n = _SIDE // _CELL
    cells = np.zeros((n, n, _DIRECTIONS), dtype=np.float32)
    rows, columns = np.indices(grey.shape) // _CELL
    np.add.at(cells, (rows, columns, bins), np.hypot(down, across))
    blocks = np.concatenate([cells[::2, ::2], cells[::2, 1::2], cells[1::2, ::2], cells[1::2, 1::2]], axis=2)
    blocks /= np.linalg.norm(blocks, axis=2, keepdims=True) + 1e-3
    vector: Vectors = _unit(blocks.ravel()[None])[0]
    return vector


class HogEncoder:
    """A photo as its gradients. Reads no text."""

    space, dim = "hog-64-8-9", (_SIDE // _CELL) ** 2 * _DIRECTIONS
    modalities: frozenset[Modality] = frozenset({"image"})

    def reads(self, text: str) -> float:
        return 0.0

    def encode_queries(self, queries: Sequence[Content]) -> Vectors:
        return np.stack([hog(query.image) for query in queries if query.image is not None])

    encode_chunks = encode_queries


class TfIdfEncoder:
    """A text as its TF-IDF vector over the words of the names."""

    modalities: frozenset[Modality] = frozenset({"text"})

    def __init__(self, names: Sequence[str]) -> None:
        counts = Counter(term for name in names for term in set(terms(name)))
        self._place = {term: place for place, term in enumerate(counts)}
        self._idf = {term: math.log((1 + len(names)) / (1 + n)) + 1 for term, n in counts.items()}
        self.dim = len(counts)
        self.space = f"tf-idf/{self.dim}"

    def reads(self, text: str) -> float:
        return 1.0

    def encode_queries(self, queries: Sequence[Content]) -> Vectors:
        vectors = np.zeros((len(queries), self.dim), dtype=np.float32)
        for row, query in enumerate(queries):
            for term in terms(query.text):
                if term in self._place:
                    vectors[row, self._place[term]] += self._idf[term]
        return _unit(vectors)

    encode_chunks = encode_queries


class LedgerNearest:
    """Exact search in the ledger's vectors, read once."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._read: dict[str, tuple[NDArray[np.int64], Vectors]] = {}

    def search(self, collection: str, space: str, vector: Vectors, k: int) -> Neighbours:
        if space not in self._read:
            self._read[space] = self._ledger.all_vectors(collection, space)
        return nearest(*self._read[space], vector, k)


class Task:
    """The queries, and what answers them."""

    def __init__(self, products: Sequence[Product], photos: Path) -> None:
        self.products = products
        self._photos = photos
        self._by_kind: dict[tuple[str, ...], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for at, product in enumerate(products):
            self._by_kind[_kind(product)][product["baseColour"]].add(at)
        self.colour = {at: colour for at in range(len(products)) if (colour := self._other_colour(at))}

    def _other_colour(self, at: int) -> str:
        """One of the colours that the product's kind comes in, by a hash of its photo's name; empty without any."""
        product = self.products[at]
        others = sorted(set(self._by_kind[_kind(product)]) - {product["baseColour"]})
        digest = hashlib.sha256(product["image"].encode()).digest()
        return others[int.from_bytes(digest[:4], "big") % len(others)] if others else ""

    def gold(self, at: int) -> set[int]:
        """The products of the same kind in the colour that is asked for."""
        return self._by_kind[_kind(self.products[at])][self.colour[at]]

    def photo(self, at: int) -> Pixels:
        with Image.open(self._photos / self.products[at]["image"]) as image:
            return np.asarray(image.convert("RGB"), dtype=np.uint8)

    def query(self, at: int, own_document: str) -> Query:
        """The photo and the new colour's name; the photo itself may not answer."""
        own = Filters(excluded_documents=frozenset({own_document}))
        return Query(self.colour[at], self.photo(at), COLLECTION, own)


def fill(ledger: Ledger, task: Task, text: TfIdfEncoder, vision: Encoder) -> list[str]:
    """Every product as a picture with its name as text; gives their document ids."""
    ids = []
    for at, product in enumerate(task.products):
        source = Source(content_id(product["image"]) * 2, product["image"], "image/jpeg", 0)
        chunk = Chunk(content_id(source.sha256), product["name"], "image", Locator(source.sha256, 1))
        only = np.zeros(1, dtype=np.int64)
        vectors = (
            SpaceVectors(text.space, only, text.encode_chunks([Content(product["name"])])),
            SpaceVectors(vision.space, only, vision.encode_chunks([Content(image=task.photo(at))])),
        )
        record = DocumentRecord(COLLECTION, source, product["image"], (Page(1, 224, 224),), (chunk,), vectors)
        ids.append(ledger.put_document(record).id)
    return ids


def main() -> None:
    """Compare the ways of fusing with both descriptors, and learn the weights of the simple one from wrong scales."""
    asked = arguments(__doc__ or "")
    task = Task(records(asked.data / "products.jsonl"), asked.data / "products")
    trained, tested = list(task.colour)[0::2][:_N_TRAINED], list(task.colour)[1::2]
    figures: dict[str, float | int] = {"queries": len(tested)}
    examples = compare(task, HogEncoder(), [*trained, *tested], tested, figures, "")
    for factor in _WRONG_SCALES:
        wrong = {at: _rescaled(example, factor) for at, example in examples.items()}
        weights = fit([wrong[at] for at in trained], np.ones(2))
        _note(figures, f"unlearned_x{factor:g}", _ranks([wrong[at] for at in tested], np.ones(2)))
        _note(figures, f"learned_x{factor:g}", _ranks([wrong[at] for at in tested], weights))
    compare(task, built_in_sight(), tested, tested, figures, "pocket.")
    report("products", figures)


def compare(
    task: Task,
    vision: Encoder,
    wanted: Sequence[int],
    tested: Sequence[int],
    figures: dict[str, float | int],
    prefix: str,
) -> dict[int, Example]:
    """Note the ways of fusing and the best of a grid on the tested queries; the scores of the wanted ones."""
    text = TfIdfEncoder([product["name"] for product in task.products])
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "library") as ledger:
        ids = fill(ledger, task, text, vision)
        near = LedgerNearest(ledger)
        streams = [DenseStream("vision", vision, ledger, near), DenseStream("text", text, ledger, near)]
        joint = JointRetriever(ledger, streams, Calibrator(ledger), lambda collection: EQUAL)
        retrievers: dict[str, Retriever] = {
            "mr": MergedRetriever(ledger, streams),
            "rrf": RrfRetriever(ledger, streams),
            "fused": joint,
        }
        for name, retriever in retrievers.items():
            _note(figures, prefix + name, [_rank(retriever, task, at, ids) for at in tested])
        examples = {at: _example(joint, task, at, ids, ledger) for at in wanted}
    on_grid = [_ranks([examples[at] for at in tested], np.array([1.0, ratio])) for ratio in _GRID]
    _note(figures, f"{prefix}grid", max(on_grid, key=lambda ranks: float(np.mean(np.array(ranks) <= 1))))
    return examples


def _rank(retriever: Retriever, task: Task, at: int, ids: Sequence[str]) -> int:
    """The rank of the first right product, 11 for none among ten."""
    hits = retriever.retrieve(read_question(task.query(at, ids[at])), 10)
    right = {ids[other] for other in task.gold(at)}
    return next((hit.rank for hit in hits if hit.document.id in right), 11)


def _example(joint: JointRetriever, task: Task, at: int, ids: Sequence[str], ledger: Ledger) -> Example:
    query = task.query(at, ids[at])
    # Every product that may answer: the candidates of a search are only some of a large collection.
    scored = joint.score_keys(read_question(query), ledger.keys(COLLECTION, query.filters), EQUAL)
    place = {int(key): row for row, key in enumerate(ledger.keys(COLLECTION))}
    gold = task.gold(at)
    columns = np.stack([scored.calibrated[name] for name in ("vision", "text")], axis=1).astype(np.float64)
    return Example(columns, np.array([place[int(key)] in gold for key in scored.keys]))


def _rescaled(example: Example, factor: float) -> Example:
    return Example(example.columns * np.array([factor, 1.0]), example.positive)


def _ranks(examples: Sequence[Example], weights: NDArray[np.float64]) -> list[int]:
    return [1 + int((s[~e.positive] > s[e.positive].max()).sum()) for e, s in _scored(examples, weights)]


def _scored(examples: Sequence[Example], weights: NDArray[np.float64]) -> Iterator[tuple[Example, NDArray[np.float64]]]:
    yield from ((example, example.columns @ weights) for example in examples)


def _note(figures: dict[str, float | int], name: str, ranks: Sequence[int]) -> None:
    for k in (1, 10):
        figures[f"{name}.hit@{k}"] = float(np.mean(np.array(ranks) <= k))
    print(f"{name:16s} hit@1 {figures[f'{name}.hit@1']:.3f}   hit@10 {figures[f'{name}.hit@10']:.3f}", flush=True)


def _kind(product: Product) -> tuple[str, ...]:
    return product["gender"], product["articleType"], product["usage"]


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return np.asarray(vectors / lengths, dtype=np.float32)


if __name__ == "__main__":
    main()
