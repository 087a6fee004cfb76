"""The built-in OCR engine on pictures of text."""

from __future__ import annotations

import numpy as np
import pytest

from ingestion.ocr.rapid import RapidOcr, shared_ocr
from tests.builders import text_picture


@pytest.fixture(scope="module")
def ocr() -> RapidOcr:
    return RapidOcr(threads=1)


def test_lines_are_read_where_they_stand(ocr: RapidOcr) -> None:
    lines = ocr.read(np.asarray(text_picture(["Harbour office", "Open 9 to 17"], (600, 200))))
    assert [line.text.replace(" ", "") for line in lines] == ["Harbouroffice", "Open9to17"]
    assert lines[0].box.x0 == pytest.approx(60, abs=12) and 30 < lines[0].box.y0 < lines[1].box.y0 < 120


def test_a_blank_picture_has_no_lines(ocr: RapidOcr) -> None:
    assert ocr.read(np.full((200, 300, 3), 255, np.uint8)) == ()


def test_a_sliver_has_no_lines(ocr: RapidOcr) -> None:
    assert ocr.read(np.zeros((2, 300, 3), np.uint8)) == ()


def test_a_long_picture_keeps_its_small_print(ocr: RapidOcr) -> None:
    texts = [f"Entry {place} costs {place}.50" for place in range(0, 120, 6)]
    picture = text_picture([""] * 120, (420, 5200), 22)
    for place, text in zip(range(0, 120, 6), texts, strict=True):
        picture.paste(text_picture([text], (400, 90), 22), (0, 42 * place))
    read = [line.text.replace(" ", "") for line in ocr.read(np.asarray(picture))]
    assert read == [text.replace(" ", "") for text in texts]


def test_a_process_has_one_engine() -> None:
    assert shared_ocr() is shared_ocr()
