"""Which files a person means by some paths. Opens no file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.errors import InputError, NotFoundError, UnsupportedError

_NEVER = frozenset(("__pycache__", "__MACOSX", "node_modules", "Thumbs.db", "desktop.ini"))
_TEMPORARY = (".", "~$")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file as it was when it was found. `path` is absolute and free of links."""

    path: Path
    n_bytes: int
    mtime_ns: int
    inside: Path | None = None
    """Of a file that came out of another one: that file's path with its own name below it."""

    @property
    def shown(self) -> Path:
        """The path under which a person knows the file, and the library remembers it."""
        return self.inside or self.path

    def is_as_found(self) -> bool:
        """Whether it has not been written since."""
        try:
            now = self.path.stat()
        except OSError:
            return False
        return (now.st_size, now.st_mtime_ns) == (self.n_bytes, self.mtime_ns)


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A file or folder that could not be looked at, or that is no file."""

    path: Path
    error: InputError


def discover(paths: Iterable[str | Path], library_directory: Path) -> list[FoundFile | Unreachable]:
    """The files at `paths` and in the folders among them, each once, in the order of the paths and then of the names.

    Hidden files, what programs leave behind, and the library itself are passed over in folders. Links are followed.
    Raises NotFoundError for a path that is not there; a folder that may not be read is an `Unreachable` of its own.
    """
    roots = [Path(path).expanduser() for path in paths]
    for root in roots:
        if not os.path.lexists(root):
            raise NotFoundError(f"{root} is not there.", "Check the path, and put one with spaces in quotes.")
    walk = _Walk(library_directory.resolve())
    return [entry for root in roots for entry in walk.visit(root)]


class _Walk:
    """Remembers what was seen, so that links in a circle end and a file named twice comes once."""

    def __init__(self, library_directory: Path) -> None:
        self._library = library_directory
        self._seen: set[Path] = set()

    def visit(self, path: Path) -> Iterator[FoundFile | Unreachable]:
        """In the order of the names, folders among the files. What cannot be looked at is told, not raised."""
        try:
            real = path.resolve(strict=True)
            if real in self._seen or real == self._library:
                return
            self._seen.add(real)
            status = real.stat()
            children = self._children(real) if stat.S_ISDIR(status.st_mode) else None
        except (OSError, RuntimeError) as exc:  # RuntimeError: a link to itself
            yield Unreachable(path.absolute(), _error(path, exc))
            return
        if children is not None:
            for child in children:
                yield from self.visit(child)
        elif stat.S_ISREG(status.st_mode):
            yield FoundFile(real, status.st_size, status.st_mtime_ns)
        else:
            yield Unreachable(real, UnsupportedError(f"{real.name} is a device or a pipe.", "Leave it out."))

    def _children(self, folder: Path) -> list[Path]:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries]
        return [folder / name for name in sorted(names) if name not in _NEVER and not name.startswith(_TEMPORARY)]


def _error(path: Path, exc: OSError | RuntimeError) -> InputError:
    if isinstance(exc, PermissionError):
        return InputError(f"{path} may not be read.", "Give yourself permission to read it, or leave it out.")
    if isinstance(exc, FileNotFoundError):
        return NotFoundError(f"{path} is a link to something that is not there.", "Mend or remove the link.")
    reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else "it leads to itself"
    return InputError(f"{path} cannot be looked at: {reason}.", "Check the disk it is on, or leave it out.")
