"""Starts the tools for agents: `sightline mcp`, over standard input and output or, with --http, over HTTP."""

from __future__ import annotations

import argparse
import logging
import os
import sys

from rag.commands.options import add_directory, open_library
from rag.errors import InputError


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_directory(parser)
    parser.add_argument("--http", action="store_true", help="serve over HTTP at /mcp instead of standard input")
    parser.add_argument("--port", type=int, default=7861, help="with --http (default: %(default)s)")
    parser.add_argument("--allow-add", action="store_true", help="let agents read further files into the library")


def run(options: argparse.Namespace) -> int:
    """Serve until the agent goes away. The library must be there."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    # The SDK takes a second to load, and no other command needs it.
    from web.tools.server import make_server

    if not 0 < options.port < 65536:
        raise InputError(f"{options.port} is no port.", "Choose one from 1024 to 65535 with --port.")
    # Standard output belongs to the protocol.
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    with open_library(options) as library:
        server = make_server(library, may_add=options.allow_add)
        if options.http:
            print(f"Sightline's tools are at http://127.0.0.1:{options.port}/mcp  (Ctrl-C stops them)", file=sys.stderr)
            server.run("streamable-http", host="127.0.0.1", port=options.port)
        else:
            server.run("stdio")
    return 0
