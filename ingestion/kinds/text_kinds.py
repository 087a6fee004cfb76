"""Which kind of text a text is: a page of HTML, Markdown, a table, source code or plain words.

Judged by its beginning. The extension of its name decides only between kinds that the text itself allows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from itertools import islice

from ingestion.kinds.media_types import (
    CODE,
    CSV,
    HTML,
    JSON,
    MAIL,
    MARKDOWN,
    NOTEBOOK,
    SAVED_PAGE,
    SUBTITLES,
    TEXT,
    TSV,
    XML,
    YAML,
)

_CODE_EXTENSIONS = """
py pyi js mjs cjs ts jsx tsx java kt kts scala groovy c h cc cpp cxx hpp hh cs go rs rb php pl pm lua r jl swift m mm
sh bash zsh fish ps1 bat cmd sql toml ini cfg conf properties xsd xsl css scss less vue svelte
dart ex exs erl hs ml fs clj lisp el vim tex bib cmake make mk dockerfile proto graphql tf gradle asm s f f90
vb vbs v sv vhd sol zig nim diff patch
"""
_EXTENSIONS = {
    **dict.fromkeys(_CODE_EXTENSIONS.split(), CODE),
    **dict.fromkeys(("html", "htm", "xhtml", "shtml"), HTML),
    **dict.fromkeys(("md", "markdown", "mdown", "mkd", "qmd", "rmd"), MARKDOWN),
    **{"csv": CSV, "tsv": TSV, "tab": TSV},
    **dict.fromkeys(("json", "jsonl", "ndjson", "geojson"), JSON),
    **{"yaml": YAML, "yml": YAML, "xml": XML, "ipynb": NOTEBOOK, "eml": MAIL, "mht": SAVED_PAGE, "mhtml": SAVED_PAGE},
    **{"srt": SUBTITLES, "vtt": SUBTITLES},
    **dict.fromkeys(("txt", "text", "log", "rst", "adoc", "asc"), TEXT),
}

_PROLOGUE = re.compile(r"(?:<\?xml.*?\?>|<!--.*?-->|\s)*", re.DOTALL)
_HTML_START = re.compile(r"<!doctype\s+html|<html\b", re.IGNORECASE)
_HTML_TAG = re.compile(r"</?(?:head|body|div|p|table|title|meta|h[1-6]|ul|article|section|span|br)\b", re.IGNORECASE)
_MARKDOWN_SIGNS = (
    re.compile(r"^#{1,6} \S", re.MULTILINE),
    re.compile(r"^(?:```|~~~)", re.MULTILINE),
    re.compile(r"\[[^\]\n]+\]\([^)\s]+\)"),
    re.compile(r"^\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)+\|?\s*$", re.MULTILINE),
    re.compile(r"^[-*+] \S", re.MULTILINE),
    re.compile(r"\*\*[^*\n]+\*\*"),
    re.compile(r"^> \S", re.MULTILINE),
)
_CODE_LINE = re.compile(
    r"^\s*(?:(?:def|class)\s+\w+.*:|(?:from\s+[\w.]+\s+)?import\s+[\w.*{}, ]+;?|#include\s*[<\"]|"
    r"(?:public|private|static|const|let|var|func|fn|function|package|using|namespace)\b.*[;{(=]|"
    r"return\b.*;?|(?:if|for|while)\s*\(.*\)\s*\{?|[\w.\[\]]+\s*[-+*/]?=\s*[^=].*;|[{}()\]]+[;,]?)\s*$"
)
_JSON_START = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\"{\[])")
_HEADER_LINE = re.compile(r"^(?:([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]*\S?|[ \t]+\S)")
_MAIL_FIELDS = frozenset(("from", "received", "return-path", "delivered-to"))
_MAIL_MARKS = frozenset(("date", "subject", "mime-version", "message-id", "to"))
_CUE = re.compile(r"^(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}[ \t]+-->[ \t]+(?:\d{1,3}:)?\d", re.MULTILINE)
_SPREADSHEET_CELL = 80
"""Average characters of a cell above which rows with commas are prose."""


def media_type(text: str, extension: str) -> str:
    """The kind of a text, one of the registry's media types. `text` may be cut at the end."""
    possible = [kind for kind, is_one in _TESTS if is_one(text)]
    named = _EXTENSIONS.get(extension)
    if possible and possible[0] in _BY_CONTENT and named != CODE:
        return possible[0]
    if HTML in possible and named not in (CODE, MARKDOWN, JSON, YAML):
        return HTML
    if named in (CODE, MARKDOWN, YAML) or named in possible:
        return str(named)
    if named in (CSV, TSV) and _rows(text, _delimiter(text), strict=False):
        return str(named)
    return possible[0] if possible else TEXT


def is_svg(beginning: str) -> bool:
    """Whether it is a drawing."""
    rest = beginning[_matched(_PROLOGUE, beginning) :]
    return rest.startswith("<svg") or (rest.startswith("<!DOCTYPE svg"))


def _matched(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


def _is_html(text: str) -> bool:
    beginning = text[:8192].lstrip("\ufeff")
    rest = beginning[_matched(_PROLOGUE, beginning) :]
    return bool(_HTML_START.match(rest)) or (rest.startswith("<") and len(_HTML_TAG.findall(rest)) >= 3)


def _is_markdown(text: str) -> bool:
    return sum(bool(sign.search(text)) for sign in _MARKDOWN_SIGNS) >= 2


def _is_code(text: str) -> bool:
    if text.startswith("#!"):
        return True
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) >= 3 and sum(bool(_CODE_LINE.match(line)) for line in lines) > 0.4 * len(lines)


def _fields(text: str) -> set[str]:
    """The names of the header lines at the beginning, up to the empty line below them; none for another text."""
    names: set[str] = set()
    for line in text.lstrip("\ufeff").split("\n")[:200]:
        if not line.strip():
            return names
        found = _HEADER_LINE.match(line)
        if found is None:
            return set()
        names.add((found.group(1) or "").lower())
    return names


def _is_mail(text: str) -> bool:
    fields = _fields(text)
    return bool(fields & _MAIL_FIELDS) and len(fields & _MAIL_MARKS) >= 2


def _is_saved_page(text: str) -> bool:
    fields = _fields(text)
    if "snapshot-content-location" in fields:
        return True
    return "mime-version" in fields and "multipart/related" in text[:4096] and not fields & {"to", "received"}


def _is_notebook(text: str) -> bool:
    return _is_json(text) and '"cells"' in text and ('"nbformat"' in text or '"cell_type"' in text)


def _is_subtitles(text: str) -> bool:
    return text.lstrip("\ufeff").startswith("WEBVTT") or len(_CUE.findall(text)) >= 2


def _is_json(text: str) -> bool:
    return _JSON_START.match(text) is not None


def _is_xml(text: str) -> bool:
    return text.lstrip("\ufeff \n").startswith("<?xml")


def _is_comma_table(text: str) -> bool:
    return _rows(text, ",", strict=True) or _rows(text, ";", strict=True)


def _is_tab_table(text: str) -> bool:
    return _rows(text, "\t", strict=True)


_TESTS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (SAVED_PAGE, _is_saved_page),
    (MAIL, _is_mail),
    (HTML, _is_html),
    (NOTEBOOK, _is_notebook),
    (SUBTITLES, _is_subtitles),
    (JSON, _is_json),
    (XML, _is_xml),
    (TSV, _is_tab_table),
    (CSV, _is_comma_table),
    (CODE, _is_code),
    (MARKDOWN, _is_markdown),
)
"""In the order in which they win when the name says nothing."""
_BY_CONTENT = (SAVED_PAGE, MAIL, NOTEBOOK, SUBTITLES)
"""Kinds whose beginning is like no other's: their name decides nothing."""


def _delimiter(text: str) -> str:
    return max(",;\t|", key=text[:4096].count)


def _rows(text: str, delimiter: str, *, strict: bool) -> bool:
    """Whether it is a table: rows of equal length. `strict` asks for three of them, with short cells."""
    if delimiter not in text[:4096]:
        return False
    lines = text.splitlines()
    whole = lines[:-1] if len(lines) > 3 and not text.endswith("\n") else lines
    try:
        rows = [row for row in islice(csv.reader(whole, delimiter=delimiter), 50) if row]
    except csv.Error:
        return False
    widths = {len(row) for row in rows}
    if not strict:
        return max(widths, default=0) >= 2
    cells = [cell for row in rows for cell in row]
    short = sum(map(len, cells)) < _SPREADSHEET_CELL * len(cells)
    return len(rows) >= 3 and len(widths) == 1 and widths.pop() >= 2 and short and not _is_code(text)
