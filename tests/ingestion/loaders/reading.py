"""What tests of loaders ask of a loader."""

from __future__ import annotations

from pathlib import Path

from ingestion.loaders.base import LoadedPage, Loader, LoadOptions
from rag.types import Element

NO_OCR = LoadOptions(ocr=False)


def pages_of(loader: Loader, path: Path, options: LoadOptions = NO_OCR) -> list[LoadedPage]:
    return list(loader.load_pages(path, options, 1, loader.count_pages(path, options)))


def elements_of(loader: Loader, path: Path, options: LoadOptions = NO_OCR) -> list[Element]:
    return [element for page in pages_of(loader, path, options) for element in page.elements]


def texts_of(loader: Loader, path: Path) -> list[str]:
    return [element.text for element in elements_of(loader, path)]
