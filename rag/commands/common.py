"""What the commands share: the options that choose a library and a collection."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from rag.errors import NotFoundError
from rag.library import DEFAULT_COLLECTION, Library
from rag.types import Document

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_library(parser: argparse.ArgumentParser) -> None:
    """`--library` and `--collection`."""
    parser.add_argument("--library", metavar="DIR", help="folder of the library (default: your own)")
    parser.add_argument("--collection", default=DEFAULT_COLLECTION, metavar="NAME", help="default: %(default)s")


def open_library(options: argparse.Namespace) -> Library:
    """The library that `--library` names."""
    return Library.open(options.library)


def documents_of(library: Library, collection: str) -> list[Document]:
    """The documents of a collection. Raises NotFoundError when it has none."""
    documents = library.documents(collection)
    if documents:
        return documents
    known = library.collections()
    if collection in known or collection == DEFAULT_COLLECTION:
        raise NotFoundError(f"The collection {collection!r} has no documents.", "Add some: python -m ingestion PATH")
    raise NotFoundError(f"There is no collection {collection!r}.", f"There are: {', '.join(known) or 'none'}.")
