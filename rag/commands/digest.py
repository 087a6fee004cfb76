"""The command `digest`: what whole documents say, written by a language model; what it costs is said before."""

from __future__ import annotations

import argparse
import sys

from rag.answers.digest import Step
from rag.commands.as_json import answer_as_json
from rag.commands.ask import lines, nearest
from rag.commands.dispatch import print_json, print_lines
from rag.commands.options import add_documents, add_library, chosen_documents, documents_of, open_library
from rag.errors import GeneratorError
from rag.plain import seen_text
from rag.types import Answer

SUMMARY = "Summarise what these documents say: what they are for, what they state, their results and figures."


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "task", nargs="?", default=SUMMARY, help='what to write, such as "An outline"; default: a summary'
    )
    add_library(parser)
    add_documents(parser)
    parser.add_argument("--yes", action="store_true", help="begin; without it only what it costs is said")


def run(options: argparse.Namespace) -> int:
    """Say what it costs; with --yes read, tell how far it is, and print the text. Raises GeneratorError."""
    with open_library(options) as library:
        documents = chosen_documents(options, documents_of(library, options.collection))
        planned = library.plan_digest(options.task, documents)
        if not options.yes:
            print_lines([str(planned), "Add --yes to begin."])
            return 0
        print(planned, file=sys.stderr)
        answer = Answer("", "refused")
        for found in library.digest(planned):
            if isinstance(found, Step):
                print(f"{found.done} of {found.total} {seen_text(found.name)}", file=sys.stderr)
            else:
                answer = found
    if options.json:
        print_json(answer_as_json(options.task, answer))
    else:
        print_lines(nearest(answer.nearest) if answer.status == "unwritten" else lines(answer))
    if answer.status == "unwritten":
        raise GeneratorError(answer.reason, answer.hint)
    return 0 if answer.status == "answered" else 1
