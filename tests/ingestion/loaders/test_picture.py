"""Picture files: pages, orientation, limits, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingestion.loaders.base import LoadedPage, LoadOptions
from ingestion.loaders.picture import PictureLoader, caption_of
from ingestion.loaders.pictured_table import table_on
from ingestion.ocr.fake import FakeOcr
from rag.errors import BrokenFileError, EmptyFileError, NotFoundError, TooLargeError
from rag.types import Box, Line
from tests.builders import text_picture, tiff_pages

OPTIONS = LoadOptions()


def load(path: Path, *texts: str, options: LoadOptions = OPTIONS) -> list[LoadedPage]:
    return list(PictureLoader(FakeOcr(*texts)).load_pages(path, options, 1, 100))


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tiff", "gif", "bmp"])
def test_a_picture_is_one_page_with_one_image(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"notice.{suffix}"
    text_picture(["Berth 12"]).save(path)
    (page,) = load(path, "BERTH", "12")
    (element,) = page.elements
    assert (page.page.width_pt, page.page.height_pt) == (800, 400)
    assert element.kind == "image" and element.text == "BERTH\n12"
    assert element.lines[1].box.y0 == pytest.approx(200)
    assert element.pixels is not None and element.pixels.shape == (256, 512, 3)


def test_every_page_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    path = tiff_pages(tmp_path / "fax.tif", text_picture(["one"]), text_picture(["two"], (300, 500)))
    assert PictureLoader(FakeOcr()).count_pages(path, LoadOptions()) == 2
    assert [(page.page.number, page.page.width_pt) for page in load(path, "WORDS")] == [(1, 800), (2, 300)]


def test_of_a_moving_gif_the_first_frame_is_read(tmp_path: Path) -> None:
    frames = [text_picture([str(place)]) for place in range(3)]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    assert len(load(tmp_path / "moving.gif", "WORDS")) == 1


@pytest.mark.parametrize("name", ["photo.jpg", "photo.tiff"])
def test_a_photograph_is_turned_as_its_camera_says(tmp_path: Path, name: str) -> None:
    picture = Image.new("RGB", (400, 200), "white")
    picture.paste("black", (0, 0, 100, 200))  # dark on the left: upright, it is dark at the top
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(tmp_path / name, exif=exif)
    (page,) = load(tmp_path / name, "WORDS")
    pixels = page.elements[0].pixels
    assert (page.page.width_pt, page.page.height_pt) == (200, 400)
    assert pixels is not None and pixels[:50].mean() < 60 < 200 < pixels[-50:].mean()


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    pixels = load(tmp_path / "clear.png")[0].elements[0].pixels
    assert pixels is not None and pixels.min() == 255


def test_sixteen_bits_are_scaled(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0, 60_000]] * 20, np.uint16).repeat(20, axis=1)).save(tmp_path / "deep.png")
    pixels = load(tmp_path / "deep.png")[0].elements[0].pixels
    assert pixels is not None and pixels[0, 0, 0] == 0 and pixels[0, -1, 0] >= 254


def test_boxes_of_a_picture_that_is_made_smaller_are_in_its_own_pixels(tmp_path: Path) -> None:
    Image.linear_gradient("L").resize((9000, 900)).save(tmp_path / "wide.png")
    (page,) = load(tmp_path / "wide.png", "LEFT AND RIGHT")
    assert page.elements[0].lines[0].box.x1 == pytest.approx(9000)


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    Image.new("L", (400, 300)).save(tmp_path / "large.png")
    with pytest.raises(TooLargeError, match="400 × 300"):
        load(tmp_path / "large.png", options=LoadOptions(max_pixels=100_000))


def test_without_ocr_a_picture_is_still_an_image(tmp_path: Path) -> None:
    text_picture(["Berth 12"]).save(tmp_path / "notice.png")
    (element,) = load(tmp_path / "notice.png", "WORDS", options=LoadOptions(ocr=False))[0].elements
    assert element.text == "" and element.pixels is not None


def test_a_program_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "drawing.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n")
    with pytest.raises(BrokenFileError):
        load(tmp_path / "drawing.png")


def test_a_damaged_picture_is_named(tmp_path: Path) -> None:
    text_picture(["Berth 12"]).save(tmp_path / "cut.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "cut.png").read_bytes()[:500])
    with pytest.raises(BrokenFileError, match=r"cut\.png"):
        load(tmp_path / "cut.png")


def test_an_empty_file_and_a_missing_one_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    with pytest.raises(EmptyFileError):
        load(tmp_path / "empty.png")
    with pytest.raises(NotFoundError):
        load(tmp_path / "gone.png")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("old_harbour-with boats2.png", "old harbour with boats"),
        ("IMG_2041.jpg", ""),
        ("港口 3.png", "港口"),
        ("0x1f.png", ""),
    ],
)
def test_a_name_that_a_person_gave_is_the_caption(name: str, said: str) -> None:
    assert caption_of(name) == said


def test_picture_of_a_table_has_its_columns() -> None:
    rows = (
        ("节次", "周一", "周二", "周三"),
        ("一", "语文", "数学", "英语"),
        ("二", "数学", "", "体育"),
        ("三", "英语", "语文", "音乐"),
    )
    lines = [Line("课程表", Box(300, 10, 400, 40))]
    lines += [
        Line(cell, Box(50 + 150 * x, 80 + 50 * y, 110 + 150 * x, 110 + 50 * y))
        for y, row in enumerate(rows)
        for x, cell in enumerate(row)
        if cell
    ]
    table = table_on(lines, 1)
    assert table is not None
    assert table.text.splitlines()[:2] == ["| 节次 | 周一 | 周二 | 周三 |", "| --- | --- | --- | --- |"]
    assert "| 二 | 数学 |  | 体育 |" in table.text


def test_receipt_is_no_table() -> None:
    rows = ("CORNER SHOP", "12 Quay Road", "Tea 2.50", "Bread 3.20", "TOTAL 5.70")
    lines = [
        Line(word, Box(40 + 300 * x, 30 + 40 * y, 140 + 300 * x, 60 + 40 * y))
        for y, row in enumerate(rows)
        for x, word in enumerate(row.rsplit(" ", 1))
    ]
    assert table_on(lines, 1) is None
