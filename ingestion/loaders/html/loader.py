"""Web pages saved as files: main text, headings, lists, tables, code, and the pictures that the page carries itself.

Knows: what a reader of the page sees, and what is only around it. Does not know: the network, scripts or style sheets;
nothing that the page points at is opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

from ingestion.kinds.encodings import decode
from ingestion.loaders.base import LoadOptions
from ingestion.loaders.flow.blocks import Block, Notice
from ingestion.loaders.flow.captioned import with_captions
from ingestion.loaders.flow.paged import BlockLoader
from ingestion.loaders.html.blocks import CHROME, Picture, read_page
from ingestion.loaders.html.words import words_of
from rag.errors import BrokenFileError, EmptyFileError, TooLargeError
from rag.files.data_uris import PREFIX, payloads, read_payload
from rag.office.package import Node

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_DATA_URI = re.compile(r"data:[^\"'\s>]{200,}")
_MAIN_SHARE = 0.6
"""A part that calls itself the main one holds at least this share of the words that are no menu."""


class HtmlLoader(BlockLoader):
    """Reads .html and .xhtml."""

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        """The blocks of the main part; of the pictures, those that lie in the file itself. Raises InputError."""
        encoded = path.read_bytes()
        text = _text(encoded, path, options)
        # From the last to the first, so that of equal pictures the first place stays.
        places = {payload.decode("ascii"): place for place, payload in reversed(list(enumerate(payloads(encoded))))}

        def picture_part(picture: Picture) -> str:
            place = places.get("".join(picture.address.partition("base64,")[2].split()))
            return "" if place is None else f"{PREFIX}{place}"

        yield from with_captions(page_blocks(text, path.name, picture_part))

    def read_part(self, path: Path, part: str) -> bytes:
        return read_payload(path, part)


def page_blocks(text: str, name: str, picture_part: Callable[[Picture], str]) -> Iterator[Block]:
    """The blocks of a page's main part, and how much stands around it. Raises BrokenFileError or EmptyFileError."""
    try:
        root = etree.fromstring(text.encode(), etree.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True))
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise BrokenFileError(f"{name} is no web page: {exc}.", "Save it again from the browser.") from exc
    if root is None:
        raise EmptyFileError(f"{name} holds no text.", "There is nothing to find in it.")
    part, n_around = main_part(root)
    yield from read_page(part, picture_part)
    if n_around:
        yield Notice(f"What stands around the text was left out: menus and the like ({n_around:,} words).")


def _text(encoded: bytes, path: Path, options: LoadOptions) -> str:
    declared = _CHARSET.search(encoded[:_DECLARED_WITHIN])
    text = ""
    # A byte order mark outranks what a page says of itself.
    if declared is not None and not encoded.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            text = encoded.decode(_real_name(declared.group(1).decode()))
        except (UnicodeDecodeError, LookupError):
            text = ""
    text = text or decode(encoded, path.name)
    # Pictures that the page carries are not its text.
    if len(_DATA_URI.sub("", text)) > options.max_text_chars:
        raise TooLargeError(f"{path.name} has more than {options.max_text_chars:,} characters.", "Split it.")
    if not text.strip():
        raise EmptyFileError(f"{path.name} holds no text.", "There is nothing to find in it.")
    return text


def _real_name(charset: str) -> str:
    """Browsers read these as their supersets."""
    lower = charset.lower()
    return {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "shift-jis": "cp932"}.get(lower, lower)


def main_part(root: Node) -> tuple[Node, int]:
    """The part that the page is about, by its own marks, and how many words stand around it."""
    body = root.find(".//body")
    body = body if body is not None else root
    n_words = _n_words(body)
    n_around = 0
    for node in list(body.iter(*CHROME)):
        parent = node.getparent()
        if parent is not None and (node.tag == "nav" or _n_words(node) < 0.5 * n_words):
            n_around += _n_words(node)
            _remove(node, parent)
    n_inside = _n_words(body)
    for marked in (*body.iter("main"), *body.iterfind(".//*[@role='main']"), *_only(body.iter("article"))):
        if _n_words(marked) >= _MAIN_SHARE * n_inside:
            return marked, n_around + n_inside - _n_words(marked)
    return body, n_around


def _only(nodes: Iterator[Node]) -> list[Node]:
    """The one node, where there is no other: a page of several articles is about all of them."""
    found = list(nodes)
    return found if len(found) == 1 else []


def _n_words(node: Node) -> int:
    # Chinese and Japanese write no blanks between words.
    return sum(len(word) if word[0] > "\u2e80" else 1 for word in words_of(node).split())


def _remove(node: Node, parent: Node) -> None:
    """Take a node away, but not the text that follows it."""
    tail = node.tail or ""
    before = node.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(node)
