"""Jupyter notebooks: the text, code and results of their cells, with the pictures; never the base64 of anything."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingestion.kinds.encodings import read_text
from ingestion.loaders.base import LoadOptions
from ingestion.loaders.flow.blocks import Block, PictureBlock, TextBlock
from ingestion.loaders.flow.captioned import with_captions
from ingestion.loaders.flow.paged import BlockLoader
from ingestion.loaders.html.fragments import fragment_blocks
from ingestion.loaders.markdown import markdown_blocks
from rag.errors import BrokenFileError
from rag.files.parts import OUTPUT, read_part

_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_MAX_OUTPUT = 20_000
_SIZE_PT = (400.0, 300.0)
_ATTACHED = re.compile(r"!\[([^\]]*)\]\(attachment:[^)]*\)")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class NotebookLoader(BlockLoader):
    """Reads .ipynb."""

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        """Cell after cell. Raises BrokenFileError."""
        try:
            notebook = json.loads(read_text(path, options))
            cells = notebook.get("cells") or [c for w in notebook.get("worksheets", []) for c in w.get("cells", [])]
        except (ValueError, AttributeError, RecursionError) as exc:
            raise BrokenFileError(
                f"{path.name} is a damaged notebook.", "Open it in Jupyter and save it again."
            ) from exc
        yield from with_captions(block for place, cell in enumerate(cells) for block in _cell(place, cell))

    def read_part(self, path: Path, part: str) -> bytes:
        return read_part(path, part)


def _cell(place: int, cell: Any) -> Iterator[Block]:
    if not isinstance(cell, dict):
        return
    source = _joined(cell.get("source") or cell.get("input"))
    if cell.get("cell_type") == "markdown":
        yield from markdown_blocks(_ATTACHED.sub(r"\1", source))
    elif source.strip():
        yield TextBlock(source.rstrip().expandtabs(4), mono=True)
    for number, output in enumerate(cell.get("outputs") or ()):
        if isinstance(output, dict):
            yield from _output(place, number, output)


def _output(place: int, number: int, output: dict[str, Any]) -> Iterator[Block]:
    found = output.get("data")
    data: dict[str, Any] = found if isinstance(found, dict) else {}
    picture = next((kind for kind in _PICTURES if kind in data), "")
    if picture:
        yield PictureBlock(f"{OUTPUT}{place}:{number}:{picture}", *_SIZE_PT)
    elif "<table" in (markup := _joined(data.get("text/html"))):
        yield from fragment_blocks(markup)
    elif "text/markdown" in data:
        yield from markdown_blocks(_joined(data["text/markdown"]))
    else:
        text = _joined(output.get("text") or data.get("text/plain")) or _error(output)
        text = _COLOURS.sub("", text)[:_MAX_OUTPUT].rstrip()
        if text.strip():
            yield TextBlock(text.expandtabs(4), mono=True)


def _error(output: dict[str, Any]) -> str:
    if output.get("output_type") not in ("error", "pyerr"):
        return ""
    return f"{output.get('ename', 'Error')}: {output.get('evalue', '')}"


def _joined(text: object) -> str:
    """Notebooks write a text as one string or as a list of its lines."""
    if isinstance(text, list):
        return "".join(part for part in text if isinstance(part, str))
    return text if isinstance(text, str) else ""
