"""Finds the tables and figures of a page, with their captions.

Knows how rules, drawings, pictures and aligned lines go together. Candidates come from ruled cells, from frames of
rules, from clusters of what is drawn, from captions, and from lines that stand in columns; what is mostly running text
is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import Literal

from ingestion.loaders.pdf_captions import Caption, captions_of
from ingestion.loaders.pdf_clusters import clusters_of, frames_of, is_background
from ingestion.loaders.pdf_lattice import lattices_of, ruled_grid
from ingestion.loaders.pdf_lines import TextLine
from ingestion.loaders.pdf_order import gutter_columns, rows
from ingestion.loaders.pdf_prose import prose_of, prose_share, within
from ingestion.loaders.pdf_shapes import Shape
from ingestion.loaders.pdf_tables import Grid, grid_of, segments_of
from rag.types import Box

RegionKind = Literal["table", "figure", "image"]
MIN_WIDTH, MIN_HEIGHT = 0.07, 0.04
"""Of the page: smaller drawings are icons and bullets."""
MAX_PROSE = 0.5
NOTE = 0.93
"""Prose in letters smaller than this part of the usual ones is a note."""
REACH_PT = 13.0
"""Labels so near to a figure are part of it."""
CAPTION_REACH = 0.09
"""Of the page's height: how far a caption stands from what it names."""


@dataclass(frozen=True, slots=True)
class Region:
    """A table or a figure on the page."""

    kind: RegionKind
    box: Box
    lines: tuple[TextLine, ...]
    grid: Grid | None = None
    caption: tuple[TextLine, ...] = ()
    shapes: tuple[Shape, ...] = field(default=(), repr=False)


def regions_of(lines: Sequence[TextLine], shapes: Sequence[Shape], page: Box) -> list[Region]:
    """Tables and figures that do not overlap, captioned where a caption stands by them."""
    finder = _Finder(tuple(lines), tuple(shapes), page)
    regions = finder.ruled()
    regions += finder.framed(regions)
    regions += finder.drawn(regions)
    regions = _merged(regions, finder)
    regions += finder.announced(regions)
    regions += finder.aligned(regions)
    regions = finder.captioned(regions) + finder.backgrounds()
    return [replace(region, lines=_without(region)) for region in regions]


def _without(region: Region) -> tuple[TextLine, ...]:
    return tuple(line for line in region.lines if not any(line is part for part in region.caption))


class _Finder:
    """One page's lines and shapes, looked at for regions."""

    def __init__(self, lines: tuple[TextLine, ...], shapes: tuple[Shape, ...], page: Box) -> None:
        self.lines, self.shapes, self.page = lines, shapes, page
        self.captions = captions_of(lines)
        in_captions = {id(line) for caption in self.captions for line in caption.lines}
        self.labels = tuple(line for line in lines if id(line) not in in_captions)
        self.prose = prose_of(self.labels)
        size = median([self.labels[place].size for place in self.prose] or [0.0])
        self.body = frozenset(place for place in self.prose if self.labels[place].size > NOTE * size)
        """Running text without the notes and headings that a chart brings along."""
        self.panels: list[tuple[Box, tuple[Shape, ...]]] = []
        """Frames full of running text; figures only if a caption says so."""

    def backgrounds(self) -> list[Region]:
        """A photograph behind the whole page, or a scan under its text, whose words the text layer has."""
        covers = [shape for shape in self.shapes if is_background(shape, self.page) and shape.kind == "image"]
        return [Region("image", self.page, ()) for _ in covers[:1]]

    def ruled(self) -> list[Region]:
        """Tables with a rule around every cell."""
        regions = []
        for lattice in lattices_of(self.shapes):
            lines = tuple(self.labels[place] for place in within(self.labels, lattice.box))
            grid = ruled_grid(lattice, lines)
            if grid is not None:
                regions.append(Region("table", lattice.box, lines, grid))
        return regions

    def framed(self, known: Sequence[Region]) -> list[Region]:
        """What stands between rules of equal ends, as far as it is not running text."""
        regions = []
        for _, rules in frames_of(self.shapes, self.page):
            for run in self._strips(rules):
                box = Box(run[0].x0 - 1, run[0].y0 - 1, run[-1].x1 + 1, run[-1].y1 + 1)
                if any(_inside(box, region.box) or _inside(region.box, box) for region in known):
                    continue
                region = self.region(box, [shape for shape in self.shapes if box.contains(*shape.box.center)])
                if region is not None:
                    regions.append(region)
        return regions

    def _strips(self, rules: Sequence[Box]) -> Iterable[list[Box]]:
        """Runs of rules with no running text between one and the next."""
        run = [rules[0]]
        for above, below in pairwise(rules):
            strip = Box(above.x0, above.y0, above.x1, below.y1)
            places = within(self.labels, strip)
            captioned = any(strip.contains(*caption.box.center) for caption in self.captions)
            empty = not places and below.y0 - above.y1 > 8 and not self._has_shapes(strip)
            if captioned or empty or prose_share(self.labels, places, self.body) > MAX_PROSE:
                if len(run) > 1:
                    yield run
                run = []
            run.append(below)
        if len(run) > 1:
            yield run

    def _has_shapes(self, box: Box) -> bool:
        return any(shape.kind != "rule" and box.contains(*shape.box.center) for shape in self.shapes)

    def drawn(self, known: Sequence[Region]) -> list[Region]:
        """Clusters of pictures and drawings."""
        regions = []
        for box, shapes in clusters_of(self.shapes, self.page):
            if self._is_small(box) or any(_inside(box, region.box) for region in known):
                continue
            region = self.region(self._grown(box), shapes)
            if region is not None:
                regions.append(region)
        return regions

    def region(self, box: Box, shapes: Sequence[Shape]) -> Region | None:
        """The region at `box`, or None when it is running text, or nothing."""
        places = within(self.labels, box)
        lines = tuple(self.labels[place] for place in places)
        pictures = [shape for shape in shapes if shape.kind == "image" and shape.box.area > 0.25 * box.area]
        if self._is_small(box):
            return None
        if not pictures and prose_share(self.labels, places, self.body) > MAX_PROSE:
            self.panels.append((box, tuple(shapes)))
            return None
        if pictures and prose_share(self.labels, places, self.body) > MAX_PROSE:
            lines = ()  # what is printed over a photograph stays text
        if pictures and not lines:
            return Region("image", box, (), shapes=tuple(shapes))
        if _is_drawing(box, shapes):
            return Region("figure", box, lines, shapes=tuple(shapes))
        box, lines = self._widened(box, lines)
        grid = grid_of(lines, self._rules_in(box))
        if grid.is_table:
            return Region("table", box, lines, grid, shapes=tuple(shapes))
        solid = [shape for shape in shapes if shape.kind != "rule"]
        return Region("figure", box, lines, shapes=tuple(shapes)) if len(solid) > 3 and len(lines) > 2 else None

    def _widened(self, box: Box, lines: tuple[TextLine, ...]) -> tuple[Box, tuple[TextLine, ...]]:
        """With the labels beside a table's rows: often only its numbers are shaded."""
        beside = [
            line
            for place, line in enumerate(self.labels)
            if place not in self.prose and box.y0 < line.box.center[1] < box.y1 and not box.contains(*line.box.center)
        ]
        if len(beside) < 0.5 * len(rows(lines)) or not beside:
            return box, lines
        return box.union(_around(beside)), (*lines, *beside)

    def _rules_in(self, box: Box) -> list[Box]:
        return [
            shape.box
            for shape in self.shapes
            if shape.kind == "rule" and shape.is_flat and box.contains(*shape.box.center)
            and shape.box.x1 - shape.box.x0 > 0.6 * (box.x1 - box.x0)
        ]  # fmt: skip

    def _is_small(self, box: Box) -> bool:
        return box.x1 - box.x0 < MIN_WIDTH * self.page.x1 or box.y1 - box.y0 < MIN_HEIGHT * self.page.y1

    def _grown(self, box: Box) -> Box:
        """The box with the labels around it: axis titles, legends."""
        for _ in range(3):
            reach = Box(box.x0 - REACH_PT, box.y0 - REACH_PT, box.x1 + REACH_PT, box.y1 + REACH_PT)
            grown = box
            for place, line in enumerate(self.labels):
                if place not in self.prose and line.box.intersection(reach).area > 0 and self._is_label(line, box):
                    grown = grown.union(line.box)
            if grown == box:
                break
            box = grown
        return box

    def _is_label(self, line: TextLine, box: Box) -> bool:
        width = line.box.x1 - line.box.x0
        return width < 0.6 * (box.x1 - box.x0) or (box.x0 - 2 <= line.box.x0 and line.box.x1 <= box.x1 + 2)

    def announced(self, known: Sequence[Region]) -> list[Region]:
        """Tables that only their caption tells of: the lines below it, or above it, up to the next running text."""
        regions: list[Region] = []
        for caption in self.captions:
            near = [region for region in (*known, *regions) if self._distance(region.box, caption) is not None]
            if caption.kind == "figure" and not any(region.kind != "table" for region in near):
                regions += self._panel_of(caption)
            elif caption.kind == "table" and not near:
                for lines in (self._next_to(caption, 1, known), self._next_to(caption, -1, known)):
                    grid = grid_of(lines)
                    if grid.is_table:
                        regions.append(Region("table", _around(lines), tuple(lines), grid))
                        break
        return regions

    def _panel_of(self, caption: Caption) -> list[Region]:
        for box, shapes in self.panels:
            if self._distance(box, caption, through_prose=True) is not None:
                lines = tuple(self.labels[place] for place in within(self.labels, box))
                return [Region("figure", box, lines, shapes=shapes)]
        return []

    def _next_to(self, caption: Caption, step: int, known: Sequence[Region]) -> list[TextLine]:
        """The rows that follow the caption downwards (1) or upwards (-1) without a wide gap."""
        box = caption.box
        free = [
            line
            for place, line in enumerate(self.labels)
            if place not in self.prose and min(line.box.x1, box.x1 + 60) > max(line.box.x0, box.x0 - 60)
            and not any(region.box.contains(*line.box.center) for region in known)
            and (line.box.y0 - box.y0) * step > 0
        ]  # fmt: skip
        taken: list[TextLine] = []
        edge = box.y1 if step > 0 else box.y0
        for row in rows(free)[::step]:
            top, bottom = min(line.box.y0 for line in row), max(line.box.y1 for line in row)
            gap = top - edge if step > 0 else edge - bottom
            if gap > 2.2 * (bottom - top):
                break
            taken += row
            edge = bottom if step > 0 else top
        return taken

    def aligned(self, known: Sequence[Region]) -> list[Region]:
        """Rows that stand in columns with nothing drawn around them."""
        free = [
            line
            for place, line in enumerate(self.labels)
            if place not in self.prose and line.upright and not any(r.box.contains(*line.box.center) for r in known)
        ]
        barriers = [line.box for place, line in enumerate(self.labels) if place in self.prose]
        barriers += [region.box for region in known] + [caption.box for caption in self.captions]
        regions = []
        for column in gutter_columns(free):
            for run in _tabular_runs(rows(column), barriers):
                lines = tuple(line for row in run for line in row)
                grid = grid_of(lines)
                if len(run) >= 3 and grid.is_table and _mostly_short(grid):
                    regions.append(Region("table", _around(lines), lines, grid))
        return regions

    def captioned(self, regions: Sequence[Region]) -> list[Region]:
        """Each caption given to the nearest region of its kind; pictures that share one caption become one."""
        left = list(regions)
        pairs = self._pairs(regions)
        for caption, region in pairs:
            if region in left:
                free = [other for other in left if all(other is not own for _, own in pairs)]
                parts = self._parts(caption, region, free)
                left = [other for other in left if other not in parts]
                left.append(self._joined(parts, caption))
        return left

    def _pairs(self, regions: Sequence[Region]) -> list[tuple[Caption, Region]]:
        """Captions with their regions, the nearest first, each used once."""
        wrong_kind = CAPTION_REACH * self.page.y1
        costs = sorted(
            (distance + (wrong_kind if (region.kind == "table") != (caption.kind == "table") else 0.0), c, r)
            for c, caption in enumerate(self.captions)
            for r, region in enumerate(regions)
            if (distance := self._distance(region.box, caption)) is not None
        )
        pairs: dict[int, int] = {}
        for _, c, r in costs:
            if c not in pairs and r not in pairs.values():
                pairs[c] = r
        return [(self.captions[c], regions[r]) for c, r in pairs.items()]

    def _parts(self, caption: Caption, best: Region, regions: Sequence[Region]) -> list[Region]:
        """The panels of one figure: other pictures between it and the text around, on the same side of the caption."""
        if caption.kind == "table":
            return [best]
        parts, box = [best], best.box
        for region in regions:
            both = box.union(region.box)
            aside = (region.box.center[1] < caption.box.y0) == (best.box.center[1] < caption.box.y0)
            places = within(self.labels, both)
            empty = both.intersection(caption.box).area == 0 and not any(place in self.prose for place in places)
            if aside and empty and _gap(box, region.box) < 0.06 * self.page.y1:
                parts, box = [*parts, region], both
        return parts

    def _joined(self, parts: Sequence[Region], caption: Caption) -> Region:
        box = _around(parts)
        lines = tuple(self.labels[place] for place in within(self.labels, box))
        shapes = tuple(shape for part in parts for shape in part.shapes)
        best = parts[0]
        grid = best.grid
        kind: RegionKind = best.kind
        if kind == "table" and caption.kind == "figure" and shapes:
            kind, grid = "figure", None
        elif kind != "table" and caption.kind == "table":
            grid = grid_of(lines, self._rules_in(box))
            kind, grid = ("table", grid) if grid.is_table else (kind, None)
        elif len(parts) > 1:
            kind = "figure"
        return Region(kind, box, lines or best.lines, grid, caption.lines, shapes)

    def _distance(self, box: Box, caption: Caption, through_prose: bool = False) -> float | None:
        """How far the caption stands from the box, or None when it cannot be its caption."""
        other = caption.box
        shared = min(box.x1, other.x1) - max(box.x0, other.x0)
        if shared < 0.3 * min(box.x1 - box.x0, other.x1 - other.x0):
            return None
        below, above = other.y0 - box.y1, box.y0 - other.y1
        distance = max(below, above, 0.0)
        between = Box(min(box.x0, other.x0), min(box.y1, other.y1), max(box.x1, other.x1), max(box.y0, other.y0))
        if distance > CAPTION_REACH * self.page.y1 or (not through_prose and self._has_prose(between)):
            return None
        expected = above if caption.kind == "table" else below
        return distance if expected >= 0 else distance + 0.3 * CAPTION_REACH * self.page.y1

    def _has_prose(self, box: Box) -> bool:
        return any(place in self.prose for place in within(self.labels, box))


def _is_drawing(box: Box, shapes: Sequence[Shape]) -> bool:
    """Whether the shapes are more than the shading and the rules of a table."""
    drawings = [shape for shape in shapes if shape.kind == "drawing" and shape.box.area > 0.002 * box.area]
    pictures = [shape for shape in shapes if shape.kind == "image" and shape.box.area > 0.04 * box.area]
    blocks = [shape for shape in shapes if shape.kind == "block" and shape.box.area < 0.9 * box.area]
    # Bars end where their values say, so every one has an edge of its own; cells share theirs.
    edges = [{round(getattr(shape.box, side)) for shape in blocks} for side in ("x0", "x1")]
    own = max(len(edge) for edge in edges)
    n_drawings = sum(shape.kind == "drawing" for shape in shapes)
    return bool(pictures) or len(drawings) >= 2 or n_drawings >= 12 or (len(blocks) >= 3 and own > 0.7 * len(blocks))


def _tabular_runs(found: Sequence[list[TextLine]], barriers: Sequence[Box]) -> Iterable[list[list[TextLine]]]:
    """Runs of rows with cells side by side; a single line between them is a heading inside the table."""
    run: list[list[TextLine]] = []
    for row in [*found, []]:
        if row and (not run or _close(run[-1], row, barriers)):
            run.append(row)
            continue
        trimmed = _trimmed(run)
        if trimmed:
            yield trimmed
        run = [row] if row else []


def _trimmed(run: list[list[TextLine]]) -> list[list[TextLine]]:
    wide = [place for place, row in enumerate(run) if sum(len(segments_of(line)) for line in row) > 1]
    if len(wide) < 3 or len(wide) < 0.55 * (wide[-1] - wide[0] + 1):
        return []
    return run[wide[0] : wide[-1] + 1]


def _close(above: Sequence[TextLine], row: Sequence[TextLine], barriers: Sequence[Box]) -> bool:
    bottom, top = max(line.box.y1 for line in above), min(line.box.y0 for line in row)
    height = max(line.box.y1 - line.box.y0 for line in row)
    if top - bottom > 2.5 * height:
        return False
    between = _around([*above, *row])
    return not any(
        bottom <= barrier.center[1] <= top and barrier.x0 < between.x1 and barrier.x1 > between.x0
        for barrier in barriers
    )


def _mostly_short(grid: Grid) -> bool:
    """Cells are words and numbers; two columns of sentences are a layout."""
    cells = grid.cells
    numbers = sum(any(char.isdigit() for char in cell.text) for cell in cells)
    return sum(len(cell.text) for cell in cells) / len(cells) < 30 and (numbers > 0.2 * len(cells) or len(cells) > 8)


def _merged(regions: Sequence[Region], finder: _Finder) -> list[Region]:
    """Overlapping regions as one, the larger one deciding."""
    merged: list[Region] = []
    for region in sorted(regions, key=lambda region: -region.box.area):
        for place, other in enumerate(merged):
            if other.box.intersection(region.box).area > 0.15 * region.box.area:
                box, shapes = other.box.union(region.box), other.shapes + region.shapes
                again = finder.region(box, shapes)
                merged[place] = again or replace(other, box=box, shapes=shapes)
                break
        else:
            merged.append(region)
    return merged


def _inside(inner: Box, outer: Box) -> bool:
    return inner.intersection(outer).area > 0.6 * inner.area


def _gap(a: Box, b: Box) -> float:
    return max(a.x0 - b.x1, b.x0 - a.x1, a.y0 - b.y1, b.y0 - a.y1, 0.0)


def _around(items: Sequence[TextLine] | Sequence[Region]) -> Box:
    box = items[0].box
    for item in items[1:]:
        box = box.union(item.box)
    return box
