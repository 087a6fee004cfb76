"""Markdown, plain text, tables as text and source code."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.loaders.base import LoadOptions
from ingestion.loaders.code import CodeLoader
from ingestion.loaders.markdown import MarkdownLoader
from ingestion.loaders.table_text import TableTextLoader, delimiter
from ingestion.loaders.text import TextLoader
from rag.errors import EmptyFileError, TooLargeError
from tests.ingestion.loaders.reading import elements_of, pages_of, texts_of


def _write(tmp_path: Path, text: str) -> Path:
    (tmp_path / "file").write_text(text, encoding="utf-8")
    return tmp_path / "file"


def test_markdown_shows_what_a_reader_sees(tmp_path: Path) -> None:
    text = (
        "---\nlayout: x\n---\n# Tides\n\nHigh **water** at [noon](http://x) ![a gauge](g.png)\nand later\n\n"
        "- one\n- two\n\n3. three\n\n```\nx  = 1\n```\n\n> said\n"
    )
    elements = elements_of(MarkdownLoader(), _write(tmp_path, text))
    assert [e.text for e in elements] == [
        *("layout: x", "Tides", "High water at noon a gauge and later", "• one", "• two", "3. three", "x  = 1", "said")
    ]
    assert (elements[1].kind, elements[1].level) == ("heading", 1)


def test_markdown_table_becomes_a_table(tmp_path: Path) -> None:
    (table,) = elements_of(MarkdownLoader(), _write(tmp_path, "| a | b |\n|---|--:|\n| 1 | x\\|y |\n"))
    assert (table.kind, table.text) == ("table", "| a | b |\n| --- | --- |\n| 1 | x\\|y |")


def test_text_is_cut_at_empty_lines_and_counts_them(tmp_path: Path) -> None:
    (page,) = pages_of(TextLoader(), _write(tmp_path, "One\ntwo\n\n\nThree\n"))
    assert [e.text for e in page.elements] == ["One\ntwo", "Three"]
    assert page.page.label == "lines 1–5"


def test_page_of_one_line_is_called_by_it(tmp_path: Path) -> None:
    (page,) = pages_of(TextLoader(), _write(tmp_path, "The quay is 12 m wide.\n"))
    assert page.page.label == "line 1"


def test_wrapped_line_is_one_line_of_text_again(tmp_path: Path) -> None:
    words = "The quick brown fox jumps over the lazy dog. " * 10
    (element,) = elements_of(TextLoader(), _write(tmp_path, words))
    assert element.text == words.strip()
    assert len(element.lines) > 3
    assert all(line.text in words for line in element.lines)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_delimiter_is_found(sign: str) -> None:
    text = f"name{sign}price{sign}note\nrope{sign}3.50{sign}long and thick\nbuoy{sign}8.00{sign}red\n"
    assert delimiter(text) == sign


def test_csv_repeats_header_on_every_page(tmp_path: Path) -> None:
    text = "name,qty\n" + "".join(f"rope {n},{n}\n" for n in range(100))
    pages = pages_of(TableTextLoader(), _write(tmp_path, text))
    assert len(pages) == 3
    assert all(page.elements[0].text.startswith("| name | qty |\n| --- | --- |\n") for page in pages)
    assert pages[1].page.label == "rows 38–73"


def test_csv_keeps_quoted_cells_whole(tmp_path: Path) -> None:
    (table,) = elements_of(TableTextLoader(), _write(tmp_path, 'a,b\n"one, two","x\ny"\n3,4\n'))
    assert "| one, two | x y |" in table.text


def test_code_blocks_begin_at_definitions_and_count_lines(tmp_path: Path) -> None:
    functions = [f"def f{n}(x):\n    y = x + {n}\n    return y\n\n\n" for n in range(30)]
    pages = pages_of(CodeLoader(), _write(tmp_path, '"""Doc."""\n\nimport os\n\n\n' + "".join(functions)))
    starts = [e.text.split("(")[0] for page in pages for e in page.elements]
    assert starts == ['"""Doc."""\n\nimport os', *(f"def f{n}" for n in range(30))]
    assert [page.page.label for page in pages] == ["lines 1–88", "lines 91–153"]


def test_code_lines_keep_their_indentation_on_the_page(tmp_path: Path) -> None:
    (element,) = elements_of(CodeLoader(), _write(tmp_path, "def f():\n    return 1\n"))
    assert element.text == "def f():\n    return 1"
    assert element.lines[1].text == "return 1"
    assert element.lines[1].box.x0 - element.lines[0].box.x0 == pytest.approx(4 * 4.0)


def test_blank_text_is_named_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyFileError):
        TextLoader().count_pages(_write(tmp_path, " \n\n"), LoadOptions())


def test_overlong_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TooLargeError):
        TextLoader().count_pages(_write(tmp_path, "word " * 100), LoadOptions(max_text_chars=100))


def test_chinese_text_wraps_without_spaces(tmp_path: Path) -> None:
    text = "港口观测站成立于一九八七年，记录潮汐、风速和鸟类迁徙。" * 4
    assert texts_of(TextLoader(), _write(tmp_path, text)) == [text]


def test_csv_title_over_its_columns_is_no_header(tmp_path: Path) -> None:
    rows = "".join(f"Port {n:02},Q{n % 4 + 1},{400 + 7 * n}\n" for n in range(120))
    pages = pages_of(TableTextLoader(), _write(tmp_path, "Departures 2025,,\nPort,Quarter,Ships\n" + rows))
    assert pages[0].elements[0].text == "Departures 2025"
    tables = [element for page in pages for element in page.elements if element.kind == "table"]
    assert len(tables) > 1
    assert all(table.text.startswith("| Port | Quarter | Ships |") for table in tables)


def test_csv_says_its_own_separator(tmp_path: Path) -> None:
    (table,) = elements_of(TableTextLoader(), _write(tmp_path, "sep=;\nPort;Fee, net\nAlmond;1,5\n"))
    assert table.text == "| Port | Fee, net |\n| --- | --- |\n| Almond | 1,5 |"


def test_csv_of_many_columns_keeps_them_all_under_their_names(tmp_path: Path) -> None:
    text = ",".join(f"S{n:03}" for n in range(400)) + "\n" + ",".join(str(1000 + n) for n in range(400)) + "\n"
    tables = elements_of(TableTextLoader(), _write(tmp_path, text))
    found = {}
    for table in tables:
        names, _, values = (row.strip("| ").split(" | ") for row in table.text.split("\n"))
        found.update(zip(names, values, strict=True))
    assert found == {f"S{n:03}": str(1000 + n) for n in range(400)}


def test_csv_that_is_too_large_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = _write(tmp_path, "Port,Fee\n" + "Almond,12\n" * 500)
    pages = pages_of(TableTextLoader(), path, LoadOptions(ocr=False, max_text_chars=1000))
    assert any("very large" in warning for page in pages for warning in page.warnings)


def test_blank_stays_where_a_long_line_of_code_is_wrapped(tmp_path: Path) -> None:
    text = '{"text": "' + " ".join(f"word{n:03}" for n in range(120)) + '"}'
    (element,) = elements_of(CodeLoader(), _write(tmp_path, text))
    assert element.text == text


def test_word_that_is_broken_at_a_line_end_stays_one(tmp_path: Path) -> None:
    address = "https://example.org/" + "harbour" * 40
    (element,) = elements_of(TextLoader(), _write(tmp_path, f"See {address} for more."))
    assert element.text == f"See {address} for more."


def test_front_matter_is_read_as_lines(tmp_path: Path) -> None:
    text = "---\ntitle: Minutes\ndate: 2026-02-17\ntags: [budget, crane]\nversion: 1.10\n---\n\nAll came.\n"
    first, second = texts_of(MarkdownLoader(), _write(tmp_path, text))
    assert first == "title: Minutes\ndate: 2026-02-17\ntags: budget, crane\nversion: 1.10"
    assert second == "All came."


def test_front_matter_of_hugo_is_read_as_lines(tmp_path: Path) -> None:
    first, second = texts_of(
        MarkdownLoader(), _write(tmp_path, '+++\ntitle = "Minutes"\ntags = ["a", "b"]\n+++\nAll came.\n')
    )
    assert (first, second) == ("title: Minutes\ntags: a, b", "All came.")


def test_markdown_reads_the_html_inside_it(tmp_path: Path) -> None:
    text = (
        "# Survey\n\n<table><tr><th>Yard</th><th>Slip</th></tr>\n\n<tr><td rowspan=2>Almond</td><td>North</td></tr>"
        "<tr><td>South</td></tr></table>\n\n<details><summary>Cost</summary>\nThe rails cost 23,700.\n</details>\n\n"
        "One<br>two, 10<sup>5</sup> litres, H<sub>2</sub>O.\n\n| a | b |\n|---|---|\n| x<br>y | 2 |\n"
    )
    elements = elements_of(MarkdownLoader(), _write(tmp_path, text))
    assert [e.text for e in elements] == [
        *("Survey", "| Yard | Slip |\n| --- | --- |\n| Almond | North |\n| Almond | South |"),
        *("Cost", "The rails cost 23,700.", "One\ntwo, 10⁵ litres, H2O."),
        "| a | b |\n| --- | --- |\n| x y | 2 |",
    ]


def test_struck_out_text_is_left_out_and_said(tmp_path: Path) -> None:
    (page,) = pages_of(MarkdownLoader(), _write(tmp_path, "The fee is ~~31~~ 27 crowns, <del>not</del> paid.\n"))
    assert [e.text for e in page.elements] == ["The fee is 27 crowns, paid."]
    assert page.warnings == ("Text that is struck out was left out.",)


def test_properties_are_read_with_their_letters(tmp_path: Path) -> None:
    (tmp_path / "a.properties").write_text("greeting=\\u4f60\\u597d caf\\u00e9\npath=C:\\users\n")
    assert texts_of(CodeLoader(), tmp_path / "a.properties") == ["greeting=你好 café\npath=C:\\users"]
