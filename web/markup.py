"""Text to safe HTML: escaping, an answer's Markdown, and its `[n]` as chips that open the evidence.

Knows: which Markdown is shown (emphasis, lists, tables, code, headings) and which is not (raw HTML, links, pictures:
an answer must not fetch anything or lead anywhere).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from markdown_it import MarkdownIt

from web.texts import Language, say

_MARKER = re.compile(r"\[(\d{1,3})\]")
_CODE = re.compile(r"`([^`]+)`")
_RULE = re.compile(r"^\s*\|[\s:|-]+$")
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
_MARKDOWN.disable(["link", "image", "autolink", "reference", "html_inline", "html_block", "entity"])


def esc(text: str) -> str:
    """`text` for use inside an element or a quoted attribute."""
    return html.escape(text, quote=True)


def markdown(text: str, chips: Mapping[int, str]) -> str:
    """An answer as HTML; `[n]` becomes `chips[n]`, other markers stay as they are written."""
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        for child in token.children or ():
            if child.type == "text" and _MARKER.search(child.content):
                child.type, child.content = "html_inline", _with_chips(child.content, chips)
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def _with_chips(text: str, chips: Mapping[int, str]) -> str:
    def chip(match: re.Match[str]) -> str:
        return chips.get(int(match[1]), esc(match[0]))

    parts = re.split(r"(\[\d{1,3}\])", text)
    return "".join(_MARKER.sub(chip, part) if _MARKER.fullmatch(part) else esc(part) for part in parts)


def notes(sentences: Iterable[str]) -> str:
    """Sentences of the library as a list, with `names` as code; empty for none."""
    coded = (_CODE.sub(r"<code>\1</code>", esc(sentence)) for sentence in sentences)
    items = "".join(f"<li>{sentence}</li>" for sentence in coded)
    return f'<ul class="notes">{items}</ul>' if items else ""


def short(text: str, n_letters: int) -> str:
    """`text` on one line, cut at a word with an ellipsis when it is longer, tables as dotted rows."""
    rows = (row.strip() for row in text.splitlines() if not _RULE.match(row))
    line = " ".join(_cells(row) if row.startswith("|") else row for row in rows)
    line = " ".join(line.split())
    if len(line) <= n_letters:
        return line
    cut = line[:n_letters]
    head, _, tail = cut.rpartition(" ")
    return (head if head and len(tail) < 20 else cut).rstrip(" ,.;:") + " …"


def _cells(row: str) -> str:
    return " · ".join(cell for part in row.strip("|").split(" | ") if (cell := part.strip()))


def icon_button(act: str, name: str, label: str, kind: str = "", data: Mapping[str, str] | None = None) -> str:
    """A button that shows only an icon; `label` is what it is called, `data` what goes with a click."""
    named = f'title="{esc(label)}" aria-label="{esc(label)}"'
    more = "".join(f' data-{key}="{esc(value)}"' for key, value in (data or {}).items())
    return f'<button type="button" class="{kind}" data-act="{act}"{more} {named}>{icon(name)}</button>'


def word_button(act: str, label: str, kind: str = "", data: Mapping[str, str] | None = None, image: str = "") -> str:
    """A button with a word on it."""
    more = "".join(f' data-{key}="{esc(value)}"' for key, value in (data or {}).items())
    drawn = icon(image) if image else ""
    return f'<button type="button" class="{kind}" data-act="{act}"{more}>{drawn}<span>{esc(label)}</span></button>'


def zoom_buttons(language: Language) -> str:
    """Smaller, larger, and over the whole window."""
    return "".join(
        icon_button(act, name, say(language, key))
        for act, name, key in (
            ("smaller", "minus", "smaller"),
            ("larger", "plus", "larger"),
            ("zoom", "zoom", "zoom"),
        )
    )


def icon(name: str) -> str:
    """A 20 × 20 line drawing that takes the colour of its text; decoration, so hidden from screen readers."""
    return (
        '<svg class="glyph" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{_ICONS[name]}</svg>'
    )


_ICONS = {
    "brand": '<path d="M2 10h3M15 10h3M10 2v3M10 15v3"/><circle cx="10" cy="10" r="5"/>'
    '<circle cx="10" cy="10" r="1.4" fill="currentColor"/>',
    "documents": '<path d="M5 2.5h6l4 4v11H5z"/><path d="M11 2.5v4h4M7.5 10.5h5M7.5 13.5h5"/>',
    "chat": '<path d="M3 4h14v10H9l-4 3v-3H3z"/>',
    "close": '<path d="M5 5l10 10M15 5L5 15"/>',
    "previous": '<path d="M12 4l-6 6 6 6"/>',
    "next": '<path d="M8 4l6 6-6 6"/>',
    "zoom": '<path d="M12 3h5v5M8 17H3v-5M17 3l-6 6M3 17l6-6"/>',
    "minus": '<circle cx="9" cy="9" r="5.5"/><path d="M13 13l4 4M6.5 9h5"/>',
    "plus": '<circle cx="9" cy="9" r="5.5"/><path d="M13 13l4 4M6.5 9h5M9 6.5v5"/>',
    "add": '<path d="M10 4v12M4 10h12"/>',
    "more": '<circle cx="4" cy="10" r="1" fill="currentColor"/><circle cx="10" cy="10" r="1" fill="currentColor"/>'
    '<circle cx="16" cy="10" r="1" fill="currentColor"/>',
    "pen": '<path d="M4 16l1-4 8.5-8.5 3 3L8 15z"/><path d="M11.5 5.5l3 3"/>',
    "history": '<path d="M3.5 10a6.5 6.5 0 1 0 2-4.7M3.5 3.5v3.2h3.2M10 6.5V10l2.5 1.8"/>',
    "retry": '<path d="M16.5 10a6.5 6.5 0 1 1-2-4.7M16.5 3.5v3.2h-3.2"/>',
    "filter": '<path d="M3 4h14l-5.5 6.5V16l-3 1.5v-7z"/>',
    "stop": '<rect x="5" y="5" width="10" height="10" rx="2"/>',
    "outside": '<path d="M8 4H4v12h12v-4M11 3h6v6M17 3l-8 8"/>',
    "region": '<path d="M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4"/><path d="M7 7h6v6H7z"/>',
    "language": '<circle cx="10" cy="10" r="7"/><path d="M3 10h14M10 3c-5 5-5 9 0 14M10 3c5 5 5 9 0 14"/>',
    "models": '<path d="M10 2.5l6.5 3.7v7.6L10 17.5l-6.5-3.7V6.2z"/><path d="M3.5 6.2L10 10l6.5-3.8M10 10v7.5"/>',
    "trash": '<path d="M4 6h12M8 6V3.8h4V6M5.5 6l.8 10.5h7.4L14.5 6M8.5 9v4.5M11.5 9v4.5"/>',
    "up": '<path d="M3 9h3v8H3zM6 9l4-6c1.6 0 2.3 1 2 2.4L11.5 8H16c1 0 1.6.9 1.4 1.8l-1.2 5.7'
    'c-.2.9-.8 1.5-1.8 1.5H6"/>',
    "down": '<path d="M17 11h-3V3h3zM14 11l-4 6c-1.6 0-2.3-1-2-2.4l.5-2.6H4c-1 0-1.6-.9-1.4-1.8l1.2-5.7'
    'c.2-.9.8-1.5 1.8-1.5H14"/>',
    "copy": '<path d="M7 7h10v10H7z"/><path d="M13 7V3H3v10h4"/>',
    "save": '<path d="M10 3v9M6.5 9l3.5 3.5L13.5 9M3.5 16.5h13"/>',
    "clear": '<path d="M3.5 10a6.5 6.5 0 1 0 2-4.7M3.5 3.5v3.2h3.2"/>',
    "theme": '<circle cx="10" cy="10" r="6.5"/><path d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor"/>',
    "lock": '<path d="M5 9h10v8H5zM7 9V6.5a3 3 0 016 0V9"/>',
    "search": '<circle cx="9" cy="9" r="5.5"/><path d="M13 13l4 4"/>',
    "page": '<path d="M4 2.5h12v15H4z"/><path d="M7 6h6M7 9h6"/><path d="M7 12.5h4"/>',
}
