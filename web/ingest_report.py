"""A batch of files on its way into the library, as HTML: a bar while it runs, then one line per file."""

from __future__ import annotations

from pathlib import PurePath

from ingestion.report import FileReport
from web.ingesting import IngestState
from web.markup import esc
from web.texts import Language, say

_ORDER = ("failed", "skipped", "added", "replaced", "duplicate", "unchanged")


def draw_ingest(language: Language, state: IngestState) -> str:
    """A running batch, or what came of it."""
    return _result(language, state) if state.finished else _running(language, state)


def _running(language: Language, state: IngestState) -> str:
    percent = round(100 * max(0.0, min(1.0, state.share)))
    title = say(language, "reading", name=state.current) if state.current else say(language, "starting")
    facts = [say(language, "file_of", i=min(state.n_done + 1, state.n_files), n=state.n_files)]
    if state.seconds_left is not None:
        facts.append(say(language, "time_left", time=_time(state.seconds_left)))
    failed = "".join(_line(language, file) for file in state.files if file.outcome == "failed")
    return (
        f'<div class="ingest busy"><p><b>{esc(title)}</b></p>'
        f'<div class="progress" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{percent}">'
        f'<i style="width:{percent}%"></i></div><small>{esc(" · ".join(facts))}</small>'
        f"{f'<ul>{failed}</ul>' if failed else ''}</div>"
    )


def _result(language: Language, state: IngestState) -> str:
    n_in = sum(file.outcome in ("added", "replaced") for file in state.files)
    same = bool(state.files) and all(file.outcome in ("unchanged", "duplicate") for file in state.files)
    title = say(language, "ingested_same") if same else say(language, "ingested", n=n_in, total=len(state.files))
    ordered = sorted(state.files, key=lambda file: (_ORDER.index(file.outcome), PurePath(file.path).name))
    lines = "".join(_line(language, file) for file in ordered)
    clear = esc(say(language, "clear"))
    return (
        f'<div class="ingest" role="status"><p><b>{esc(title)}</b>'
        f'<button type="button" data-act="clear-report">{clear}</button></p><ul>{lines}</ul></div>'
    )


def _line(language: Language, file: FileReport) -> str:
    word = esc(say(language, f"outcome_{file.outcome}"))
    reason = " ".join(part for part in (file.reason, file.hint) if part) or " ".join(file.warnings)
    why = f"<small>{esc(reason)}</small>" if reason else ""
    name = esc(PurePath(file.path).name)
    return f'<li class="{file.outcome}"><span>{word}</span><b title="{name}">{name}</b>{why}</li>'


def _time(seconds: float) -> str:
    return f"{round(seconds / 60)} min" if seconds >= 90 else f"{max(1, round(seconds))} s"
