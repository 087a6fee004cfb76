"""Malformed, oversized and crafted files through the real loaders: each has a named outcome, and none stops the rest.

A sample by default; SIGHTLINE_ALL_HOSTILE=1 takes every file, with OCR, in minutes.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingestion import LoadOptions, ingest
from rag.library import Library
from tests.data import data_folder

SAMPLE = (
    *("000_pdf.pdf", "020_pdf.pdf", "124_pdf.pdf", "138_pdf.pdf", "142_pdf.pdf"),
    *("crafted_pdf_deep_array.pdf", "crafted_pdf_20k_mediabox.pdf", "crafted_pdf_form_xobject_1e10.pdf"),
    *("156_img.tif", "164_img.j2k", "180_img.gif", "194_img.bin", "218_img.bmp", "228_img.eps"),
    *("crafted_gif_65535.gif", "crafted_png_13300_rgb.png", "crafted_png_ztxt_bomb.png"),
    *("242_office.docx", "250_office.docx", "264_office.xlsx", "270_office.pptx"),
    *("crafted_docx_zip_bomb_1GB.docx", "crafted_docx_2M_paragraphs.docx", "crafted_docx_deep_nest.docx"),
    "crafted_xlsx_billion_laughs.xlsx",
)
ALL = bool(os.environ.get("SIGHTLINE_ALL_HOSTILE"))


@pytest.mark.data
@pytest.mark.timeout(3600 if ALL else 300)
def test_every_hostile_file_has_a_named_outcome(library: Library, tmp_path: Path) -> None:
    folder = data_folder("hostile")
    files = sorted(folder.iterdir()) if ALL else [folder / name for name in SAMPLE if (folder / name).exists()]
    (tmp_path / "good.txt").write_text("A good file among the bad ones.")
    report = ingest([*files, tmp_path / "good.txt"], library, options=LoadOptions(ocr=ALL))
    assert len(report.files) == len(files) + 1
    assert report.files[-1].outcome == "added"
    for file in report.files:
        assert file.outcome in ("added", "failed", "duplicate")
        if file.outcome == "failed":
            assert file.reason, file.path
            assert file.hint, file.path
    named = {type(file.error).__name__ for file in report.failed}
    assert {"BrokenFileError", "EncryptedError", "TooLargeError", "UnsupportedError"} <= named
