"""Sets the text of one shape of a slide: which words stand on which line, and where.

Knows: PowerPoint's insets, anchors, line spacing and shrinking as far as they decide places; letters are as wide as in
`rag.files.typeset`. Does not know: colours of shapes, or files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.files import typeset
from rag.files.raised import raised
from rag.office.equations import equation
from rag.office.package import EMU_PER_PT, Node, attribute, child, descendants, local
from rag.office.slide_colours import Colours, Rgb
from rag.office.slide_styles import TextStyle
from rag.office.symbols import written_in
from rag.types import Box, Line

_INSET_PT = (7.2, 3.6, 7.2, 3.6)
_SPACING = 1.2
"""Height of a line over the size of its letters, as PowerPoint sets single spacing."""
_PARAGRAPH_GAP = 0.3
_SMALLEST_SCALE = 0.4
_TINY_PT = 3.0


@dataclass(frozen=True, slots=True)
class StyledLine:
    line: Line
    size_pt: float
    colour: Rgb | None
    bold: bool
    paragraph: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    size: float
    colour: Rgb | None
    bold: bool
    alignment: str
    indent: float
    level: int


def set_text(body: Node, box: Box, style: TextStyle, colours: Colours, properties: list[Node]) -> list[StyledLine]:
    """The lines of a shape's text in its box; `properties` are its bodyPr and those it inherits, nearest first."""
    paragraphs = [read for node in body if local(node) == "p" and (read := _paragraph(node, style, colours)).text]
    if not paragraphs:
        return []
    inner = _inner(box, properties)
    scale = _font_scale(properties)
    while (height := _height(paragraphs, inner, scale, properties)) > inner.y1 - inner.y0 and scale > _SMALLEST_SCALE:
        scale *= 0.92
    anchor = next((value for node in properties if (value := attribute(node, "anchor"))), "t")
    free = max(0.0, inner.y1 - inner.y0 - height)
    y = inner.y0 + (free / 2 if anchor == "ctr" else free if anchor == "b" else 0.0)
    return list(_lines(paragraphs, inner, scale, y, properties))


def plain_text(body: Node) -> str:
    """The words of a text body, a line for each paragraph."""
    return "\n".join(text for node in body if local(node) == "p" and (text := _words(node).strip()))


def _words(paragraph: Node) -> str:
    """What the runs say: what is struck out is gone, what is raised stays apart, formulas are one line."""
    text = ""
    for node in paragraph:
        match local(node) if isinstance(node.tag, str) else "":
            case "r" | "fld":
                text += _run(node, text)
            case "br":
                text += "\n"
            case "m" | "oMath" | "oMathPara":
                text += equation(node)
            case "AlternateContent":
                choice = next(iter(node), None)
                text += _words(choice) if choice is not None else ""
    return text


def _run(run: Node, before: str) -> str:
    properties, words = child(run, "rPr"), "".join(t.text or "" for t in descendants(run, "t"))
    if is_struck(run):
        return ""
    font = child(properties, "latin")
    words = written_in(attribute(font if font is not None else child(properties, "sym"), "typeface"), words)
    height = attribute(properties, "baseline").rstrip("%")
    return raised(words, before) if height.isdigit() and int(height) > 0 else words


def is_struck(run: Node) -> bool:
    """Whether a run of a slide is struck out."""
    return attribute(child(run, "rPr"), "strike") in ("sngStrike", "dblStrike")


def _paragraph(node: Node, style: TextStyle, colours: Colours) -> _Paragraph:
    own = child(node, "pPr")
    depth = attribute(own, "lvl")
    level = min(int(depth), 8) if depth.isdigit() else 0
    run = next((child(r, "rPr") for r in descendants(node, "r") if child(r, "rPr") is not None), None)
    own_runs = [run, child(own, "defRPr"), child(node, "endParaRPr") if run is None else None]
    run_properties, size = style.run_properties(own_runs, level), style.size_pt(own_runs, level)
    text = _words(node).strip()
    if size <= _TINY_PT:
        text = ""
    colour = _colour(own_runs, style, colours) or _colour(run_properties, style, colours)
    bold = next((value for p in run_properties if (value := attribute(p, "b"))), "0") in ("1", "true")
    bullet = style.bullet(own, level) if text else ""
    alignment, indent = style.alignment(own, level), style.indent_pt(own, level)
    return _Paragraph(bullet + text, size, colour, bold, alignment, max(0.0, indent - 0.8 * size * bool(bullet)), level)


def _colour(properties: Sequence[Node | None], style: TextStyle, colours: Colours) -> Rgb | None:
    """The first colour among the properties, else that of the shape's style."""
    named = (colours.fill(node) for node in properties if node is not None)
    return next((found for found in named if found is not None), None) or colours.of(style.font_colour)


def _inner(box: Box, properties: list[Node]) -> Box:
    insets = []
    for name, default in zip(("lIns", "tIns", "rIns", "bIns"), _INSET_PT, strict=True):
        value = next((v for node in properties if (v := attribute(node, name))), "")
        insets.append(int(value) / EMU_PER_PT if value.isdigit() else default)
    left, top, right, bottom = insets
    x0, y0 = box.x0 + left, box.y0 + top
    return Box(x0, y0, max(box.x1 - right, x0 + 1.0), max(box.y1 - bottom, y0))


def _font_scale(properties: list[Node]) -> float:
    """How much PowerPoint shrank the text when it last laid it out."""
    value = next((v for node in properties if (v := attribute(child(node, "normAutofit"), "fontScale"))), "")
    digits = value.rstrip("%")
    return max(_SMALLEST_SCALE, int(digits) / 100_000) if digits.isdigit() and int(digits) > 1000 else 1.0


def _wrapped(paragraph: _Paragraph, inner: Box, scale: float, properties: list[Node]) -> list[str]:
    if any(attribute(node, "wrap") == "none" for node in properties[:1]):
        return paragraph.text.split("\n")
    width = max(inner.x1 - inner.x0 - paragraph.indent, 4.0)
    return [
        line
        for part in paragraph.text.split("\n")
        for line in typeset.wrap(part, width, paragraph.size * scale)
        if line
    ]


def _height(paragraphs: list[_Paragraph], inner: Box, scale: float, properties: list[Node]) -> float:
    gaps = sum(p.size for p in paragraphs[1:]) * _PARAGRAPH_GAP * scale
    return gaps + sum(len(_wrapped(p, inner, scale, properties)) * p.size * _SPACING * scale for p in paragraphs)


def _lines(
    paragraphs: list[_Paragraph], inner: Box, scale: float, y: float, properties: list[Node]
) -> Iterator[StyledLine]:
    for order, paragraph in enumerate(paragraphs):
        size = paragraph.size * scale
        y += _PARAGRAPH_GAP * size if order else 0.0
        for text in _wrapped(paragraph, inner, scale, properties):
            width = typeset.text_width(text, size)
            free = inner.x1 - inner.x0 - paragraph.indent - width
            shift = {"ctr": free / 2, "r": free}.get(paragraph.alignment, 0.0)
            x = inner.x0 + paragraph.indent + (shift if free > 0 else 0.0)
            line = Line(text, Box(x, y, x + width, y + size * _SPACING))
            yield StyledLine(line, size, paragraph.colour, paragraph.bold, order)
            y += size * _SPACING
