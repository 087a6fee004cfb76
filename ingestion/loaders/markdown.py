"""Markdown through markdown-it: headings, paragraphs, lists, quotations, code and tables. HTML inside is dropped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingestion.kinds.encodings import read_text
from ingestion.loaders.base import LoadOptions
from ingestion.loaders.flow.blocks import Block, TableBlock, TextBlock
from ingestion.loaders.flow.paged import BlockLoader

_INDENT_PT = 16.0
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}


class MarkdownLoader(BlockLoader):
    """Reads Markdown with tables. Pictures are links to other files, which are not opened; their words stay."""

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        text = _without_front_matter(read_text(path, options))
        parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"])
        yield from _blocks(parser.parse(text))


def _without_front_matter(text: str) -> str:
    """YAML between two lines of dashes at the top is for programs."""
    if not text.startswith("---\n"):
        return text
    end = text.find("\n---", 3, 10_000)
    return text[end + 4 :] if end > 0 else text


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    depth, level, marker = 0, 0, ""
    counters: list[int] = []
    table: list[list[str]] | None = None
    for token in tokens:
        match token.type:
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
                words = inline_text(token)
                if table is not None:
                    table[-1].append(words)
                elif words:
                    yield TextBlock(marker + words, level, indent_pt=max(0, depth) * _INDENT_PT)
                marker = ""


def inline_text(token: Token) -> str:
    """What a reader sees of a line: no marks, no addresses, a picture's description."""
    words = [
        _BREAKS.get(child.type, "") or (child.content if child.type in ("text", "code_inline", "image") else "")
        for child in token.children or ()
    ]
    return "".join(words).strip()
