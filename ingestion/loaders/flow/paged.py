"""The half of a loader that all formats without pages share: blocks in, virtual pages out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from ingestion.loaders.base import LoadedPage, LoadOptions
from ingestion.loaders.flow import embedded
from ingestion.loaders.flow.blocks import Block
from ingestion.loaders.flow.pages import paginate
from rag.errors import EmptyFileError, InputError
from rag.files.typeset import PAGE_HEIGHT, PAGE_WIDTH
from rag.types import Element


class BlockLoader(ABC):
    """A loader of a format without pages; a subclass says what the file's blocks are."""

    widest_page = PAGE_WIDTH

    def tallest_page(self, path: Path) -> float:
        """How tall a page of this document may get: more than usual where the document says where its pages end."""
        return PAGE_HEIGHT

    @abstractmethod
    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        """The document from beginning to end, the same each time. Raises InputError."""

    def read_part(self, path: Path, part: str) -> bytes:
        """The bytes of the picture that a PictureBlock names. Raises InputError."""
        raise NotImplementedError(f"{type(self).__name__} has no pictures, so {part} cannot be one")

    def count_pages(self, path: Path, options: LoadOptions) -> int:
        n_pages = sum(1 for _ in self._pages(path, options))
        if not n_pages:
            raise EmptyFileError(f"{path.name} holds no text and no pictures.", "There is nothing to find in it.")
        return n_pages

    def load_pages(self, path: Path, options: LoadOptions, first: int, last: int) -> Iterator[LoadedPage]:
        for page in islice(self._pages(path, options), first - 1, last):
            yield self._with_pictures(page, path, options)

    def _pages(self, path: Path, options: LoadOptions) -> Iterator[LoadedPage]:
        return paginate(self.read_blocks(path, options), self.widest_page, self.tallest_page(path))

    def _with_pictures(self, page: LoadedPage, path: Path, options: LoadOptions) -> LoadedPage:
        elements: list[Element] = []
        warnings = list(page.warnings)
        for element in page.elements:
            try:
                filled = (
                    embedded.fill(element, self.read_part(path, element.part), options) if element.part else element
                )
            except InputError as exc:
                warnings.append(f"A picture on this page is left out: {exc.message}")
            else:
                elements.append(filled)
        return replace(page, elements=tuple(elements), warnings=tuple(warnings))
