"""The command line of a library, `python -m rag COMMAND`; `rag/commands/table.py` lists the commands."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rag.commands.dispatch import run_command
from rag.commands.table import COMMANDS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, 1 for a failure, 2 for a wrong use, 130 for Ctrl-C."""
    return run_command("python -m rag", COMMANDS, sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
