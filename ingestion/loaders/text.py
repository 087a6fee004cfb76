"""Plain text: paragraphs between empty lines, on virtual pages that say which lines they hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingestion.kinds.encodings import read_text
from ingestion.loaders.base import LoadOptions
from ingestion.loaders.flow.blocks import Block, TextBlock
from ingestion.loaders.flow.paged import BlockLoader


class TextLoader(BlockLoader):
    """Reads .txt, logs and whatever else is only text."""

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        """One block a paragraph, with its first line in the file, counted from 1. Raises InputError."""
        start, paragraph = 1, list[str]()
        for number, line in enumerate(read_text(path, options).split("\n"), start=1):
            if line.strip():
                start = start if paragraph else number
                paragraph.append(line.expandtabs(4).rstrip())
            elif paragraph:
                yield TextBlock("\n".join(paragraph), first_line=start)
                paragraph = []
        if paragraph:
            yield TextBlock("\n".join(paragraph), first_line=start)
