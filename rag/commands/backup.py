"""The command `backup`: a copy of the library, made while it is used; again: only what is new."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from rag.commands.dispatch import print_json, print_lines
from rag.commands.options import add_directory, open_library


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("folder", metavar="FOLDER", help="a new folder, or an earlier backup of the same library")
    add_directory(parser)


def run(options: argparse.Namespace) -> int:
    """Copy; 1 where a document's original was not there to be copied."""
    with open_library(options) as library:
        made = library.back_up(options.folder)
    if options.json:
        print_json({**asdict(made), "folder": str(made.folder)})
    else:
        said = f"{made.n_documents:,} documents are in {made.folder}; {made.n_copied:,} files were copied."
        print_lines([said, *(f"Its original was not in the library: {name}" for name in made.missing)])
    return 1 if made.missing else 0
