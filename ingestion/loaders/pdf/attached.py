"""Files inside a PDF: attached to it, or pinned to one of its pages. Knows pdfium's attachments; opens none of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingestion.loaders.base import Attached

MOST_FILES = 200
MOST_PAGES = 40
"""Of a longer document only what is attached to it is found: every page would have to be read once more."""
_MAX_BYTES = 64 << 20


def attached_files(document: Any) -> Iterator[Attached]:
    """Each once; one that cannot be read or is too large is passed over."""
    seen: set[tuple[str, int]] = set()
    for attachment in _attachments(document):
        try:
            content = bytes(attachment.get_data())
        except pdfium.PdfiumError:
            continue
        name = attachment.get_name().strip() or "attachment"
        if content and len(content) <= _MAX_BYTES and (name, hash(content)) not in seen:
            seen.add((name, hash(content)))
            yield Attached(name, content)


def _attachments(document: Any) -> Iterator[Any]:
    for index in range(min(document.count_attachments(), MOST_FILES)):
        yield document.get_attachment(index)
    for index in range(min(len(document), MOST_PAGES)):
        page = raw.FPDF_LoadPage(document, index)
        if not page:
            continue
        try:
            for place in range(min(raw.FPDFPage_GetAnnotCount(page), MOST_FILES)):
                annotation = raw.FPDFPage_GetAnnot(page, place)
                if not annotation:
                    continue
                pinned = raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_FILEATTACHMENT
                handle = raw.FPDFAnnot_GetFileAttachment(annotation) if pinned else None
                if handle:
                    yield pdfium.PdfAttachment(handle, document)
                raw.FPDFPage_CloseAnnot(annotation)
        finally:
            raw.FPDF_ClosePage(page)
