"""What kind of file it is, told by its bytes.

Knows: signatures, containers, encodings. Does not know: how anything is read. The name decides nothing but between
kinds of text (`text_kinds`), and how an error is put.
"""

from __future__ import annotations

import codecs
import mmap
import zipfile
import zlib
from pathlib import Path

import puremagic

from ingestion.kinds import media_types, text_kinds
from ingestion.kinds.encodings import likely_encoding
from ingestion.kinds.media_types import READABLE
from rag.errors import BrokenFileError, EmptyFileError, EncryptedError, TooLargeError, UnsupportedError

SAMPLE = 64 << 10
MAX_UNPACKED = 1 << 30
MAX_RATIO = 100
"""Unpacked over packed bytes of a container that unpacks to more than `SMALL_UNPACKED`; real ones stay under 40."""
SMALL_UNPACKED = 32 << 20
MAX_ENTRIES = 100_000

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", media_types.PNG),
    (b"\xff\xd8\xff", media_types.JPEG),
    (b"GIF87a", media_types.GIF),
    (b"GIF89a", media_types.GIF),
    (b"II*\x00", media_types.TIFF),
    (b"MM\x00*", media_types.TIFF),
    (b"II+\x00", media_types.TIFF),
    (b"MM\x00+", media_types.TIFF),
)
_OFFICE = {
    b"wordprocessingml.document.main": media_types.WORD,
    b"wordprocessingml.template.main": media_types.WORD,
    b"ms-word.document.macroEnabled.main": media_types.WORD,
    b"presentationml.presentation.main": media_types.SLIDES,
    b"presentationml.slideshow.main": media_types.SLIDES,
    b"ms-powerpoint.presentation.macroEnabled.main": media_types.SLIDES,
    b"spreadsheetml.sheet.main": media_types.SHEETS,
    b"ms-excel.sheet.macroEnabled.main": media_types.SHEETS,
}
_OLD_OFFICE = (
    ("WordDocument", "an old Word document (.doc)", "Save it as .docx or PDF."),
    ("Workbook", "an old Excel workbook (.xls)", "Save it as .xlsx or CSV."),
    ("Book", "an old Excel workbook (.xls)", "Save it as .xlsx or CSV."),
    ("PowerPoint Document", "an old PowerPoint presentation (.ppt)", "Save it as .pptx or PDF."),
)
_OPEN_DOCUMENTS = (media_types.EPUB, media_types.OPEN_TEXT, media_types.OPEN_SHEETS, media_types.OPEN_SLIDES)
_OUTLOOK_STREAM = "__nameid_version1.0"
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
_ARCHIVE_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_ORDINARY_CONTROLS = frozenset("\t\n\r\f\v\b\x1b\x1a\x85")
_BY_EXTENSION = {
    "pdf": media_types.PDF,
    **{"docx": media_types.WORD, "pptx": media_types.SLIDES, "xlsx": media_types.SHEETS},
    **{"png": media_types.PNG, "jpg": media_types.JPEG, "jpeg": media_types.JPEG, "webp": media_types.WEBP},
    **{"tif": media_types.TIFF, "tiff": media_types.TIFF, "gif": media_types.GIF, "bmp": media_types.BMP},
}


def sniff(path: Path) -> str:
    """The media type of a file that can be read, one of `media_types`.

    Raises EmptyFileError, UnsupportedError (which lists what is read), EncryptedError, TooLargeError for an archive
    that unpacks to far more than its size, and BrokenFileError for a file that is not what its name says.
    """
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if len(head) < SAMPLE and not head.strip(b"\x00 \t\r\n"):
        raise EmptyFileError("The file is empty.", "Nothing can be read from it.")
    return _binary(path, head) or _text(path, head)


def decode(sample: bytes) -> str | None:
    """The beginning of a text in whatever encoding it has; None for bytes that are no text."""
    encoding = likely_encoding(sample)
    # Two bytes a letter make a word of almost anything that is not text.
    if not encoding.startswith("utf") and _has_controls(sample.decode("latin-1")):
        return None
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample, final=False)
    except UnicodeDecodeError:
        return None
    return text if text and not _has_controls(text) else None


def _binary(path: Path, head: bytes) -> str | None:
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return media_types.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return media_types.HEIF
    if head[:2] == b"BM" and len(head) > 26 and head[6:10] == bytes(4):
        return media_types.BMP
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _container(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(path)
    if head.startswith((b"%!PS", b"\xc5\xd0\xd3\xc6")):
        raise _unsupported("a PostScript program, which would have to be run", "Convert it to PDF and add that.")
    if b"%PDF-" in head[:1024]:
        return media_types.PDF
    return None


def _container(path: Path) -> str:
    """The kind of a zip file, judged by its table of contents and the first kilobytes of two small entries."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_size(archive)
            types = _first_bytes(archive, "[Content_Types].xml", 1 << 20)
            kind = _first_bytes(archive, "mimetype", 100)
    except _ARCHIVE_ERRORS as exc:
        raise _broken_archive(path) from exc
    for marker, media_type in _OFFICE.items():
        if marker in types:
            return media_type
    open_document = kind.decode("ascii", "replace").strip().removesuffix("-template")
    if open_document in _OPEN_DOCUMENTS:
        return open_document
    if kind.startswith(b"application/vnd.oasis.opendocument"):
        raise _unsupported("an OpenDocument file of a kind that is not read", "Save it as .odt, .ods, .odp or PDF.")
    if types:
        raise _unsupported("an Office file of a kind that is not read", "Save it as .docx, .pptx, .xlsx or PDF.")
    return media_types.ARCHIVE


def _check_size(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    swollen = unpacked > SMALL_UNPACKED and unpacked / packed > MAX_RATIO
    if swollen or unpacked > MAX_UNPACKED or len(entries) > MAX_ENTRIES:
        raise TooLargeError(
            f"It unpacks to {unpacked >> 20} MiB, {unpacked // packed} times its size.",
            "That is how harmful files are made. If you trust it, save its contents in smaller files.",
        )


def _first_bytes(archive: zipfile.ZipFile, name: str, n_bytes: int) -> bytes:
    try:
        with archive.open(name) as entry:
            return entry.read(n_bytes)
    except KeyError:
        return b""


def _broken_archive(path: Path) -> BrokenFileError:
    name = path.suffix.lower().lstrip(".") or "zip"
    return BrokenFileError(f"The .{name} file is damaged or cut off.", "Get it again, or save it anew.")


def _compound(path: Path) -> str:
    """The kind of a file of the time before Office wrote archives: a mail of Outlook; others are refused by name."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            raise EncryptedError("The file asks for a password.", "Save it without a password and add that.")
        if content.find(_OUTLOOK_STREAM.encode("utf-16-le") + b"\x00\x00") >= 0:
            return media_types.OUTLOOK
        for stream, what, hint in _OLD_OFFICE:
            if content.find(stream.encode("utf-16-le") + b"\x00\x00") >= 0:
                raise _unsupported(what, hint)
    raise _unsupported("an old Office file", "Save it as .docx, .pptx, .xlsx or PDF.")


def _text(path: Path, head: bytes) -> str:
    text = decode(head)
    if text is None:
        raise _unknown(path, head)
    beginning = text.lstrip("\ufeff \t\r\n")[:4096]
    if beginning.startswith("{\\rtf"):
        return media_types.RICH_TEXT
    if text_kinds.is_svg(beginning):
        return media_types.SVG
    return text_kinds.media_type(text, path.suffix.lower().lstrip("."))


def _unknown(path: Path, head: bytes) -> BrokenFileError | UnsupportedError:
    """The error of bytes that are nothing that is read."""
    extension = path.suffix.lower().lstrip(".")
    guess = _name_of(head)
    if extension in _BY_EXTENSION:
        found = f"but {guess}" if guess else "but cannot be recognised as one"
        return BrokenFileError(f"It is called .{extension} {found}.", "Get it again, or save it anew.")
    return _unsupported(f"a file of type {guess}" if guess else "a binary file of an unknown kind", "")


def _name_of(head: bytes) -> str:
    """What these bytes usually are, as a media type; empty when nobody knows."""
    try:
        found: str = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        return ""
    return found


def _unsupported(what: str, hint: str) -> UnsupportedError:
    return UnsupportedError(f"It is {what}.", f"{hint} What is read: {READABLE}.".strip())


def _has_controls(text: str) -> bool:
    """Whether there are more control characters than a stray one in text."""
    controls = sum(1 for character in text if character < " " and character not in _ORDINARY_CONTROLS)
    return controls > len(text) // 500
