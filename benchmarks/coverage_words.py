"""The words of a file, taken out by other means than the loaders': a plain walk over XML, and pypdf.

Left out on purpose, because no reader of the file sees it or because it is said twice:
- Office: the numbers that a chart keeps for drawing, numbers and dates of slides, layouts and masters, handouts, the
  copies for old programs, drawings of diagrams (their data is read), texts that somebody deleted or struck out, hidden
  sheets, what Excel writes for programs without threads of comments, and readings beside Japanese words in a
  workbook; values of cells, which depend on their formats;
- PDF: text of no ink or off the page, as far as pypdf tells; running heads beyond the first.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
from lxml import etree
from pypdf.errors import PyPdfError

SUFFIXES = (".docx", ".docm", ".pptx", ".pptm", ".ppsx", ".xlsx", ".xlsm", ".odt", ".ods", ".odp", ".pdf")
UNREADABLE = (
    *(PyPdfError, zipfile.BadZipFile, zlib.error, ValueError, KeyError, TypeError, AttributeError, IndexError),
    *(OSError, RuntimeError, SyntaxError, NotImplementedError),
)
"""What these means raise for damaged files."""
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 3
_PARTS = {
    "w": re.compile(r"word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml"),
    "p": re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide|comments/\w*)\d*\w*\.xml"),
    "x": re.compile(r"xl/(?:sharedStrings|comments\d*)\.xml|xl/worksheets/sheet\d+\.xml"),
    "o": re.compile(r"content\.xml"),
}
_SKIPPED = frozenset(("Fallback", "rPh", "delText", "instrText", "del", "moveFrom", "fldData", "tracked-changes"))
_PLACEHOLDERS = ("sldNum", "dt", "ftr", "hdr")
_MAX_BYTES = 64 << 20


def words_of(text: str) -> set[str]:
    """The words of three letters and more, without case."""
    return {word for word in words_in_order(text) if len(word) >= _FEWEST}


def words_in_order(text: str) -> list[str]:
    """All words, without case, the forms of letters made one, and without the hyphens at line ends."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u00ad", "")
    return _WORD.findall(plain)


def words_in_file(path: Path) -> set[str]:
    """The words that stand in it. Raises one of UNREADABLE for a damaged one."""
    if path.suffix.lower() == ".pdf":
        return _in_pdf(path)
    with zipfile.ZipFile(path) as archive:
        hidden = _hidden_sheets(archive)
        names = [name for name in archive.namelist() if any(p.fullmatch(name) for p in _PARTS.values())]
        texts = [_in_xml(archive, name) for name in names if name not in hidden]
    return {word for text in texts for word in words_of(text)}


def _in_xml(archive: zipfile.ZipFile, name: str) -> str:
    if archive.getinfo(name).file_size > _MAX_BYTES:
        raise ValueError(f"{name} is too large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(archive.read(name), parser)
    if name.endswith("content.xml"):
        body = root.find(".//{*}body")
        return " ".join(_paragraphs(body if body is not None else root, ("p", "h")))
    return " ".join(_paragraphs(root, ("p", "si", "is", "text")))


def _paragraphs(root: Any, names: tuple[str, ...]) -> Iterator[str]:
    """The text of each paragraph as one: its words may be cut into several runs."""
    for node in root.iter():
        if isinstance(node.tag, str) and etree.QName(node).localname in names and not _is_skipped(node):
            text = "".join(_texts(node))
            yield "" if text.startswith("[Threaded comment]") else f"{text}\n"


def _is_skipped(node: Any) -> bool:
    for above in (node, *node.iterancestors()):
        name = etree.QName(above).localname
        if name in _SKIPPED or _is_struck(above):
            return True
        if name == "sp" and any(ph.get("type") in _PLACEHOLDERS for ph in above.iter("{*}ph")):
            return True
        if name == "sp" and any(p.get("hidden") in ("1", "true") for p in above.iter("{*}cNvPr")):
            return True
    return False


def _texts(node: Any) -> Iterator[str]:
    for below in node:
        if not isinstance(below.tag, str):
            continue
        name = etree.QName(below).localname
        if name in _SKIPPED or _is_struck(below):
            continue
        if name in ("br", "tab", "cr", "s", "line-break"):
            yield " "
        yield below.text or "" if name not in ("oMath", "annotation", "note") else ""
        yield from _texts(below)
        yield below.tail or ""


def _is_struck(run: Any) -> bool:
    """A run that is struck out, or hidden."""
    properties = next((below for below in run if isinstance(below.tag, str) and below.tag.endswith("}rPr")), None)
    if properties is None:
        return False
    names = {etree.QName(below).localname for below in properties if isinstance(below.tag, str)}
    return bool(names & {"strike", "dstrike", "vanish"}) or properties.get("strike") in ("sngStrike", "dblStrike")


def _hidden_sheets(archive: zipfile.ZipFile) -> set[str]:
    """The parts of the sheets that are not shown; their shared texts may be those of other sheets as well."""
    try:
        book = archive.read("xl/workbook.xml").decode(errors="replace")
        relations = archive.read("xl/_rels/workbook.xml.rels").decode(errors="replace")
    except KeyError:
        return set()
    if re.search(r'state="(?:hidden|veryHidden)"', book) is None:
        return set()
    targets = dict(re.findall(r'Id="([^"]+)"[^>]*Target="([^"]+)"', relations))
    ids = re.findall(r'<(?:\w+:)?sheet [^>]*state="(?:hidden|veryHidden)"[^>]*r:id="([^"]+)"', book)
    return {f"xl/{targets[i].removeprefix('/xl/')}" for i in ids if i in targets} | {"xl/sharedStrings.xml"}


def _in_pdf(path: Path) -> set[str]:
    reader = pypdf.PdfReader(path)
    if reader.is_encrypted:
        raise ValueError("it is encrypted")
    words: set[str] = set()
    for page in reader.pages:
        words |= words_of(page.extract_text().replace("-\n", ""))
        for reference in page.get("/Annots") or ():
            words |= _in_annotation(reference.get_object())
    return words


def _in_annotation(annotation: Any) -> set[str]:
    texts = [annotation.get("/Contents")]
    if annotation.get("/FT") == "/Tx":
        texts.append(annotation.get("/V"))
    flags = annotation.get("/F", 0)
    hidden = isinstance(flags, int) and flags & 0x22
    is_seen = (not hidden and annotation.get("/Subtype") not in ("/Popup", "/Link", "/Widget")) or "/FT" in annotation
    return {word for text in texts if isinstance(text, str) and is_seen for word in words_of(text)}
