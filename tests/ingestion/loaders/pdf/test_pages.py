"""PDF pages that are scans, text that nobody sees, and files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.loaders.base import LoadOptions
from ingestion.loaders.pdf.loader import PdfLoader
from ingestion.ocr.fake import FakeOcr
from rag.errors import BrokenFileError, EmptyFileError, EncryptedError, InputError, NotFoundError
from rag.types import Element
from tests.builders import encrypted, hidden_text, pdf_file, prose, scan_of

OPTIONS = LoadOptions()
LINES = ("The lighthouse was lit in 1871", "and has a range of 18 miles", "It is open on Sundays")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.pdf"


def load(path: Path, ocr: FakeOcr, options: LoadOptions = OPTIONS) -> tuple[tuple[Element, ...], tuple[str, ...]]:
    (page,) = PdfLoader(ocr).load_pages(path, options, 1, 1)
    return page.elements, page.warnings


def test_a_scan_is_read_by_ocr_with_boxes_in_points(path: Path) -> None:
    elements, warnings = load(pdf_file(path, scan_of(LINES)), FakeOcr("UPPER HALF", "LOWER HALF"))
    words = [line for element in elements for line in element.lines]
    assert [line.text for line in words] == ["UPPER HALF", "LOWER HALF"]
    assert words[1].box.y0 == pytest.approx(396, abs=2) and words[1].box.x1 == pytest.approx(612, abs=2)
    assert warnings == ()


def test_a_scan_brings_its_picture(path: Path) -> None:
    elements, _ = load(pdf_file(path, scan_of(LINES)), FakeOcr("WORDS"))
    (picture,) = [element for element in elements if element.kind == "image"]
    assert picture.pixels is not None and max(picture.pixels.shape) <= 512


def test_without_ocr_a_scan_says_so(path: Path) -> None:
    _, warnings = load(pdf_file(path, scan_of(LINES)), FakeOcr("WORDS"), LoadOptions(ocr=False))
    assert "OCR" in warnings[0]


def test_invisible_text_over_a_scan_is_what_the_scan_says(path: Path) -> None:
    ocr = FakeOcr("SHORT")
    layer = [f"{line} {line} {line}" for line in LINES]
    elements, _ = load(pdf_file(path, scan_of([*LINES] * 3, layer)), ocr)
    text = " ".join(element.text for element in elements)
    assert "range of 18 miles" in text and "SHORT" not in text.replace("SHORT\n", "")


def test_text_that_is_not_seen_is_left_out_and_counted(path: Path) -> None:
    elements, warnings = load(pdf_file(path, hidden_text), FakeOcr())
    text = " ".join(element.text for element in elements)
    assert "Mooring in the bay" in text and "harbour office" in text
    assert "machine" not in text and "beside" not in text and "black bar" not in text
    assert len(warnings) == 1
    for reason in ("too small", "outside the page", "without ink", "colour of what is behind"):
        assert reason in warnings[0]


def test_pages_are_counted(path: Path) -> None:
    assert PdfLoader(FakeOcr()).count_pages(pdf_file(path, prose, prose, prose), LoadOptions()) == 3


def refusal(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        PdfLoader(FakeOcr()).count_pages(path, LoadOptions())
    assert caught.value.hint
    return caught.value


def test_a_password_is_asked_for(path: Path) -> None:
    assert isinstance(refusal(encrypted(pdf_file(path, prose))), EncryptedError)


def test_a_file_that_opens_without_a_password_is_read(path: Path) -> None:
    elements, _ = load(encrypted(pdf_file(path, prose), ""), FakeOcr())
    assert elements


def test_a_file_of_another_kind_is_broken(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\nnothing that follows is a PDF")
    assert isinstance(refusal(path), BrokenFileError)


def test_a_file_without_bytes_is_empty(path: Path) -> None:
    path.write_bytes(b"")
    assert isinstance(refusal(path), EmptyFileError)


def test_a_file_that_is_gone_is_not_found(path: Path) -> None:
    assert isinstance(refusal(path), NotFoundError)
