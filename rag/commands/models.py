"""python -m rag models: what serves each role, what else is usable here, and how to download more."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from rag.config import Config
from rag.library import default_directory
from rag.models.inventory import Inventory, fetch, inventory

if TYPE_CHECKING:
    from rag.commands.common import Commands


def add_to(commands: Commands) -> None:
    """Add the command's options."""
    parser = commands.add_parser("models", help="what serves each role; fetch ID downloads a model")
    parser.add_argument("action", nargs="?", choices=["list", "fetch"], default="list")
    parser.add_argument("id", nargs="?", help="with fetch: a model's id, such as openai/clip-vit-base-patch32")
    parser.add_argument("--library", metavar="DIR", help="folder of the library whose settings are shown")
    parser.set_defaults(run=run, usage_of=parser)


def run(options: argparse.Namespace) -> int:
    """List, or fetch; nothing is opened, loaded or sent when listing."""
    if options.action == "fetch":
        if not options.id:
            options.usage_of.error("fetch needs the id of a model")
        print(f"Kept in {fetch(options.id)}")
        return 0
    directory = Path(options.library).expanduser() if options.library else default_directory()
    show(inventory(Config.load(directory)), directory, Console())
    return 0


def show(found: Inventory, directory: Path, console: Console) -> None:
    """Print the roles as a table, then what else is here."""
    table = Table(box=None, pad_edge=False)
    for name in ("Role", "Served by", "State", "Size", "Licence", "Device"):
        # Folded rather than cut: a command or a model's id is there to be copied.
        table.add_column(name, overflow="fold")
    for role in found.roles:
        table.add_row(role.name, role.served_by, role.state, megabytes(role.n_bytes), role.licence, role.device)
    console.print(table)
    console.print()
    for name, n_bytes in found.cached:
        console.print(f"Also in the local cache: {name} ({megabytes(n_bytes)})")
    for server in found.servers:
        names = ", ".join(server.models) or "no models"
        console.print(f"Running here: {server.name} at {server.url} with {names}")
    if not found.servers:
        console.print("No language model server (Ollama, llama.cpp, vLLM, LM Studio) answers on this machine.")
    settings = directory / "config.toml"
    console.print(f"To use another: set its role in {settings}", soft_wrap=True, markup=False, highlight=False)
    console.print("To download one: python -m rag models fetch ID")


def megabytes(n_bytes: int) -> str:
    """A size for reading; nothing for 0."""
    return f"{n_bytes / 1e6:,.0f} MB" if n_bytes else ""
