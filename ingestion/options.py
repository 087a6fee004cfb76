"""What a person chooses and what bounds the reading of files. Knows no format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """Limits and choices of one ingestion run."""

    ocr: bool = True
    max_pixels: int = 100_000_000
    """A picture with more is refused before it is decoded."""
    max_text_chars: int = 20_000_000
    """A text-like file with more is refused; of another document, what is read ends there."""
    max_pages: int = 10_000
    """What is behind is not read, with a warning: a small file may claim a million pages."""
    max_document_s: float = 1800.0
    """Seconds of reading, summed over the workers, after which the rest of a document is left, with a warning."""
