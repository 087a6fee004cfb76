"""The command `ask`: a question, its answer, and where each citation is."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from rag.commands.as_json import answer_as_json
from rag.commands.asking import add_question, narrowed, place, query_of
from rag.commands.dispatch import print_json, print_lines
from rag.commands.options import open_library
from rag.conversations.exchange import Exchange, history
from rag.errors import GeneratorError
from rag.types import Answer, Hit


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add_question(parser)
    parser.add_argument(
        "--conversation", metavar="ID", help="go on with a conversation, which the page shows too; new begins one"
    )


def run(options: argparse.Namespace) -> int:
    """Print the answer; 0 when the documents answer, 1 when they do not. Raises GeneratorError when it is unwritten."""
    asked = query_of(options)
    with open_library(options) as library:
        query = narrowed(asked, options, library)
        asked_in = str(options.conversation or "")
        earlier = library.conversations.exchanges(asked_in) if asked_in not in ("", "new") else ()
        answer = library.ask(query, history(earlier))
        conversation = library.conversations.new_id() if asked_in == "new" else asked_in
        if conversation:
            library.conversations.append(conversation, Exchange(0, "ask", query, answer=answer))
    if options.json:
        print_json(answer_as_json(query.text, answer))
    else:
        print_lines(nearest(answer.nearest) if answer.status == "unwritten" else lines(answer))
        print_lines([f"(Conversation: {conversation})"] if conversation else [])
    if answer.status == "unwritten":
        raise GeneratorError(answer.reason, answer.hint)
    return 0 if answer.status == "answered" else 1


def lines(answer: Answer) -> list[str]:
    """An answer as lines of text."""
    shown = [f"(Searched for: {answer.searched})"] if answer.searched else []
    shown += [answer.text, ""]
    for citation in answer.citations:
        shown.append(f"[{citation.marker}] {place(citation.hit)}")
        shown += [f'    "{citation.quote}"'] if citation.quote else []
    return [*shown, *nearest(answer.nearest), *(f"({note})" for note in answer.notes)]


def nearest(hits: Sequence[Hit]) -> list[str]:
    """Where to look where there is no answer; nothing without hits."""
    return ["Nearest:", *(f"  - {place(hit)}" for hit in hits)] if hits else []
