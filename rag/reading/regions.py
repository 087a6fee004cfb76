"""Marks the part of a chunk that matters for a question: the lines or cells of text, the box of a figure.

Knows nothing of pages or pictures' pixels; boxes are those of the chunk's lines.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.questions.question import Question, read_text
from rag.questions.values import bare
from rag.reading.passage import Passage, passages
from rag.reading.score import announces, coverage, new_values, score_passages
from rag.reading.span import part_of
from rag.reading.table import answering_cell, row_label
from rag.reading.total import find_total
from rag.types import Box, Chunk, Line


def regions(question: Question, chunk: Chunk, n_boxes: int = 4) -> tuple[Box, ...]:
    """At most `n_boxes` boxes of the chunk that matter for the question, best first; its own if none stands out."""
    if chunk.kind == "figure" and chunk.locator.boxes:
        return chunk.locator.boxes[:n_boxes]
    if not chunk.lines or not question.text.strip():
        return chunk.locator.boxes[:n_boxes] or _whole(chunk.lines)
    found = passages(chunk)
    if question.wanted == "total" and (total := find_total(found)) is not None:
        return mark(total.row.lines, question, total.text)[:n_boxes]
    scores = score_passages(question, found, context=chunk.context)
    if not len(scores) or scores.max() <= 0:
        return chunk.locator.boxes[:n_boxes] or _whole(chunk.lines)
    order = sorted(range(len(found)), key=lambda i: (-scores[i], i))
    good = [found[i] for i in order if scores[i] >= 0.75 * scores[order[0]]]
    following = order[0] + 1
    if announces(question, good[0]) and following < len(found):
        good.insert(0, found[following])
    return _boxes(good, question)[:n_boxes]


def mark(lines: Sequence[Line], question: Question, value: str = "") -> tuple[Box, ...]:
    """The boxes of the lines, best first: where `value` stands, a line with a wanted value, then by their terms."""
    value = bare(value)

    def merit(line: Line) -> tuple[bool, bool, float]:
        covered = coverage(question, line.text)
        return bool(value) and value in line.text, covered > 0 and bool(new_values(question, line.text)), covered

    ranked = sorted(lines, key=merit, reverse=True)
    exact = (part_of(line, value) for line in ranked[:1] if value and value in line.text)
    return tuple(dict.fromkeys((*exact, *(line.box for line in ranked))))


def claim_boxes(claim: str, chunk: Chunk, n_boxes: int = 4) -> tuple[Box, ...]:
    """The boxes of the chunk nearest to what a sentence of an answer claims."""
    return regions(read_text(claim), chunk, n_boxes)


def _boxes(found: Sequence[Passage], question: Question) -> tuple[Box, ...]:
    """Of each passage its value first where one stands clearly ahead: 15天 before 婚假, which only names it."""
    boxes = (box for passage in found for box in mark(passage.lines, question, _value(question, passage)))
    return tuple(dict.fromkeys(boxes))


def _value(question: Question, passage: Passage) -> str:
    if passage.form != "row":
        return ""
    if passage.header and (cell := answering_cell(question, passage)[0]):
        return cell
    label = row_label(passage)
    beside = [cell for cell in passage.cells if cell != label and new_values(question, cell)]
    return beside[0] if len(beside) == 1 else ""


def _whole(lines: Sequence[Line]) -> tuple[Box, ...]:
    if not lines:
        return ()
    box = lines[0].box
    for line in lines[1:]:
        box = box.union(line.box)
    return (box,)
