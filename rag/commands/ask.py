"""python -m rag ask: a question, its answer as it is written, and where each citation is."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from rag.commands.common import add_library, documents_of, open_library
from rag.errors import GeneratorError, InputError
from rag.types import Answer, Hit, Query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.commands.common import Commands

_N_NEAREST = 3


def add_to(commands: Commands) -> None:
    """Add the command's options."""
    parser = commands.add_parser("ask", help="answer a question with citations")
    parser.add_argument("question")
    add_library(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the answer; 0 when the documents answer, 1 when they do not."""
    if not options.question.strip():
        raise InputError("The question is empty.", 'Write it in quotes: python -m rag ask "…"')
    with open_library(options) as library:
        documents_of(library, options.collection)
        query = Query(options.question, collection=options.collection)
        try:
            answer = library.ask(query)
        except GeneratorError:
            # The evidence was found all the same.
            print("\n".join(nearest(library.find(query, _N_NEAREST))))
            raise
    print("\n".join(lines(answer)))
    return 0 if answer.status == "answered" else 1


def lines(answer: Answer) -> list[str]:
    """An answer as lines of text."""
    shown = [answer.text, ""]
    for citation in answer.citations:
        shown.append(f"[{citation.marker}] {place(citation.hit)}")
        shown += [f'    "{citation.quote}"'] if citation.quote else []
    return [*shown, *nearest(answer.nearest), *(f"({note})" for note in answer.notes)]


def nearest(hits: Sequence[Hit]) -> list[str]:
    """Where to look where there is no answer; nothing without hits."""
    return ["Nearest:", *(f"  - {place(hit)}" for hit in hits)] if hits else []


def place(hit: Hit) -> str:
    """The page as its document calls it: "report.pdf, page iv", "talk.pptx, Slide 3"."""
    name, label = hit.document.source.name, hit.page.label.strip()
    return f"{name}, {label}" if " " in label else f"{name}, page {label or hit.page.number}"
