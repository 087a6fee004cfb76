"""Both languages say the same things."""

from __future__ import annotations

import string

import pytest

from rag.config import Config
from rag.models.notices import notices
from web.texts import TEXTS, count, in_language, language_of, say, stream_name
from web.traditional import traditional


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_languages_have_the_same_keys() -> None:
    assert set(TEXTS["en"]) == set(TEXTS["zh"]) == set(TEXTS["zh-TW"])


@pytest.mark.parametrize("key", sorted(TEXTS["en"]))
def test_sentence_has_the_same_placeholders_in_both_languages(key: str) -> None:
    assert placeholders(TEXTS["en"][key]) == placeholders(TEXTS["zh"][key])


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-TW,zh;q=0.9", "zh-TW"),
        ("zh-Hant-HK", "zh-TW"),
        ("en-GB,zh;q=0.5", "en"),
        ("de", "en"),
        ("", "en"),
    ],
)
def test_language_is_the_browsers_first_choice_or_english(header: str, language: str) -> None:
    assert language_of(header) == language


def test_what_a_library_does_without_is_said_in_chinese() -> None:
    missing = notices(Config(vision_model="none"))
    said = in_language("zh", missing)
    assert len(said) == 2 and all("config.toml" in sentence and "请" in sentence for sentence in said)
    assert in_language("en", missing) == list(missing)


def test_count_uses_the_singular_for_one() -> None:
    assert (count("en", "pages", 1), count("en", "pages", 1200)) == ("1 page", "1,200 pages")
    assert (count("en", "documents", 1), count("en", "documents", 2)) == ("1 document", "2 documents")


def test_unknown_stream_keeps_its_own_name() -> None:
    assert stream_name("en", "smell") == "smell"


def test_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("en", "no such key")


@pytest.mark.parametrize(
    ("simplified", "expected"),
    [
        ("您的文档里写了什么？", "您的文件裡寫了什麼？"),
        ("添加文件", "新增檔案"),
        ("复制", "複製"),
        ("请重新加载页面。", "請重新載入頁面。"),
    ],
)
def test_traditional_page_has_the_characters_and_words_of_taiwan(simplified: str, expected: str) -> None:
    assert traditional(simplified) == expected


def test_traditional_page_has_no_simplified_character() -> None:
    written = "".join(TEXTS["zh-TW"].values())
    assert not set(written) & set("们这个个来对时会发现实际页码转换单项显设为请从问题选择录关闭读删")
