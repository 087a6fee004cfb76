"""Archives: a page that lists their files, which are documents of their own. Knows ZIP; opens one level."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ingestion.loaders.base import Attached, LoadOptions
from ingestion.loaders.flow.blocks import Block, Notice, TableBlock, TextBlock
from ingestion.loaders.flow.paged import BlockLoader
from rag.errors import BrokenFileError

MOST_FILES = 500
MOST_BYTES = 64 << 20
"""Of one file."""
MOST_TOTAL = 512 << 20
_SKIPPED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class ArchiveLoader(BlockLoader):
    """Reads .zip."""

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        """The table of contents."""
        files, n_left = _listed(path)
        yield TextBlock(f"Files in {path.name}", level=1)
        if files:
            rows = tuple((_name(info), f"{info.file_size:,}") for info in files)
            yield TableBlock((("File", "Bytes"), *rows), 1)
        if n_left:
            yield Notice(f"{n_left:,} files in it were left out: too large, too many, or with a password.")

    def attached(self, path: Path, options: LoadOptions) -> Iterator[Attached]:
        files, _ = _listed(path)
        try:
            with zipfile.ZipFile(path) as archive:
                for info in files:
                    yield Attached(_name(info), archive.read(info))
        except _BROKEN as exc:
            raise BrokenFileError(f"{path.name} is damaged: {exc}.", "Get it again, or unpack it yourself.") from exc


def _listed(path: Path) -> tuple[list[zipfile.ZipInfo], int]:
    """The files that are opened, and how many others are in the archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir() and not _is_left_behind(info.filename)]
    except _BROKEN as exc:
        raise BrokenFileError(f"{path.name} is damaged: {exc}.", "Get it again.") from exc
    opened: list[zipfile.ZipInfo] = []
    total = 0
    for info in infos:
        if info.flag_bits & 1 or info.file_size > MOST_BYTES or len(opened) >= MOST_FILES:
            continue
        total += info.file_size
        if total > MOST_TOTAL:
            break
        opened.append(info)
    return opened, len(infos) - len(opened)


def _is_left_behind(name: str) -> bool:
    return any(name.startswith(skipped) or name.endswith(f"/{skipped}") or name == skipped for skipped in _SKIPPED)


def _name(info: zipfile.ZipInfo) -> str:
    """The path inside the archive; one that was not written as UTF-8 is Chinese more often than it is CP437."""
    name = info.filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return str(PurePosixPath(*[part for part in PurePosixPath(name).parts if part not in ("/", "..")]))
