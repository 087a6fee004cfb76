"""The command `collections`: what there is, an empty one, or one less."""

from __future__ import annotations

import argparse
import sys

from rag.commands.dispatch import print_json
from rag.commands.options import add_directory, open_library
from rag.errors import InputError, NotFoundError
from rag.library import Library


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("action", nargs="?", choices=["list", "create", "delete"], default="list")
    parser.add_argument("name", nargs="?", default="", help="with create and delete: the collection")
    add_directory(parser)
    parser.add_argument("--yes", action="store_true", help="delete documents too, without asking")


def run(options: argparse.Namespace) -> int:
    """List, create or delete; afterwards what there is."""
    if options.action != "list" and not options.name.strip():
        raise InputError(
            f"{options.action} needs the name of a collection.", f"{options.usage_of.prog} {options.action} NAME"
        )
    with open_library(options) as library:
        if options.action == "create":
            library.create_collection(options.name)
        if options.action == "delete":
            _delete(library, options)
        n_documents = {name: len(library.documents(name)) for name in library.collections()}
    if options.json:
        print_json({"collections": [{"name": name, "documents": n} for name, n in n_documents.items()]})
    else:
        print("\n".join(f"{name}  ({n:,} documents)" for name, n in n_documents.items()) or "There are none yet.")
    return 0


def _delete(library: Library, options: argparse.Namespace) -> None:
    if options.name not in library.collections():
        known = ", ".join(library.collections()) or "none"
        raise NotFoundError(f"There is no collection {options.name!r}.", f"There are: {known}.")
    n_documents = len(library.documents(options.name))
    if n_documents and not options.yes:
        raise InputError(f"{options.name!r} has {n_documents:,} documents.", "Say --yes to delete them with it.")
    library.delete_collection(options.name)
    print(f"{options.name!r} is deleted.", file=sys.stderr)
