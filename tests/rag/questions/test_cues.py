"""What a question wants, by its words."""

from __future__ import annotations

import pytest

from rag.questions.question import read_text

# Each has a character that alone would ask for a picture, a table or a page.
WORDS = """
图书馆 企图 意图 试图 贪图 图谋 宏图 力图 图书 版图 代表 表示 表现 表达 回表 手表 发表 外表 电表 表扬 表彰 表决 表面
仪表 代表团 主页 网页 页面 页岩 有效 有关 所有 存在 现在 在职 内在 在线 是否 于是 但是 是非
"""


@pytest.mark.parametrize("word", WORDS.split())
def test_a_word_with_the_character_of_a_cue_is_no_cue(word: str) -> None:
    question = read_text(f"{word}的负责人叫什么名字？")
    assert not question.seen and not question.tabular and not question.references


@pytest.mark.parametrize(
    "text",
    [
        "图片里有什么",
        "有小狗的照片",
        "第二张图的颜色",
        "图3说明了什么",
        "柱状图里最高的是哪一年",
        "What colour is the logo?",
        "a chart of sales",
    ],
)
def test_something_seen_is_asked_for_in_words(text: str) -> None:
    assert read_text(text).seen


@pytest.mark.parametrize(
    "text", ["表2里的毛利率", "下表中最大的数", "In Table 3, what is the rate?", "价格表格里的第一行"]
)
def test_table_is_asked_for_in_words(text: str) -> None:
    assert read_text(text).tabular


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("How many pages does this guide have?", "document"),
        ("when was this report released?", "document"),
        ("who wrote this?", "document"),
        ("summarize this document", "document"),
        ("年度报告一共有几页？", "document"),
        ("总结一下", "document"),
        ("这份报告讲了什么？", "document"),
        ("How many files are in here?", "library"),
        ("库里有多少个文件？", "library"),
        ("thank you, that helps", "small talk"),
        ("谢谢！", "small talk"),
        ("你好", "small talk"),
        ("What can I ask you?", "small talk"),
        ("What was the revenue in 2024?", "content"),
        ("How many pages of the survey were lost?", "content"),
        ("When was the bridge released for traffic?", "content"),
        ("Thank-you letters: who receives them?", "content"),
        ("会议讲了什么时候交材料？", "content"),
        ("你好饭店的电话是多少？", "content"),
    ],
)
def test_what_a_question_is_about(text: str, about: str) -> None:
    assert read_text(text).about == about


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What was the revenue?", "en"),
        ("收入是多少？", "zh"),
        ("圖書館幾點開門？", "zh"),
        ("Tesla 2023年的收入是多少", "zh"),
        ("What does 收入 mean in this report?", "en"),
        ("売上はいくらですか", "other"),
        ("Какова выручка?", "other"),
        ("2023?", "en"),
    ],
)
def test_language_is_that_of_the_script(text: str, language: str) -> None:
    assert read_text(text).language == language


def test_traditional_characters_ask_the_same() -> None:
    asked, same = read_text("圖書館的開放時間是幾點？"), read_text("图书馆的开放时间是几点？")
    assert (
        (asked.terms, asked.wanted, asked.seen) == (same.terms, same.wanted, same.seen) == (same.terms, "time", False)
    )
