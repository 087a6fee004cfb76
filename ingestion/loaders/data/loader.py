"""Files of records: JSON, JSON lines, YAML and XML, read by their structure; one that is damaged as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingestion.kinds.encodings import read_text
from ingestion.loaders.base import LoadOptions
from ingestion.loaders.code import code_blocks, unescaped
from ingestion.loaders.data.parsers import PARSERS
from ingestion.loaders.data.values import is_too_deep, value_blocks
from ingestion.loaders.flow.blocks import Block, Notice
from ingestion.loaders.flow.paged import BlockLoader


class _DataLoader(BlockLoader):
    """Reads one kind of file with its parser."""

    kind = ""
    widest_page = 1600.0

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        """Records as lines "name: value", lists of like records as tables. Raises InputError."""
        text = read_text(path, options)
        try:
            value = PARSERS[self.kind](text)
        except ValueError as exc:
            yield Notice(f"It is no valid {self.kind} and was read as plain text: {str(exc).splitlines()[0][:120]}")
            yield from code_blocks(unescaped(text))
            return
        if is_too_deep(value):
            yield Notice(f"Its {self.kind} is nested too deep and was read as plain text.")
            yield from code_blocks(text)
            return
        yield from value_blocks(value)


class JsonLoader(_DataLoader):
    kind = "JSON"


class YamlLoader(_DataLoader):
    kind = "YAML"


class XmlLoader(_DataLoader):
    kind = "XML"
