"""What the command line shows: a progress bar, a closing table, questions. Everything but JSON goes through here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from ingestion.report import FileReport, Outcome, Progress, Report
from rag.errors import SightlineError
from rag.plain import seen_name, seen_text
from rag.types import Document

_WORDS: dict[Outcome, str] = {
    "added": "added",
    "replaced": "replaced",
    "unchanged": "unchanged",
    "duplicate": "in already under another name",
    "skipped": "skipped",
    "failed": "failed",
}
_MOST_SURPLUS = 50
_UNBROKEN = 1000
"""Columns of a file or a pipe: a line of the table is not broken there."""


class Screen:
    """The person's terminal. `quiet` shows nothing but errors, and those on standard error."""

    def __init__(self, *, quiet: bool) -> None:
        self._out = Console(quiet=quiet, highlight=False)
        self._err = Console(stderr=True, highlight=False)
        for console in (self._out, self._err):
            if not console.is_terminal:
                console.width = _UNBROKEN

    @contextmanager
    def progress(self) -> Iterator[Callable[[Progress], None]]:
        """A bar while the block runs; it shows itself on a terminal only."""
        columns = (
            TextColumn("{task.fields[files]}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[pages]}"),
            TimeRemainingColumn(),
            TextColumn("{task.description}"),
        )
        with Bar(*columns, console=self._err, transient=True, disable=not self._shows_bar()) as bar:
            task = bar.add_task("", total=1.0, files="", pages="")

            def show(step: Progress) -> None:
                bar.update(
                    task,
                    completed=step.share,
                    description=escape(seen_name(step.current)),
                    files=f"{step.n_done:,}/{step.n_files:,} files",
                    pages=f"{step.n_pages:,} pages, {step.n_chunks:,} chunks",
                )

            yield show

    def report(self, report: Report) -> None:
        """The sum, and one line for each file that did not go through."""
        if not report.files:
            self._out.print("No files were found there.")
            return
        counts = ", ".join(f"{n:,} {_WORDS[outcome]}" for outcome, n in report.counts.most_common())
        new = [file.document for file in report.files if file.outcome in ("added", "replaced") and file.document]
        self._out.print(f"{'Would be: ' if report.dry_run else ''}{counts}{self._size(new, report)}")
        if report.removed:
            self._out.print(f"{len(report.removed):,} removed.")
        self._table([file for file in report.files if file.error is not None])
        warned = [file for file in report.files if file.warnings]
        for file in warned:
            more = f" (and {len(file.warnings) - 1} more)" if len(file.warnings) > 1 else ""
            self._out.print(
                f"[dim]{escape(seen_name(Path(file.path).name))}: {escape(seen_text(file.warnings[0]))}{more}[/dim]"
            )

    def surplus(self, documents: Sequence[Document], collection: str) -> None:
        """What is in the collection and not among the files."""
        if not documents:
            self._out.print(f"Nothing to remove: every document of {escape(collection)!r} is among the files.")
            return
        self._out.print(f"In the collection {escape(collection)!r}, but not among the files:")
        for document in documents[:_MOST_SURPLUS]:
            self._out.print(f"  {escape(seen_name(document.path))} ({document.n_pages:,} pages)")
        if len(documents) > _MOST_SURPLUS:
            self._out.print(f"  and {len(documents) - _MOST_SURPLUS:,} more")

    def confirms(self, question: str) -> bool:
        """Whether the person says yes. Nobody at the keyboard is a no."""
        if not sys.stdin.isatty():
            self._err.print("Nothing was removed: nobody could be asked. Say --yes to remove without being asked.")
            return False
        return self._err.input(f"{question} [y/N] ").strip().lower() in ("y", "yes")

    def error(self, error: SightlineError) -> None:
        """Why nothing could be done, and what to do."""
        self._err.print(f"[red]{escape(seen_text(error.message))}[/red] {escape(error.hint)}".rstrip())

    def stopped(self) -> None:
        self._err.print("Stopped. What is in stays in; run the same command to go on with the rest.")

    def say(self, sentence: str) -> None:
        self._err.print(escape(sentence))

    def _shows_bar(self) -> bool:
        return self._err.is_terminal and not self._out.quiet

    def _size(self, new: Sequence[Document], report: Report) -> str:
        if not new:
            return "."
        n_pages, n_chunks = sum(d.n_pages for d in new), sum(d.n_chunks for d in new)
        return f". {n_pages:,} pages, {n_chunks:,} chunks in {_duration(report.timing.total_s)}."

    def _table(self, files: Sequence[FileReport]) -> None:
        if not files:
            return
        table = Table("File", "Reason", "What to do", show_edge=False)
        for file in files:
            table.add_row(escape(seen_name(Path(file.path).name)), escape(seen_text(file.reason)), escape(file.hint))
        self._out.print(table)


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min {rest} s"
