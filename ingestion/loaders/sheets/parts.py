"""What a streaming reader of a sheet's cells does not tell: hidden rows and columns, merged cells, drawings.

Knows: the sheet's XML, which is searched and not parsed, since it may be large. Does not know: values.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingestion.loaders.sheets.workbook import column_number
from rag.errors import InputError
from rag.office.package import Node, Package, descendants, local

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*\bhidden=[\"'](?:1|true)[\"'][^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*\bhidden=[\"'](?:1|true)[\"'][^>]*)>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_NUMBER = re.compile(rb"\b(r|min|max)=[\"'](\d+)[\"']")
_MAX_COLUMNS = 16_384
_MAX_MERGED_ROWS = 500


@dataclass(frozen=True, slots=True)
class Drawing:
    node: Node
    part: str
    """The part whose relations name the picture."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """Rows count from 1 as in Excel, columns from 0."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged_below: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """By row: (column, the row whose value it repeats)."""
    drawings: tuple[Drawing, ...] = ()

    @property
    def hides(self) -> bool:
        return bool(self.hidden_rows or self.hidden_columns)


def sheet_part(package: Package, part: str) -> SheetPart:
    """What a sheet says beside its cells; nothing where it cannot be read: the reader of its cells says so."""
    try:
        return _read(package, part)
    except InputError:
        return SheetPart()


def _read(package: Package, part: str) -> SheetPart:
    xml = package.read(part)
    rows = frozenset(_numbers(found)["r"] for found in _ROW.findall(xml) if "r" in _numbers(found))
    columns = [_numbers(found) for found in _COLUMN.findall(xml)]
    hidden = {
        place - 1 for span in columns for place in range(span.get("min", 1), min(span.get("max", 0), _MAX_COLUMNS) + 1)
    }
    return SheetPart(rows, frozenset(hidden), _merged(xml), tuple(_drawings(package, part)))


def _numbers(attributes: bytes) -> dict[str, int]:
    return {name.decode(): int(value) for name, value in _NUMBER.findall(attributes)}


def _merged(xml: bytes) -> dict[int, list[tuple[int, int]]]:
    below: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for first_column, first_row, _, last_row in _MERGED.findall(xml):
        start, end = int(first_row), int(last_row)
        for row in range(start + 1, min(end, start + _MAX_MERGED_ROWS) + 1):
            below[row].append((column_number(first_column.decode()), start))
    return below


def _drawings(package: Package, part: str) -> Iterator[Drawing]:
    for drawing in package.related(part, "drawing"):
        try:
            root = package.xml(drawing)
        except InputError:
            continue
        for anchor in root:
            if local(anchor).endswith("Anchor") and any(
                next(descendants(anchor, name), None) is not None for name in ("blip", "chart", "txBody", "relIds")
            ):
                yield Drawing(anchor, drawing)
