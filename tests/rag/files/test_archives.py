"""Office files that are not what they say."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from rag.errors import BrokenFileError, EmptyFileError, EncryptedError, TooLargeError, UnsupportedError
from rag.files.archives import check_archive, read_member
from rag.office.package import Package

OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyFileError),
        (b"PK\x03\x04 cut off", BrokenFileError),
        (OLE2 + bytes(600) + "EncryptedPackage".encode("utf-16-le"), EncryptedError),
        (OLE2 + bytes(600), UnsupportedError),
    ],
)
def test_check_names_what_is_wrong(tmp_path: Path, content: bytes, error: type[Exception]) -> None:
    (tmp_path / "file.docx").write_bytes(content)
    with pytest.raises(error):
        check_archive(tmp_path / "file.docx")


def test_check_refuses_what_grows_too_much(tmp_path: Path) -> None:
    with pytest.raises(TooLargeError):
        check_archive(_zip(tmp_path / "bomb.docx", {"word/document.xml": bytes(64 << 20)}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_part_with_entities_is_refused_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    xml = (" " * 3_000_000 + '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>').encode(encoding)
    package = Package(_zip(tmp_path / "laughs.xlsx", {"xl/a.xml": xml, "xl/media/a.svg": xml}))
    with pytest.raises(BrokenFileError, match="entities"):
        package.xml("xl/a.xml")


def test_damage_inside_is_found_when_it_is_read(tmp_path: Path) -> None:
    path = _zip(tmp_path / "good.docx", {"word/document.xml": b"<d>" + bytes(range(65, 91)) * 400 + b"</d>"})
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(BrokenFileError):
        read_member(path, "word/document.xml")


def test_read_member_is_bounded_and_named(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.docx", {"media/a.png": b"x" * 1000})
    assert read_member(path, "media/a.png") == b"x" * 1000
    with pytest.raises(TooLargeError):
        read_member(path, "media/a.png", max_bytes=10)
    with pytest.raises(BrokenFileError):
        read_member(path, "media/b.png")
