"""Nearest neighbours through Chroma, on disk. The only file that imports chromadb.

Only keys and vectors are given to Chroma: no text, no metadata, no embedding function. What Chroma is known to
lose or corrupt is therefore never more than an index, which `follower` builds again from the ledger. Each set of
vectors has a folder of its own: a damaged one costs nobody else, and dropping one leaves no file behind.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings
from chromadb.errors import ChromaError

from rag.errors import VectorIndexError
from rag.index.base import Keys, Neighbours
from rag.types import Vectors

_BATCH = 5000
"""chromadb 1.5.9 writes at most 5,461 records at once."""
_N_OPEN = 8
"""Each open set holds some 7 threads, 12 files and 15 MB."""
_GRAPH: Any = {"space": "ip", "ef_construction": 200, "max_neighbors": 32, "ef_search": 200}
"""Recall@10 against exact of 1.000 at 2.4 to 3.8 ms over 20,000 fused vectors; DESIGN section 4."""
_COLLECTION = "vectors"


@dataclass(slots=True)
class _Set:
    """An open set of vectors, with how many threads are in it."""

    client: ClientAPI
    collection: Collection
    n_users: int = 0


class ChromaIndex:
    """A `VectorIndex` in a folder that no other process may use at the same time."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._open: OrderedDict[str, _Set] = OrderedDict()
        self._guard = threading.RLock()

    def put(self, name: str, keys: Keys, vectors: Vectors) -> None:
        """Not atomic: who dies in it leaves a doubtful set, which the state file beside the sets tells (`durable`)."""
        ids = [str(int(key)) for key in keys]
        rows = np.asarray(vectors, dtype=np.float32)
        with self._using(name) as collection:
            for start in range(0, len(ids), _BATCH):
                some = ids[start : start + _BATCH]
                # Upserting a record that is there takes 25 ms; deleting and adding it takes 1.
                if known := collection.get(ids=some, include=[])["ids"]:
                    collection.delete(ids=known)
                collection.add(ids=some, embeddings=rows[start : start + _BATCH])

    def delete(self, name: str, keys: Keys) -> None:
        if not self.place(name).exists():
            return
        ids = [str(int(key)) for key in keys]
        with self._using(name) as collection:
            for start in range(0, len(ids), _BATCH):
                collection.delete(ids=ids[start : start + _BATCH])

    def drop(self, name: str) -> None:
        with self._guard:
            held = self._open.pop(name, None)
            if held is not None:
                held.client.close()
            shutil.rmtree(self.place(name), ignore_errors=True)

    def count(self, name: str) -> int:
        if not self.place(name).exists():
            return 0
        with self._using(name) as collection:
            return int(collection.count())

    def search(self, name: str, query: Vectors, k: int) -> Neighbours:
        """Approximate. Similarities are inner products: 1 minus what Chroma calls their distance."""
        if k < 1 or not self.place(name).exists():
            return Neighbours.none()
        with self._using(name) as collection:
            found = collection.query(query_embeddings=query[None, :], n_results=k, include=["distances"])
        keys = np.array(found["ids"][0], dtype=np.int64)
        similarities = (1.0 - np.array((found["distances"] or [[]])[0])).astype(np.float32)
        order = np.lexsort((keys, -similarities))
        return Neighbours(keys[order], similarities[order])

    def close(self) -> None:
        with self._guard:
            for held in self._open.values():
                held.client.close()
            self._open.clear()

    def place(self, name: str) -> Path:
        return self._directory / folder_name(name)

    @contextmanager
    def _using(self, name: str) -> Iterator[Collection]:
        """The open set, which stays open meanwhile; Chroma's failures are translated."""
        with _Translated():
            with self._guard:
                held = self._open.get(name) or _opened(self.place(name))
                self._open[name] = held
                self._open.move_to_end(name)
                # Counted, so that no thread closes the set that another one is searching.
                held.n_users += 1
                self._close_the_oldest()
            try:
                yield held.collection
            finally:
                with self._guard:
                    held.n_users -= 1

    def _close_the_oldest(self) -> None:
        idle = [name for name, held in self._open.items() if not held.n_users]
        for name in idle[: max(0, len(self._open) - _N_OPEN)]:
            self._open.pop(name).client.close()


def folder_name(name: str) -> str:
    """A name may hold anything; a folder's may not."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _opened(place: Path) -> _Set:
    place.mkdir(parents=True, exist_ok=True)
    client = chromadb.PersistentClient(str(place), settings=Settings(anonymized_telemetry=False))
    # Without embedding_function=None Chroma makes its default one, which downloads a model when it is first used.
    collection = client.get_or_create_collection(_COLLECTION, embedding_function=None, configuration={"hnsw": _GRAPH})
    return _Set(client, collection)


class _Translated:
    """Chroma's exceptions as VectorIndexError; a panic of its Rust part is none of Python's Exceptions."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, _: object) -> None:
        theirs = (ChromaError, OSError, RuntimeError, ValueError, TypeError)
        if isinstance(exc, theirs) or type(exc).__name__ == "PanicException":
            raise VectorIndexError(f"The vector index failed: {exc}", "It is built again from the ledger.") from exc
