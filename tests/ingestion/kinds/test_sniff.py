"""The kind of a file from its bytes."""

from __future__ import annotations

import gzip
import random
import zipfile
from pathlib import Path

import pytest

from ingestion.kinds.sniff import sniff
from ingestion.loaders import registry
from rag.errors import BrokenFileError, EmptyFileError, EncryptedError, SightlineError, TooLargeError, UnsupportedError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PROSE = "The revenue grew, as expected, in 2024.\nCosts fell; so did the number of complaints, said the board.\n" * 5


def office(path: Path, main: str, filler: bytes = b"") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = f"application/vnd.openxmlformats-officedocument.{main}.main+xml"
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{kind}"/></Types>')
        archive.writestr("part.xml", filler)
    return path


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"%PDF-1.7\n", registry.PDF),
        (b"junk before\n%PDF-1.4\n", registry.PDF),
        (b"\x89PNG\r\n\x1a\n....", registry.PNG),
        (b"\xff\xd8\xff\xe0....", registry.JPEG),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", registry.WEBP),
        (b"II*\x00\x08\x00\x00\x00", registry.TIFF),
        (b"MM\x00*\x00\x00\x00\x08", registry.TIFF),
        (b"GIF89a....", registry.GIF),
        (b"BM\x3e\x04\x00\x00" + bytes(40), registry.BMP),
    ],
)
def test_sniff_signature_wins_over_the_name(tmp_path: Path, head: bytes, expected: str) -> None:
    assert sniff(written(tmp_path / "misnamed.docx", head)) == expected


@pytest.mark.parametrize(
    ("main", "expected"),
    [
        ("wordprocessingml.document", registry.WORD),
        ("presentationml.presentation", registry.SLIDES),
        ("spreadsheetml.sheet", registry.SHEETS),
    ],
)
def test_sniff_looks_into_office_containers(tmp_path: Path, main: str, expected: str) -> None:
    assert sniff(office(tmp_path / "anything.pdf", main)) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.txt", PROSE, registry.TEXT),
        ("no_extension", PROSE, registry.TEXT),
        ("a.csv", PROSE, registry.CSV),
        ("a.txt", "<!DOCTYPE html><html><body><p>x</p></body></html>", registry.HTML),
        ("a.csv", "<!-- c --><html><p>Hello, you, all</p></html>", registry.HTML),
        ("a", "<div><p>one</p><p>two</p></div>", registry.HTML),
        ("a.md", "<p align='center'><div><p>centred logo</p></div>\n\n# Title", registry.MARKDOWN),
        ("README", "# Title\n\n- one\n- two\n\nSee [this](http://x.example).\n", registry.MARKDOWN),
        ("a.dat", "name,year,sum\na,2020,1\nb,2021,2\nc,2022,3\n", registry.CSV),
        ("a.csv", 'name;note\na;"x; y"\n', registry.CSV),
        ("a.txt", "name\tyear\na\t2020\nb\t2021\n", registry.TSV),
        ("a.tsv", "name\tyear\n", registry.TSV),
        ("a.py", "# one\n# two\n- x\nx = 1\n", registry.CODE),
        ("script", "#!/bin/sh\necho hello\n", registry.CODE),
        ("a.txt", "import os\n\ndef f(x):\n    return x\n\nclass A(B):\n    y = 1;\n", registry.CODE),
        ("a.txt", '{"a": [1, 2, 3]}', registry.JSON),
        ("a.txt", "[1] First reference. [2] Second reference.", registry.TEXT),
        ("a.txt", "BMW and MZ are makers of vehicles.", registry.TEXT),
        ("a.txt", "PKZIP was a program.", registry.TEXT),
    ],
)
def test_sniff_tells_texts_apart_by_content_first(tmp_path: Path, name: str, text: str, expected: str) -> None:
    assert sniff(written(tmp_path / name, text)) == expected


@pytest.mark.parametrize("seed", range(20))
def test_sniff_bytes_at_random_are_no_text(tmp_path: Path, seed: int) -> None:
    with pytest.raises(UnsupportedError):
        sniff(written(tmp_path / "file", b"\0\1" + random.Random(seed).randbytes(30 + 40 * seed)))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *(
            ("港口观测站记录潮汐。", "utf-16-le"),
            ("항구 관측소는 조수를 기록합니다", "euc_kr"),
            ("Zażółć jaźń", "cp1250"),
        ),
        *(("港の観測所は潮の満ち引きを記録しています。", "shift_jis"), ("Пункт в гавани", "koi8_r")),
    ],
)
def test_sniff_short_text_in_the_encodings_of_the_loaders(tmp_path: Path, text: str, encoding: str) -> None:
    assert sniff(written(tmp_path / "words.txt", text.encode(encoding))) == registry.TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "gb18030"])
def test_sniff_text_in_any_common_encoding(tmp_path: Path, encoding: str) -> None:
    words = "报告显示收入增长。公司今年的利润很高。" if encoding == "gb18030" else "Die Größe der Straße, déjà vu. "
    path = tmp_path / "words.txt"
    path.write_text(words * 20, encoding=encoding)
    assert sniff(path) == registry.TEXT


def test_sniff_text_cut_in_the_middle_of_a_character(tmp_path: Path) -> None:
    assert sniff(written(tmp_path / "a.txt", "x" + "é" * 50_000)) == registry.TEXT


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n", bytes(100)])
def test_sniff_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(EmptyFileError):
        sniff(written(tmp_path / "a.txt", content))


@pytest.mark.parametrize(
    "content",
    [
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
        b"\xc5\xd0\xd3\xc6" + bytes(30),
        b"\x7fELF\x02\x01\x01" + bytes(60),
        b"MZ\x90\x00\x03" + bytes(60),
        gzip.compress(b"hello"),
        b"\x00\x00\x00\x18ftypmp42" + bytes(40),
        b"ID3\x04\x00\x00" + bytes(40),
        b"RIFF\x10\x00\x00\x00WAVEfmt " + bytes(8),
        bytes(range(256)) * 10,
    ],
)
def test_sniff_other_kinds_are_refused_with_a_list_of_what_is_read(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnsupportedError) as caught:
        sniff(written(tmp_path / "file", content))
    assert registry.READABLE in caught.value.hint


def test_sniff_archive_is_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "x")
    assert sniff(tmp_path / "a.zip") == registry.ARCHIVE


def test_sniff_encrypted_office_file_asks_for_one_without_password(tmp_path: Path) -> None:
    path = written(tmp_path / "a.docx", OLE + "EncryptedPackage".encode("utf-16-le") + bytes(64))
    with pytest.raises(EncryptedError):
        sniff(path)


@pytest.mark.parametrize(("stream", "wanted"), [("WordDocument", ".docx"), ("Workbook", ".xlsx"), ("Other", ".pptx")])
def test_sniff_old_office_file_is_refused_with_the_new_format(tmp_path: Path, stream: str, wanted: str) -> None:
    path = written(tmp_path / "a.doc", OLE + stream.encode("utf-16-le") + bytes(64))
    with pytest.raises(UnsupportedError) as caught:
        sniff(path)
    assert wanted in caught.value.hint


def test_sniff_zip_bomb_is_too_large(tmp_path: Path) -> None:
    path = office(tmp_path / "a.docx", "wordprocessingml.document", bytes(64 << 20))
    with pytest.raises(TooLargeError, match="64 MiB"):
        sniff(path)


def test_sniff_damaged_container_is_broken(tmp_path: Path) -> None:
    path = office(tmp_path / "a.docx", "wordprocessingml.document", b"x" * 5000)
    with pytest.raises(BrokenFileError, match="docx"):
        sniff(written(tmp_path / "cut.docx", path.read_bytes()[:100]))


def test_sniff_binary_file_called_pdf_is_broken(tmp_path: Path) -> None:
    with pytest.raises(BrokenFileError, match=r"\.pdf"):
        sniff(written(tmp_path / "a.pdf", b"\x01\x02\x03" * 100))


def test_registry_names_every_type_that_sniff_returns() -> None:
    for media_type in registry.LOADERS:
        assert registry.entry_for(media_type).target.startswith("ingestion.loaders.")


def test_registry_unknown_type_is_unsupported() -> None:
    with pytest.raises(SightlineError, match="video/mp4"):
        registry.loader_for("video/mp4")
