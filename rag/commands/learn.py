"""The command `learn`: a collection's own weights, from feedback, mentions of figures, and a file of questions."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from rag.commands.dispatch import print_json
from rag.commands.options import add_library, documents_of, open_library
from rag.learning.evaluation import read_questions
from rag.learning.fitting import LEAST_PAIRS
from rag.learning.weights import LearnedWeights, learn_weights


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("questions", type=Path, nargs="?", help="a .jsonl file with question, document and pages")
    add_library(parser)


def run(options: argparse.Namespace) -> int:
    """Learn, keep, and say what was gained; 0 when the weights are applied, 1 when the defaults stay."""
    questions = read_questions(options.questions) if options.questions else []
    with open_library(options) as library:
        documents_of(library, options.collection)
        found = learn_weights(library.ledger, library.retriever, options.collection, questions)
    if options.json:
        print_json({**asdict(found), "sentence": sentence(found)})
    else:
        print(sentence(found))
    return 0 if found.applied else 1


def sentence(found: LearnedWeights) -> str:
    """What was learned from, and what it is worth."""
    n_pairs = sum(found.pairs.values())
    sources = ", ".join(f"{count} from {source}" for source, count in found.pairs.items()) or "none"
    if n_pairs < LEAST_PAIRS:
        return f"{n_pairs} pairs ({sources}) are too few: {LEAST_PAIRS} are needed. The default weights stay."
    gain = f"mean reciprocal rank on held-out pairs {found.before:.3f} → {found.after:.3f}"
    if not found.applied:
        return f"Learned from {n_pairs} pairs ({sources}), but without a gain ({gain}). The default weights stay."
    weights = ", ".join(f"{name} {weight:g}" for name, weight in found.weights.items())
    return f"Learned from {n_pairs} pairs ({sources}): {gain}. Applied: {weights}."
