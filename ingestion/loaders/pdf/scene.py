"""One page's lines and shapes as the search for tables and figures sees them, and what it finds.

Knows which lines are running text, labels and captions. Does not know how regions are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from ingestion.loaders.pdf.captions import captions_of
from ingestion.loaders.pdf.lines import TextLine
from ingestion.loaders.pdf.prose import prose_of, prose_share, within
from ingestion.loaders.pdf.shapes import Shape
from ingestion.loaders.pdf.tables import Grid
from rag.types import Box

RegionKind = Literal["table", "figure", "image"]
MIN_WIDTH, MIN_HEIGHT = 0.07, 0.04
"""Of the page: smaller drawings are icons and bullets."""
MAX_PROSE = 0.5
NOTE = 0.93
"""Prose in letters smaller than this part of the usual ones is a note."""


@dataclass(frozen=True, slots=True)
class Region:
    """A table or a figure on the page."""

    kind: RegionKind
    box: Box
    lines: tuple[TextLine, ...]
    grid: Grid | None = None
    caption: tuple[TextLine, ...] = ()
    shapes: tuple[Shape, ...] = field(default=(), repr=False)


class Scene:
    """A page: `labels` are its lines without captions; places count in them."""

    def __init__(self, lines: Sequence[TextLine], shapes: Sequence[Shape], page: Box) -> None:
        self.shapes, self.page = tuple(shapes), page
        self.captions = captions_of(lines)
        in_captions = {id(line) for caption in self.captions for line in caption.lines}
        self.labels = tuple(line for line in lines if id(line) not in in_captions)
        self.prose = prose_of(self.labels)
        size = median([self.labels[place].size for place in self.prose] or [0.0])
        self.body = frozenset(place for place in self.prose if self.labels[place].size > NOTE * size)
        """Running text without the notes and headings that a chart brings along."""
        self.panels: list[tuple[Box, tuple[Shape, ...]]] = []
        """Frames found full of running text: figures only if a caption says so."""

    def lines_in(self, box: Box) -> tuple[TextLine, ...]:
        return tuple(self.labels[place] for place in within(self.labels, box))

    def shapes_in(self, box: Box) -> tuple[Shape, ...]:
        return tuple(shape for shape in self.shapes if box.contains(*shape.box.center))

    def rules_in(self, box: Box) -> list[Box]:
        """The flat rules that cross most of the box."""
        width = box.x1 - box.x0
        flat = [shape.box for shape in self.shapes_in(box) if shape.kind == "rule" and shape.is_flat]
        return [rule for rule in flat if rule.x1 - rule.x0 > 0.6 * width]

    def is_small(self, box: Box) -> bool:
        return box.x1 - box.x0 < MIN_WIDTH * self.page.x1 or box.y1 - box.y0 < MIN_HEIGHT * self.page.y1

    def is_text(self, box: Box) -> bool:
        """Whether most of the words in the box are running text."""
        return prose_share(self.labels, within(self.labels, box), self.body) > MAX_PROSE

    def has_prose(self, box: Box) -> bool:
        return any(place in self.prose for place in within(self.labels, box))

    def free_labels(self, known: Sequence[Region]) -> list[TextLine]:
        """Lines that are no running text and in none of the regions."""
        return [
            line
            for place, line in enumerate(self.labels)
            if place not in self.prose and not any(region.box.contains(*line.box.center) for region in known)
        ]
