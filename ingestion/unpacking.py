"""Files that came out of other files during a run: attachments of mails and PDFs, members of archives.

Knows: where they wait until they are read, and that they are opened one level deep. Does not know: any format.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from ingestion.discover import FoundFile
from ingestion.loaders.base import Attached
from rag.errors import InputError, LoaderError

MOST_FILES = 1_000
MOST_BYTES = 1 << 30
"""Of one file's contents together."""


class Unpacked:
    """The files of one run, in a temporary folder of their own. Used from one thread."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._waiting: list[FoundFile] = []
        self._n_files = 0

    def take(self, outer: FoundFile, attached: Iterable[Attached]) -> list[str]:
        """Keep what came out of `outer` until it is read; returns sentences about what was not."""
        if outer.inside is not None:
            n_deeper = sum(1 for _ in _until_it_breaks(attached, []))
            return [f"It holds {n_deeper:,} files of its own, which were not opened."] if n_deeper else []
        notices: list[str] = []
        n_bytes = n_left = 0
        for n_files, file in enumerate(_until_it_breaks(attached, notices)):
            n_bytes += len(file.content)
            if n_files >= MOST_FILES or n_bytes > MOST_BYTES:
                n_left += 1
            else:
                self._waiting.append(self._keep(outer, file))
        if n_left:
            notices.append(f"{n_left:,} files in it were left out: too many, or too large together.")
        return notices

    def files(self) -> Iterator[FoundFile]:
        """Those that wait, in the order in which they came."""
        while self._waiting:
            yield self._waiting.pop(0)

    def close(self) -> None:
        """Remove what is left of them."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _keep(self, outer: FoundFile, file: Attached) -> FoundFile:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="sightline-")
        parts = [part for part in PurePosixPath(file.name.replace("\\", "/")).parts if part not in ("/", "..")]
        name = PurePosixPath(*parts) if parts else PurePosixPath("attachment")
        self._n_files += 1
        place = Path(self._folder.name) / str(self._n_files) / name.name[-120:]
        place.parent.mkdir()
        place.write_bytes(file.content)
        # As old as the file that it came out of, so that the next run knows it again.
        os.utime(place, ns=(outer.mtime_ns, outer.mtime_ns))
        status = place.stat()
        return FoundFile(place, status.st_size, status.st_mtime_ns, outer.shown / name)


def _until_it_breaks(attached: Iterable[Attached], notices: list[str]) -> Iterator[Attached]:
    """The files that can be taken out; what ends them becomes a notice, since the pages around them were read."""
    try:
        yield from attached
    except (InputError, LoaderError) as error:
        notices.append(f"Files in it could not be taken out: {error.message}")
