"""`sightline COMMAND`, also `python -m sightline COMMAND`."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

from rag import __version__
from rag.commands.dispatch import Command, run_command
from rag.commands.table import COMMANDS

ALL: dict[str, Command] = {
    "serve": Command("web.serve", "the page in the browser", "serve --library DIR --port 7860", logging.WARNING),
    "ingest": Command(
        "ingestion.cli",
        "files and folders into a library; what is in already stays",
        "ingest ~/papers --collection papers",
        logging.CRITICAL,
    ),
    **COMMANDS,
    "mcp": Command("web.tools.serve", "the library as tools for agents (MCP)", "mcp --library DIR", logging.WARNING),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, 1 for a failure, 2 for a wrong use, 130 for Ctrl-C."""
    return run_command("sightline", ALL, sys.argv[1:] if arguments is None else arguments, __version__)


if __name__ == "__main__":
    sys.exit(main())
