"""Reads what was paid: the total of the receipt or invoice that is meant, never that of another one."""

from __future__ import annotations

from collections.abc import Sequence

from rag.questions.keys import missing
from rag.reading.evidence import Source, Statement
from rag.reading.finding import Finding
from rag.reading.passage import passages
from rag.reading.scope import MONTHS, Asked, dated
from rag.reading.sought import Sought
from rag.reading.total import find_total
from rag.terms import terms

_ABSENT = 0.35


class TotalReader:
    """The total of a receipt, bill or invoice."""

    name = "total"

    def read(self, asked: Asked, sought: Sought, sources: Sequence[Source]) -> list[Finding]:
        """The totals of the pictures and pages that were found, those that have all names and numbers first."""
        if sought != "total":
            return []
        found = []
        for i, source in enumerate(sources):
            total = find_total(passages(source.hit.chunk))
            if total is None or not source.statements:
                continue
            words = {*source.words, *terms(source.hit.document.source.name)}
            keys = [key for key in asked.question.keys if not (key in MONTHS and dated(key, words))]
            lacking = missing(keys, words) / max(1, len(keys))
            scope = source.statements[0].scope
            statement = Statement(i, "pair", total.row.text, scope, 0, total.text, total.label)
            strength = source.trust * (1.0 - lacking) * (1.0 if lacking == 0 else _ABSENT)
            found.append(Finding((statement,), strength, total.text, reader=self.name))
        return sorted(found, key=lambda finding: -finding.strength)
