"""Runs one command of a table of commands: reads its options, loads its module and no other, tells errors.

Knows: argparse, exit statuses, how an error is put. Does not know any command.
"""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.errors import ConfigError, InputError, SightlineError
from rag.plain import escaped, seen_text

OK, FAILED, USAGE, STOPPED = 0, 1, 2, 130
_STATUSES = "Exit status: 0 done, 1 not found or failed, 2 wrong use, 130 stopped by Ctrl-C."


@dataclass(frozen=True, slots=True)
class Command:
    """What `--help` says of a command, and its module, which has `fill(parser)` and `run(options) -> status`."""

    module: str
    help: str
    example: str
    """The words after the program's name."""
    log_level: int = logging.ERROR
    """What is logged without --verbose."""


def run_command(program: str, commands: Mapping[str, Command], arguments: Sequence[str], version: str = "") -> int:
    """Run the command that the first argument names; the exit status."""
    options = _parser(program, commands, arguments, version).parse_args(arguments)
    set_up_logging(options.verbose, commands[options.command].log_level)
    try:
        status = int(options.run(options))
        sys.stdout.flush()
        return status
    except SightlineError as error:
        tell(error, as_json=options.json)
        return USAGE if isinstance(error, (ConfigError, InputError)) else FAILED
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        # Whoever read has had enough, as `head` has; nothing more is written, at the end of Python neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK


def tell(error: SightlineError, *, as_json: bool) -> None:
    """Why nothing could be done and what to do: on standard error, as JSON on standard output."""
    print(seen_text(f"{error.message}\n{error.hint}".rstrip()), file=sys.stderr)
    if as_json:
        print_json({"error": type(error).__name__, "reason": error.message, "hint": error.hint})


def print_json(value: object) -> None:
    """One JSON document on standard output, in the letters that it is written in; what nobody sees is written out."""
    print(escaped(json.dumps(value, ensure_ascii=False, indent=2)))


def print_lines(lines: Iterable[str]) -> None:
    """Lines on standard output; whatever a document says, it does not steer the terminal."""
    print(seen_text("\n".join(lines)))


def add_output(parser: argparse.ArgumentParser) -> None:
    """`--json` and `--verbose`, which every command has."""
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--verbose", action="store_true", help="show what happens inside")


def set_up_logging(verbose: bool, level: int) -> None:
    """Log to standard error, from `level` on or everything that informs."""
    logging.basicConfig(level=logging.INFO if verbose else level, format="%(levelname)s %(name)s: %(message)s")


def _parser(
    program: str, commands: Mapping[str, Command], arguments: Sequence[str], version: str
) -> argparse.ArgumentParser:
    """The parser of all commands; only the one that is called has its options, so that no other is loaded."""
    parser = argparse.ArgumentParser(
        prog=program,
        description="Answers over your own documents and pictures, with the evidence marked on the page.",
        epilog=f"{program} COMMAND --help tells a command's options and shows an example. {_STATUSES}",
    )
    if version:
        parser.add_argument("--version", action="version", version=f"{program} {version}")
    chosen = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in commands.items():
        added = chosen.add_parser(
            name,
            help=command.help,
            description=f"{command.help[0].upper()}{command.help[1:]}.",
            epilog=f"example:\n  {program} {command.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if arguments[:1] == [name]:
            module = importlib.import_module(command.module)
            module.fill(added)
            add_output(added)
            added.set_defaults(run=module.run, usage_of=added)
    return parser
