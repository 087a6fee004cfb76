"""python -m rag ask: a question, its answer as it is written, and where each citation is."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from rag.commands.common import add_library, documents_of, open_library
from rag.errors import InputError
from rag.types import Answer, Query

if TYPE_CHECKING:
    from rag.commands.common import Commands


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
        answer = library.ask(Query(options.question, collection=options.collection))
    print("\n".join(lines(answer)))
    return 0 if answer.status == "answered" else 1


def lines(answer: Answer) -> list[str]:
    """An answer as lines of text."""
    shown = [answer.text, ""]
    for citation in answer.citations:
        shown.append(f"[{citation.marker}] {place(citation.hit.document.source.name, citation.hit.page.number)}")
        shown += [f'    "{citation.quote}"'] if citation.quote else []
    if answer.nearest:
        shown.append("Nearest:")
        shown += [f"  - {place(hit.document.source.name, hit.page.number)}" for hit in answer.nearest]
    return [*shown, *(f"({note})" for note in answer.notes)]


def place(name: str, page: int) -> str:
    """How a page is named: "report.pdf, page 3"."""
    return f"{name}, page {page}"
