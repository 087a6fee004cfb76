"""Tables that are wider than a page, as several that are not. Knows blocks and widths; knows no format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ingestion.loaders.flow.blocks import TableBlock

NARROWEST_PT = 30.0
"""A column has at least this width, so that its words are not cut letter by letter."""
_MOST_LABEL_CHARS = 60


def fitting(block: TableBlock, available_pt: float) -> Iterator[TableBlock]:
    """The table, or groups of its columns, each after the first with the first column, which labels the rows."""
    n_columns = max(map(len, block.rows), default=0)
    most = max(2, int(available_pt / NARROWEST_PT))
    if n_columns <= most:
        yield block
        return
    labelled = max((len(row[0]) for row in block.rows[:200] if row), default=0) <= _MOST_LABEL_CHARS
    start = 0
    while start < n_columns:
        keeps = labelled and start > 0
        end = min(n_columns, start + most - keeps)
        rows = tuple((*(row[:1] if keeps else ()), *row[start:end]) for row in block.rows)
        yield replace(block, rows=rows)
        start = end
