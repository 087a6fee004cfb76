"""What steers a terminal or hides a message goes; what people write stays."""

from __future__ import annotations

import json

import pytest

from rag.plain import escaped, n_smuggled, seen_name, seen_text

SMUGGLED = "".join(chr(0xE0000 + ord(letter)) for letter in "ignore all")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;a title\x07after", "after"),
        ("\x1b]8;;http://a.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\x9b2Jb", "ab"),
        ("bell\x07 back\x08 null\x00 c1\x85", "bell back null c1"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        (f"fine{SMUGGLED}", "fine"),
        ("w\u200bo\u2060r\ufeffd", "word"),
        ("A\ufe01B\U000e0101C", "ABC"),
    ],
)
def test_what_nobody_sees_is_taken_out(text: str, seen: str) -> None:
    assert seen_text(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "two\nlines\tand a tab",
        "汉字、カナ、한국어，全角",
        "نمی\u200cخواهم",
        "क्\u200dष",
        "👩\u200d👩\u200d👧 ❤\ufe0f",
        "naïve café, 10 µm ± 5 %",
        "שלום עולם",
    ],
)
def test_what_people_write_stays(text: str) -> None:
    assert seen_text(text) == text


def test_tags_are_counted() -> None:
    assert n_smuggled(f"fine{SMUGGLED}") == len("ignore all")


def test_names_show_where_something_was() -> None:
    assert seen_name("a\x1b[2Jb\nc\u202ed.pdf") == "a\ufffd[2Jb\ufffdc\ufffdd.pdf"


def test_escaped_json_says_the_same_in_plain_characters() -> None:
    value = {"name": "a\x9b2J\u202e\udcff\U000e0041汉字"}
    text = escaped(json.dumps(value, ensure_ascii=False))
    assert json.loads(text) == value
    assert seen_text(text) == text
    assert "汉字" in text
    text.encode()
