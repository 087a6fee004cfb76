"""What the commands share: the options that choose a library, a collection and what may answer."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from rag.commands.matching import KINDS, matching
from rag.errors import InputError, NotFoundError
from rag.library import DEFAULT_COLLECTION, Library, default_directory
from rag.types import Document, Filters


def add_library(parser: argparse.ArgumentParser) -> None:
    """`--library` and `--collection`."""
    add_directory(parser)
    parser.add_argument("--collection", default=DEFAULT_COLLECTION, metavar="NAME", help="default: %(default)s")


def add_directory(parser: argparse.ArgumentParser) -> None:
    """`--library` alone."""
    parser.add_argument("--library", metavar="DIR", help="folder of the library (default: your own)")


def add_documents(parser: argparse.ArgumentParser) -> None:
    """`--document` and `--kind`, each as often as wanted."""
    parser.add_argument(
        "--document",
        action="append",
        default=[],
        metavar="NAME",
        help='a document by its name; * stands for anything: "report-*"',
    )
    parser.add_argument("--kind", action="append", default=[], choices=list(KINDS), help="of this kind of file")


def add_pages(parser: argparse.ArgumentParser) -> None:
    """`--page`, as often as wanted."""
    parser.add_argument("--page", action="append", default=[], metavar="N", help="on this page; 3-5 for several")


def directory_of(options: argparse.Namespace) -> Path:
    """The folder that `--library` names, or the person's own."""
    return Path(options.library).expanduser() if options.library else default_directory()


def open_library(options: argparse.Namespace) -> Library:
    """The library that `--library` names, which must be there: a mistyped folder is an error. Raises NotFoundError."""
    return Library.open_existing(options.library)


def documents_of(library: Library, collection: str) -> list[Document]:
    """The documents of a collection. Raises NotFoundError when it has none."""
    documents = library.documents(collection)
    if documents:
        return documents
    known = library.collections()
    if collection in known or collection == DEFAULT_COLLECTION:
        raise NotFoundError(f"The collection {collection!r} has no documents.", "Add some: sightline ingest PATH")
    raise NotFoundError(f"There is no collection {collection!r}.", f"There are: {', '.join(known) or 'none'}.")


def chosen_documents(options: argparse.Namespace, documents: Sequence[Document]) -> list[Document]:
    """Those that `--document` and `--kind` leave, all without them. Raises NotFoundError when none is left."""
    chosen = matching(documents, options.document, options.kind)
    if not chosen:
        names = ", ".join(sorted(document.source.name for document in documents)[:10])
        wanted = ", ".join([*options.document, *options.kind])
        raise NotFoundError(f"No document here matches {wanted}.", f"There are, among others: {names}.")
    return chosen


def filters_of(options: argparse.Namespace, documents: Sequence[Document]) -> Filters:
    """The filters that the options name. Raises NotFoundError or InputError."""
    pages = frozenset(page for written in options.page for page in _pages(written))
    if not options.document and not options.kind:
        return Filters(pages=pages)
    chosen = chosen_documents(options, documents)
    return Filters(documents=frozenset(document.id for document in chosen), pages=pages)


def _pages(written: str) -> range:
    first, separator, last = written.partition("-")
    try:
        pages = range(int(first), int(last if separator else first) + 1)
    except ValueError:
        pages = range(0)
    if not pages or pages[0] < 1:
        raise InputError(f"--page {written} is no page.", "It takes a number from 1, or two as 3-5.")
    return pages
