"""OCR through RapidOCR with the English and Chinese models that its package brings. No network, no chatter.

Knows: how large a picture must be for its small print to be read. Does not know: files, pages or formats.
"""

from __future__ import annotations

import math
import os
from functools import cache
from itertools import chain
from typing import Any

import numpy as np

from ingestion.ocr.base import Recognised
from ingestion.ocr.rows import in_rows
from rag.types import Box, Line, Pixels

READ_PIXELS = 1_500_000
"""A larger picture is read at this size; the boxes come back in the pixels of the picture as given.

Of 50 receipts, from 0.7 to 35 million pixels, a larger size finds no more words (`benchmarks.receipts`)."""
TALL = 4.0
"""A picture higher than this times its width, and too large, is read in pieces, so that its print keeps its size."""
PIECE = 2.0
"""Height of a piece, in widths; neighbours share a tenth of a width."""
MIN_SIDE_PX = 8


class RapidOcr:
    """RapidOCR with `threads` threads. One instance reads one picture at a time; its models load at the first."""

    def __init__(self, threads: int = 0) -> None:
        # onnxruntime does not look at this variable by itself; worker processes are given 1.
        self._threads = threads or int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)
        self._engine: Any = None

    def read(self, pixels: Pixels) -> tuple[Line, ...]:
        """Of RGB, row by row; the boxes are in the pixels as given, however they were scaled or cut to be read."""
        return self.recognise(pixels).lines

    def recognise(self, pixels: Pixels) -> Recognised:
        """As `read`, with the engine's own confidence."""
        height, width = pixels.shape[:2]
        if min(height, width) < MIN_SIDE_PX:
            return Recognised()
        if height > TALL * width and height * width > 2 * READ_PIXELS:
            lines = self._read_pieces(pixels)
        else:
            lines = self._read_whole(pixels)
        sure = {id(line): score for line, score in lines}
        ordered = tuple(chain.from_iterable(in_rows(line for line, _ in lines)))
        n_letters = sum(len(line.text) for line in ordered)
        confidence = sum(sure[id(line)] * len(line.text) for line in ordered) / n_letters if n_letters else 0.0
        return Recognised(ordered, confidence)

    def _read_pieces(self, pixels: Pixels) -> list[tuple[Line, float]]:
        height, width = pixels.shape[:2]
        overlap, step = width // 10, int(PIECE * width)
        found: list[tuple[Line, float]] = []
        for top in range(0, max(1, height - overlap), step):
            bottom = min(height, top + step + overlap)
            for line, score in self._read_whole(pixels[top:bottom]):
                # A line at an edge that was cut is whole in the piece beyond, which shares a strip with this one.
                cut = (line.box.y0 < 2 and top > 0) or (line.box.y1 > bottom - top - 2 and bottom < height)
                moved = Line(line.text, line.box.moved(0.0, float(top)))
                if not cut and not any(_is_same(moved, other) for other, _ in found):
                    found.append((moved, score))
        return found

    def _read_whole(self, pixels: Pixels) -> list[tuple[Line, float]]:
        import cv2  # RapidOCR works with it; slow to import

        height, width = pixels.shape[:2]
        ratio = min(1.0, math.sqrt(READ_PIXELS / (height * width)))
        if ratio < 1:
            size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
            pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        if self._engine is None:
            self._engine = _engine(self._threads)
        # RapidOCR takes the channels in the order of OpenCV.
        result = self._engine(np.ascontiguousarray(pixels[:, :, ::-1]))
        if result.boxes is None or result.txts is None:
            return []
        picture = Box(0.0, 0.0, float(width), float(height))
        found = zip(result.boxes, result.txts, result.scores, strict=True)
        return [
            (Line(text.strip(), _box(quad / ratio).intersection(picture)), float(score))
            for quad, text, score in found
            if text.strip()
        ]


@cache
def shared_ocr() -> RapidOcr:
    """The engine of this process: the models are in memory once."""
    return RapidOcr()


def _engine(threads: int) -> Any:
    from rapidocr import RapidOCR  # takes a second and 200 MB, which a process that meets no picture saves

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": 20_000,  # the size is settled before
            "Global.use_cls": False,  # it turned more upright lines of receipts over than it set right
            "Det.limit_side_len": 512,
            "Rec.rec_batch_num": 1,
            "Rec.rec_img_shape": [3, 48, 64],  # short words are not padded to seven times their height
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _box(quad: Any) -> Box:
    xs, ys = quad[:, 0], quad[:, 1]
    return Box(float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))


def _is_same(line: Line, other: Line) -> bool:
    return line.box.intersection(other.box).area > 0.5 * min(line.box.area, other.box.area)
