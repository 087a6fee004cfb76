"""python -m rag evaluate: how well the library finds what your own questions ask for."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from rag.commands.common import add_library, documents_of, open_library
from rag.learning.evaluation import Evaluation, evaluate, read_questions, table

if TYPE_CHECKING:
    from rag.commands.common import Commands


def add_to(commands: Commands) -> None:
    """Add the command's options."""
    parser = commands.add_parser("evaluate", help="recall, nDCG and MRR on your own questions")
    parser.add_argument("questions", type=Path, help="a .jsonl file: question, and document with pages, or answer")
    parser.add_argument("--floor", type=float, metavar="R@5", help="exit with 1 when recall at 5 is lower")
    add_library(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the table; 0, or 1 below the floor."""
    questions = read_questions(options.questions)
    with open_library(options) as library:
        documents = documents_of(library, options.collection)
        retriever = library.retriever
        found = evaluate(retriever, questions, documents, options.collection, retriever.stream_names)
    show(found, Console())
    return 0 if options.floor is None or found.reaches(options.floor) else 1


def show(found: Evaluation, console: Console) -> None:
    """Print means with their 95 % confidence intervals."""
    header, *rows = table(found)
    printed = Table(*header, box=None, pad_edge=False)
    for row in rows:
        printed.add_row(*row)
    console.print(printed)
