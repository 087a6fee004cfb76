"""Finds tables and figures by what is drawn: ruled cells, frames of rules, clusters of shapes.

Knows the look of a table's rules and of a chart's bars. Does not know captions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from ingestion.loaders.pdf.clusters import clusters_of, frames_of, is_background
from ingestion.loaders.pdf.lattice import lattices_of, ruled_grid
from ingestion.loaders.pdf.lines import TextLine
from ingestion.loaders.pdf.order import rows
from ingestion.loaders.pdf.scene import Region, Scene
from ingestion.loaders.pdf.shapes import Shape
from ingestion.loaders.pdf.tables import grid_of
from rag.types import Box

REACH_PT = 13.0
"""Labels so near to a figure are part of it."""
DOUBLE_RULE_PT = 8.0


def drawn_regions(scene: Scene) -> list[Region]:
    """Tables and figures that rules, drawings or pictures show; overlapping ones are one."""
    regions = ruled(scene)
    regions += framed(scene, regions)
    regions += clustered(scene, regions)
    return _merged(scene, regions)


def backgrounds(scene: Scene) -> list[Region]:
    """A photograph behind the whole page, or a scan under its text, whose words the text layer has."""
    covers = [shape for shape in scene.shapes if is_background(shape, scene.page) and shape.kind == "image"]
    return [Region("image", scene.page, ()) for _ in covers[:1]]


def ruled(scene: Scene) -> list[Region]:
    """Tables with a rule around every cell."""
    regions = []
    for lattice in lattices_of(scene.shapes):
        lines = scene.lines_in(lattice.box)
        grid = ruled_grid(lattice, lines)
        if grid is not None:
            regions.append(Region("table", lattice.box, lines, grid))
    return regions


def framed(scene: Scene, known: Sequence[Region]) -> list[Region]:
    """What stands between rules of equal ends, as far as it is not running text."""
    regions = []
    for _, rules in frames_of(scene.shapes, scene.page):
        for run in _strips(scene, rules):
            box = Box(run[0].x0 - 1, run[0].y0 - 1, run[-1].x1 + 1, run[-1].y1 + 1)
            if any(_inside(box, region.box) or _inside(region.box, box) for region in known):
                continue
            region = region_at(scene, box, scene.shapes_in(box))
            if region is not None:
                regions.append(region)
    return regions


def _strips(scene: Scene, rules: Sequence[Box]) -> Iterable[list[Box]]:
    """Runs of rules with no running text between one and the next."""
    run = [rules[0]]
    for above, below in pairwise(rules):
        strip = Box(above.x0, above.y0, above.x1, below.y1)
        captioned = any(strip.contains(*caption.box.center) for caption in scene.captions)
        if captioned or scene.is_text(strip) or _is_empty(scene, strip):
            if len(run) > 1:
                yield run
            run = []
        run.append(below)
    if len(run) > 1:
        yield run


def _is_empty(scene: Scene, strip: Box) -> bool:
    """White between two frames; a double rule is none."""
    drawn = any(shape.kind != "rule" for shape in scene.shapes_in(strip))
    return strip.y1 - strip.y0 > DOUBLE_RULE_PT and not drawn and not scene.lines_in(strip)


def clustered(scene: Scene, known: Sequence[Region]) -> list[Region]:
    """Clusters of pictures and drawings."""
    regions = []
    for box, shapes in clusters_of(scene.shapes, scene.page):
        if scene.is_small(box) or any(_inside(box, region.box) for region in known):
            continue
        region = region_at(scene, _grown(scene, box), shapes)
        if region is not None:
            regions.append(region)
    return regions


def region_at(scene: Scene, box: Box, shapes: Sequence[Shape]) -> Region | None:
    """The region at `box`, or None when it is running text, or nothing."""
    lines = scene.lines_in(box)
    pictures = [shape for shape in shapes if shape.kind == "image" and shape.box.area > 0.25 * box.area]
    if scene.is_small(box):
        return None
    if scene.is_text(box):
        if not pictures:
            scene.panels.append((box, tuple(shapes)))
            return None
        lines = ()  # what is printed over a photograph stays text
    if pictures and not lines:
        return Region("image", box, (), shapes=tuple(shapes))
    if _is_drawing(box, shapes):
        return Region("figure", box, lines, shapes=tuple(shapes))
    box, lines = _widened(scene, box, lines)
    grid = grid_of(lines, scene.rules_in(box))
    if grid.is_table:
        return Region("table", box, lines, grid, shapes=tuple(shapes))
    solid = [shape for shape in shapes if shape.kind != "rule"]
    return Region("figure", box, lines, shapes=tuple(shapes)) if len(solid) > 3 and len(lines) > 2 else None


def _widened(scene: Scene, box: Box, lines: tuple[TextLine, ...]) -> tuple[Box, tuple[TextLine, ...]]:
    """With the labels beside a table's rows: often only its numbers are shaded."""
    beside = [
        line
        for place, line in enumerate(scene.labels)
        if place not in scene.prose and box.y0 < line.box.center[1] < box.y1 and not box.contains(*line.box.center)
    ]
    if len(beside) < 0.5 * len(rows(lines)) or not beside:
        return box, lines
    return Box.around([box, *(line.box for line in beside)]), (*lines, *beside)


def _grown(scene: Scene, box: Box) -> Box:
    """The box with the labels around it: axis titles, legends."""
    # A label that is taken in brings others within reach: a few times, not over the whole page.
    for _ in range(3):
        reach = Box(box.x0 - REACH_PT, box.y0 - REACH_PT, box.x1 + REACH_PT, box.y1 + REACH_PT)
        grown = box
        for place, line in enumerate(scene.labels):
            if place not in scene.prose and line.box.intersection(reach).area > 0 and _is_label(line, box):
                grown = grown.union(line.box)
        if grown == box:
            break
        box = grown
    return box


def _is_label(line: TextLine, box: Box) -> bool:
    width = line.box.x1 - line.box.x0
    return width < 0.6 * (box.x1 - box.x0) or (box.x0 - 2 <= line.box.x0 and line.box.x1 <= box.x1 + 2)


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


def _merged(scene: Scene, regions: Sequence[Region]) -> list[Region]:
    """Overlapping regions as one, the larger one deciding."""
    merged: list[Region] = []
    for region in sorted(regions, key=lambda region: -region.box.area):
        place = next((place for place, other in enumerate(merged) if _overlap(other.box, region.box)), None)
        if place is None:
            merged.append(region)
            continue
        other = merged[place]
        box, shapes = other.box.union(region.box), other.shapes + region.shapes
        again = None if other.grid else region_at(scene, box, shapes)
        merged[place] = again or replace(other, box=box, shapes=shapes, lines=scene.lines_in(box))
    return merged


def _overlap(larger: Box, smaller: Box) -> bool:
    return larger.intersection(smaller).area > 0.15 * smaller.area


def _inside(inner: Box, outer: Box) -> bool:
    return inner.intersection(outer).area > 0.6 * inner.area
