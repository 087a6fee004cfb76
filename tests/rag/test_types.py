"""The values: ids, geometry and what a chunk says of itself."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import Answer, Box, Chunk, Citation, Locator, content_id, plain_text
from tests.hits import hit

numbers = st.floats(-1000, 1000)
boxes = st.builds(Box, numbers, numbers, numbers, numbers)


def test_content_id_same_parts_same_id() -> None:
    assert content_id("abc", 1) == content_id("abc", 1)


def test_content_id_parts_are_kept_apart() -> None:
    assert content_id("ab", "c") != content_id("a", "bc")


@given(boxes, boxes)
def test_intersection_is_never_larger_than_either(a: Box, b: Box) -> None:
    assert a.intersection(b).area <= min(a.area, b.area)


@given(boxes, boxes)
def test_union_holds_both_centers_when_upright(a: Box, b: Box) -> None:
    if a.area and b.area:
        assert a.union(b).contains(*a.center) and a.union(b).contains(*b.center)


@given(st.lists(boxes, min_size=1))
def test_around_is_the_union_of_all(some: list[Box]) -> None:
    assert Box.around(some) == reduce(Box.union, some)


def test_around_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError):
        Box.around([])


@pytest.mark.parametrize(("kind", "modality"), [("text", "text"), ("table", "text"), ("figure", "image")])
def test_chunk_modality_follows_its_kind(kind: str, modality: str) -> None:
    assert Chunk("id", "words", kind, Locator("sha", 1)).modality == modality  # type: ignore[arg-type]


def test_chunk_searchable_puts_context_first() -> None:
    assert Chunk("id", "words", "text", Locator("sha", 1), context="Heading").searchable == "Heading\nwords"


def test_plain_text_has_no_markdown_and_no_markers() -> None:
    assert plain_text("**347** — Bicycles in use [1]\n> # not [2](link)") == "347 — Bicycles in use\n# not [2](link)"


def test_value_boxes_are_those_of_the_first_citation_where_there_is_a_value() -> None:
    box = Box(0, 0, 1, 1)
    citation = Citation(1, hit("347"), "347", (box, Box(5, 5, 6, 6)))
    assert Answer("**347** [1]", "answered", (citation,), value="347").value_boxes == (box,)
    assert Answer("“347” [1]", "answered", (citation,)).value_boxes == ()
