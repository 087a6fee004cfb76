"""Starts the web application: `python app.py [--library DIR] [--port N] [--host ADDRESS]`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile

from rag.errors import SightlineError


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="app.py", description="Sightline in the browser.")
    parser.add_argument("--library", metavar="DIR", help="folder of the library (default: your own, made when missing)")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this computer)"
    )
    parser.add_argument("--port", type=int, default=7860, help="port to listen on (default: %(default)s)")
    return parser.parse_args(argv)


def quiet(uploads: str) -> None:
    """Keep Gradio and model libraries off the network, and uploads in a folder that nobody else can read."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_TEMP_DIR"] = uploads
    os.environ.setdefault("HF_HUB_OFFLINE", "1")


def run(options: argparse.Namespace, uploads: str) -> None:
    """Open the library and serve it until interrupted. Raises SightlineError."""
    quiet(uploads)
    # Gradio reads its environment when it is imported.
    from web.application import library_services
    from web.server import claim_port, is_loopback, make_app, serve

    listener = claim_port(options.host, options.port)
    with library_services(options.library) as services:
        if not is_loopback(options.host):
            print("Warning: everyone who can reach this address can read and delete the documents.", file=sys.stderr)
        print(f"Sightline is at http://{options.host}:{listener.getsockname()[1]}  (Ctrl-C stops it)", flush=True)
        serve(make_app(services, options.host), listener)


def main(argv: list[str] | None = None) -> int:
    """Exit status: 0 stopped by the person, 2 could not start."""
    options = arguments(argv)
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    try:
        with tempfile.TemporaryDirectory(prefix="sightline-", ignore_cleanup_errors=True) as uploads:
            run(options, uploads)
    except SightlineError as error:
        print(f"{error.message}\n{error.hint}".strip(), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
