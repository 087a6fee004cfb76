"""Tables of OpenDocument as rows of text: repeated cells, spans, and values as they are shown."""

from __future__ import annotations

from collections.abc import Iterator

from rag.office.package import Node, attribute, descendants, local

MAX_ROWS, MAX_COLUMNS = 100_000, 4_096
_MOST_REPEATED = 64
"""An empty or equal row that is repeated more often only fills the sheet."""


def table_rows(table: Node) -> tuple[list[tuple[str, ...]], int]:
    """(rows without empty ones at the end, how many of them are a header). A cell over several rows is repeated."""
    rows: list[tuple[str, ...]] = []
    n_header = 0
    carried: dict[int, tuple[int, str]] = {}
    for row, is_header in _rows(table):
        cells = _cells(row, carried)
        repeated = _count(row, "number-rows-repeated")
        times = repeated if any(cells) and repeated <= _MOST_REPEATED else 1
        rows += [cells] * times
        n_header += is_header
        if len(rows) >= MAX_ROWS:
            break
    while rows and not any(rows[-1]):
        rows.pop()
    return rows, min(n_header, 3)


def _rows(node: Node, is_header: bool = False) -> Iterator[tuple[Node, bool]]:
    for below in node:
        name = local(below) if isinstance(below.tag, str) else ""
        if name == "table-row":
            if attribute(below, "visibility") not in ("collapse", "filter"):
                yield below, is_header
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(below, name == "table-header-rows" or is_header)


def _cells(row: Node, carried: dict[int, tuple[int, str]]) -> tuple[str, ...]:
    cells: list[str] = []
    for cell in row:
        name = local(cell) if isinstance(cell.tag, str) else ""
        if name not in ("table-cell", "covered-table-cell"):
            continue
        text = cell_text(cell)
        n_rows = _count(cell, "number-rows-spanned")
        for _ in range(_repeats(cell, text)):
            column = len(cells)
            if name == "covered-table-cell" and column in carried:
                left, text = carried.pop(column)
                if left > 1:
                    carried[column] = (left - 1, text)
            elif n_rows > 1:
                carried[column] = (n_rows - 1, text)
            cells.append(text if name == "table-cell" or column not in carried else carried[column][1])
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells[:MAX_COLUMNS])


def _repeats(cell: Node, text: str) -> int:
    repeated = _count(cell, "number-columns-repeated")
    return min(repeated, MAX_COLUMNS if text else 1024)


def cell_text(cell: Node) -> str:
    """What the cell shows; of a number without shown text, its value."""
    texts = [" ".join("".join(_shown(p)).split()) for p in descendants(cell, "p") if not _is_note(p, cell)]
    shown = "\n".join(filter(None, texts))
    value = attribute(cell, "value") or attribute(cell, "date-value") or attribute(cell, "string-value")
    return shown or value or attribute(cell, "formula").removeprefix("of:")


def _is_note(paragraph: Node, cell: Node) -> bool:
    """Whether a paragraph is in a note at the cell, or in a table inside of it."""
    return any(
        local(above) in ("annotation", "table-cell") for above in paragraph.iterancestors() if _below(above, cell)
    )


def _below(node: Node, cell: Node) -> bool:
    return node is not cell and any(above is cell for above in node.iterancestors())


def _shown(paragraph: Node) -> Iterator[str]:
    for node in paragraph.iter():
        if not isinstance(node.tag, str):
            continue
        yield node.text or ""
        if local(node) == "s":
            yield " "
        if node is not paragraph:
            yield node.tail or ""


def _count(node: Node, name: str) -> int:
    value = attribute(node, name)
    return max(1, int(value)) if value.isdigit() and len(value) < 9 else 1


def comment_lines(table: Node) -> Iterator[str]:
    """The notes at cells."""
    for node in descendants(table, "annotation"):
        who = next(("".join(str(t) for t in author.itertext()) for author in descendants(node, "creator")), "")
        said = " ".join(" ".join("".join(_shown(p)).split()) for p in descendants(node, "p"))
        if said:
            yield f"Comment by {who}: {said}" if who else f"Comment: {said}"
