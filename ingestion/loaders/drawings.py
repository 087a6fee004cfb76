"""What is drawn in an Office file: pictures, charts and diagrams. Knows DrawingML and the older VML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingestion.loaders.flow.blocks import Block, Notice, PictureBlock, TableBlock, TextBlock
from ingestion.loaders.flow.captions import description
from rag.errors import InputError
from rag.office.charts import read_chart
from rag.office.package import EMU_PER_PT, Node, Package, attribute, descendants
from rag.office.slide_text import plain_text

_DEFAULT_PT = 216.0
_SMALLEST_PT = 9.0
_READABLE = (".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".bmp", ".tif", ".tiff", ".webp")
_STYLE_SIZE = re.compile(r"(width|height):([\d.]+)pt")


def drawing_blocks(drawing: Node, package: Package, part: str) -> Iterator[Block]:
    """The pictures, charts and diagrams of one drawing."""
    relations = package.relations(part)
    width, height = _size(drawing)
    caption = _description(drawing)
    for node in (*descendants(drawing, "blip"), *descendants(drawing, "imagedata")):
        relation = relations.get(attribute(node, "embed") or attribute(node, "id"))
        if relation is None or relation.external or min(width, height) < _SMALLEST_PT:
            continue
        if relation.target.lower().endswith(_READABLE):
            yield PictureBlock(relation.target, width, height, caption)
        else:
            yield Notice(f"A picture was left out: {relation.target.rpartition('.')[2].upper()} is not read.")
    for body in descendants(drawing, "txBody"):  # Word's own text boxes have another name
        if text := plain_text(body):
            yield TextBlock(text)
    for node in descendants(drawing, "chart"):
        relation = relations.get(attribute(node, "id"))
        if relation is not None and not relation.external:
            yield from chart_blocks(package, relation.target)
    for node in descendants(drawing, "relIds"):
        relation = relations.get(attribute(node, "dm"))
        if relation is not None and not relation.external:
            yield from _diagram(package, relation.target)


def chart_blocks(package: Package, part: str) -> Iterator[Block]:
    """A chart's title and numbers."""
    try:
        chart = read_chart(package.xml(part))
    except InputError as exc:
        yield Notice(f"A chart was left out: {exc.message}")
        return
    if chart.rows:
        yield TableBlock(chart.rows, caption=f"Chart: {chart.title}" if chart.title else "Chart")


def _diagram(package: Package, part: str) -> Iterator[Block]:
    try:
        root = package.xml(part)
    except InputError as exc:
        yield Notice(f"A diagram was left out: {exc.message}")
        return
    texts = ["".join(t.text or "" for t in descendants(p, "t")).strip() for p in descendants(root, "p")]
    if any(texts):
        yield TextBlock("\n".join(filter(None, texts)))


def _size(drawing: Node) -> tuple[float, float]:
    extent = next(descendants(drawing, "extent"), None)
    extent = extent if extent is not None else next(descendants(drawing, "ext"), None)
    across, down = attribute(extent, "cx"), attribute(extent, "cy")
    if across.isdigit() and down.isdigit() and int(across) and int(down):
        return int(across) / EMU_PER_PT, int(down) / EMU_PER_PT
    style = next((attribute(shape, "style") for shape in descendants(drawing, "shape")), "")
    sizes = {name: float(value) for name, value in _STYLE_SIZE.findall(style) if value.count(".") <= 1}
    return sizes.get("width") or _DEFAULT_PT, sizes.get("height") or _DEFAULT_PT


def _description(drawing: Node) -> str:
    """What its author wrote for those who cannot see it."""
    properties = next(descendants(drawing, "docPr"), None)
    properties = properties if properties is not None else next(descendants(drawing, "cNvPr"), None)
    return description(attribute(properties, "descr") or attribute(properties, "title"))
