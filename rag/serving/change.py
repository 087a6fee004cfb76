"""Which models serve a collection now, and the change to others without a gap.

A collection is searched with the models whose vectors it has. When the settings name another model, the old one goes on
answering while the new one encodes every chunk again in the background; then one write switches. Each role changes by
itself.

Knows: the ledger, the roles. Does not know: how a model is built.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rag.encoders.base import Encoder, MultiVectorEncoder, SharedPass
from rag.encoders.packed import pack
from rag.errors import SightlineError
from rag.ledger import Ledger, StoredChunk
from rag.serving.models import Encoders, Models, Role, record, serving
from rag.types import Content

log = logging.getLogger(__name__)
_BATCH = 64
GRACE_S = 30.0
"""From a switch to the deletion of the old vectors: a search that began before it may still need them."""


@dataclass(frozen=True, slots=True)
class Reencoded:
    """How far a change of models is."""

    role: Role
    done: int
    total: int


class Change:
    """Takes one collection from the models that serve it to those wanted. Resumes where an earlier one stopped."""

    def __init__(
        self,
        ledger: Ledger,
        collection: str,
        wanted: Models,
        build: Callable[[Models], Encoders],
        contents_of: Callable[[Sequence[StoredChunk], bool], list[Content]],
    ) -> None:
        self._ledger = ledger
        self._collection = collection
        self._wanted = wanted
        self._build = build
        self._contents_of = contents_of
        self._stopped = threading.Event()
        self._shared: SharedPass | None = None
        self.progress: Reencoded | None = None

    @property
    def wanted(self) -> Models:
        """The models that it leads to."""
        return self._wanted

    def stop(self) -> None:
        """End after the batch at hand; what is encoded stays."""
        self._stopped.set()

    def wait_for_stop(self, timeout_s: float) -> bool:
        """Whether `stop` was called within that time."""
        return self._stopped.wait(timeout_s)

    def run(self, on_progress: Callable[[Reencoded], None] = lambda _: None) -> bool:
        """Encode what is missing, then switch, role by role; False when stopped before the last switch."""
        encoders = self._build(self._wanted)
        self._shared = encoders.late if isinstance(encoders.late, SharedPass) else None
        for role in ("text", "vision", "late"):
            encoder = getattr(encoders, role)
            if encoder is not None and not self._fill(role, encoder, on_progress):
                return False
            now = serving(self._ledger, self._collection, self._wanted)
            record(self._ledger, self._collection, replace(now, **{role: getattr(self._wanted, role)}))
        self.progress = None
        return True

    def _fill(
        self, role: Role, encoder: Encoder | MultiVectorEncoder, on_progress: Callable[[Reencoded], None]
    ) -> bool:
        missing = self._missing(role, encoder)
        done, total = 0, len(missing)
        self.progress = Reencoded(role, done, total) if missing else None
        while missing:
            for start in range(0, len(missing), _BATCH):
                if self._stopped.is_set():
                    return False
                self._encode(encoder, missing[start : start + _BATCH])
                done += len(missing[start : start + _BATCH])
                self.progress = Reencoded(role, done, max(done, total))
                on_progress(self.progress)
            # What was ingested meanwhile, or could not be encoded: the latter is not tried for ever.
            again = self._missing(role, encoder)
            missing = [key for key in again if key not in set(missing)]
        return True

    def _missing(self, role: Role, encoder: Encoder | MultiVectorEncoder) -> list[int]:
        limit = self._ledger.n_chunks(self._collection) + 1
        seen: frozenset[Literal["text", "image"]] = frozenset({"image"})
        if role == "text" or encoder.modalities == {"text"}:
            seen = frozenset({"text", "image"})
        find = self._ledger.missing_token_vectors if role == "late" else self._ledger.missing_vectors
        return find(self._collection, encoder.space, seen, limit)

    def _encode(self, encoder: Encoder | MultiVectorEncoder, keys: list[int]) -> None:
        stored = self._ledger.chunks(keys)
        sees = "image" in encoder.modalities and all(chunk.chunk.modality == "image" for chunk in stored)
        contents = self._contents_of(stored, sees)
        usable = [(c.key, content) for c, content in zip(stored, contents, strict=True) if _is_something(content)]
        if not usable:
            return
        at, readable = [key for key, _ in usable], [content for _, content in usable]
        if self._shared is not None and encoder is self._shared.shares:
            # The words come out of the same pass; their role finds nothing missing then.
            pooled, words = self._shared.encode_shared(readable)
            self._ledger.put_token_vectors(self._shared.space, at, [pack(matrix) for matrix in words])
            self._ledger.put_vectors(encoder.space, at, pooled)
            return
        found = encoder.encode_chunks(readable)
        if isinstance(found, list):
            self._ledger.put_token_vectors(encoder.space, at, [pack(matrix) for matrix in found])
        else:
            self._ledger.put_vectors(encoder.space, at, found)


def _is_something(content: Content) -> bool:
    return bool(content.text) or content.image is not None


class ChangeInBackground:
    """Runs the changes of a library's collections in threads of their own, each with `tidy` some time after its end."""

    def __init__(
        self, change_of: Callable[[str], Change], tidy: Callable[[str], None], grace_s: float = GRACE_S
    ) -> None:
        """`tidy` deletes what the old models left in a collection; when it is cut short, the next process does it."""
        self._change_of = change_of
        self._tidy = tidy
        self._grace_s = grace_s
        self._running: dict[str, tuple[Change, threading.Thread]] = {}
        self._guard = threading.Lock()
        self._closed = False

    def ensure(self, collection: str) -> None:
        """Start the change of a collection unless one runs, or this one has been tried, already."""
        with self._guard:
            tried, of_tried = self._running.get(collection, (None, None))
            if self._closed or (of_tried is not None and of_tried.is_alive()):
                return
            change = self._change_of(collection)
            if tried is None or tried.wanted != change.wanted:
                thread = threading.Thread(target=self._run, args=(collection, change), name="re-encoding", daemon=True)
                self._running[collection] = (change, thread)
                thread.start()

    def progress(self, collection: str) -> Reencoded | None:
        """How far it is; None when nothing is under way."""
        change, thread = self._running.get(collection, (None, None))
        return change.progress if change is not None and thread is not None and thread.is_alive() else None

    def close(self) -> None:
        """Stop after the batch at hand, and start nothing more."""
        with self._guard:
            self._closed = True
            running = list(self._running.values())
        for change, _ in running:
            change.stop()
        for _, thread in running:
            thread.join()

    def _run(self, collection: str, change: Change) -> None:
        try:
            if change.run() and not change.wait_for_stop(self._grace_s):
                self._tidy(collection)
        except SightlineError as error:
            log.error("The change of models stopped; those that serve now go on. %s %s", error.message, error.hint)
