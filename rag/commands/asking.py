"""What `ask` and `find` share: the question, in words or with a picture, and where it is asked."""

from __future__ import annotations

import argparse
from pathlib import Path

from rag.commands.options import add_documents, add_library, add_pages, documents_of, filters_of
from rag.errors import InputError
from rag.files.pictures import open_picture
from rag.library import Library
from rag.types import Hit, Query


def add_question(parser: argparse.ArgumentParser) -> None:
    """The question and everything that narrows it."""
    parser.add_argument("question", nargs="?", default="", help="in quotes; may be missing beside --image")
    parser.add_argument("--image", type=Path, metavar="FILE", help="a picture that belongs to the question")
    add_library(parser)
    add_documents(parser)
    add_pages(parser)


def query_of(options: argparse.Namespace) -> Query:
    """The question, before it is known which documents it is asked of. Raises InputError."""
    text = options.question.strip()
    if not text and options.image is None:
        raise InputError("The question is empty.", f'Write it in quotes: {options.usage_of.prog} "…"')
    if options.image is not None and not options.image.is_file():
        raise InputError(f"There is no file {options.image}.", "Name a picture: PNG, JPEG, WebP, TIFF, GIF or BMP.")
    image = open_picture(options.image) if options.image is not None else None
    return Query(text, image, collection=options.collection)


def narrowed(query: Query, options: argparse.Namespace, library: Library) -> Query:
    """The same question with the filters that the options name. Raises NotFoundError for what is not there."""
    filters = filters_of(options, documents_of(library, options.collection))
    return Query(query.text, query.image, query.collection, filters)


def place(hit: Hit) -> str:
    """The page as its document calls it: "report.pdf, page iv", "talk.pptx, Slide 3"."""
    name, label = hit.document.source.name, hit.page.label.strip()
    return f"{name}, {label}" if " " in label else f"{name}, page {label or hit.page.number}"
