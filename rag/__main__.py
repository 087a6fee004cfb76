"""The command line of a library.

python -m rag ask QUESTION          an answer with its citations
python -m rag models                what serves each role, and what else is usable here
python -m rag models fetch ID       download a model into the local cache
python -m rag learn [QUESTIONS]     learn a collection's weights from feedback, captions and questions
python -m rag evaluate QUESTIONS    recall, nDCG and MRR on your own questions
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence

from rag.commands import ask, evaluate, learn, models
from rag.errors import ConfigError, InputError, SightlineError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, 1 for a failure, 2 for a wrong use, 130 for Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m rag", description="Ask a library, and look after its models.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in (ask, models, learn, evaluate):
        command.add_to(commands)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.ERROR, format="%(message)s")
    try:
        return int(options.run(options))
    except SightlineError as exc:
        print(f"{exc.message}\n{exc.hint}".rstrip(), file=sys.stderr)
        return 2 if isinstance(exc, (ConfigError, InputError)) else 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
