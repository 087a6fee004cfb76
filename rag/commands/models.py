"""The command `models`: what serves each role, what else is usable here, and how to download more."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from rag.commands.dispatch import print_json
from rag.commands.options import add_directory, directory_of
from rag.config import FILE_NAME, Config
from rag.models.inventory import Inventory, fetch, inventory


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("action", nargs="?", choices=["list", "fetch"], default="list")
    parser.add_argument("id", nargs="?", help="with fetch: a model's id, such as openai/clip-vit-base-patch32")
    add_directory(parser)


def run(options: argparse.Namespace) -> int:
    """List, or fetch; nothing is opened, loaded or sent when listing."""
    if options.action == "fetch":
        if not options.id:
            options.usage_of.error("fetch needs the id of a model")
        kept = fetch(options.id)
        print_json({"kept_in": str(kept)}) if options.json else print(f"Kept in {kept}")
        return 0
    directory = directory_of(options)
    found = inventory(Config.load(directory))
    if options.json:
        print_json({**asdict(found), "settings": str(directory / FILE_NAME)})
    else:
        show(found, directory, Console())
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
    settings = directory / FILE_NAME
    console.print(f"To use another: set its role in {settings}", soft_wrap=True, markup=False, highlight=False)
    console.print("To download one: sightline models fetch ID")


def megabytes(n_bytes: int) -> str:
    """A size for reading; nothing for 0."""
    return f"{n_bytes / 1e6:,.0f} MB" if n_bytes else ""
