"""OCR through RapidOCR with the English and Chinese models that its package brings. No network, no chatter.

Knows: how large a picture must be for its small print to be read. Does not know: files, pages or formats.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import numpy as np

from ingestion.ocr.rows import in_rows
from rag.types import Box, Line, Pixels

LONGEST_PX = 1600
"""Larger pictures are read smaller than this; the boxes come back in the pixels of the picture as given."""
TALLEST_RATIO = 3.0
"""A picture longer than this times its width is read in pieces, so that its print keeps its size."""
OVERLAP_PX = 96


class RapidOcr:
    """RapidOCR with `threads` threads. One instance reads one picture at a time; its models load at the first."""

    def __init__(self, threads: int = 0) -> None:
        self._threads = threads or int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)
        self._engine: Any = None

    def read(self, pixels: Pixels) -> tuple[Line, ...]:
        if min(pixels.shape[:2]) < 8:
            return ()
        if self._engine is None:
            self._engine = _engine(self._threads)
        result = self._engine(np.ascontiguousarray(pixels[:, :, ::-1]))
        if result.boxes is None or result.txts is None:
            return ()
        height, width = pixels.shape[:2]
        picture = Box(0.0, 0.0, float(width), float(height))
        lines = [
            Line(text.strip(), _box(quad).intersection(picture))
            for quad, text in zip(result.boxes, result.txts, strict=True)
        ]
        return tuple(line for row in in_rows(line for line in lines if line.text) for line in row)


@cache
def shared_ocr() -> RapidOcr:
    """The engine of this process: the models are in memory once."""
    return RapidOcr()


def _engine(threads: int) -> Any:
    from rapidocr import RapidOCR  # takes a second and 200 MB, which a process that meets no picture saves

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": LONGEST_PX,
            "Global.use_cls": False,  # its mistakes turned more upright lines over than it set right on receipts
            "Det.limit_side_len": 512,
            "Rec.rec_batch_num": 1,
            "Rec.rec_img_shape": [3, 48, 64],
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _box(quad: Any) -> Box:
    xs, ys = quad[:, 0], quad[:, 1]
    return Box(float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))
