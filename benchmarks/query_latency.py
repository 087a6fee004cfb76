"""Latency of retrieval without query encoding, and what the candidates lose against scoring everything.

python -m benchmarks.query_latency [--million] [--queries N] [--library DIR]

Collections are made up: documents of pages of short texts over a vocabulary with Zipf's frequencies, every tenth chunk
a picture, clustered unit vectors of 384 (text) and 64 (vision) dimensions, word vectors of 384 in 2 bits. A query is
a chunk's own words and a vector near its own. All streams take part, with the default weights, through Chroma. The
clock starts when the index is built and the words have been read into memory, which takes `words_s` once.
`recall@10` compares the ten hits with the ten best of exact scores of every chunk in every stream but late interaction,
which is a second look at candidates by design and is left out of both sides of that comparison.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.running import report
from rag import assembly
from rag.encoders.packed import pack
from rag.index.follower import IndexFollower
from rag.ledger import DocumentRecord, Ledger, SpaceVectors, TokenVectors
from rag.questions.question import read_question, read_text
from rag.retrievers.calibration import Calibrator
from rag.retrievers.fusion import joint_similarity
from rag.retrievers.joint import DEFAULT_WEIGHTS, JointRetriever
from rag.streams.base import Stream
from rag.streams.dense import DenseStream
from rag.streams.late import LateStream
from rag.streams.lexical import LexicalStream, PageStream
from rag.streams.reference import ReferenceStream
from rag.types import Chunk, Content, Locator, Modality, Page, Query, Source, Vectors, content_id

TEXT_DIM, VISION_DIM, WORDS_DIM = 384, 64, 384
_N_CLUSTERS, _N_WORDS, _N_TERMS, _N_PIECES = 200, 40, 60_000, 30
_PAGES, _CHUNKS = 20, 5
_QUESTION_WORDS = 7
COLLECTION = "default"


class GivenEncoder:
    """Stands for a model whose time is not counted: a query's vector is looked up by its words."""

    def __init__(self, space: str, dim: int, modality: Modality, vectors: dict[str, Vectors]) -> None:
        self.space, self.dim, self._vectors = space, dim, vectors
        self.modalities: frozenset[Modality] = frozenset({"text", modality})

    def reads(self, text: str) -> float:
        return 1.0

    def encode_queries(self, queries: Sequence[Content]) -> Vectors:
        return np.stack([self._vectors.get(query.text, _any_unit(self.dim)) for query in queries])

    encode_chunks = encode_queries


class GivenWords(GivenEncoder):
    """The same for word vectors: some directions around the query's own."""

    def encode_queries(self, queries: Sequence[Content]) -> list[Vectors]:  # type: ignore[override]
        return [_around(self._vectors.get(query.text, _any_unit(self.dim)), _QUESTION_WORDS) for query in queries]

    encode_chunks = encode_queries  # type: ignore[assignment]


class Corpus:
    """Made-up documents, the same on every run."""

    def __init__(self, n_chunks: int) -> None:
        self._random = np.random.default_rng(n_chunks)
        self.n_documents = n_chunks // (_PAGES * _CHUNKS)
        self._centres = {dim: _unit(self._random.normal(size=(_N_CLUSTERS, dim))) for dim in (TEXT_DIM, VISION_DIM)}
        frequencies = 1.0 / (np.arange(_N_TERMS) + 10.0)
        self._cumulated = np.cumsum(frequencies / frequencies.sum())
        codes = [pack(_unit(self._random.normal(size=(_N_PIECES, WORDS_DIM)))) for _ in range(512)]
        self._codes = codes

    def records(self) -> Iterator[DocumentRecord]:
        """All documents."""
        for number in range(self.n_documents):
            yield self._record(number)

    def _record(self, number: int) -> DocumentRecord:
        n = _PAGES * _CHUNKS
        source = Source(content_id(number) * 2, f"made-up-{number}.pdf", "application/pdf", 1)
        texts = self._texts(n)
        chunks = tuple(
            Chunk(content_id(number, at), text, "figure" if at % 10 == 9 else "text", _place(source, at))
            for at, text in enumerate(texts)
        )
        pictures = np.arange(9, n, 10)
        vectors = (
            SpaceVectors("text", np.arange(n), self._near(TEXT_DIM, n)),
            SpaceVectors("vision", pictures, self._near(VISION_DIM, len(pictures))),
        )
        codes = tuple(self._codes[int(at)] for at in self._random.integers(0, len(self._codes), n))
        words = (TokenVectors("words", np.arange(n), codes),)
        pages = tuple(Page(page + 1, 612, 792) for page in range(_PAGES))
        return DocumentRecord(COLLECTION, source, f"/{source.name}", pages, chunks, vectors, words)

    def _texts(self, n: int) -> list[str]:
        ranks = np.searchsorted(self._cumulated, self._random.random((n, _N_WORDS)))
        return [" ".join(f"word{rank}x" for rank in row) for row in ranks]

    def _near(self, dim: int, n: int) -> Vectors:
        centres = self._centres[dim][self._random.integers(0, _N_CLUSTERS, n)]
        return _unit(centres + self._random.normal(size=(n, dim)) * (0.7 / dim**0.5))

    def queries(self, ledger: Ledger, n: int) -> dict[str, Vectors]:
        """Some words of sampled chunks, in rising order of their frequency, with a vector near the chunk's own."""
        keys = ledger.keys(COLLECTION)
        chosen = np.sort(self._random.choice(keys, n, replace=False))
        _, vectors = ledger.vectors("text", chosen)
        near = _unit(vectors + self._random.normal(size=vectors.shape) * (0.5 / TEXT_DIM**0.5))
        texts = [" ".join(stored.chunk.text.split()[:_QUESTION_WORDS]) for stored in ledger.chunks(chosen)]
        return dict(zip(texts, near, strict=True))


def main() -> None:
    """Measure each size in a fresh library."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", help="not read: the collections are made up")
    parser.add_argument("--million", action="store_true", help="1,000,000 chunks too: an hour and 10 GB of disk")
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--library", type=Path, help="folder of made-up libraries: made there when missing, and kept")
    asked = parser.parse_args()
    figures: dict[str, float | int] = {}
    for name, n_chunks in {"10k": 10_000, "100k": 100_000, "1M": 1_000_000}.items():
        if n_chunks <= 100_000 or asked.million:
            with _folder(asked.library, name) as folder:
                found = measured(folder, n_chunks, asked.queries)
            figures |= {f"{name}.{key}": value for key, value in found.items()}
            print(name, {key: value for key, value in figures.items() if key.startswith(f"{name}.")}, flush=True)
    report("query_latency", figures)


@contextmanager
def _folder(kept: Path | None, name: str) -> Iterator[Path]:
    if kept is not None:
        yield kept / name
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def measured(folder: Path, n_chunks: int, n_queries: int) -> dict[str, float]:
    """Milliseconds of a retrieval, its recall against exact scores, and seconds until the words are in memory."""
    corpus = Corpus(n_chunks)
    with Ledger.open(folder / "library") as ledger:
        if ledger.n_chunks(COLLECTION) != n_chunks:
            for record in corpus.records():
                ledger.put_document(record)
        index = assembly.index(folder / "library", ledger)
        index.wait(7200)
        asked = corpus.queries(ledger, n_queries)
        streams = _streams(ledger, index, asked)
        retriever = JointRetriever(ledger, streams, Calibrator(ledger))
        begun = time.perf_counter()
        for text in list(asked)[:3]:
            retriever.retrieve(read_text(text), 10)
        ledger.wait_for_words()
        words_s = time.perf_counter() - begun
        for text in list(asked)[:3]:
            retriever.retrieve(read_text(text), 10)
        seconds = [_timed(retriever, text) for text in asked]
        recalls = [_recall(retriever, ledger, text) for text in list(asked)[: max(10, n_queries // 2)]]
        index.close()
    p50, p95 = np.quantile(np.array(seconds) * 1000, (0.5, 0.95))
    return {
        "p50_ms": round(float(p50), 2),
        "p95_ms": round(float(p95), 2),
        "recall@10": float(np.mean(recalls)),
        "words_s": round(words_s, 1),
    }


def _streams(ledger: Ledger, index: IndexFollower, asked: dict[str, Vectors]) -> list[Stream]:
    seen = {text: _unit(vector[None, :VISION_DIM])[0] for text, vector in asked.items()}
    return [
        DenseStream("text", GivenEncoder("text", TEXT_DIM, "text", asked), ledger, index),
        LexicalStream(ledger),
        PageStream(ledger),
        LateStream(GivenWords("words", WORDS_DIM, "text", asked), ledger),
        DenseStream("vision", GivenEncoder("vision", VISION_DIM, "image", seen), ledger, index),
        ReferenceStream(ledger),
    ]


def _timed(retriever: JointRetriever, text: str) -> float:
    begun = time.perf_counter()
    retriever.retrieve(read_text(text), 10)
    return time.perf_counter() - begun


def _recall(retriever: JointRetriever, ledger: Ledger, text: str) -> float:
    """Of the ten best of exact scores of everything, how many are among the ten hits; ties count as found."""
    weights: Mapping[str, float] = {**DEFAULT_WEIGHTS, "late": 0.0}
    hits = retriever.retrieve(read_question(Query(text, weights=tuple(weights.items()))), 10)
    keys = ledger.keys(COLLECTION)
    everything = joint_similarity(retriever.score_keys(read_text(text), keys, weights).calibrated, weights)
    tenth = np.partition(everything, -10)[-10]
    return sum(hit.score >= float(tenth) - 1e-4 for hit in hits) / 10


def _place(source: Source, at: int) -> Locator:
    return Locator(source.sha256, at // _CHUNKS + 1)


def _unit(vectors: NDArray[np.floating[Any]]) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _any_unit(dim: int) -> Vectors:
    return np.full(dim, dim**-0.5, dtype=np.float32)


def _around(vector: Vectors, n: int) -> Vectors:
    return _unit(vector + np.random.default_rng(0).normal(size=(n, len(vector))) * len(vector) ** -0.5)


if __name__ == "__main__":
    main()
