"""The command `evaluate`: how well the library finds what your own questions ask for."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from rag.commands.dispatch import print_json
from rag.commands.options import add_library, documents_of, open_library
from rag.learning.evaluation import Evaluation, evaluate, read_questions, table


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("questions", type=Path, help="a .jsonl file: question, and document with pages, or answer")
    parser.add_argument("--floor", type=float, metavar="R@5", help="exit with 1 when recall at 5 is lower")
    add_library(parser)


def run(options: argparse.Namespace) -> int:
    """Print the table; 0, or 1 below the floor."""
    questions = read_questions(options.questions)
    with open_library(options) as library:
        documents = documents_of(library, options.collection)
        retriever = library.retriever
        found = evaluate(retriever, questions, documents, options.collection, retriever.stream_names)
    if options.json:
        print_json(as_json(found, len(questions)))
    else:
        show(found, Console())
    return 0 if options.floor is None or found.reaches(options.floor) else 1


def as_json(found: Evaluation, n_questions: int) -> dict[str, object]:
    """Every row by its name, every measure as its mean and the ends of its interval."""
    rows = {row.name: {name: asdict(estimate) for name, estimate in row.measures.items()} for row in found.rows}
    return {"questions": n_questions, "rows": rows}


def show(found: Evaluation, console: Console) -> None:
    """Print means with their 95 % confidence intervals."""
    header, *rows = table(found)
    if not console.is_terminal:
        console.width = 1000  # a line of a file or a pipe is not broken
    printed = Table(*header, box=None, pad_edge=False)
    for row in rows:
        printed.add_row(*row)
    console.print(printed)
