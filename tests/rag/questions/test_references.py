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
        ("In Figure 3, which", [("figur", "3"), ("fig", "3"), ("图", "3")]),
        ("Fig. 2 shows", [("figur", "2"), ("fig", "2"), ("图", "2")]),
        ("from Table 2", [("tabl", "2"), ("表", "2")]),
        ("the first table", [("tabl", "1"), ("表", "1")]),
        ("Exhibit P-10", [("exhibit", "p", "10")]),
        ("图3显示", [("图", "3"), ("figur", "3"), ("fig", "3")]),
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


@pytest.mark.parametrize(
    ("question", "pages"),
    [
        ("第5页写了什么", {5}),
        ("第 12 頁的標題", {12}),
        ("第一百页", {100}),
        ("第三到第五页", {3, 4, 5}),
        ("第2、4页", {2, 4} | {3}),
        ("倒数第二页", {-2}),
        ("最后一页", {LAST_PAGE}),
        ("末页上的电话", {LAST_PAGE}),
        ("封面上的日期", {1}),
        ("第3张幻灯片", {3}),
        ("第三张讲了什么", {3}),
        ("最后一张幻灯片", {LAST_PAGE}),
        ("on the penultimate page", {-2}),
        ("这本书共有5页的附录吗", set()),
        ("一页纸的说明", set()),
    ],
)
def test_chinese_pages_are_read(question: str, pages: set[int]) -> None:
    assert read_references(question).pages == pages


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("表2-1里的数", ("表", "2_1")),
        ("图3.2说明了什么", ("图", "3_2")),
        ("圖 4 的標題", ("图", "4")),
        ("图三中的曲线", ("图", "3")),
        ("附表1", ("附表", "1")),
        ("公式(3)的含义", ("公式", "3")),
        ("式（2-1）", ("公式", "2_1")),
        ("附录A有什么", ("附录", "a")),
        ("附件2的内容", ("附件", "2")),
        ("第五条规定了什么", ("第五", "五条")),
        ("第5条规定了什么", ("第五", "五条")),
        ("第三章的题目", ("第三", "三章")),
        ("第3.2节", ("第", "3_2", "节")),
        ("第二部分", ("第二", "二部", "部分")),
        ("步骤4怎么做", ("步骤", "4")),
        ("第二张图的颜色", ("图", "2")),
        ("第三个表格", ("表", "3")),
    ],
)
def test_chinese_labels_are_read_as_they_are_printed(question: str, phrase: tuple[str, ...]) -> None:
    assert phrase in [found for label in read_references(question).labels for found in label.phrases]


@pytest.mark.parametrize(
    ("question", "beside"),
    [
        ("上一页写了什么", -1),
        ("下一页呢", 1),
        ("the next page", 1),
        ("the previous slide", -1),
        ("最后一页", 0),
        ("页面", 0),
    ],
)
def test_page_beside_the_one_spoken_of_is_read(question: str, beside: int) -> None:
    assert read_references(question).beside == beside
