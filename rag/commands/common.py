"""What the commands share: the options that choose a library and a collection."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from rag.library import DEFAULT_COLLECTION, Library

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_library(parser: argparse.ArgumentParser) -> None:
    """`--library` and `--collection`."""
    parser.add_argument("--library", metavar="DIR", help="folder of the library (default: your own)")
    parser.add_argument("--collection", default=DEFAULT_COLLECTION, metavar="NAME", help="default: %(default)s")


def open_library(options: argparse.Namespace) -> Library:
    """The library that `--library` names."""
    return Library.open(options.library)
