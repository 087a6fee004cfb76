"""BM25 over chunks and over pages, in memory where `Resident` keeps the words, else by FTS5.

FTS5 then finds the candidates, and scores are computed here from each row's terms.
FTS5's own bm25() gives a term nothing when half of the rows have it, which leaves a library of one short document
without scores, and it can only score what it scans. Here idf = ln(1 + (N - n + 0.5) / (n + 0.5)), which is positive
for every term (Lucene's form of Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework"), k1 = 1.2,
b = 0.75, and the statistics N, n and mean length are those of the collection.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rag.ledger.connection import Database
from rag.ledger.lexical_rows import fingerprint, rebuild
from rag.ledger.postings import K1, B, Postings, at_keys, best
from rag.ledger.resident import Place, Resident
from rag.ledger.rows import keys_json
from rag.ledger.schema import lexical_table
from rag.ledger.tables import Tables, find_collection

Unit = Literal["chunk", "page"]
# FTS5 picks the candidates by its own bm25, which ranks a little otherwise: so many more than wanted are scored here.
_SPARE = 50
# FTS5 visits and ranks every row that has a term, about a million in a second. Frequent terms decide little, and the
# rows that rarer ones find are scored with them all the same.
_MOST_VISITS = 20_000


@dataclass(frozen=True, slots=True)
class _Statistics:
    """The weight of each query term in one collection, and its mean length."""

    weights: dict[str, float]
    n_with: dict[str, int]
    mean_terms: float

    def score(self, words: Sequence[str], n_terms: int) -> float:
        norm = K1 * (1 - B + B * n_terms / self.mean_terms)
        # A list counts a few terms faster than a dictionary counts all of them.
        counts = ((weight, words.count(term)) for term, weight in self.weights.items())
        return sum(weight * n * (K1 + 1) / (n + norm) for weight, n in counts if n)


@dataclass(frozen=True, slots=True)
class _Scored:
    """The BM25 of all rows for one question."""

    postings: Postings
    terms: tuple[str, ...]
    keys: NDArray[np.int64]
    scores: NDArray[np.float32]


class LexicalTables(Tables):
    """The words of chunks and pages, normalised by `rag.terms.terms` both here and in the query."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._resident = Resident(database)
        self._latest: dict[Place, _Scored] = {}

    def refresh_terms(self) -> None:
        """Read all words anew when this Sightline reads them otherwise than the one that wrote them."""
        query = "SELECT value FROM properties WHERE name = 'terms'"
        wanted = (fingerprint(),)
        with self._database.reading() as connection:
            if connection.execute(query).fetchone() == wanted:
                return
        with self._database.writing() as connection:
            rebuild(connection)
            connection.execute("INSERT OR REPLACE INTO properties VALUES ('terms', ?)", wanted)

    def wait_for_words(self, timeout_s: float = 600.0) -> bool:
        """Until the words that searches asked for are in memory; False when the time is over."""
        return self._resident.wait(timeout_s)

    def search_lexical(
        self, collection: str, terms: Sequence[str], limit: int, unit: Unit = "chunk"
    ) -> list[tuple[int, float]]:
        """(key, BM25) of the best `limit` rows that have any of the terms, best first, ties by key."""
        with self._database.reading() as connection:
            at = find_collection(connection, collection)
            if at is None or not terms or limit < 1:
                return []
            if (postings := self._resident.postings(connection, (at, unit), searching=True)) is not None:
                return best(*self._in_memory((at, unit), postings, terms), limit)
            table = lexical_table(at, unit)
            statistics = self._statistics(connection, (at, unit), terms)
            query = f"SELECT rowid, terms, n FROM {table} WHERE {table} MATCH ? ORDER BY rank LIMIT ?"
            rows = connection.execute(query, (_expression(statistics), limit + _SPARE)).fetchall()
        scored = [(key, score) for key, score in _scores(statistics, rows).items() if score > 0]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def score_lexical(
        self, terms: Sequence[str], keys: Sequence[int] | NDArray[np.int64], unit: Unit = "chunk"
    ) -> NDArray[np.float32]:
        """The BM25 of each key in its own collection, 0 where no term occurs."""
        wanted = np.asarray(keys, dtype=np.int64)
        scores = np.zeros(len(wanted), dtype=np.float32)
        with self._database.reading() as connection:
            for at in self._collections_of(connection, wanted, unit) if terms else ():
                # Keys belong to one collection, so each adds to zeros.
                scores += self._scored(connection, (at, unit), terms, wanted)
        return scores

    def _scored(
        self, connection: sqlite3.Connection, place: Place, terms: Sequence[str], wanted: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """The BM25 of the wanted keys that belong to this collection, 0 for the others."""
        if (postings := self._resident.postings(connection, place)) is not None:
            return at_keys(*self._in_memory(place, postings, terms), wanted)
        query = f"SELECT rowid, terms, n FROM {lexical_table(*place)} WHERE rowid IN (SELECT value FROM json_each(?))"
        rows = connection.execute(query, (keys_json(wanted),)).fetchall()
        scores = _scores(self._statistics(connection, place, terms), rows)
        return np.array([scores.get(int(key), 0.0) for key in wanted], dtype=np.float32)

    def document_frequency(self, collection: str, terms: Iterable[str]) -> dict[str, int]:
        """In how many chunks of the collection each term occurs."""
        wanted = list(dict.fromkeys(terms))
        with self._database.reading() as connection:
            at = find_collection(connection, collection)
            if at is None:
                return dict.fromkeys(wanted, 0)
            if (postings := self._resident.postings(connection, (at, "chunk"))) is not None:
                return {term: postings.n_with(term) for term in wanted}
            return self._n_with(connection, (at, "chunk"), wanted)

    def _collections_of(self, connection: sqlite3.Connection, keys: NDArray[np.int64], unit: Unit) -> list[int]:
        """The collections that any of the keys is in. With one collection only it is that."""
        known = [row[0] for row in connection.execute("SELECT key FROM collections").fetchall()]
        if len(known) < 2:
            return known
        table = {"chunk": "chunks", "page": "pages"}[unit]
        query = (
            f"SELECT DISTINCT documents.collection FROM {table} JOIN documents ON documents.key = {table}.document "
            f"WHERE {table}.key IN (SELECT value FROM json_each(?))"
        )
        return [row[0] for row in connection.execute(query, (keys_json(keys),))]

    def _in_memory(
        self, place: Place, postings: Postings, terms: Sequence[str]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """All keys and their BM25. The latest are kept: candidates are looked for first, and scored right after."""
        latest = self._latest.get(place)
        if latest is None or latest.postings is not postings or latest.terms != tuple(terms):
            latest = _Scored(postings, tuple(terms), *postings.scores(_weights(terms, postings)))
            self._latest[place] = latest
        return latest.keys, latest.scores

    def _statistics(self, connection: sqlite3.Connection, at: Place, terms: Sequence[str]) -> _Statistics:
        query = "SELECT n_rows, n_terms FROM lexical_totals WHERE collection = ? AND unit = ?"
        n_rows, n_terms = connection.execute(query, at).fetchone()
        n_with = self._n_with(connection, at, list(dict.fromkeys(terms)))
        weights = _idf_weights(terms, n_with, n_rows)
        return _Statistics(weights, n_with, max(1.0, n_terms / max(1, n_rows)))

    def _n_with(self, connection: sqlite3.Connection, at: Place, terms: Sequence[str]) -> dict[str, int]:
        """In how many rows each term occurs. FTS5 counts a common one by walking through all of its rows."""
        known = self._counts.at(connection)
        unknown = [term for term in terms if (at, term) not in known]
        query = f"SELECT term, doc FROM {lexical_table(*at)}_vocabulary WHERE term IN (SELECT value FROM json_each(?))"
        found = dict(connection.execute(query, (json.dumps(unknown),)).fetchall()) if unknown else {}
        # Terms that no row has are remembered too, so that nobody looks for them again.
        known.update({(at, term): found.get(term, 0) for term in unknown})
        return {term: known[at, term] for term in terms}


def _weights(terms: Sequence[str], postings: Postings) -> dict[str, float]:
    return _idf_weights(terms, {term: postings.n_with(term) for term in dict.fromkeys(terms)}, postings.n_rows)


def _idf_weights(terms: Sequence[str], n_with: Mapping[str, int], n_rows: int) -> dict[str, float]:
    """The weight of each term that some row has: its idf, as often as it is asked for."""
    repeats = Counter(terms)
    return {
        term: repeats[term] * math.log(1 + (n_rows - n + 0.5) / (n + 0.5))
        for term, n in n_with.items()
        if 0 < n <= n_rows
    }


def _expression(statistics: _Statistics) -> str:
    """An FTS5 expression for rows with any of the terms that tell rows apart: the rarest, and more while cheap."""
    by_rarity = sorted(statistics.weights, key=lambda term: statistics.n_with[term])
    visits = list(accumulate(statistics.n_with[term] for term in by_rarity))
    rare = [term for term, n in zip(by_rarity, visits, strict=True) if n <= _MOST_VISITS] or by_rarity[:1]
    # An empty phrase finds nothing; an empty expression would be a syntax error.
    return " OR ".join(f'"{term}"' for term in rare) or '""'


def _scores(statistics: _Statistics, rows: Iterable[tuple[int, str, int]]) -> dict[int, float]:
    return {key: statistics.score(words.split(), n) for key, words, n in rows}
