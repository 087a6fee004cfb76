"""Rich text (.rtf) as plain paragraphs. Knows what the library for it leaves; formatting is not looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from striprtf.striprtf import rtf_to_text

from ingestion.loaders.base import LoadOptions
from ingestion.loaders.flow.blocks import Block, Notice, TableBlock, TextBlock
from ingestion.loaders.flow.paged import BlockLoader
from ingestion.loaders.flow.tables import header_rows
from rag.errors import BrokenFileError, TooLargeError

_PICTURE = re.compile(rb"\\pict\b")
_CODE_PAGE = re.compile(rb"\\ansicpg(\d+)")
_BROKEN = (ValueError, IndexError, KeyError, LookupError, TypeError, AttributeError, UnicodeError)


class RichTextLoader(BlockLoader):
    """Reads .rtf."""

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        """Paragraphs, and rows of cells as tables. Raises InputError."""
        if path.stat().st_size > options.max_text_chars:
            raise TooLargeError(f"{path.name} has {path.stat().st_size:,} bytes.", "Save it as .docx and add that.")
        content = path.read_bytes()
        found = _CODE_PAGE.search(content[:4096])
        encoding = f"cp{found.group(1).decode()}" if found else "cp1252"
        try:
            text = rtf_to_text(content.decode("latin-1"), encoding=encoding, errors="replace")
        except _BROKEN as exc:
            raise BrokenFileError(
                f"{path.name} is damaged rich text.", "Open it in a word processor and save it."
            ) from exc
        yield from _blocks(text)
        n_pictures = len(_PICTURE.findall(content))
        if n_pictures:
            yield Notice(f"{n_pictures:,} pictures were left out: those of .rtf are not read.")


def _blocks(text: str) -> Iterator[Block]:
    rows: list[tuple[str, ...]] = []
    for line in [*text.replace("\r", "").split("\n"), ""]:
        cells = tuple(cell.strip() for cell in line.split("|")) if line.endswith("|") else ()
        if len(cells) > 2:
            rows.append(cells[:-1])
            continue
        if rows:
            yield TableBlock(tuple(rows), header_rows(rows))
            rows = []
        if line.strip(" |\t"):
            yield TextBlock(line.strip())
