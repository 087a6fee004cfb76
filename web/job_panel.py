"""Files on their way into the library as HTML: what is being read, what waits, what became of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingestion.jobs import JobResult
from rag.ledger import Job
from web.markup import esc, icon_button, word_button
from web.texts import Language, count, in_language, say, sentence_in

_N_SHOWN = 60
_ORDER = ("failed", "reading", "encoding", "waiting", "cancelled", "done")


def draw_jobs(language: Language, jobs: Sequence[Job], seconds_left: Callable[[Job], float | None]) -> str:
    """All jobs that have not been cleared; empty when there is none."""
    if not jobs:
        return ""
    running = [job for job in jobs if not job.is_settled]
    settled = [job for job in jobs if job.is_settled]
    heading = _running(language, running) if running else _settled(language, settled)
    ordered = sorted(jobs, key=lambda job: _ORDER.index(job.state))
    rows = _rows(language, [job for job in ordered if job.state != "done"], seconds_left)
    done = [job for job in ordered if job.state == "done"]
    if done:
        # What went well is counted; who wants to see it opens it.
        summary = esc(count(language, "files_done", len(done)))
        rows += f"<details><summary>{summary}</summary>{_rows(language, done, seconds_left)}</details>"
    state = "busy" if running else "finished"
    return f'<div class="ingest {state}" role="{"group" if running else "status"}">{heading}{rows}</div>'


def _rows(language: Language, jobs: Sequence[Job], seconds_left: Callable[[Job], float | None]) -> str:
    rows = "".join(_row(language, job, seconds_left(job)) for job in jobs[:_N_SHOWN])
    more = len(jobs) - _N_SHOWN
    rest = f'<li class="rest"><small>{esc(say(language, "jobs_more", n=more))}</small></li>' if more > 0 else ""
    return f"<ul>{rows}{rest}</ul>" if rows else ""


def _running(language: Language, running: Sequence[Job]) -> str:
    title = esc(say(language, "reading_one") if len(running) == 1 else say(language, "reading_n", n=len(running)))
    cancel = word_button("cancel-all", say(language, "cancel_all"))
    return f"<p><b>{title}</b>{cancel}</p>"


def _settled(language: Language, settled: Sequence[Job]) -> str:
    results = [JobResult.of(job) for job in settled]
    n_in = sum(result.outcome in ("added", "replaced") for result in results)
    same = all(result.outcome in ("unchanged", "duplicate") for result in results)
    title = say(language, "ingested_same") if same else say(language, "ingested", n=n_in, total=len(settled))
    again = word_button("retry-all", say(language, "retry_all")) if any(_can_retry(job) for job in settled) else ""
    return f"<p><b>{esc(title)}</b><span>{again}{word_button('clear-jobs', say(language, 'clear'))}</span></p>"


def _can_retry(job: Job) -> bool:
    return job.state in ("failed", "cancelled")


def _row(language: Language, job: Job, seconds_left: float | None) -> str:
    result = JobResult.of(job)
    word = f"outcome_{result.outcome}" if job.state == "done" and result.outcome else f"job_{job.state}"
    kind = result.outcome if job.state == "done" else job.state
    name = esc(job.name)
    return (
        f'<li class="{esc(kind)}" data-job="{esc(job.id)}"><span>{esc(say(language, word))}</span>'
        f'<b title="{name}">{name}</b>{_act(language, job)}{_progress(language, job, seconds_left)}'
        f"{_why(language, job, result)}</li>"
    )


def _act(language: Language, job: Job) -> str:
    if not job.is_settled:
        return icon_button("cancel-job", "close", say(language, "cancel_named", name=job.name), "", {"job": job.id})
    if _can_retry(job):
        return icon_button("retry-job", "retry", say(language, "retry_named", name=job.name), "", {"job": job.id})
    return "<i></i>"


def _progress(language: Language, job: Job, seconds_left: float | None) -> str:
    if job.state not in ("reading", "encoding"):
        return ""
    facts = [say(language, "page_of", i=job.page, n=job.n_pages)] if job.n_pages else [say(language, "starting")]
    if seconds_left is not None and job.state == "reading":
        facts.append(say(language, "time_left", time=duration(language, seconds_left)))
    percent = round(100 * job.page / job.n_pages) if job.n_pages else 0
    label = esc(job.name)
    return (
        f'<div class="progress" role="progressbar" aria-label="{label}" aria-valuemin="0" aria-valuemax="100" '
        f'aria-valuenow="{percent}"><i style="width:{percent}%"></i></div><small>{esc(" · ".join(facts))}</small>'
    )


def _why(language: Language, job: Job, result: JobResult) -> str:
    reason = " ".join(sentence_in(language, part) for part in (result.reason, result.hint) if part)
    if job.state == "failed":
        return f"<small>{esc(reason)}</small>"
    if result.warnings:
        heading = esc(count(language, "warnings", len(result.warnings)))
        items = "".join(f"<li>{esc(one)}</li>" for one in in_language(language, result.warnings))
        return f"<details><summary>{heading}</summary><ul>{items}</ul></details>"
    return ""


def duration(language: Language, seconds: float) -> str:
    """ "40 s" or "3 min"."""
    if seconds >= 90:
        return say(language, "minutes", n=round(seconds / 60))
    return say(language, "seconds", n=max(1, round(seconds)))
