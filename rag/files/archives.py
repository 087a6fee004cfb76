"""Reads single members out of an Office file without trusting what it says about itself.

Knows: ZIP, its limits, and what an encrypted or old binary Office file looks like. Does not know: any Office format.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from rag.errors import BrokenFileError, EmptyFileError, EncryptedError, TooLargeError, UnsupportedError

MAX_MEMBERS = 20_000
MAX_TOTAL_BYTES = 1 << 30
"""Of a whole archive, decompressed, as declared."""
MAX_RATIO = 150.0
"""Declared size over stored size, of a member over `RATIO_FROM_BYTES`: real sheets stay below 60."""
RATIO_FROM_BYTES = 16 << 20
MAX_XML_BYTES = 96 << 20
"""Of one XML part: parsed, it takes about ten times as much memory."""
_OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
# As UTF-16 too, which an XML parser reads as well.
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0(?:D\0O\0C|E\0N\0T)|\0<\0!\0(?:D\0O|E\0N)", re.IGNORECASE)
_SAVE_AGAIN = "Open it in the program that made it and save it again."


def check_archive(path: Path) -> None:
    """Refuse what is no ZIP, is encrypted, or would grow beyond the limits.

    Raises EmptyFileError, EncryptedError, UnsupportedError, BrokenFileError or TooLargeError.
    """
    _check_head(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_declared(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError) as exc:
        raise BrokenFileError(f"{path.name} is a damaged Office file: {exc}.", _SAVE_AGAIN) from exc


def member_names(path: Path) -> list[str]:
    """The names of the members, in the order of the archive. Raises BrokenFileError."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError) as exc:
        raise BrokenFileError(f"{path.name} is damaged: {exc}.", _SAVE_AGAIN) from exc


def read_member(path: Path, name: str, max_bytes: int = 64 << 20) -> bytes:
    """The bytes of one member. Raises BrokenFileError when it is missing or damaged, TooLargeError over `max_bytes`."""
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(name)
            if info.file_size > max_bytes:
                raise TooLargeError(f"{name} inside {path.name} has {info.file_size:,} bytes.", "It is left out.")
            return archive.read(info)
    except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, RuntimeError) as exc:
        raise BrokenFileError(f"{name} inside {path.name} cannot be read: {exc}.", _SAVE_AGAIN) from exc


def _check_head(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if not head:
        raise EmptyFileError(f"{path.name} has no bytes.", "Copy or download it again.")
    if not head.startswith(_OLE2):
        return
    # An encrypted Office file is an OLE2 container; the name of its one stream stands in its directory, anywhere.
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        raise EncryptedError(f"{path.name} asks for a password.", "Save a copy without one and add that.")
    raise UnsupportedError(
        f"{path.name} is in the Office format from before 2007.", "Save it as .docx, .pptx or .xlsx and add that."
    )


def _check_declared(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    total = sum(info.file_size for info in members)
    if len(members) > MAX_MEMBERS or total > MAX_TOTAL_BYTES:
        raise TooLargeError(
            f"It unpacks to {len(members):,} parts and {total:,} bytes.", "Split the document and add the parts."
        )
    for info in members:
        if info.flag_bits & 1:
            raise EncryptedError(f"{info.filename} inside it asks for a password.", "Save a copy without one.")
        if info.file_size > RATIO_FROM_BYTES and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise TooLargeError(
                f"{info.filename} inside it grows from {info.compress_size:,} to {info.file_size:,} bytes.",
                "It looks made to exhaust memory, so it is not opened.",
            )


def check_xml(content: bytes, name: str) -> None:
    """Refuse an XML part that declares entities. Other parts, such as a drawing, may: they are not parsed as such."""
    if _ENTITIES.search(content):
        raise BrokenFileError(f"{name} inside it declares XML entities, which Office never does.", _SAVE_AGAIN)
