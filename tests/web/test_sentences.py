"""What the library says is said in Chinese on a Chinese page."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import errors
from rag.config import Config
from rag.models.notices import notices
from web.sentences import is_known, translated

ROOT = Path(__file__).parents[2]
ERRORS = {name for name, value in vars(errors).items() if isinstance(value, type)}


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("report.pdf is not a PDF that can be read.", "report.pdf 不是可以读取的 PDF。"),
        ("The file is empty. Get it again.", "文件是空的。请重新获取。"),
        (
            "Page 12 could not be read. Nothing was read within 60 seconds.",
            "第 12 页无法读取。60 秒内没有读出任何内容。",
        ),
        (
            "3 formulas of “Budget” have no stored value and were read as written.",
            "“Budget”中有 3 个公式没有保存结果，按原样读取。",
        ),
        ("'../up' cannot be the name of a file.", "'../up' 不能作为文件名。"),
        ("年度报告.txt is no text.", "年度报告.txt 不是文本。"),
        ("", ""),
    ],
)
def test_sentences_are_translated_with_their_names(english: str, chinese: str) -> None:
    assert translated(english) == chinese


def test_unknown_sentence_is_a_quotation() -> None:
    assert translated("Nobody ever wrote this one.") == "原文：“Nobody ever wrote this one.”"


def test_notices_are_known() -> None:
    assert all(is_known(notice) for notice in notices(Config(vision_model="none")))


def test_nearly_all_that_is_said_of_files_is_known() -> None:
    said = set(_said(ROOT / "ingestion")) | set(_said(ROOT / "rag" / "files")) | set(_said(ROOT / "rag" / "office"))
    unknown = sorted(sentence for sentence in said if not is_known(sentence))
    assert len(said) > 100 and len(unknown) <= 0.15 * len(said), unknown


def _said(folder: Path) -> Iterator[str]:
    """The message and the hint of every error that is raised in a folder, with something in their gaps."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                yield from (text for argument in node.args[:2] if (text := _text(argument)))


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return ""
