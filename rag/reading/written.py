"""Writes findings down: a value in bold where one stands ahead, and the quoted words with their markers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.reading.evidence import Statement
from rag.reading.finding import Finding
from rag.reading.passage import without_bullet


def written(findings: Sequence[tuple[int, Finding]]) -> Iterator[str]:
    """The findings with the markers of their evidence, a paragraph each."""
    for i, (marker, finding) in enumerate(findings):
        before = "" if i == 0 else "\n\n"
        quotes = " ".join(f"{_quoted(one.text)} [{marker}]" for one in finding.statements)
        items = "".join(f"\n- {_quoted(item)} [{marker}]" for item in finding.items)
        yield f"{before}{_stressed(finding)}{quotes}{items}"


def _stressed(finding: Finding) -> str:
    """The value in bold with what it is; a calculation with its terms."""
    if not finding.value:
        return f"{finding.said} — " if finding.said else ""
    unit = f" {finding.unit}" if finding.unit and finding.unit != "%" else finding.unit
    what = finding.said or _label(finding.statements[0])
    return f"**{finding.value}**{unit}{f' ({what})' if what else ''} — "


def _label(statement: Statement) -> str:
    return statement.label if statement.form == "cell" else ""


def _quoted(text: str) -> str:
    """Typographic quotation marks inside a quotation would end it; a bullet before it is no word of the source."""
    inner = without_bullet(text).replace("“", '"').replace("”", '"')
    return f"“{inner}”"
