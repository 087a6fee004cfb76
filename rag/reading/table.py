"""Finds the cell of a table that answers: the row by its label, the column by its heading."""

from __future__ import annotations

from collections.abc import Sequence

from rag.questions.question import Question
from rag.reading.passage import Passage
from rag.terms import terms


def answering_cell(question: Question, row: Passage) -> tuple[str, str]:
    """The cell of `row` that the question asks for and what it stands for ("Revenue, 2024"); empty if not clear.

    It is clear if one column's heading shares more terms with the question than all others do, or when there is
    only one column beside the label.
    """
    label = row_label(row)
    columns = [i for i, cell in enumerate(row.cells) if cell and cell != label]
    if not label or not columns or not row.header:
        return "", ""
    shared = {i: _shared(question, _heading(row, i)) for i in columns}
    best = max(columns, key=lambda i: shared[i])
    alone = sum(count == shared[best] for count in shared.values()) == 1
    if len(columns) > 1 and (shared[best] == 0 or not alone):
        return "", ""
    heading = _heading(row, best)
    return row.cells[best], f"{label}, {heading}" if heading else label


def row_label(row: Passage) -> str:
    """The first cell of a row that has words."""
    return next((cell for cell in row.cells if any(character.isalpha() for character in cell)), "")


def with_header(rows: Sequence[Passage]) -> str:
    """The rows as one quotation, below the header that they share."""
    header = " | ".join(rows[0].header)
    return " … ".join([*([header] if header else []), *(row.text for row in rows)])


def _heading(row: Passage, column: int) -> str:
    return row.header[column] if column < len(row.header) else ""


def _shared(question: Question, heading: str) -> int:
    return len(set(terms(heading)) & set(question.terms))
