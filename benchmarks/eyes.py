"""Is a picture encoder believed as far as it is right? And are pictures found by pictures?

python -m benchmarks.eyes DATA [--library DIR]

One collection holds the documents, the receipts, the scenes and some products. Three simulated encoders see its
pictures: for words that belong to a picture, this lies ahead of the others by 4, 2 and 1 deviations, give or take one;
for all other words every picture is as likely. `NAME.first`: of the picture questions of which the encoder alone puts
the right picture first, the share of which the default retriever does (1 where it puts none first). `weak.…_loss`: what
the weak one costs page retrieval and receipts. `same`, `half`, `crop`: the picture itself, half as large as JPEG, and
with two thirds cut away, as questions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.collections import copy_documents, put_pictures
from benchmarks.eyes_pictures import by_picture
from benchmarks.receipts import question as receipt_question
from benchmarks.running import arguments, filled_library, records, report
from rag.assembly import retriever
from rag.encoders.base import Encoder
from rag.learning.evaluation import Question, measure, scoped_queries
from rag.library import Library
from rag.questions.question import read_question
from rag.retrievers.base import Retriever
from rag.retrievers.joint import JointRetriever
from rag.retrievers.trust import N_PAIRS, PictureTrust, picture_pairs
from rag.serving.models import Encoders
from rag.streams.dense import DenseStream
from rag.types import IMAGE_KINDS, Box, Content, Filters, Modality, Query, Vectors

COLLECTION = "eyes"
_STRENGTHS = {"strong": 4.0, "middle": 2.0, "weak": 1.0}
_DIM = 512
_N_EACH = 12
_N_PRODUCTS = 200
_SHOWN = ("Chart", "Figure")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question whose answer is one picture."""

    words: str
    key: int
    """Of the picture's chunk."""


class SimulatedEncoder:
    """Pictures are directions of chance; words that belong to one lie `strength` deviations nearer to it."""

    modalities: frozenset[Modality] = frozenset({"text", "image"})
    dim = _DIM

    def __init__(self, name: str, strength: float, belonging: dict[str, int]) -> None:
        self.space = f"simulated-{name}/{_DIM}"
        self._strength = strength
        self._belonging = belonging

    def reads(self, text: str) -> float:
        return 1.0

    def pictures(self, keys: Iterable[int]) -> Vectors:
        """(n, dim) the directions of chunks."""
        return np.stack([_chance(f"picture {key}") for key in keys])

    def encode_queries(self, queries: Sequence[Content]) -> Vectors:
        return np.stack([self._words(query.text) for query in queries])

    encode_chunks = encode_queries

    def _words(self, text: str) -> Vectors:
        noise = _chance(text)
        key = self._belonging.get(text)
        if key is None:
            return noise
        seen = _chance(f"picture {key}")
        # As far ahead as the encoder is strong, give or take what the others vary by.
        cosine = float(self._strength / np.sqrt(_DIM) + noise @ seen)
        apart = noise - (noise @ seen) * seen
        mixed = cosine * seen + np.sqrt(1 - cosine**2) * apart / np.linalg.norm(apart)
        return np.asarray(mixed, dtype=np.float32)


def _chance(name: str) -> Vectors:
    """(dim,) a unit vector by the hash of a name."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    vector = np.random.default_rng(seed).normal(size=_DIM)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def main() -> None:
    """Fill the collection, ask with each encoder, then with pictures."""
    asked = arguments(__doc__ or "")
    figures: dict[str, float | int] = {}
    with filled_library(asked, "documents") as library:
        fill(library, asked.data)
        questions = picture_questions(library, asked.data)
        figures |= _simulated(library, asked.data, questions)
        figures |= by_picture(library, asked.data, COLLECTION)
        figures["questions"] = len(questions)
    for name, value in figures.items():
        print(f"{name:24} {value:.3f}")
    report("eyes", figures)


def fill(library: Library, data: Path) -> None:
    """Documents and receipts as they are read; scenes and products as pictures without words."""
    from ingestion import ingest

    ingest([data / "receipts"], library, collection="receipts")
    copy_documents(library.ledger, ("documents", "receipts"), COLLECTION)
    scenes = [data / "scenes" / record["image"] for record in records(data / "scenes.jsonl")]
    products = [data / "products" / record["image"] for record in records(data / "products.jsonl")[:_N_PRODUCTS]]
    put_pictures(library, COLLECTION, [*dict.fromkeys(scenes), *products])


def picture_questions(library: Library, data: Path) -> list[Asked]:
    """At most twelve each about scenes, products, receipts, and figures of documents."""
    first = {document.source.name: document for document in library.documents(COLLECTION)}
    keys = {name: library.ledger.keys(COLLECTION, _within(document.id)) for name, document in first.items()}
    pictures = {name: int(found[0]) for name, found in keys.items() if len(found)}
    said = [
        *_spread([(f"Which picture shows this: {r['statement']}?", r["image"]) for r in _true(data)]),
        *_spread([(f"Show me a photo of {r['name']}", r["image"]) for r in _unique(data)]),
        *_spread([(f"a photo of the receipt of {r['company']}, {r['date']}", r["image"]) for r in _receipts(data)]),
    ]
    return [Asked(words, pictures[name]) for words, name in said if name in pictures] + _of_figures(library, data)


def _true(data: Path) -> list[dict[str, Any]]:
    return [record for record in records(data / "scenes.jsonl") if record["label"]]


def _unique(data: Path) -> list[dict[str, Any]]:
    products = records(data / "products.jsonl")[:_N_PRODUCTS]
    names = [record["name"] for record in products]
    return [record for record in products if names.count(record["name"]) == 1]


def _receipts(data: Path) -> list[dict[str, Any]]:
    return records(data / "receipts.jsonl")


def _spread(items: Sequence[Any]) -> list[Any]:
    return [items[int(at)] for at in np.unique(np.linspace(0, len(items) - 1, _N_EACH).astype(int))] if items else []


def _of_figures(library: Library, data: Path) -> list[Asked]:
    """Questions that say that they ask for something seen, and the figure that covers the labelled box best."""
    ids = {document.source.name: document.id for document in library.documents(COLLECTION)}
    found = []
    for record in records(data / "documents.jsonl"):
        shown = any(source.startswith(_SHOWN) for source in record["sources"])
        if shown and len(record["boxes"]) == 1 and read_question(Query(record["question"])).seen:
            key = _covering(library, ids[record["document"]], record["boxes"][0])
            if key is not None:
                found.append(Asked(record["question"], key))
    return _spread(found)


def _covering(library: Library, document: str, label: dict[str, Any]) -> int | None:
    gold = Box(*label["bbox"])
    pictures = [
        (gold.intersection(Box.around(stored.chunk.locator.boxes)).area, stored.key)
        for stored in library.ledger.page_chunks(document, label["page"])
        if stored.chunk.kind in IMAGE_KINDS and stored.chunk.locator.boxes
    ]
    area, key = max(pictures, default=(0.0, 0))
    return key if area > 0 else None


def _within(document: str) -> Filters:
    return Filters(documents=frozenset({document}), modalities=frozenset({"image"}))


def _simulated(library: Library, data: Path, questions: Sequence[Asked]) -> dict[str, float | int]:
    belonging = {pair.words: pair.key for pair in picture_pairs(library.ledger, COLLECTION, N_PAIRS)}
    belonging |= {asked.words: asked.key for asked in questions}
    known = {read_question(Query(words)).search_text: key for words, key in belonging.items()}
    pictures = library.ledger.keys(COLLECTION, Filters(modalities=frozenset({"image"})))
    figures: dict[str, float | int] = {}
    blind = _costs(library, data, _with(library, None))
    for name, strength in _STRENGTHS.items():
        encoder = SimulatedEncoder(name, strength, known)
        library.ledger.put_vectors(encoder.space, pictures, encoder.pictures(pictures.tolist()))
        found = _with(library, encoder)
        alone = [_is_first(library, found, asked, alone=True) for asked in questions]
        joint = [_is_first(library, found, asked) for asked in questions]
        both = sum(a and b for a, b in zip(alone, joint, strict=True))
        figures[f"{name}.first"] = both / sum(alone) if any(alone) else 1.0
        first = f"alone first {np.mean(alone):.3f}, together {np.mean(joint):.3f}"
        print(f"{name}: strength {_strength(library, encoder):.2f}, {first}", flush=True)
        pages, receipts = _costs(library, data, found)
        print(
            f"{name}: page recall@1 {pages:.3f} (without pictures {blind[0]:.3f}), receipts {receipts:.3f}", flush=True
        )
        if name == "weak":
            figures["weak.page_recall_loss"] = blind[0] - pages
            figures["weak.receipts_loss"] = blind[1] - receipts
    return figures


def _strength(library: Library, encoder: Encoder) -> float:
    stream = DenseStream("vision", encoder, library.ledger, library.index)
    return PictureTrust(library.ledger, stream, encoder.space, {}).strength(COLLECTION).figures


def _with(library: Library, vision: Encoder | None) -> JointRetriever:
    own = library.encoders
    return retriever(library.ledger, library.index, Encoders(own.text, vision, own.late))


def _is_first(library: Library, found: JointRetriever, asked: Asked, alone: bool = False) -> bool:
    """Whether the first hit is the picture."""
    names = found.stream_names
    weights = tuple((name, float(name == "vision")) for name in names) if alone else ()
    hits = found.retrieve(read_question(Query(asked.words, collection=COLLECTION, weights=weights)), 1)
    return bool(hits) and hits[0].chunk.id == library.ledger.chunks([asked.key])[0].chunk.id


def _costs(library: Library, data: Path, found: Retriever) -> tuple[float, float]:
    """Page recall@1 within documents, and the share of receipts found first."""
    labelled = [record for record in records(data / "documents.jsonl") if record["boxes"]]
    pages = [
        Question(r["question"], r["document"], tuple(sorted({b["page"] for b in r["boxes"]})), str(r["answer"]))
        for r in labelled
    ]
    queries = scoped_queries(pages, library.documents(COLLECTION), COLLECTION)
    recall = float(measure(found, pages, queries)["R@1"].mean())
    receipts = _receipts(data)
    hits = [found.retrieve(read_question(Query(receipt_question(r), collection=COLLECTION)), 1) for r in receipts]
    names = [hit[0].document.source.name if hit else "" for hit in hits]
    return recall, float(np.mean([name == r["image"] for name, r in zip(names, receipts, strict=True)]))


if __name__ == "__main__":
    main()
