"""JSON, YAML and XML by their structure."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.kinds.sniff import sniff
from ingestion.loaders import registry
from ingestion.loaders.base import Loader
from ingestion.loaders.data.loader import JsonLoader, XmlLoader, YamlLoader
from ingestion.loaders.data.parsers import parse_yaml
from tests.ingestion.loaders.reading import elements_of, pages_of, texts_of


def _write(tmp_path: Path, text: str, name: str = "file.json") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / name


def test_json_is_read_with_its_letters(tmp_path: Path) -> None:
    text = '{"\\u540d": "\\u6d77\\u98ce", "size": {"w": 3, "h": 4.50}, "tags": ["a", "b"], "none": null}'
    assert texts_of(JsonLoader(), _write(tmp_path, text)) == ["名: 海风\nsize › w: 3\nsize › h: 4.5\ntags: a, b"]


def test_like_records_are_a_table(tmp_path: Path) -> None:
    text = '{"ports": [{"name": "Almond", "fee": 12}, {"name": "Orlo"}, {"name": "Kestrel", "fee": 15}]}'
    heading, table = elements_of(JsonLoader(), _write(tmp_path, text))
    assert (heading.text, heading.kind) == ("ports", "heading")
    assert table.text == "| name | fee |\n| --- | --- |\n| Almond | 12 |\n| Orlo |  |\n| Kestrel | 15 |"


def test_json_lines_are_records(tmp_path: Path) -> None:
    text = '{"id": 1, "text": "word one"}\n{"id": 2, "text": "word two"}\n'
    path = _write(tmp_path, text, "rows.jsonl")
    assert sniff(path) == registry.JSON
    assert texts_of(JsonLoader(), path) == ["id: 1\ntext: word one", "id: 2\ntext: word two"]


def test_yaml_keeps_values_as_written(tmp_path: Path) -> None:
    path = _write(tmp_path, "version: 1.10\non: yes\nsince: 2024-01-05\nports:\n  - Almond\n  - Orlo\n", "a.yaml")
    assert sniff(path) == registry.YAML
    assert texts_of(YamlLoader(), path) == ["version: 1.10\non: yes\nsince: 2024-01-05\nports: Almond, Orlo"]


def test_yaml_that_stands_for_billions_of_values_is_read_as_text(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    with pytest.raises(ValueError, match="more values"):
        parse_yaml("\n".join(rows))
    (page,) = pages_of(YamlLoader(), _write(tmp_path, "\n".join(rows), "bomb.yaml"))
    assert "plain text" in page.warnings[0]


def test_xml_is_read_by_its_elements(tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><orders year="2025"><order><who>Ida</who><sum cur="EUR">12</sum>'
        "</order><order><who>Ole</who><sum>15</sum></order><note>Paid <b>late</b> again</note></orders>"
    )
    path = _write(tmp_path, text, "orders.xml")
    assert sniff(path) == registry.XML
    found = "\n".join(texts_of(XmlLoader(), path))
    assert all(part in found for part in ("year: 2025", "who: Ida", "sum › cur: EUR", "who: Ole", "Paid late again"))


@pytest.mark.parametrize(("loader", "text"), [(JsonLoader(), '{"a": [1, }'), (XmlLoader(), "<a><b>x</a>")])
def test_damaged_file_is_read_as_text_and_said(loader: Loader, text: str, tmp_path: Path) -> None:
    (page,) = pages_of(loader, _write(tmp_path, text))
    assert page.elements[0].text == text
    assert "no valid" in page.warnings[0]
