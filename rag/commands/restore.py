"""The command `restore`: a backup becomes the library again; what was there before stays beside it."""

from __future__ import annotations

import argparse
from pathlib import Path

from rag.backup import restore
from rag.commands.dispatch import print_json, print_lines
from rag.commands.options import add_directory, directory_of


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("folder", metavar="FOLDER", help="what `backup` wrote")
    add_directory(parser)


def run(options: argparse.Namespace) -> int:
    """Restore, and say where the former library is."""
    directory = directory_of(options)
    before = restore(Path(options.folder).expanduser(), directory)
    if options.json:
        print_json({"library": str(directory), "before": str(before) if before else None})
    else:
        print_lines([f"Restored to {directory}.", *([f"What was there before is in {before}."] if before else [])])
    return 0
