"""The command `delete`: documents leave the library; afterwards their text is in none of its files."""

from __future__ import annotations

import argparse
import sys

from rag.commands.as_json import document_as_json
from rag.commands.dispatch import print_json
from rag.commands.options import add_documents, add_library, chosen_documents, documents_of, open_library
from rag.errors import InputError


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add_library(parser)
    add_documents(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask before deleting")


def run(options: argparse.Namespace) -> int:
    """Say what would go, ask, and delete; 1 when the person does not say yes."""
    if not options.document and not options.kind:
        raise InputError("Nothing says which documents.", 'Name them: --document "report.pdf", or --document "*".')
    with open_library(options) as library:
        chosen = chosen_documents(options, documents_of(library, options.collection))
        if not options.yes and not _confirmed([document.source.name for document in chosen]):
            return 1
        library.delete_documents(document.id for document in chosen)
    if options.json:
        print_json({"deleted": [document_as_json(document) for document in chosen]})
    else:
        print(f"{len(chosen):,} deleted.")
    return 0


def _confirmed(names: list[str]) -> bool:
    """Nobody at the keyboard is a no."""
    print("\n".join(["To be deleted:", *(f"  {name}" for name in names)]), file=sys.stderr)
    if not sys.stdin.isatty():
        print("Nothing was deleted: nobody could be asked. Say --yes to delete without being asked.", file=sys.stderr)
        return False
    print(f"Delete {len(names)}? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
