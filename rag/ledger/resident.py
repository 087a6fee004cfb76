"""Keeps the words of large collections in memory, following the ledger.

FTS5 reads and ranks every row that has a term, about a million in a second, so a search in a large collection has to
leave frequent terms out. In memory all rows are scored exactly in a few milliseconds. Knows: the full-text tables.
Does not know: questions.
"""

from __future__ import annotations

import logging
import sqlite3
import threading

import numpy as np

from rag.errors import LibraryError
from rag.ledger.connection import Database
from rag.ledger.postings import Postings, Row
from rag.ledger.schema import lexical_table

log = logging.getLogger(__name__)
Place = tuple[int, str]
"""Collection and unit."""
FEWEST_ROWS = 2000
"""Smaller tables are searched by FTS5 in a few milliseconds."""
_MOST_TERMS = 100_000_000
"""A table with more would take over half a gigabyte."""
_AT_ONCE = 500
"""Fewer new rows are read while a question waits, in about 10 ms; more in a thread, and FTS5 answers meanwhile."""
_BATCH = 20_000


class Resident:
    """The tables that are in memory. Safe for use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._guard = threading.Lock()
        self._kept: dict[Place, Postings] = {}
        self._asked: set[Place] = set()
        self._wanted: list[Place] = []
        self._worker: threading.Thread | None = None
        self._closed = False

    def postings(self, connection: sqlite3.Connection, place: Place, *, searching: bool = False) -> Postings | None:
        """A table as this connection sees it; None while it is not in memory, and FTS5 has to do.

        A table is read at the second search in it: a program that asks once is faster without.
        """
        query = "SELECT n_rows, n_terms FROM lexical_totals WHERE collection = ? AND unit = ?"
        n_rows, n_terms = connection.execute(query, place).fetchone() or (0, 0)
        if not n_rows >= FEWEST_ROWS or n_terms > _MOST_TERMS:
            return None
        with self._guard:
            kept = self._kept.get(place)
            new = _rows_after(connection, place, kept.last_key, _AT_ONCE) if kept is not None else []
            if kept is None or len(new) == _AT_ONCE:
                if searching:
                    self._want(place)
                return None
            followed = self._kept[place] = _without_deleted(connection, place, kept.with_rows(new), n_rows)
            return followed

    def wait(self, timeout_s: float) -> bool:
        """Until nothing is being read; False when the time is over."""
        worker = self._worker
        if worker is not None:
            worker.join(timeout_s)
        return worker is None or not worker.is_alive()

    def close(self) -> None:
        """Stop reading."""
        self._closed = True
        worker = self._worker
        if worker is not None:
            worker.join()

    def _want(self, place: Place) -> None:
        """With the guard."""
        if place not in self._asked:
            self._asked.add(place)
            return
        if place not in self._wanted and not self._closed:
            self._wanted.append(place)
        if self._wanted and self._worker is None:
            self._worker = threading.Thread(target=self._work, name="words-in-memory", daemon=True)
            self._worker.start()

    def _work(self) -> None:
        while (place := self._next()) is not None:
            try:
                self._read(place)
            except LibraryError:
                log.debug("the words could not be read into memory", exc_info=True)
            with self._guard:
                self._wanted.remove(place)

    def _next(self) -> Place | None:
        with self._guard:
            if self._closed or not self._wanted:
                self._worker = None
                return None
            return self._wanted[0]

    def _read(self, place: Place) -> None:
        """In batches, each in a transaction of its own, so that nothing is held up."""
        postings = self._kept.get(place, Postings())
        while not self._closed:
            with self._database.reading() as connection:
                rows = _rows_after(connection, place, postings.last_key, _BATCH)
            postings = postings.with_rows(rows)
            if len(rows) < _BATCH:
                with self._guard:
                    self._kept[place] = postings
                return


def _without_deleted(connection: sqlite3.Connection, place: Place, postings: Postings, n_rows: int) -> Postings:
    """Keys only rise and rows never change, so with the new rows there can only be too many."""
    if postings.n_rows == n_rows:
        return postings
    present = connection.execute(f"SELECT id FROM {lexical_table(*place)}_docsize ORDER BY id").fetchall()
    return postings.only(np.array([row[0] for row in present], dtype=np.int64))


def _rows_after(connection: sqlite3.Connection, place: Place, key: int, limit: int) -> list[Row]:
    query = f"SELECT rowid, terms, n FROM {lexical_table(*place)} WHERE rowid > ? ORDER BY rowid LIMIT ?"
    return connection.execute(query, (key, limit)).fetchall()
