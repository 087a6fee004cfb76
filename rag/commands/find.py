"""The command `find`: ranked passages and pictures, each with its place. Nothing is generated."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from rag.commands.as_json import hits_as_json
from rag.commands.asking import add_question, narrowed, place, query_of
from rag.commands.dispatch import print_json, print_lines
from rag.commands.options import open_library
from rag.errors import InputError
from rag.types import Hit

_SHOWN_CHARS = 200


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add_question(parser)
    parser.add_argument("-k", type=int, default=10, metavar="N", help="how many; default: %(default)s")


def run(options: argparse.Namespace) -> int:
    """Print the hits, best first; 0 when there is one."""
    if options.k < 1:
        raise InputError(f"-k {options.k} asks for nothing.", "It takes a number from 1.")
    asked = query_of(options)
    with open_library(options) as library:
        query = narrowed(asked, options, library)
        hits = library.find(query, options.k)
    if options.json:
        print_json({"question": query.text, "hits": hits_as_json(hits)})
    else:
        print_lines(lines(hits))
    return 0 if hits else 1


def lines(hits: Sequence[Hit]) -> list[str]:
    """Two lines a hit: its place and score, the beginning of its text."""
    shown = []
    for hit in hits:
        text = " ".join(hit.chunk.text.split())
        cut = f"{text[:_SHOWN_CHARS]}…" if len(text) > _SHOWN_CHARS else text
        shown += [f"{hit.rank}. {place(hit)}  ({hit.chunk.kind}, {hit.score:.2f})", *([f"    {cut}"] if cut else [])]
    return shown or ["Nothing was found."]
