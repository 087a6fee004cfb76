"""What every loader owes: pages counted and in order, boxes on their page, the same again when read again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.loaders import registry
from ingestion.loaders.base import LoadOptions
from rag.errors import InputError
from tests.builders import bar_chart, columns, hidden_text, pdf_file, prose, ruled_table
from tests.office_files import png, sheets_file, slides_file, word_file

OPTIONS = LoadOptions(ocr=False)
LONG = "".join(f"Line {n} of a text that says where the tide gauge {n} stands.\n\n" for n in range(80))
CODE = "".join(f"def f{n}(x):\n    return x + {n}\n\n\n" for n in range(40))
HTML = (
    "<html><body><h1>Tides</h1>" + "".join(f"<p>Paragraph {n} about tides.</p>" for n in range(90)) + "</body></html>"
)


def _written(content: str | bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


FILES: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "word": (registry.WORD, word_file),
    "slides": (registry.SLIDES, slides_file),
    "sheets": (registry.SHEETS, sheets_file),
    "html": (registry.HTML, _written(HTML)),
    "markdown": (registry.MARKDOWN, _written(f"# Tides\n\n{LONG}")),
    "text": (registry.TEXT, _written(LONG)),
    "csv": (registry.CSV, _written("gauge,depth\n" + "".join(f"{n},{n / 10}\n" for n in range(99)))),
    "code": (registry.CODE, _written(CODE)),
    "pdf": (registry.PDF, lambda path: pdf_file(path, prose, columns, ruled_table, bar_chart, hidden_text)),
    "picture": (registry.PNG, _written(png())),
}


@pytest.fixture(params=sorted(FILES))
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    media_type, build = FILES[request.param]
    return media_type, build(tmp_path / "file")


def test_pages_are_as_many_as_counted_and_in_order(case: tuple[str, Path]) -> None:
    media_type, path = case
    loader = registry.loader_for(media_type)
    n_pages = loader.count_pages(path, OPTIONS)
    numbers = [loaded.page.number for loaded in loader.load_pages(path, OPTIONS, 1, n_pages)]
    assert numbers == list(range(1, n_pages + 1))


def test_a_range_holds_the_same_pages_as_the_whole(case: tuple[str, Path]) -> None:
    media_type, path = case
    loader = registry.loader_for(media_type)
    n_pages = loader.count_pages(path, OPTIONS)
    whole = list(loader.load_pages(path, OPTIONS, 1, n_pages))
    assert list(loader.load_pages(path, OPTIONS, n_pages, n_pages)) == whole[-1:]
    assert list(loader.load_pages(path, OPTIONS, 1, 1)) == whole[:1]


def test_every_box_is_on_its_page(case: tuple[str, Path]) -> None:
    media_type, path = case
    loader = registry.loader_for(media_type)
    for loaded in loader.load_pages(path, OPTIONS, 1, loader.count_pages(path, OPTIONS)):
        page = loaded.page
        boxes = [e.box for e in loaded.elements if e.box] + [line.box for e in loaded.elements for line in e.lines]
        assert all(-0.5 <= b.x0 <= b.x1 <= page.width_pt + 0.5 for b in boxes)
        assert all(-0.5 <= b.y0 <= b.y1 <= page.height_pt + 0.5 for b in boxes)


def test_elements_name_their_page(case: tuple[str, Path]) -> None:
    media_type, path = case
    loader = registry.loader_for(media_type)
    for loaded in loader.load_pages(path, OPTIONS, 1, loader.count_pages(path, OPTIONS)):
        assert {element.page for element in loaded.elements} <= {loaded.page.number}


@pytest.mark.parametrize("media_type", sorted({registry.WORD, registry.SLIDES, registry.SHEETS, registry.PNG}))
def test_bytes_of_another_kind_are_refused_by_name(media_type: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"PK\x03\x04 but nothing of what was promised" * 20)
    with pytest.raises(InputError) as caught:
        registry.loader_for(media_type).count_pages(tmp_path / "file", OPTIONS)
    assert caught.value.hint
