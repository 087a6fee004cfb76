"""The command `list`: the documents of a collection."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from rag.commands.as_json import document_as_json
from rag.commands.dispatch import print_json
from rag.commands.options import add_documents, add_library, chosen_documents, documents_of, open_library
from rag.plain import seen_name, seen_text
from rag.types import Document


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add_library(parser)
    add_documents(parser)


def run(options: argparse.Namespace) -> int:
    """Print the documents by name."""
    with open_library(options) as library:
        documents = chosen_documents(options, documents_of(library, options.collection))
    if options.json:
        print_json({"collection": options.collection, "documents": [document_as_json(found) for found in documents]})
    else:
        show(documents, Console())
    return 0


def show(documents: Sequence[Document], console: Console) -> None:
    """Print a table, and below it what ingestion had to say."""
    table = Table(box=None, pad_edge=False)
    for name in ("Document", "Pages", "Chunks", "Added"):
        table.add_column(name, overflow="fold", justify="right" if name in ("Pages", "Chunks") else "left")
    for document in documents:
        counts = (f"{document.n_pages:,}", f"{document.n_chunks:,}")
        table.add_row(escape(seen_name(document.source.name)), *counts, document.added_at[:16].replace("T", " "))
    console.print(table)
    for document in documents:
        for warning in document.warnings:
            console.print(f"{escape(seen_name(document.source.name))}: {escape(seen_text(warning))}", highlight=False)
