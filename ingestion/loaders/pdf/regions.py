"""Finds the tables and figures of a page, with their captions.

Knows the order of the search: what is drawn, what a caption announces, what stands in columns. What is mostly running
text is neither.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.loaders.pdf.aligned import aligned, announced_by
from ingestion.loaders.pdf.captioned import captioned, distance_to
from ingestion.loaders.pdf.captions import Caption
from ingestion.loaders.pdf.drawn import backgrounds, drawn_regions
from ingestion.loaders.pdf.lines import TextLine
from ingestion.loaders.pdf.scene import Region, Scene
from ingestion.loaders.pdf.shapes import Shape
from rag.types import Box


def regions_of(lines: Sequence[TextLine], shapes: Sequence[Shape], page: Box) -> list[Region]:
    """Tables and figures that do not overlap, captioned where a caption stands by them."""
    scene = Scene(lines, shapes, page)
    regions = drawn_regions(scene)
    for caption in scene.captions:
        regions += _announced(scene, caption, regions)
    regions += aligned(scene, regions)
    return captioned(scene, regions) + backgrounds(scene)


def _announced(scene: Scene, caption: Caption, known: Sequence[Region]) -> list[Region]:
    """What a caption names and nothing else showed: a frame full of text, or a table without rules."""
    near = [region for region in known if distance_to(scene, region.box, caption) is not None]
    if caption.kind == "figure" and all(region.kind == "table" for region in near):
        frames = [
            frame for frame in scene.panels if distance_to(scene, frame[0], caption, through_prose=True) is not None
        ]
        return [Region("figure", box, scene.lines_in(box), shapes=shapes) for box, shapes in frames[:1]]
    if caption.kind == "table" and not near:
        table = announced_by(scene, caption, known)
        return [] if table is None else [table]
    return []
