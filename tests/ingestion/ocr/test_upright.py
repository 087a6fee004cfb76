"""Pictures that lie on their side or stand on their head."""

from __future__ import annotations

import numpy as np
import pytest

from ingestion.ocr.rapid import shared_ocr
from ingestion.ocr.upright import read_upright, turned, turned_back
from rag.types import Box
from tests.builders import text_picture

LINES = ["Delivery note 8812", "Received by Kaspar Lund", "Storage: shed 9, shelf C"]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_picture_is_read_however_it_lies(degrees: int) -> None:
    pixels = np.asarray(text_picture(LINES, (700, 300)))
    found = read_upright(shared_ocr(), turned(pixels, degrees))
    assert [line.text.replace(" ", "") for line in found.lines] == [line.replace(" ", "") for line in LINES]
    assert found.degrees == (360 - degrees) % 360
    boxes = [line.box for line in found.as_given()]
    tall = [box.y1 - box.y0 > box.x1 - box.x0 for box in boxes]
    assert all(tall) if degrees in (90, 270) else not any(tall)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_box_is_turned_back(degrees: int) -> None:
    pixels = np.zeros((30, 50, 3), np.uint8)
    pixels[4:9, 20:40] = 255
    ys, xs = np.nonzero(turned(pixels, degrees)[:, :, 0])
    box = Box(float(xs.min()), float(ys.min()), float(xs.max() + 1), float(ys.max() + 1))
    height, width = turned(pixels, degrees).shape[:2]
    assert turned_back(box, degrees, width, height) == Box(20, 4, 40, 9)
