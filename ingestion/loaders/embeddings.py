"""Files that were put into an Office file as a whole: a workbook in a letter, a PDF on a slide.

Knows: relations of the kinds that point at them. Does not know: what is in them. The workbook behind a chart is none of
them: its numbers are read with the chart.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from ingestion.loaders.base import Attached
from rag.errors import InputError
from rag.files.archives import read_member
from rag.office.package import Package

_KINDS = ("package", "oleObject")
_ENDINGS = (
    ".docx",
    ".docm",
    ".pptx",
    ".pptm",
    ".xlsx",
    ".xlsm",
    ".pdf",
    ".odt",
    ".ods",
    ".odp",
    ".txt",
    ".csv",
    ".rtf",
)
_OWNERS = ("word/", "ppt/slides/", "xl/worksheets/")
_MAX_BYTES = 64 << 20
_MOST = 100


def embedded_files(path: Path) -> Iterator[Attached]:
    """Each once, in the order of the parts that show them."""
    package = Package(path)
    seen: set[str] = set()
    for owner in package.parts():
        if not owner.startswith(_OWNERS) or "/_rels/" in owner or not owner.endswith(".xml"):
            continue
        for relation in package.relations(owner).values():
            name = relation.target
            wanted = relation.kind in _KINDS and not relation.external and name.lower().endswith(_ENDINGS)
            if not wanted or name in seen or len(seen) >= _MOST or owner.startswith("word/charts/"):
                continue
            seen.add(name)
            try:
                yield Attached(posixpath.basename(name), read_member(path, name, _MAX_BYTES))
            except InputError:
                continue
