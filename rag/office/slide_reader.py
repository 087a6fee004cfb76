"""Reads the shapes of one slide, with what they take from layout and master. Knows PresentationML; knows no pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.office.package import Node, Package, attribute, child, descendants, local
from rag.office.slide_colours import WHITE, Colours, Rgb
from rag.office.slide_graphics import graphic_shapes
from rag.office.slide_shapes import FilledShape, Frame, PictureShape, SlideShape, TextShape
from rag.office.slide_styles import TextStyle, inherited, placeholder_of
from rag.office.slide_text import is_struck, set_text
from rag.types import Box

_NOT_CONTENT = ("dt", "sldNum", "ftr", "hdr")
"""Placeholders for date, slide number, footer and header."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a slide is read with: its part, and the layers that it takes after."""

    package: Package
    part: str
    layout: tuple[str, Node | None]
    """Name and root; None when it is missing or damaged: a slide can do without."""
    master: tuple[str, Node | None]
    colours: Colours
    text_defaults: Node | None


class SlideReader:
    """One slide while it is read."""

    def __init__(self, root: Node, around: Surroundings) -> None:
        self._node, self._around = root, around
        self._package, self._colours = around.package, around.colours
        self._layout, self._master = around.layout[1], around.master[1]
        self.n_invisible = 0
        """Hidden shapes with text that were met so far."""
        self.n_struck = sum(is_struck(run) for run in descendants(root, "r"))

    def shapes(self) -> Iterator[SlideShape]:
        """What stands on the slide itself, from back to front."""
        tree = child(self._node, "cSld", "spTree")
        if tree is not None:
            yield from self._tree(tree, Frame(), self._around.part)

    def background(self) -> Rgb:
        """The first colour that slide, layout and master name, in this order; of a gradient its first; else white."""
        for root in (self._node, self._layout, self._master):
            node = child(root, "cSld", "bg")
            own = self._colours.fill(child(node, "bgPr"))
            reference = child(node, "bgRef")
            named = self._colours.of(next(iter(reference), None)) if reference is not None else None
            if own is not None or named is not None:
                return own or named or WHITE
        return WHITE

    def decoration(self) -> Iterator[SlideShape]:
        """What layout and master put on every slide."""
        for part, root in (self._around.master, self._around.layout):
            tree = child(root, "cSld", "spTree")
            if tree is None or attribute(self._node, "showMasterSp") in ("0", "false"):
                continue
            yield from self._tree(tree, Frame(), part, placeholders=False)

    def _tree(self, tree: Node, frame: Frame, part: str, placeholders: bool = True) -> Iterator[SlideShape]:
        for node in tree:
            if attribute(next(descendants(node, "cNvPr"), None), "hidden") in ("1", "true"):
                self.n_invisible += any((t.text or "").strip() for t in descendants(node, "t"))
                continue
            match local(node):
                case "sp" | "cxnSp":
                    if placeholders or placeholder_of(node) is None:
                        yield from self._shape(node, frame)
                case "pic":
                    yield from self._picture(node, frame, part)
                case "graphicFrame":
                    box = frame.box(child(node, "xfrm"))
                    if box is not None:
                        yield from graphic_shapes(node, box, self._package, part)
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
        if box is None:  # PowerPoint has no place for it either
            self.n_invisible += any((t.text or "").strip() for t in descendants(node, "t"))
            return
        yield from self._area(node, box)
        body = child(node, "txBody")
        if body is None:
            return
        style = TextStyle(chain, self._master, self._around.text_defaults)
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
