"""Markdown through markdown-it: headings, paragraphs, lists, quotations, code, tables, and the HTML inside."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingestion.kinds.encodings import read_text
from ingestion.loaders.base import LoadOptions
from ingestion.loaders.data.parsers import parse_yaml
from ingestion.loaders.data.values import Value, value_blocks
from ingestion.loaders.flow.blocks import Block, Notice, TableBlock, TextBlock
from ingestion.loaders.flow.paged import BlockLoader
from ingestion.loaders.html.blocks import STRUCK_NOTICE
from ingestion.loaders.html.fragments import fragment_blocks
from ingestion.loaders.html.words import STRUCK
from rag.files.raised import raised

_INDENT_PT = 16.0
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}
_TAG = re.compile(r"<(/?)\s*([a-zA-Z][a-zA-Z0-9]*)")
_BLANKS = re.compile(r" {2,}")
_FRONT_END = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?:\n|$)")


class MarkdownLoader(BlockLoader):
    """Reads Markdown with tables. Pictures are links to other files, which are not opened; their words stay."""

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        yield from markdown_blocks(read_text(path, options))


def markdown_blocks(text: str) -> Iterator[Block]:
    """The blocks of a text in Markdown, what stands above it in YAML first."""
    above, text = _front_matter(text)
    yield from above
    parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"])
    yield from _blocks(parser.parse(text))


def _front_matter(text: str) -> tuple[list[Block], str]:
    """(what a note says of itself: title, date, tags; the rest). It stands between two lines of dashes at the top."""
    if text.startswith("+++\n"):
        return _toml(text)
    if not text.startswith("---\n"):
        return [], text
    found = _FRONT_END.search(text, 3, 20_000)
    if found is None:
        return [], text
    try:
        return list(value_blocks(parse_yaml(text[4 : found.start()]))), text[found.end() :]
    except ValueError:
        return [TextBlock(text[4 : found.start()].strip())], text[found.end() :]


def _toml(text: str) -> tuple[list[Block], str]:
    end = text.find("\n+++", 3, 20_000)
    if end < 0:
        return [], text
    try:
        return list(value_blocks(_plain(tomllib.loads(text[4:end])))), text[end + 4 :]
    except tomllib.TOMLDecodeError:
        return [TextBlock(text[4:end].strip())], text[end + 4 :]


def _plain(value: object) -> Value:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, str | int | float | bool) else str(value)


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    depth, level, marker, markup = 0, 0, "", ""
    counters: list[int] = []
    table: list[list[str]] | None = None
    for token in tokens:
        if markup and token.type != "html_block":
            yield from fragment_blocks(markup)
            markup = ""
        match token.type:
            case "html_block":  # a table in HTML may be several, with empty lines between them
                markup += token.content
            case "bullet_list_open" | "ordered_list_open" | "blockquote_open":
                depth += 1
                counters.append(int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else 0)
            case "bullet_list_close" | "ordered_list_close" | "blockquote_close":
                depth -= 1
                counters.pop()
            case "list_item_open":
                marker = f"{counters[-1]}. " if counters[-1] else "• "
                counters[-1] += bool(counters[-1])
            case "heading_open":
                level = int(token.tag[1])
            case "heading_close":
                level = 0
            case "table_open":
                table = []
            case "table_close":
                yield TableBlock(tuple(tuple(row) for row in table or ()))
                table = None
            case "tr_open" if table is not None:
                table.append([])
            case "fence" | "code_block":
                yield TextBlock(token.content.rstrip("\n").expandtabs(4), mono=True, indent_pt=depth * _INDENT_PT)
            case "inline":
                words, n_struck = inline_text(token)
                if n_struck:
                    yield Notice(STRUCK_NOTICE)
                if table is not None:
                    table[-1].append(words)
                elif words:
                    yield TextBlock(marker + words, level, indent_pt=max(0, depth) * _INDENT_PT)
                marker = ""
    yield from fragment_blocks(markup)


def inline_text(token: Token) -> tuple[str, int]:
    """What a reader sees of a line: no marks, no addresses, a picture's description; and what of it is struck out."""
    text, raised_from, n_struck, struck = "", -1, 0, False
    for child in token.children or ():
        tag = _TAG.match(child.content) if child.type == "html_inline" else None
        name = tag.group(2).lower() if tag else ""
        if child.type in ("s_open", "s_close") or name in STRUCK:
            struck = child.type == "s_open" or bool(tag and not tag.group(1))
        elif name == "sup":
            if tag and tag.group(1) and raised_from >= 0:
                text = text[:raised_from] + raised(text[raised_from:], text[:raised_from])
            raised_from = len(text) if tag and not tag.group(1) else -1
        elif name == "br":
            text += "\n"
        elif child.type in ("text", "code_inline", "image"):
            n_struck += struck and bool(child.content.strip())
            text += "" if struck else child.content
        else:
            text += _BREAKS.get(child.type, "")
    return _BLANKS.sub(" ", text).strip(), n_struck
