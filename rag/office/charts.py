"""Charts of Office files as tables: a column for the categories and one for each series.

Knows: the numbers that the file keeps for drawing a chart. Does not know: how it looks.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.office.package import Node, child, descendants

Rows = tuple[tuple[str, ...], ...]
MAX_POINTS = 500


@dataclass(frozen=True, slots=True)
class ChartData:
    title: str
    rows: Rows
    """The first row names the columns."""


def read_chart(root: Node) -> ChartData:
    """Title, categories and values of a chart part; no rows when the file keeps no numbers."""
    series = list(descendants(root, "ser"))
    names = [_words(child(ser, "tx")) or f"Series {place}" for place, ser in enumerate(series, start=1)]
    categories: dict[int, str] = {}
    columns: list[dict[int, str]] = []
    for ser in series:
        for index, name in _points(child(ser, "cat") if child(ser, "cat") is not None else child(ser, "xVal")).items():
            categories.setdefault(index, name)
        values = child(ser, "val")
        columns.append(_points(values if values is not None else child(ser, "yVal")))
    indices = sorted({index for column in columns for index in column} | set(categories))[:MAX_POINTS]
    header = (_axis_title(root), *names)
    body = tuple((categories.get(i, str(i + 1)), *(column.get(i, "") for column in columns)) for i in indices)
    return ChartData(_title(root), (header, *body) if body else ())


def _points(data: Node | None) -> dict[int, str]:
    if data is None:
        return {}
    points = {}
    for place, point in enumerate(descendants(data, "pt")):
        index = point.get("idx") or ""
        value = child(point, "v")
        points[int(index) if index.isdigit() else place] = _number((value.text if value is not None else "") or "")
    return points


def _number(text: str) -> str:
    """ "12.300000000000001" as a person would write it."""
    try:
        return f"{float(text):.10g}" if "." in text else text.strip()
    except ValueError:
        return text.strip()


def _title(root: Node) -> str:
    return _words(child(root, "chart", "title"))


def _axis_title(root: Node) -> str:
    area = child(root, "chart", "plotArea")
    for name in ("catAx", "dateAx"):
        words = _words(child(area, name, "title"))
        if words:
            return words
    return ""


def _words(node: Node | None) -> str:
    if node is None:
        return ""
    texts = [*(t.text or "" for t in descendants(node, "t")), *(v.text or "" for v in descendants(node, "v"))]
    return " ".join(" ".join(texts).split())
