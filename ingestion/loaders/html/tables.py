"""Tables of web pages: which of them hold data, and their cells. Knows HTML's tables only."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.loaders.flow.blocks import Block, TableBlock, TextBlock
from ingestion.loaders.flow.tables import header_rows
from ingestion.loaders.html.words import words_of
from rag.office.package import Node

_MAX_COLUMNS = 128


def is_data(table: Node) -> bool:
    """Whether a table holds data; old pages use tables to place things."""
    if next(table.iterdescendants("table"), None) is not None or table.get("role") == "presentation":
        return False
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    return len(rows) > 1 and max(map(len, rows)) > 1


def table_blocks(table: Node) -> Iterator[Block]:
    """The caption as a paragraph, then the rows that have text. The header: rows of `th` at the top, at most three."""
    rows: list[tuple[str, ...]] = []
    carried: dict[int, tuple[int, str]] = {}
    n_header = 0
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        texts = _row(cells, carried)
        if any(texts):
            n_header += len(rows) == n_header and all(cell.tag == "th" for cell in cells)
            rows.append(texts)
    caption = next((words_of(node) for node in table.iter("caption")), "")
    if caption:
        yield TextBlock(caption)
    if rows:
        yield TableBlock(tuple(rows), min(n_header, 3, len(rows) - 1) or header_rows(rows), caption)


def _row(cells: list[Node], carried: dict[int, tuple[int, str]]) -> tuple[str, ...]:
    """The texts of a row; a cell that spans rows is repeated, one that spans columns is followed by empty ones."""
    texts: list[str] = []

    def fill_from_above() -> None:
        while len(texts) in carried:
            n_rows, text = carried.pop(len(texts))
            if n_rows > 1:
                carried[len(texts)] = (n_rows - 1, text)
            texts.append(text)

    waiting: dict[int, tuple[int, str]] = {}
    for cell in cells[:_MAX_COLUMNS]:
        fill_from_above()
        text = words_of(cell)
        n_rows, n_columns = _span(cell, "rowspan"), _span(cell, "colspan")
        if n_rows > 1:
            waiting[len(texts)] = (n_rows - 1, text)
        texts += [text, *[""] * (n_columns - 1)]
    fill_from_above()
    carried.update(waiting)
    return tuple(texts[:_MAX_COLUMNS])


def _span(cell: Node, name: str) -> int:
    value = cell.get(name) or ""
    return max(1, min(int(value), _MAX_COLUMNS)) if value.isdigit() and len(value) < 5 else 1
