"""The sample documents and the questions that go with them.

Knows: the layout: `documents/`, and `questions.txt` with one question a line, Chinese ones among them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from web.texts import Language

QUESTIONS = "questions.txt"
DOCUMENTS = "documents"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_N_SHOWN = 5


def sample_files(folder: Path) -> list[Path]:
    """The sample documents; empty where the folder is not there."""
    documents = folder / DOCUMENTS
    return sorted(path for path in documents.iterdir() if path.name[0] != ".") if documents.is_dir() else []


def sample_questions(folder: Path, names: Collection[str], language: Language) -> list[str]:
    """Questions to offer while a sample document is in the collection; those in the page's language first."""
    known = {path.name for path in sample_files(folder)}
    path = folder / QUESTIONS
    if not known & set(names) or not path.is_file():
        return []
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    asked = [line for line in lines if line and not line.startswith("#")]
    asked.sort(key=lambda line: bool(_CHINESE.search(line)) != (language == "zh"))
    return asked[:_N_SHOWN]
