"""What a form means."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from rag.errors import InputError, UnsupportedError
from web.questions import Form, data_uri, pages_of, query_of


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("", set()),
        ("3", {3}),
        ("3, 5-7", {3, 5, 6, 7}),
        ("3,5 – 7", {3, 5, 6, 7}),
        (" 2；4、6 ", {2, 4, 6}),
        ("1 2", {1, 2}),
    ],
)
def test_pages_are_numbers_and_ranges(text: str, pages: set[int]) -> None:
    assert pages_of(text, "en") == pages


@pytest.mark.parametrize("text", ["x", "3-", "7-5", "0", "1-999999", "3;four"])
def test_other_pages_are_an_error_that_names_them(text: str) -> None:
    with pytest.raises(InputError, match="Write pages like"):
        pages_of(text, "en")


def test_form_becomes_a_query() -> None:
    form = Form(" why? ", (), ("d1",), ("image",), ("application/pdf",), "2", {"text": 0.5, "lexical": 1.0})
    query = query_of(form, "letters", "en")
    assert (query.text, query.collection, query.image) == ("why?", "letters", None)
    assert query.filters.documents == {"d1"}
    assert query.filters.modalities == {"image"}
    assert query.filters.media_types == {"application/pdf"}
    assert query.filters.pages == {2}
    assert query.weights == (("lexical", 1.0), ("text", 0.5))


def test_no_own_weights_leaves_the_collections() -> None:
    assert query_of(Form("why?", ()), "default", "en").weights == ()


def test_empty_question_is_an_error() -> None:
    with pytest.raises(InputError, match="Write a question"):
        query_of(Form("  ", ()), "default", "en")


def test_picture_is_read_and_scaled(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (3200, 1600), "red").save(path)
    query = query_of(Form("", (str(path),)), "default", "en")
    assert query.image is not None
    assert query.image.shape == (800, 1600, 3)


def test_file_that_is_no_picture_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_text("no picture", encoding="utf-8")
    with pytest.raises(UnsupportedError):
        query_of(Form("", (str(path),)), "default", "en")


def test_data_uri_is_a_small_jpeg() -> None:
    assert data_uri(None) == ""
    assert data_uri(np.zeros((600, 900, 3), np.uint8)).startswith("data:image/jpeg;base64,")
