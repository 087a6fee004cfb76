"""A presentation, slide by slide: what is on each, where, and what the speaker's notes say.

Knows: PresentationML and what a slide takes from its layout and master. Does not know: elements or pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rag import typeset
from rag.errors import InputError
from rag.office.charts import Rows, read_chart
from rag.office.package import Node, Package, attribute, child, descendants, local
from rag.office.slide_colours import WHITE, Colours, Rgb
from rag.office.slide_shapes import (
    EMU_PER_PT,
    FilledShape,
    Frame,
    PictureShape,
    SlideShape,
    TableShape,
    TextShape,
    cell_size,
    grid,
    table_grid,
)
from rag.office.slide_styles import TextStyle, inherited, placeholder_of
from rag.office.slide_text import plain_text, set_text
from rag.types import Box, Line

_NOT_CONTENT = ("dt", "sldNum", "ftr", "hdr")
"""Placeholders for date, slide number, footer and header."""
_TITLE_SHARE, _CHART_PT, _TABLE_PT = 0.12, 12.0, 18.0
_NOTES_MARGIN, _NOTES_PT = 24.0, 10.5
NOTES_TITLE = "Notes"


@dataclass(frozen=True, slots=True)
class Slide:
    number: int
    width_pt: float
    height_pt: float
    background: Rgb
    decoration: tuple[SlideShape, ...]
    """What layout and master put on every slide."""
    shapes: tuple[SlideShape, ...]
    """From back to front."""
    notes: tuple[Line, ...]
    """Below the slide, on a strip of the page's own."""
    is_hidden: bool
    n_invisible: int
    """Texts that nobody sees: off the slide, hidden, or in the colour of what is behind them."""

    @property
    def page_height_pt(self) -> float:
        """Of slide and notes together."""
        return self.notes[-1].box.y1 + _NOTES_MARGIN if self.notes else self.height_pt


class Deck:
    """Reads the slides of one file. Raises InputError."""

    def __init__(self, path: Path) -> None:
        self._package = Package(path)
        self._main = self._package.main_part
        root = self._package.xml(self._main)
        relations = self._package.relations(self._main)
        listed = child(root, "sldIdLst")
        ids = [attribute_r(node) for node in listed] if listed is not None else []
        self._parts = [relations[i].target for i in ids if i in relations and not relations[i].external]
        size = child(root, "sldSz")
        width, height = attribute(size, "cx"), attribute(size, "cy")
        self.width_pt = int(width) / EMU_PER_PT if width.isdigit() else 720.0
        self.height_pt = int(height) / EMU_PER_PT if height.isdigit() else 540.0
        self._defaults = child(root, "defaultTextStyle")
        self._colours = lru_cache(maxsize=16)(lambda master: Colours(self._package, master))
        self._root = lru_cache(maxsize=16)(self._package.xml)

    def __len__(self) -> int:
        return len(self._parts)

    def slide(self, number: int) -> Slide:
        """The slide of this number, from 1."""
        part = self._parts[number - 1]
        root = self._package.xml(part)
        return _SlideReader(self, self._package, part, root).read(number)

    def first_related(self, part: str, kind: str) -> str:
        found = self._package.related(part, kind) if part else []
        return found[0] if found else ""

    def root(self, part: str) -> Node | None:
        """A layout or master, or None when it is missing or damaged: a slide can do without."""
        try:
            return self._root(part) if part else None
        except InputError:
            return None

    def colours(self, master: str) -> Colours:
        try:
            return self._colours(master)
        except InputError:
            return Colours(self._package, "")

    @property
    def defaults(self) -> Node | None:
        return self._defaults


def attribute_r(node: Node) -> str:
    """The relation id of an element, which has an id of its own besides."""
    return next((str(value) for key, value in node.attrib.items() if str(key).endswith("}id")), "")


class _SlideReader:
    """One slide while it is read."""

    def __init__(self, deck: Deck, package: Package, part: str, root: Node) -> None:
        self._deck, self._package, self._part, self._node = deck, package, part, root
        layout = deck.first_related(part, "slideLayout")
        master = deck.first_related(layout, "slideMaster")
        self._layers = ((master, deck.root(master)), (layout, deck.root(layout)))
        self._layout, self._master = self._layers[1][1], self._layers[0][1]
        self._colours = deck.colours(master)
        self._n_invisible = 0

    def read(self, number: int) -> Slide:
        background = self._background()
        decoration = tuple(self._decoration())
        shapes: list[SlideShape] = []
        tree = child(self._node, "cSld", "spTree")
        for shape in self._tree(tree, Frame(), self._part) if tree is not None else ():
            if self._is_seen(shape, [*decoration, *shapes], background):
                shapes.append(shape)
            else:
                self._n_invisible += 1
        return Slide(
            number,
            self._deck.width_pt,
            self._deck.height_pt,
            background,
            decoration,
            tuple(shapes),
            tuple(self._notes()),
            attribute(self._node, "show") in ("0", "false"),
            self._n_invisible,
        )

    def _background(self) -> Rgb:
        for root in (self._node, self._layout, self._master):
            node = child(root, "cSld", "bg")
            own = self._colours.fill(child(node, "bgPr"))
            reference = child(node, "bgRef")
            named = self._colours.of(next(iter(reference), None)) if reference is not None else None
            if own is not None or named is not None:
                return own or named or WHITE
        return WHITE

    def _decoration(self) -> Iterator[SlideShape]:
        for part, root in self._layers:
            tree = child(root, "cSld", "spTree")
            if tree is None or attribute(self._node, "showMasterSp") in ("0", "false"):
                continue
            yield from self._tree(tree, Frame(), part, placeholders=False)

    def _tree(self, tree: Node, frame: Frame, part: str, placeholders: bool = True) -> Iterator[SlideShape]:
        for node in tree:
            if attribute(next(descendants(node, "cNvPr"), None), "hidden") in ("1", "true"):
                self._n_invisible += any((t.text or "").strip() for t in descendants(node, "t"))
                continue
            match local(node):
                case "sp" | "cxnSp":
                    if placeholders or placeholder_of(node) is None:
                        yield from self._shape(node, frame)
                case "pic":
                    yield from self._picture(node, frame, part)
                case "graphicFrame":
                    yield from self._graphic(node, frame, part)
                case "grpSp":
                    inside = frame.inside(child(node, "grpSpPr", "xfrm"))
                    yield from self._tree(node, inside, part, placeholders)
                case "AlternateContent":
                    choice = next(iter(node), None)
                    if choice is not None:
                        yield from self._tree(choice, frame, part, placeholders)

    def _shape(self, node: Node, frame: Frame) -> Iterator[SlideShape]:
        wanted = placeholder_of(node)
        if wanted is not None and wanted.kind in _NOT_CONTENT:
            return
        chain = inherited(node, self._layout, self._master)
        boxes = (frame.box(child(shape, "spPr", "xfrm")) for shape in chain)
        box = next((found for found in boxes if found is not None), None)
        if box is None:
            return
        yield from self._area(node, box)
        body = child(node, "txBody")
        if body is None:
            return
        style = TextStyle(chain, self._master, self._deck.defaults)
        properties = [p for shape in chain if (p := child(shape, "txBody", "bodyPr")) is not None]
        lines = set_text(body, box, style, self._colours, properties)
        if lines:
            yield TextShape(box, tuple(lines), style.is_title)

    def _area(self, node: Node, box: Box) -> Iterator[FilledShape]:
        properties = child(node, "spPr")
        fill, outline = self._colours.fill(properties), self._colours.fill(child(properties, "ln"))
        style = child(node, "style")
        if child(properties, "noFill") is None and fill is None:
            fill = self._referenced(child(style, "fillRef"))
        if child(properties, "ln", "noFill") is None and outline is None:
            outline = self._referenced(child(style, "lnRef"))
        if fill is not None or outline is not None:
            shape = attribute(child(properties, "prstGeom"), "prst")
            yield FilledShape(box, None if local(node) == "cxnSp" else fill, outline, shape == "ellipse")

    def _referenced(self, reference: Node | None) -> Rgb | None:
        if reference is None or attribute(reference, "idx") in ("", "0"):
            return None
        return self._colours.of(next(iter(reference), None))

    def _picture(self, node: Node, frame: Frame, part: str) -> Iterator[PictureShape]:
        box = frame.box(child(node, "spPr", "xfrm"))
        if box is None:
            chain = inherited(node, self._layout, self._master)
            box = next((b for shape in chain if (b := frame.box(child(shape, "spPr", "xfrm"))) is not None), None)
        relation = self._package.relations(part).get(attribute(next(descendants(node, "blip"), None), "embed"))
        if box is not None and relation is not None and not relation.external:
            description = attribute(next(descendants(node, "cNvPr"), None), "descr").strip()
            yield PictureShape(box, relation.target, description)

    def _graphic(self, node: Node, frame: Frame, part: str) -> Iterator[SlideShape]:
        box = frame.box(child(node, "xfrm"))
        if box is None:
            return
        table = next(descendants(node, "tbl"), None)
        chart = next(descendants(node, "chart"), None)
        diagram = next(descendants(node, "relIds"), None)
        relations = self._package.relations(part)
        if table is not None:
            yield from _table(table, box)
        elif chart is not None and attribute_r(chart) in relations:
            yield from self._chart(relations[attribute_r(chart)].target, box)
        elif diagram is not None and attribute(diagram, "dm") in relations:
            yield from self._diagram(relations[attribute(diagram, "dm")].target, box)

    def _chart(self, part: str, box: Box) -> Iterator[TableShape]:
        try:
            chart = read_chart(self._package.xml(part))
        except InputError:
            return
        if not chart.rows:
            return
        top = box.y0 + (_TITLE_SHARE * (box.y1 - box.y0) if chart.title else 0.0)
        body = Box(box.x0, top, box.x1, box.y1)
        title = Line(chart.title, Box(box.x0, box.y0, box.x1, top)) if chart.title else None
        cells = grid(chart.rows, body, _column_widths(chart.rows), [1.0] * len(chart.rows))
        yield TableShape(box, chart.rows, cells, cell_size(cells, _CHART_PT), title, is_chart=True)

    def _diagram(self, part: str, box: Box) -> Iterator[TableShape]:
        """A diagram's texts one below the other: where each stands is only known to PowerPoint."""
        try:
            root = self._package.xml(part)
        except InputError:
            return
        texts = [text for body in descendants(root, "t") if (text := plain_text(body))]
        if texts:
            rows = tuple((text,) for text in texts)
            cells = grid(rows, box, [1.0], [1.0] * len(rows))
            yield TableShape(box, rows, cells, cell_size(cells, _TABLE_PT))

    def _is_seen(self, shape: SlideShape, below: list[SlideShape], background: Rgb) -> bool:
        slide = Box(0.0, 0.0, self._deck.width_pt, self._deck.height_pt)
        if isinstance(shape, FilledShape):
            return True
        if shape.box.intersection(slide).area <= 0.0:
            return False
        if not isinstance(shape, TextShape):
            return True
        middle = shape.lines[0].line.box.center
        behind = [s for s in below if not isinstance(s, TextShape) and s.box.contains(*middle)]
        if any(isinstance(s, PictureShape | TableShape) for s in behind):
            return True
        paper = next(
            (s.fill for s in reversed(behind) if isinstance(s, FilledShape) and s.fill is not None), background
        )
        return any(line.colour is None or _distance(line.colour, paper) > _INVISIBLE for line in shape.lines)

    def _notes(self) -> Iterator[Line]:
        part = self._deck.first_related(self._part, "notesSlide")
        root = self._deck.root(part)
        bodies = [
            body
            for shape in (descendants(root, "sp") if root is not None else ())
            if (wanted := placeholder_of(shape)) is not None and wanted.kind == "body"
            if (body := child(shape, "txBody")) is not None
        ]
        text = "\n".join(filter(None, map(plain_text, bodies)))
        if not text:
            return
        height, y = typeset.line_height(_NOTES_PT), self._deck.height_pt + _NOTES_MARGIN
        width = self._deck.width_pt - 2 * _NOTES_MARGIN
        for paragraph in (NOTES_TITLE, *text.split("\n")):
            for line in typeset.wrap(paragraph, width, _NOTES_PT):
                x1 = _NOTES_MARGIN + typeset.text_width(line, _NOTES_PT)
                yield Line(line, Box(_NOTES_MARGIN, y, x1, y + height))
                y += height


_INVISIBLE = 24
"""Colours that differ by less in every channel look the same."""


def _distance(one: Rgb, other: Rgb) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _table(node: Node, box: Box) -> Iterator[TableShape]:
    rows = tuple(
        tuple(
            plain_text(body) if (body := child(cell, "txBody")) is not None else ""
            for cell in row
            if local(cell) == "tc"
        )
        for row in node
        if local(row) == "tr"
    )
    widths, heights = table_grid(node)
    if not any(any(row) for row in rows):
        return
    widths = widths or [1.0] * max(map(len, rows))
    heights = heights if len(heights) == len(rows) else [1.0] * len(rows)
    # Rows grow with their text, so the sum of their heights is truer than the frame's.
    tall = Box(box.x0, box.y0, box.x1, max(box.y1, box.y0 + sum(heights) / EMU_PER_PT))
    cells = grid(rows, tall, widths, heights)
    yield TableShape(tall, rows, cells, cell_size(cells, _TABLE_PT))


def _column_widths(rows: Rows) -> list[float]:
    n_columns = max(map(len, rows))
    longest = [max(len(row[i]) if i < len(row) else 0 for row in rows) for i in range(n_columns)]
    return [float(min(max(length, 4), 24)) for length in longest]
