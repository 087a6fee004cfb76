"""The cells of a workbook, sheet by sheet and row by row, as a person sees them.

Knows: sheets, shared texts, values and formulas, of the usual and the strict kind of file alike. Does not know: tables,
pages, or what a sheet hides. A sheet is read as a stream: only one of its rows is in memory.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingestion.loaders.sheets.formats import formatted, formatted_text
from ingestion.loaders.sheets.looks import Look, looks_of
from rag.errors import BrokenFileError, InputError
from rag.files.raised import raised
from rag.office.package import Node, Package, attribute, child, descendants, local

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MAX_CHARS = 4_000
MAX_COLUMNS = 16_384


@dataclass(frozen=True, slots=True)
class SheetInfo:
    title: str
    part: str
    is_visible: bool


@dataclass(slots=True)
class Counts:
    """What of a sheet was not read as it stands."""

    n_uncomputed: int = 0
    """Formulas that no program has stored a value for."""
    n_struck: int = 0


@dataclass(slots=True)
class Workbook:
    """One file while it is read. Raises InputError for what is damaged."""

    package: Package
    sheets: list[SheetInfo] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    is_1904: bool = False
    is_uncomputed: bool = False
    """Whether Excel is to compute all of it when it opens the file: libraries write 0 for what they did not compute."""

    @classmethod
    def open(cls, package: Package) -> Workbook:
        """Read what all sheets share: texts, formats and the names of the sheets."""
        main = package.main_part
        root, relations = package.xml(main), package.relations(main)
        sheets = []
        listed = child(root, "sheets")
        for node in listed if listed is not None else ():
            relation = relations.get(attribute(node, "id"))
            if relation is not None and relation.kind == "worksheet" and not relation.external:
                visible = attribute(node, "state") in ("", "visible")
                sheets.append(SheetInfo(attribute(node, "name"), relation.target, visible))
        is_1904 = attribute(child(root, "workbookPr"), "date1904") in ("1", "true")
        is_uncomputed = attribute(child(root, "calcPr"), "fullCalcOnLoad") in ("1", "true")
        texts, looks = _shared_texts(package, main), looks_of(package, main)
        return cls(package, sheets, texts, looks, is_1904, is_uncomputed)

    def rows(self, sheet: SheetInfo, counts: Counts) -> Iterator[tuple[int, list[str]]]:
        """(number, cells) of each row that has cells, from the first column on."""
        stream = etree.iterparse(
            io.BytesIO(self.package.checked(sheet.part)),
            events=("end",),
            resolve_entities=False,
            no_network=True,
            tag=("{*}row",),
        )
        last = 0
        try:
            for _, row in stream:
                number = attribute(row, "r")
                last = int(number) if number.isdigit() else last + 1
                yield last, self._cells(row, counts)
                row.clear()
                while row.getprevious() is not None:
                    del row.getparent()[0]
        except etree.XMLSyntaxError as exc:
            raise BrokenFileError(
                f"The sheet “{sheet.title}” is damaged: {exc.msg}.", "Open it in Excel and save it again."
            ) from exc

    def _cells(self, row: Node, counts: Counts) -> list[str]:
        cells: list[str] = []
        for cell in row:
            if local(cell) != "c":
                continue
            found = _PLACE.fullmatch(attribute(cell, "r"))
            column = column_number(found.group(1)) if found else len(cells)
            if column >= MAX_COLUMNS:
                continue
            cells += [""] * (column - len(cells))
            text = self._shown(cell, counts)
            if column < len(cells):
                cells[column] = text
            else:
                cells.append(text)
        return cells

    def _shown(self, cell: Node, counts: Counts) -> str:
        style = attribute(cell, "s")
        look = self.looks[int(style)] if style.isdigit() and int(style) < len(self.looks) else Look()
        text = self._value(cell, look.code)
        formula = child(cell, "f")
        if formula is not None and (not text or self._is_placeholder(cell)):
            counts.n_uncomputed += 1
            text = f"={formula.text}" if (formula.text or "").strip() else "=…"
        if look.is_struck and text:
            counts.n_struck += 1
            return ""
        return text[:_MAX_CHARS]

    def _is_placeholder(self, cell: Node) -> bool:
        value = child(cell, "v")
        return self.is_uncomputed and value is not None and (value.text or "").strip() == "0"

    def _value(self, cell: Node, code: str) -> str:
        kind = attribute(cell, "t")
        if kind == "inlineStr":
            return formatted_text(rich_text(child(cell, "is")), code)
        node = child(cell, "v")
        value = (node.text or "") if node is not None else ""
        if kind == "s":
            place = int(value) if value.strip().isdigit() else -1
            return formatted_text(self.texts[place], code) if 0 <= place < len(self.texts) else ""
        if kind == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        if kind == "d":
            return value.strip().removesuffix("T00:00:00").removesuffix(".000").replace("T", " ")
        if kind in ("str", "e") or not value.strip():
            return formatted_text(_unescaped(value).strip(), code)
        try:
            number = float(value)
        except ValueError:
            return value.strip()
        whole = int(number) if number.is_integer() and abs(number) < 1e15 else number
        return formatted(whole, code, self.is_1904)


def _shared_texts(package: Package, workbook: str) -> list[str]:
    """The texts that cells name by their numbers; none where the part is damaged: other cells can still be read."""
    try:
        roots = [package.xml(part) for part in package.related(workbook, "sharedStrings")]
    except InputError:
        return []
    return [rich_text(node) for root in roots for node in root if local(node) == "si"]


def rich_text(node: Node | None) -> str:
    """The text of an `si` or `is`: what is struck out is gone, what is raised stays apart, readings are left out."""
    text = ""
    for part in node if node is not None else ():
        if local(part) == "t":
            text += part.text or ""
        elif local(part) == "r":
            properties = child(part, "rPr")
            strike = child(properties, "strike")
            if strike is not None and attribute(strike, "val") not in ("0", "false"):
                continue
            words = "".join(t.text or "" for t in descendants(part, "t"))
            is_raised = attribute(child(properties, "vertAlign"), "val") == "superscript"
            text += raised(words, text) if is_raised else words
    return _unescaped(text).strip()


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text


def column_number(letters: str) -> int:
    """From 0 for A."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
