"""What a question names."""

from __future__ import annotations

import pytest

from rag.questions.references import read_references
from rag.types import LAST_PAGE


@pytest.mark.parametrize(
    ("question", "pages"),
    [
        ("What date is on page 14?", {14}),
        ("the fax number on page fourteen", {14}),
        ("pages 3 and 5", {3, 5}),
        ("slides 2-4", {2, 3, 4}),
        ("on the second page", {2}),
        ("What is on the cover page?", {1}),
        ("the last slide", {LAST_PAGE}),
        ("第5页写了什么", {5}),
        ("第十二页", {12}),
        ("a page of 3 lines", set()),
    ],
)
def test_pages_are_read(question: str, pages: set[int]) -> None:
    assert read_references(question).pages == pages


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("In Figure 3, which", [("figur", "3"), ("fig", "3")]),
        ("Fig. 2 shows", [("figur", "2"), ("fig", "2")]),
        ("from Table 2", [("tabl", "2")]),
        ("the first table", [("tabl", "1")]),
        ("Exhibit P-10", [("exhibit", "p", "10")]),
        ("图3显示", [("图", "3"), ("圖", "3")]),
        ("as a part of it", []),
    ],
)
def test_labels_are_read(question: str, labels: list[tuple[str, ...]]) -> None:
    assert [phrase for label in read_references(question).labels for phrase in label.phrases] == labels


def test_list_of_labels_is_each_of_them() -> None:
    found = read_references("units 4, 5 and 6").labels
    assert [label.phrases[0][1] for label in found] == ["4", "5", "6"]
    assert len(read_references("figures 1-4").labels) == 4


def test_page_label_is_kept_as_it_is_printed() -> None:
    assert read_references("on page iv").page_labels == {"iv"}
    assert "6985" in read_references("at the top of page 6985").page_labels
    assert not read_references("Who wrote this?")
