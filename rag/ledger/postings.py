"""An inverted file in memory: of each term, which rows hold it and how often.

Knows: terms, counts and the arithmetic of BM25. Does not know: where the rows come from, or when they change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75
Row = tuple[int, str, int]
"""Key, terms separated by blanks, number of terms."""
Keys = NDArray[np.int64]
_MOST = np.iinfo(np.uint16).max
_LARGE = 10_000
"""Segments of more rows stay as they are."""
_EVERY, _SPARE = 16, 8


@dataclass(frozen=True)
class Segment:
    """Some rows in the order of their keys."""

    keys: Keys
    """(n,) sorted."""
    lengths: NDArray[np.float32]
    """(n,) terms of each row."""
    numbers: Mapping[str, int]
    """The number of each term in this segment."""
    starts: NDArray[np.int64]
    """Where each term's postings begin; one more at the end."""
    rows: NDArray[np.int32]
    counts: NDArray[np.uint16]
    alive: NDArray[np.bool_]
    """(n,) False for rows that have been deleted since."""

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Segment:
        """From rows in the order of their keys."""
        numbers: dict[str, int] = {}
        spoken = [[numbers.setdefault(term, len(numbers)) for term in terms.split()] for _, terms, _ in rows]
        n_rows, sizes = len(rows), np.array([len(found) for found in spoken], dtype=np.int64)
        terms = np.fromiter((number for found in spoken for number in found), np.int64, int(sizes.sum()))
        pairs, counts = np.unique(terms * max(1, n_rows) + np.repeat(np.arange(n_rows), sizes), return_counts=True)
        of_term, at = np.divmod(pairs, max(1, n_rows))
        return cls(
            np.array([key for key, _, _ in rows], dtype=np.int64),
            np.array([n for _, _, n in rows], dtype=np.float32),
            numbers,
            np.searchsorted(of_term, np.arange(len(numbers) + 1)),
            at.astype(np.int32),
            np.minimum(counts, _MOST).astype(np.uint16),
            np.ones(n_rows, dtype=np.bool_),
        )

    def __len__(self) -> int:
        return len(self.keys)

    def followed_by(self, other: Segment) -> Segment:
        """Both in one; the keys of `other` are higher."""
        numbers = dict(self.numbers)
        renumbered = np.array([numbers.setdefault(term, len(numbers)) for term in other.numbers], dtype=np.int64)
        of_term = np.concatenate([self._of_term, renumbered[other._of_term]])
        order = np.argsort(of_term, kind="stable")
        return Segment(
            np.concatenate([self.keys, other.keys]),
            np.concatenate([self.lengths, other.lengths]),
            numbers,
            np.searchsorted(of_term[order], np.arange(len(numbers) + 1)),
            np.concatenate([self.rows, other.rows + np.int32(len(self))])[order],
            np.concatenate([self.counts, other.counts])[order],
            np.concatenate([self.alive, other.alive]),
        )

    @property
    def _of_term(self) -> NDArray[np.int64]:
        """The term of each posting."""
        return np.repeat(np.arange(len(self.numbers)), np.diff(self.starts))

    @cached_property
    def n_dead(self) -> int:
        return int(len(self) - self.alive.sum())

    def postings(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """The rows that hold a term, rising, and how often."""
        number = self.numbers.get(term)
        span = slice(0, 0) if number is None else slice(self.starts[number], self.starts[number + 1])
        return self.rows[span], self.counts[span]

    def n_with(self, term: str) -> int:
        rows, _ = self.postings(term)
        return int(self.alive[rows].sum()) if self.n_dead else len(rows)

    def without(self, present: Keys) -> Segment:
        """The same with every row marked as dead that is not among the sorted keys."""
        return replace(self, alive=self.alive & np.isin(self.keys, present, assume_unique=True))

    def scores(self, weights: Mapping[str, float], mean_terms: float) -> NDArray[np.float32]:
        """(n,) BM25 of each row; 0 for dead ones."""
        found = np.zeros(len(self), dtype=np.float32)
        norms = K1 * (1 - B + B * self.lengths / mean_terms)
        for term, weight in weights.items():
            rows, counts = self.postings(term)
            found[rows] += np.float32(weight * (K1 + 1)) * (counts / (counts + norms[rows]))
        return found * self.alive if self.n_dead else found


@dataclass(frozen=True)
class Postings:
    """All rows of a table, as they were at one moment. Never changes; `with_rows` and `only` make new ones."""

    segments: tuple[Segment, ...] = ()

    @cached_property
    def n_rows(self) -> int:
        return sum(len(segment) - segment.n_dead for segment in self.segments)

    @cached_property
    def mean_terms(self) -> float:
        total = sum(float(segment.lengths[segment.alive].sum(dtype=np.float64)) for segment in self.segments)
        return max(1.0, total / max(1, self.n_rows))

    @property
    def last_key(self) -> int:
        """The highest key ever put; 0 when there is none."""
        return int(self.segments[-1].keys[-1]) if self.segments else 0

    def n_with(self, term: str) -> int:
        """In how many rows a term occurs."""
        return sum(segment.n_with(term) for segment in self.segments)

    def with_rows(self, rows: Sequence[Row]) -> Postings:
        """With further rows, whose keys are higher than all before.

        Like digits of a binary number, a segment joins the one before it when that is not larger, so there are few.
        """
        if not rows:
            return self
        segments = [*self.segments, Segment.of(rows)]
        while len(segments) > 1 and len(segments[-2]) <= min(len(segments[-1]), _LARGE):
            last = segments.pop()
            segments[-1] = segments[-1].followed_by(last)
        return Postings(tuple(segments))

    def only(self, present: Keys) -> Postings:
        """Without the rows whose keys are not among these, sorted."""
        return Postings(tuple(segment.without(present) for segment in self.segments))

    def scores(self, weights: Mapping[str, float]) -> tuple[Keys, NDArray[np.float32]]:
        """All keys ever put, sorted, and the BM25 of each."""
        if not self.segments:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        parts = [segment.scores(weights, self.mean_terms) for segment in self.segments]
        return self._keys, np.concatenate(parts)

    @cached_property
    def _keys(self) -> Keys:
        return np.concatenate([segment.keys for segment in self.segments])


def best(keys: Keys, scores: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
    """(key, score) of the `limit` highest that are above 0, ties by key."""
    rows = np.flatnonzero(scores > _below_best(scores, limit))
    if len(rows) > limit:
        least = np.partition(scores[rows], -limit)[-limit]
        rows = rows[scores[rows] >= least]
    order = rows[np.lexsort((keys[rows], -scores[rows]))][:limit]
    return list(zip(keys[order].tolist(), scores[order].tolist(), strict=True))


def _below_best(scores: NDArray[np.float32], limit: int) -> float:
    """A score that at least `limit` are above, guessed from some of them; 0 where the guess was too high."""
    some = np.sort(scores[::_EVERY])
    guess = float(some[-min(len(some), limit // _EVERY + _SPARE)]) if len(some) else 0.0
    return guess if np.count_nonzero(scores > guess) >= limit else 0.0


def at_keys(keys: Keys, scores: NDArray[np.float32], wanted: Keys) -> NDArray[np.float32]:
    """The scores of the wanted keys; 0 for those that are not among the sorted keys."""
    if not len(keys):
        return np.zeros(len(wanted), dtype=np.float32)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, scores[place], np.float32(0))
