"""Starts the page: `sightline serve`, and `python app.py`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile

from rag.commands.dispatch import add_output, print_json, set_up_logging
from rag.errors import SightlineError


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--library", metavar="DIR", help="folder of the library (default: your own, made when missing)")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this computer)"
    )
    parser.add_argument("--api", action="store_true", help="beside the page the HTTP interface, at /v1 (docs/http.md)")
    parser.add_argument("--port", type=int, default=7860, help="port to listen on (default: %(default)s)")


def main(argv: list[str] | None = None) -> int:
    """`python app.py`. Exit status: 0 stopped by the person, 2 could not start."""
    parser = argparse.ArgumentParser(prog="app.py", description="Sightline in the browser.")
    fill(parser)
    add_output(parser)
    options = parser.parse_args(argv)
    set_up_logging(options.verbose, logging.WARNING)
    try:
        return run(options)
    except SightlineError as error:
        print(f"{error.message}\n{error.hint}".strip(), file=sys.stderr)
        return 2


def run(options: argparse.Namespace) -> int:
    """Open the library and serve it until interrupted. Raises SightlineError."""
    try:
        with tempfile.TemporaryDirectory(prefix="sightline-", ignore_cleanup_errors=True) as uploads:
            _serve(options, uploads)
    except KeyboardInterrupt:
        pass
    return 0


def _quiet(uploads: str) -> None:
    """Keep Gradio and model libraries off the network, and uploads in a folder that nobody else can read."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_TEMP_DIR"] = uploads
    os.environ.setdefault("HF_HUB_OFFLINE", "1")


def _serve(options: argparse.Namespace, uploads: str) -> None:
    _quiet(uploads)
    # Gradio reads its environment when it is imported.
    from starlette.routing import Mount

    from web.application import library_services
    from web.server import claim_port, is_loopback, make_app, serve
    from web.v1.application import make_interface
    from web.v1.state import Interface

    listener = claim_port(options.host, options.port)
    with library_services(options.library) as services:
        if not is_loopback(options.host):
            print("Warning: everyone who can reach this address can read and delete the documents.", file=sys.stderr)
        address = f"http://{options.host}:{listener.getsockname()[1]}"
        if options.json:
            print_json({"address": address})
        else:
            print(f"Sightline is at {address}  (Ctrl-C stops it)")
        sys.stdout.flush()
        app = make_app(services, options.host)
        if options.api:
            interface = Interface(services.library, services.jobs, services.runner)
            # Before the page, which answers to every address.
            app.router.routes.insert(0, Mount("/v1", make_interface(interface)))
        serve(app, listener)
