"""Gives captions to the tables and figures that they name, and puts the panels of one figure together."""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.loaders.pdf.captions import Caption
from ingestion.loaders.pdf.scene import Region, RegionKind, Scene
from ingestion.loaders.pdf.tables import grid_of
from rag.types import Box

CAPTION_REACH = 0.09
"""Of the page's height: how far a caption stands from what it names."""
PANEL_REACH = 0.06
"""Of the page's height: how far the panels of one figure stand apart."""


def captioned(scene: Scene, regions: Sequence[Region]) -> list[Region]:
    """Each caption given to the nearest region of its kind; pictures that share one caption become one."""
    left = list(regions)
    pairs = _pairs(scene, regions)
    for caption, region in pairs:
        if region in left:
            free = [other for other in left if all(other is not own for _, own in pairs)]
            parts = _parts(scene, caption, region, free)
            left = [other for other in left if other not in parts]
            left.append(_joined(scene, parts, caption))
    return left


def _pairs(scene: Scene, regions: Sequence[Region]) -> list[tuple[Caption, Region]]:
    """Captions with their regions, the nearest first, each used once."""
    # A table may have been taken for a figure, so the wrong kind costs distance and rules nothing out.
    wrong_kind = CAPTION_REACH * scene.page.y1
    costs = sorted(
        (distance + (wrong_kind if (region.kind == "table") != (caption.kind == "table") else 0.0), c, r)
        for c, caption in enumerate(scene.captions)
        for r, region in enumerate(regions)
        if (distance := distance_to(scene, region.box, caption)) is not None
    )
    pairs: dict[int, int] = {}
    for _, c, r in costs:
        if c not in pairs and r not in pairs.values():
            pairs[c] = r
    return [(scene.captions[c], regions[r]) for c, r in pairs.items()]


def _parts(scene: Scene, caption: Caption, best: Region, regions: Sequence[Region]) -> list[Region]:
    """The panels of one figure: other pictures between it and the text around, on the same side of the caption."""
    if caption.kind == "table":
        return [best]
    parts, box = [best], best.box
    for region in regions:
        both = box.union(region.box)
        aside = (region.box.center[1] < caption.box.y0) == (best.box.center[1] < caption.box.y0)
        empty = both.intersection(caption.box).area == 0 and not scene.has_prose(both)
        if aside and empty and _gap(box, region.box) < PANEL_REACH * scene.page.y1:
            parts, box = [*parts, region], both
    return parts


def _joined(scene: Scene, parts: Sequence[Region], caption: Caption) -> Region:
    box = Box.around(part.box for part in parts)
    lines = scene.lines_in(box)
    shapes = tuple(shape for part in parts for shape in part.shapes)
    best = parts[0]
    grid = best.grid
    kind: RegionKind = best.kind
    if kind == "table" and caption.kind == "figure" and shapes:
        kind, grid = "figure", None
    elif kind != "table" and caption.kind == "table":
        grid = grid_of(lines, scene.rules_in(box))
        kind, grid = ("table", grid) if grid.is_table else (kind, None)
    elif len(parts) > 1:
        kind = "figure"
    return Region(kind, box, lines or best.lines, grid, caption.lines, shapes)


def distance_to(scene: Scene, box: Box, caption: Caption, through_prose: bool = False) -> float | None:
    """How far the caption stands from the box, or None when it cannot be its caption."""
    other = caption.box
    shared = min(box.x1, other.x1) - max(box.x0, other.x0)
    if shared < 0.3 * min(box.x1 - box.x0, other.x1 - other.x0):
        return None
    below, above = other.y0 - box.y1, box.y0 - other.y1
    distance = max(below, above, 0.0)
    between = Box(min(box.x0, other.x0), min(box.y1, other.y1), max(box.x1, other.x1), max(box.y0, other.y0))
    if distance > CAPTION_REACH * scene.page.y1 or (not through_prose and scene.has_prose(between)):
        return None
    # Tables are named above, figures below; the other side counts as farther away.
    expected = above if caption.kind == "table" else below
    return distance if expected >= 0 else distance + 0.3 * CAPTION_REACH * scene.page.y1


def _gap(a: Box, b: Box) -> float:
    return max(a.x0 - b.x1, b.x0 - a.x1, a.y0 - b.y1, b.y0 - a.y1, 0.0)
