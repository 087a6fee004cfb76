"""The blocks of a web page, from its tree of elements. Knows HTML's elements; knows no files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ingestion.loaders.flow.blocks import Block, Notice, PictureBlock, TextBlock
from ingestion.loaders.html.tables import is_data, table_blocks
from ingestion.loaders.html.words import NEVER_SHOWN, SPACE, SPECIAL, STRUCK, special_text, words_of
from rag.errors import BrokenFileError
from rag.office.package import Node

CHROME = ("nav", "aside", "footer")
"""What surrounds the text of a page."""
_STARTS_A_LINE = """
p div section article main header footer aside figure figcaption address blockquote ul ol li dl dt dd form fieldset hr
h1 h2 h3 h4 h5 h6 pre table caption thead tbody tfoot tr td th body html details summary center
"""
_BLOCK = frozenset(_STARTS_A_LINE.split())
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:px|pt)?\s*(?:;|$)|opacity\s*:\s*0\s*(?:;|$)|"
    r"(?:left|top|text-indent)\s*:\s*-\d{4,}",
    re.IGNORECASE,
)
_INDENT_PT, _PT_PER_PX = 16.0, 0.75
_DEFAULT_PX = 320.0
_MAX_DEPTH = 240
HIDDEN_NOTICE = "Text that the page hides was left out."
STRUCK_NOTICE = "Text that is struck out was left out."


@dataclass(frozen=True, slots=True)
class Picture:
    address: str
    """Its `src`."""
    width_px: float
    height_px: float
    description: str


@dataclass
class _Reader:
    picture_part: Callable[[Picture], str]
    opened: frozenset[str] = frozenset()
    """Ids of what a button of the page opens."""
    words: list[str] = field(default_factory=list)
    marker: str = ""
    depth: int = 0
    level: int = 0
    counters: list[int] = field(default_factory=list)


def read_page(root: Node, picture_part: Callable[[Picture], str]) -> Iterator[Block]:
    """The blocks below `root` in reading order. `picture_part` names the part of a picture, or is empty.

    Raises BrokenFileError for elements that are nested hundreds deep.
    """
    reader = _Reader(picture_part, opened_by_buttons(root))
    yield from _inside(root, reader, 0)
    yield from _flush(reader)


def _inside(node: Node, reader: _Reader, depth: int) -> Iterator[Block]:
    if depth > _MAX_DEPTH:
        raise BrokenFileError("The page nests its elements too deep.", "Save it as plain text or PDF and add that.")
    reader.words.append(SPACE.sub(" ", node.text or ""))
    for below in node:
        if isinstance(below.tag, str) and below.tag not in NEVER_SHOWN:
            yield from _element(below, reader, depth + 1)
        reader.words.append(SPACE.sub(" ", below.tail or ""))


def _element(node: Node, reader: _Reader, depth: int) -> Iterator[Block]:
    tag = str(node.tag)
    if _is_hidden(node) and not _is_opened(node, reader.opened):
        if words_of(node):
            yield Notice(HIDDEN_NOTICE)
    elif tag in STRUCK:
        if words_of(node):
            yield Notice(STRUCK_NOTICE)
    elif tag in SPECIAL:
        reader.words.append(SPACE.sub(" ", special_text(node, "".join(reader.words[-3:]))))
    elif tag == "button" and node.get("aria-controls"):
        yield from _flush(reader)
        yield from _inside(node, reader, depth)
        yield from _flush(reader)
    elif tag == "br":
        reader.words.append("\n")
    elif tag == "img":
        yield from _picture(node, reader)
    elif tag == "table" and is_data(node):
        yield from _flush(reader)
        yield from table_blocks(node)
    elif tag == "pre":
        yield from _flush(reader)
        text = "".join(str(part) for part in node.itertext()).strip("\n").expandtabs(4)
        if text.strip():
            yield TextBlock(text, mono=True)
    elif tag in _BLOCK:
        yield from _flush(reader)
        yield from _block(node, tag, reader, depth)
    else:
        yield from _inside(node, reader, depth)


def _block(node: Node, tag: str, reader: _Reader, depth: int) -> Iterator[Block]:
    is_list = tag in ("ul", "ol", "blockquote", "dd")
    if is_list:
        reader.depth += 1
        reader.counters.append(1 if tag == "ol" else 0)
    elif tag == "li":
        reader.marker = _marker(reader)
    elif tag[0] == "h" and tag[1:].isdigit():
        reader.level = int(tag[1])
    yield from _inside(node, reader, depth)
    yield from _flush(reader)
    reader.level = 0
    if is_list:
        reader.depth -= 1
        reader.counters.pop()


def _marker(reader: _Reader) -> str:
    if not reader.counters or not reader.counters[-1]:
        return "• "
    reader.counters[-1] += 1
    return f"{reader.counters[-1] - 1}. "


def _flush(reader: _Reader) -> Iterator[Block]:
    lines = (SPACE.sub(" ", line).strip() for line in "".join(reader.words).split("\n"))
    text = "\n".join(line for line in lines if line)
    reader.words = []
    if text:
        indent = 0.0 if reader.level else reader.depth * _INDENT_PT
        yield TextBlock(reader.marker + text, reader.level, indent_pt=min(indent, 12 * _INDENT_PT))
        reader.marker = ""


def _is_hidden(node: Node) -> bool:
    style = node.get("style") or ""
    hidden = node.get("hidden") is not None or node.get("aria-hidden") == "true"
    return hidden or (bool(style) and _HIDDEN_STYLE.search(style) is not None)


def opened_by_buttons(root: Node) -> frozenset[str]:
    """Ids of the panels that a reader opens: accordions, tabs."""
    found: set[str] = set()
    for node in root.iter():
        if isinstance(node.tag, str) and (
            node.tag in ("button", "summary", "a") or node.get("role") in ("tab", "button")
        ):
            found.update((node.get("aria-controls") or "").split())
            for name in ("data-bs-target", "data-target", "href"):
                value = node.get(name) or ""
                toggles = node.get("role") == "tab" or node.get("data-bs-toggle") or node.get("data-toggle")
                if toggles and value.startswith("#"):
                    found.add(value[1:])
    return frozenset(found)


def _is_opened(node: Node, opened: frozenset[str]) -> bool:
    return node.get("id") in opened or node.get("role") == "tabpanel" or node.get("hidden") == "until-found"


def _picture(node: Node, reader: _Reader) -> Iterator[Block]:
    width, height = _pixels(node.get("width")), _pixels(node.get("height"))
    description = (node.get("alt") or node.get("title") or "").strip()
    width = width or (height or _DEFAULT_PX)
    picture = Picture(node.get("src") or "", width, height or 0.75 * width, description)
    part = reader.picture_part(picture)
    if part:
        yield from _flush(reader)
        yield PictureBlock(part, picture.width_px * _PT_PER_PX, picture.height_px * _PT_PER_PX, description)
    elif description:
        reader.words.append(f" {description} ")


def _pixels(value: str | None) -> float:
    found = re.match(r"\s*(\d{1,5})", value or "")
    return float(found.group(1)) if found else 0.0
