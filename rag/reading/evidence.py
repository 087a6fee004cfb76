"""The evidence of a question cut into statements: each can be quoted, and knows what its words are bound to.

A statement is a sentence, an item of a list, a cell of a table with its labels, or a label with its value. What is no
statement is never one here: headings, running heads, rows of headings, pieces of a sentence that was cut.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

from rag.reading.grid import Cell, Grid, markdown_grid
from rag.reading.layout import pairs, placed_cells, text_grid
from rag.reading.passage import is_item, sentences, visual_rows
from rag.reading.scope import Scope, scope_terms
from rag.reading.span import ELLIPSIS, normalise
from rag.types import Hit

Form = Literal["sentence", "item", "cell", "pair", "row"]

_TERMINAL = re.compile(r"[.!?。！？；;:：][\"'”’)\]]*(?:\s?\d{1,3})?$")
_CUT_START = re.compile(r"^[a-z,;)]")
_CONTENTS = re.compile(r"(?:[.·…_�]\s?){4,}\s*\d*\s*$")
_LEAST_WORDS = 3
_COUNTED = re.compile(r"\d\s+[^\W\d_]{3}|[^\W\d_]{3}.*\d")
_CAPTION = re.compile(r"^(?:table|figure|fig\.?|chart|exhibit|page)\s*\d", re.IGNORECASE)
_LONGEST = 900
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PROSE_LINE = 60


@dataclass(frozen=True, slots=True)
class Statement:
    """Words that may answer."""

    source: int
    """Which piece of evidence, by its place in the list."""
    form: Form
    text: str
    """The words to quote, literally in the chunk; pieces that stand apart are joined by an ellipsis."""
    scope: Scope
    order: int
    """Its place within its piece of evidence."""
    value: str = ""
    """Of a cell or pair: what stands beside the label."""
    label: str = ""
    """Of a cell or pair: what the value is."""
    cell: Cell | None = None
    grid: Grid | None = None
    heading: str = ""
    """The nearest heading or announcing line before it in its chunk."""


@dataclass(frozen=True)
class Source:
    """One piece of evidence."""

    hit: Hit
    trust: float
    """How far its place among the hits speaks for it, 0 to 1."""
    statements: tuple[Statement, ...] = ()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Piece:
    """What is read of a hit: the hit with how far it is trusted."""

    hit: Hit
    trust: float = 1.0


def read_evidence(pieces: Sequence[Piece], titles: Mapping[str, str] | None = None) -> list[Source]:
    """Cut every piece into statements. `titles` are the titles of documents by their ids."""
    pages: dict[tuple[str, int], frozenset[str]] = {}
    documents: dict[str, frozenset[str]] = {}
    for piece in pieces:
        document, number = piece.hit.document.id, piece.hit.page.number
        words = scope_terms(piece.hit.chunk.text, piece.hit.chunk.context)
        pages[(document, number)] = pages.get((document, number), frozenset()) | words
        documents[document] = documents.get(document, frozenset()) | words
    found = []
    for i, piece in enumerate(pieces):
        hit = piece.hit
        name = PurePath(hit.document.source.name).stem.replace("_", " ").replace("-", " ")
        around = _Around(
            page=pages[(hit.document.id, hit.page.number)],
            document=scope_terms(name, (titles or {}).get(hit.document.id, "")),
            elsewhere=documents[hit.document.id],
            whole=hit.chunk.kind == "image" and hit.document.n_pages == 1,
        )
        statements = tuple(_Cutter(i, hit, around).statements())
        found.append(Source(hit, piece.trust, statements, around.page))
    return found


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a chunk."""

    page: frozenset[str]
    document: frozenset[str]
    elsewhere: frozenset[str]
    whole: bool
    """Whether the chunk is the whole document, as a receipt is: all its words then belong to each of its lines."""


@dataclass
class _Cutter:
    """Cuts one chunk."""

    source: int
    hit: Hit
    around: _Around
    _found: list[Statement] = field(default_factory=list)

    def statements(self) -> list[Statement]:
        """Everything in the chunk that can be an answer, in its order."""
        chunk = self.hit.chunk
        caption = chunk.context.split("\n")[0] if chunk.kind == "table" else ""
        grid = markdown_grid(chunk.text, caption) if "|" in chunk.text else None
        if grid is not None:
            self._of_grid(grid)
            for line in chunk.text.splitlines():  # a table that was drawn around prose
                for cell in line.split("|"):
                    if len(cell) > 3 * _PROSE_LINE:
                        self._of_sentences(cell.replace("<br>", "\n"))
            return self._found
        if chunk.modality == "image":
            self._of_picture()
        else:
            for grid in text_grid(chunk.text, ""):
                self._of_grid(grid)
            self._of_labels(placed_cells(chunk.lines), "cell")
            self._of_sentences(chunk.text)
        self._of_labels(pairs(chunk.text), "pair")
        return self._found

    def _of_picture(self) -> None:
        self._of_labels(placed_cells(self.hit.chunk.lines), "cell")
        whole = normalise(self.hit.chunk.text)
        for row in visual_rows(self.hit.chunk.lines):
            cells = [normalise(line.text) for line in row]
            together = " ".join(cells)
            if len(together.split()) >= 3 or _CHINESE.search(together):
                self._add("row", together if together in whole else ELLIPSIS.join(cells))

    def _of_grid(self, grid: Grid) -> None:
        for cell in grid.cells:
            near = scope_terms(cell.group, grid.title, grid.label_head)
            scope = self._scope(scope_terms(cell.labels, cell.text), near)
            text = f"{cell.row}{ELLIPSIS}{cell.text}" if cell.row else cell.text
            label = ", ".join(dict.fromkeys(part for part in (*cell.heads[-1:], cell.row) if part))
            self._append(Statement(self.source, "cell", text, scope, len(self._found), cell.text, label, cell, grid))

    def _of_labels(self, cells: Sequence[Cell], form: Literal["cell", "pair"]) -> None:
        grid = Grid(tuple(cells))
        for cell in cells:
            label = ", ".join(dict.fromkeys(part for part in (cell.row, *cell.heads) if part))
            pieces = [*dict.fromkeys((*cell.heads, cell.row)), cell.text]
            scope = self._scope(scope_terms(cell.labels, cell.text), frozenset())
            text = ELLIPSIS.join(piece for piece in pieces if piece)
            self._append(Statement(self.source, form, text, scope, len(self._found), cell.text, label, cell, grid))

    def _of_sentences(self, text: str) -> None:
        found = [sentence for sentence in sentences(text) if not _CONTENTS.search(sentence)]
        heading = ""
        for i, sentence in enumerate(found):
            before = found[i - 1] if i else ""
            if is_statement(sentence):
                near = scope_terms(heading, before if i else "")
                form: Form = "item" if is_item(sentence) else "sentence"
                cut = i == 0 and len(found) > 1 and bool(_CUT_START.match(sentence))
                if not cut:
                    self._add(form, sentence[:_LONGEST], near, heading)
            if not is_item(sentence) and (not is_statement(sentence) or sentence.endswith((":", "：", "?"))):
                heading = sentence

    def _add(self, form: Form, text: str, near: frozenset[str] = frozenset(), heading: str = "") -> None:
        scope = self._scope(scope_terms(text), near)
        self._append(Statement(self.source, form, text, scope, len(self._found), heading=heading))

    def _append(self, statement: Statement) -> None:
        self._found.append(statement)

    def _scope(self, own: frozenset[str], near: frozenset[str]) -> Scope:
        above = scope_terms(self.hit.chunk.context)
        if self.around.whole:
            above = above | self.around.page
        return Scope(own, near, above, self.around.page, self.around.document, self.around.elsewhere)


def is_statement(text: str) -> bool:
    """Whether a text says something by itself: a sentence or an item, no heading, no piece, no line of contents."""
    if _CONTENTS.search(text) or _CAPTION.match(text):
        return False
    n_words = len(text.split())
    if _CHINESE.search(text):
        return len(_CHINESE.findall(text)) >= 6 or bool(re.search(r"\d", text))
    if _TERMINAL.search(text) and n_words >= 3 and not text.endswith((":", "：")):
        return True
    return n_words >= 8 or (is_item(text) and n_words >= 2) or (n_words >= _LEAST_WORDS and bool(_COUNTED.search(text)))
