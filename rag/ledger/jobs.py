"""Jobs: files on their way into collections, one row each, so that any process and any tab sees the same ones."""

from __future__ import annotations

from collections.abc import Sequence

from rag.errors import NotFoundError
from rag.ledger.records import Job, JobState
from rag.ledger.rows import Row, now, storable
from rag.ledger.tables import Tables

_COLUMNS = "id, collection, path, name, n_bytes, owned, both, state, page, n_pages, result, created_at, changed_at"
_OPEN = "('waiting', 'reading', 'encoding')"


class JobTables(Tables):
    """Jobs in the order in which they were handed in."""

    def add_jobs(self, jobs: Sequence[Job]) -> None:
        """Put jobs at the end."""
        marks = ", ".join("?" * 13)
        with self._database.writing() as connection:
            for job in jobs:
                row = (job.id, storable(job.collection), storable(job.path), storable(job.name), job.n_bytes)
                flags = (int(job.owned), int(job.both), job.state, job.page, job.n_pages, storable(job.result))
                connection.execute(f"INSERT INTO jobs ({_COLUMNS}) VALUES ({marks})", (*row, *flags, now(), now()))

    def jobs(self, *, only_open: bool = False) -> list[Job]:
        """All jobs, oldest first."""
        where = f" WHERE state IN {_OPEN}" if only_open else ""
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM jobs{where} ORDER BY key").fetchall()
        return [_to_job(row) for row in rows]

    def job(self, job_id: str) -> Job:
        """Raises NotFoundError."""
        with self._database.reading() as connection:
            row = connection.execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (job_id,)).fetchone()
        if row is None:
            raise NotFoundError(f"There is no job {job_id!r}.", "It may have been cleared from the list.")
        return _to_job(row)

    def move_job(self, job_id: str, state: JobState, *, page: int = 0, n_pages: int = 0, result: str = "") -> bool:
        """Say how far an open job is; False when it has been settled meanwhile, which stays so."""
        query = (
            "UPDATE jobs SET state = ?, page = ?, n_pages = ?, result = CASE ? WHEN '' THEN result ELSE ? END, "
            f"changed_at = ? WHERE id = ? AND state IN {_OPEN}"
        )
        with self._database.writing() as connection:
            values = (state, page, n_pages, storable(result), storable(result), now(), job_id)
            return connection.execute(query, values).rowcount > 0

    def reopen_job(self, job_id: str) -> bool:
        """Let a failed or cancelled job wait again, at the end of the line; False for any other."""
        query = (
            "UPDATE jobs SET key = (SELECT max(key) + 1 FROM jobs), state = 'waiting', page = 0, n_pages = 0, "
            "result = '{}', changed_at = ? WHERE id = ? AND state IN ('failed', 'cancelled')"
        )
        with self._database.writing() as connection:
            return connection.execute(query, (now(), job_id)).rowcount > 0

    def delete_jobs(self, job_ids: Sequence[str]) -> None:
        """Take jobs off the list."""
        with self._database.writing() as connection:
            connection.executemany("DELETE FROM jobs WHERE id = ?", [(job_id,) for job_id in job_ids])

    def rename_in_jobs(self, collection: str, name: str) -> None:
        """Let the jobs of a collection follow its new name."""
        with self._database.writing() as connection:
            connection.execute("UPDATE jobs SET collection = ? WHERE collection = ?", (storable(name), collection))


def _to_job(row: Row) -> Job:
    identity, collection, path, name, n_bytes, owned, both, *rest = row
    return Job(identity, collection, path, name, n_bytes, bool(owned), bool(both), *rest)
