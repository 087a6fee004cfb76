"""The command line: reads the arguments, runs, and gives the exit status. What is shown is in `screen`.

Exit status: 0 all in, 1 some files failed or the library cannot be used, 2 usage, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from ingestion.pipeline import ingest, preview
from ingestion.report import Report
from ingestion.screen import Screen
from ingestion.sync import remove, surplus
from rag.commands.dispatch import add_output, set_up_logging
from rag.errors import NotFoundError, SightlineError
from rag.library import DEFAULT_COLLECTION, Library

OK, FAILED, USAGE, STOPPED = 0, 1, 2, 130


def main(arguments: Sequence[str]) -> int:
    """Run `python -m ingestion` with these arguments; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m ingestion",
        description="Bring files, and all files in folders, into a library. What is in already is left as it is.",
        epilog="Exit status: 0 all in, 1 some files failed, 2 usage, 130 stopped by Ctrl-C (run it again to go on).",
    )
    fill(parser)
    add_output(parser)
    chosen = parser.parse_args(arguments)
    set_up_logging(chosen.verbose, logging.CRITICAL)
    return run(chosen)


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the options of its own."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file or a folder")
    parser.add_argument("--collection", default=DEFAULT_COLLECTION, metavar="NAME", help="default: %(default)s")
    parser.add_argument("--library", type=Path, metavar="DIR", help="default: your own; made when it is not there")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
    parser.add_argument("--sync", action="store_true", help="afterwards remove what is not among the files; asks first")
    parser.add_argument("--yes", action="store_true", help="do not ask before removing")


def run(chosen: argparse.Namespace) -> int:
    """Ingest, and tell errors on the screen; the exit status."""
    screen = Screen(quiet=chosen.json)
    try:
        return _run(chosen, screen)
    except KeyboardInterrupt:
        screen.stopped()
        return STOPPED
    except SightlineError as error:
        screen.error(error)
        if chosen.json:
            _print_json({"error": type(error).__name__, "reason": error.message, "hint": error.hint})
        return USAGE if isinstance(error, NotFoundError) else FAILED


def _run(chosen: argparse.Namespace, screen: Screen) -> int:
    if chosen.sync and chosen.json and not (chosen.yes or chosen.dry_run):
        screen.say("With --json nobody can be asked: say --yes to let --sync remove documents.")
        return USAGE
    with Library.open(chosen.library) as library:
        if chosen.dry_run:
            report = preview(chosen.paths, library, collection=chosen.collection)
        else:
            with screen.progress() as progress:
                report = ingest(chosen.paths, library, collection=chosen.collection, progress=progress)
        if chosen.sync:
            report = _sync(chosen, report, library, screen)
    screen.report(report)
    if chosen.json:
        _print_json(report.as_json())
    return FAILED if report.failed else OK


def _sync(chosen: argparse.Namespace, report: Report, library: Library, screen: Screen) -> Report:
    """Show what is in the collection only, and remove it when the person says so."""
    documents = surplus(report, library, chosen.collection)
    screen.surplus(documents, chosen.collection)
    if not documents or chosen.dry_run or not (chosen.yes or screen.confirms(f"Remove {len(documents)}?")):
        return report
    return remove(documents, report, library)


def _print_json(values: dict[str, object]) -> None:
    json.dump(values, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
