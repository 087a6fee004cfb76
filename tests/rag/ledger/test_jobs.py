"""Jobs as rows."""

from __future__ import annotations

import pytest

from rag.errors import NotFoundError
from rag.ledger import Job, Ledger


def jobs(*names: str) -> list[Job]:
    return [Job(name, "default", f"/inbox/{name}", f"{name}.pdf", 10, owned=True) for name in names]


def test_jobs_are_listed_in_order_with_their_state(ledger: Ledger) -> None:
    ledger.add_jobs(jobs("a", "b"))
    assert ledger.move_job("a", "reading", page=3, n_pages=9)
    listed = ledger.jobs()
    assert [(job.id, job.state, job.page, job.n_pages) for job in listed] == [
        ("a", "reading", 3, 9),
        ("b", "waiting", 0, 0),
    ]
    assert listed[0].owned and not listed[0].both and listed[0].created_at


def test_settled_job_stays_settled(ledger: Ledger) -> None:
    ledger.add_jobs(jobs("a"))
    assert ledger.move_job("a", "cancelled")
    assert not ledger.move_job("a", "reading", page=1, n_pages=2)
    assert not ledger.move_job("a", "done", result='{"outcome": "added"}')
    assert ledger.job("a").state == "cancelled" and ledger.jobs(only_open=True) == []


def test_reopened_job_waits_at_the_end(ledger: Ledger) -> None:
    ledger.add_jobs(jobs("a", "b"))
    ledger.move_job("a", "failed", result='{"reason": "broken"}')
    assert ledger.reopen_job("a") and not ledger.reopen_job("b")
    assert [(job.id, job.state, job.result) for job in ledger.jobs()] == [
        ("b", "waiting", "{}"),
        ("a", "waiting", "{}"),
    ]


def test_deleted_job_is_not_found(ledger: Ledger) -> None:
    ledger.add_jobs(jobs("a"))
    ledger.delete_jobs(["a"])
    with pytest.raises(NotFoundError):
        ledger.job("a")
