"""Records, lists and trees of values as paragraphs and tables: what JSON, YAML and XML have in common.

Knows: what of them is a table, a record, a list. Does not know: how any of them is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from ingestion.loaders.flow.blocks import Block, TableBlock, TextBlock

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"
_MOST_DEPTH = 60
_MOST_LEAVES = 24
"""A nested record with more values is set under a heading of its own."""
_MOST_CELL_CHARS = 60
_MOST_COLUMNS = 40
_FEWEST_ROWS = 3


def value_blocks(value: Value, name: str = "", level: int = 1) -> Iterator[Block]:
    """The blocks of a value that is called `name`, in the order in which it is written."""
    if isinstance(value, dict):
        yield from _record(value, name, level)
    elif isinstance(value, list):
        yield from _list(value, name, level)
    elif (text := shown(value)).strip():
        yield TextBlock(f"{name}: {text}" if name else text)


def shown(value: Value) -> str:
    """A single value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip()


def _heading(name: str, level: int) -> Iterator[Block]:
    if name:
        yield TextBlock(name, level=min(level, 6))


def _record(record: dict[str, Value], name: str, level: int) -> Iterator[Block]:
    yield from _heading(name, level)
    lines: list[str] = []
    for key, value in record.items():
        flat = _lines(key, value, _MOST_LEAVES)
        if flat is not None:
            lines += flat
            continue
        if lines:
            yield TextBlock("\n".join(lines))
            lines = []
        yield from value_blocks(value, key, level + 1)
    if lines:
        yield TextBlock("\n".join(lines))


def _lines(key: str, value: Value, room: int) -> list[str] | None:
    """A value as at most `room` lines "key › key: text"; None for one that needs more, or is a list of records."""
    if isinstance(value, dict):
        found: list[str] = []
        for below, inner in value.items():
            lines = _lines(f"{key} › {below}", inner, room - len(found))
            if lines is None:
                return None
            found += lines
        return found if len(found) <= room else None
    if isinstance(value, list):
        if any(isinstance(item, dict | list) for item in value) or len(value) > room:
            return None
        return [f"{key}: {', '.join(filter(None, map(shown, value)))}"] if value else []
    text = shown(value)
    return [f"{key}: {text}"] if text else []


def _list(items: list[Value], name: str, level: int) -> Iterator[Block]:
    yield from _heading(name, level)
    records = [item for item in items if isinstance(item, dict)]
    if records and len(records) == len(items):
        table = _table(records)
        if table is not None:
            yield TableBlock(table, 1, name)
            return
    for place, item in enumerate(items, start=1):
        if isinstance(item, dict):
            yield from _record(item, "", level + 1)
        elif isinstance(item, list):
            yield from _list(
                item, f"{name} {place}".strip() if any(isinstance(v, dict | list) for v in item) else "", level + 1
            )
        elif shown(item):
            yield TextBlock(f"• {shown(item)}")


def _table(records: Sequence[dict[str, Value]]) -> tuple[tuple[str, ...], ...] | None:
    """Records of the same short values as rows; None for others."""
    keys = list(dict.fromkeys(key for record in records for key in record))
    values = [value for record in records for value in record.values()]
    if (
        len(records) < _FEWEST_ROWS
        or not 2 <= len(keys) <= _MOST_COLUMNS
        or len(values) < 0.6 * len(keys) * len(records)
    ):
        return None
    if any(isinstance(value, dict | list) for value in values):
        return None
    if sum(len(shown(value)) for value in values) > _MOST_CELL_CHARS * len(values):
        return None
    return (tuple(keys), *(tuple(shown(record.get(key)) for key in keys) for record in records))


def depth_of(value: Value) -> int:
    """How deep lists and records are nested; at most a little over what is read."""
    layer: list[Value] = [value]
    for depth in range(_MOST_DEPTH + 1):
        layer = [v for item in layer for v in _inside(item)]
        if not layer:
            return depth
    return _MOST_DEPTH + 1


def _inside(value: Value) -> list[Value]:
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def is_too_deep(value: Value) -> bool:
    return depth_of(value) > _MOST_DEPTH
