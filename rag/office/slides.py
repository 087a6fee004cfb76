"""A presentation, slide by slide: what is on each, where, and what the speaker's notes say.

Knows: which parts make a slide. Does not know: elements or pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rag.errors import InputError
from rag.files import typeset
from rag.office.package import EMU_PER_PT, Node, Package, attribute, child, descendants, relation_id
from rag.office.slide_colours import Colours, Rgb
from rag.office.slide_comments import slide_comments
from rag.office.slide_reader import SlideReader, Surroundings
from rag.office.slide_shapes import SlideShape
from rag.office.slide_styles import placeholder_of
from rag.office.slide_text import plain_text
from rag.office.slide_visibility import is_seen
from rag.types import Box, Line

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
    n_struck: int = 0
    """Texts that are struck out."""

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
        ids = [relation_id(node) for node in listed] if listed is not None else []
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
        layout = self._first_related(part, "slideLayout")
        master = self._first_related(layout, "slideMaster")
        layers = (layout, self._layer(layout)), (master, self._layer(master))
        around = Surroundings(self._package, part, *layers, self._master_colours(master), self._defaults)
        reader = SlideReader(root, around)
        background, decoration = reader.background(), tuple(reader.decoration())
        shapes, n_unseen = self._seen(reader, decoration, background)
        hidden = attribute(root, "show") in ("0", "false")
        notes = tuple(self._notes(part))
        n_invisible = n_unseen + reader.n_invisible
        return Slide(
            number,
            self.width_pt,
            self.height_pt,
            background,
            decoration,
            shapes,
            notes,
            hidden,
            n_invisible,
            reader.n_struck,
        )

    def _seen(
        self, reader: SlideReader, decoration: tuple[SlideShape, ...], background: Rgb
    ) -> tuple[tuple[SlideShape, ...], int]:
        slide = Box(0.0, 0.0, self.width_pt, self.height_pt)
        shapes: list[SlideShape] = []
        n_unseen = 0
        for shape in reader.shapes():
            if is_seen(shape, [*decoration, *shapes], slide, background):
                shapes.append(shape)
            else:
                n_unseen += 1
        return tuple(shapes), n_unseen

    def _first_related(self, part: str, kind: str) -> str:
        found = self._package.related(part, kind) if part else []
        return found[0] if found else ""

    def _layer(self, part: str) -> Node | None:
        try:
            return self._root(part) if part else None
        except InputError:
            return None

    def _master_colours(self, master: str) -> Colours:
        try:
            return self._colours(master)
        except InputError:
            return Colours(self._package, "")

    def _notes(self, part: str) -> Iterator[Line]:
        root = self._layer(self._first_related(part, "notesSlide"))
        bodies = [
            body
            for shape in (descendants(root, "sp") if root is not None else ())
            if (wanted := placeholder_of(shape)) is not None and wanted.kind == "body"
            if (body := child(shape, "txBody")) is not None
        ]
        text = "\n".join(filter(None, map(plain_text, bodies)))
        paragraphs = [NOTES_TITLE, *text.split("\n")] if text else []
        paragraphs += slide_comments(self._package, part)
        height, y = typeset.line_height(_NOTES_PT), self.height_pt + _NOTES_MARGIN
        width = self.width_pt - 2 * _NOTES_MARGIN
        for paragraph in paragraphs:
            for line in typeset.wrap(paragraph, width, _NOTES_PT):
                x1 = _NOTES_MARGIN + typeset.text_width(line, _NOTES_PT)
                yield Line(line, Box(_NOTES_MARGIN, y, x1, y + height))
                y += height
