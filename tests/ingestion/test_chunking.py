"""Elements to chunks."""

from __future__ import annotations

import numpy as np

from ingestion.chunking import chunk_document, chunk_pages
from ingestion.loaders.base import LoadedPage
from ingestion.loaders.flow.tables import markdown_table
from ingestion.splitting import LIMIT, size
from rag.types import Box, Chunk, Element, Kind, Line, Page, Source

SOURCE = Source("ab" * 32, "report.pdf", "application/pdf", 100)


def lines(text: str, y: float = 100.0, per_line: int = 60) -> tuple[Line, ...]:
    """`text` set on lines of `per_line` characters, 12 points high, 5 points a character."""
    words, rows = text.split(), [""]
    for word in words:
        if len(rows[-1]) + len(word) >= per_line:
            rows.append("")
        rows[-1] = f"{rows[-1]} {word}".strip()
    return tuple(Line(row, Box(50, y + 12 * i, 50 + 5 * len(row), y + 12 * i + 10)) for i, row in enumerate(rows))


def element(kind: Kind, text: str, y: float = 100.0, caption: str = "", level: int = 0) -> Element:
    set_lines = lines(text, y)
    box = set_lines[0].box
    for line in set_lines[1:]:
        box = box.union(line.box)
    return Element(kind, 1, text, set_lines, box, caption=caption, level=level)


def page(*elements: Element, number: int = 1) -> LoadedPage:
    return LoadedPage(Page(number, 612, 792), elements)


def chunks(*elements: Element) -> list[Chunk]:
    return chunk_document(SOURCE, [page(*elements)])


PARAGRAPH = "The company sold more watches than in any year before. " * 8
LONG = " ".join(f"Sentence number {i} says something of weight about the matter at hand." for i in range(60))


def test_short_paragraphs_are_merged_into_one_chunk() -> None:
    (chunk,) = chunks(element("text", "First."), element("text", "Second."), element("text", "Third."))
    assert chunk.text == "First.\nSecond.\nThird."
    assert len(chunk.lines) == len(chunk.locator.boxes) == 3


def test_paragraphs_that_do_not_fit_together_are_chunks_of_their_own() -> None:
    found = chunks(*(element("text", PARAGRAPH) for _ in range(3)))
    assert [size(chunk.text) <= LIMIT for chunk in found] == [True] * len(found)
    assert "\n".join(chunk.text for chunk in found) == "\n".join([PARAGRAPH.strip()] * 3)


def test_long_paragraph_is_cut_between_sentences_and_keeps_its_lines() -> None:
    original = element("text", LONG)
    found = chunks(original)
    assert len(found) > 2
    assert all(chunk.text.startswith("Sentence") and chunk.text.endswith("hand.") for chunk in found)
    for chunk in found:
        assert "".join("".join(line.text for line in chunk.lines).split()) == "".join(chunk.text.split())


def test_cut_line_keeps_its_share_of_the_width() -> None:
    found = chunks(element("text", LONG))
    last, first = found[0].lines[-1], found[1].lines[0]
    assert last.box.y0 == first.box.y0
    assert last.box.x0 == 50
    assert last.box.x1 <= first.box.x0 + 6


def test_lines_of_a_dehyphenated_text_are_found() -> None:
    text = "An introduction. " + LONG
    set_lines = (Line("An intro-", Box(0, 0, 45, 10)), Line("duction. ", Box(0, 12, 45, 22)), *lines(LONG, 30))
    found = chunks(Element("text", 1, text, set_lines, Box(0, 0, 300, 700)))
    assert [line.text for line in found[0].lines[:2]] == ["An intro-", "duction. "]


def test_chunks_do_not_cross_pages() -> None:
    pages = [page(element("text", "On one."), number=1), page(element("text", "On two."), number=2)]
    assert [(c.text, c.locator.page) for c in chunk_document(SOURCE, pages)] == [("On one.", 1), ("On two.", 2)]


def test_heading_path_is_context_and_reaches_over_pages() -> None:
    first = page(
        element("heading", "Report", level=1), element("heading", "Sales", level=2), element("text", PARAGRAPH)
    )
    second = page(element("text", "More about it."), element("heading", "Costs", level=2), number=2)
    found = chunk_document(SOURCE, [first, second])
    assert found[0].text.startswith("Report\nSales\nThe company")
    assert found[-1].context == "Report › Sales"
    third = chunk_document(SOURCE, [first, second, page(element("text", "Words."), number=3)])[-1]
    assert third.context == "Report › Costs"


def test_heading_starts_a_new_chunk_when_the_one_above_is_long_enough() -> None:
    found = chunks(element("text", PARAGRAPH), element("heading", "Costs"), element("text", "They fell."))
    assert [chunk.text[:5] for chunk in found] == ["The c", "Costs"]
    assert found[1].text == "Costs\nThey fell."


def test_heading_stays_with_the_long_paragraph_below_it() -> None:
    found = chunks(element("heading", "Costs"), element("text", LONG))
    assert found[0].text.startswith("Costs\nSentence number 0")
    assert all(size(chunk.text) <= LIMIT + 1 for chunk in found)


def test_heading_without_text_is_a_chunk() -> None:
    assert [chunk.text for chunk in chunks(element("heading", "Thank you"))] == ["Thank you"]


def table(n_rows: int) -> Element:
    cells = [("Year", "Sales"), *((f"Y{2000 + i}", f"{i}.5 million. Good") for i in range(n_rows))]
    rows = [f"| {a} | {b} |" for a, b in cells]
    text = "\n".join([rows[0], "|---|---|", *rows[1:]])
    set_lines = tuple(
        Line(cell, Box(50 + 100 * x, 12.0 * y, 140 + 100 * x, 12.0 * y + 10))
        for y, row in enumerate(cells)
        for x, cell in enumerate(row)
    )
    return Element("table", 1, text, set_lines, Box(50, 0, 240, 12.0 * len(cells)), caption="Table 2: Sales")


def test_table_is_a_chunk_of_its_own_with_its_caption_as_context() -> None:
    found = chunks(element("text", "Before."), table(3), element("text", "After."))
    assert [chunk.kind for chunk in found] == ["table", "text"]
    assert found[0].context == "Table 2: Sales"
    assert found[0].locator.boxes == (Box(50, 0, 240, 48),)


def test_long_table_is_split_between_rows_and_repeats_its_header() -> None:
    found = chunks(table(100))
    assert len(found) > 2
    for chunk in found:
        rows = chunk.text.splitlines()
        assert rows[:2] == ["| Year | Sales |", "| --- | --- |"]
        assert all(row.startswith("| Y2") and row.endswith(" |") for row in rows[2:])
        assert [line.text for line in chunk.lines[:2]] == ["Year", "Sales"]
        assert len(chunk.lines) == 2 * (len(rows) - 1)
    n_rows = sum(len(chunk.text.splitlines()) - 2 for chunk in found)
    assert n_rows == 100


def test_picture_has_its_words_caption_and_surroundings() -> None:
    picture = Element(
        "figure",
        1,
        "2019 2020",
        (),
        Box(10, 10, 90, 90),
        caption="Figure 3: Revenue",
        pixels=np.zeros((2, 2, 3), np.uint8),
    )
    found = chunk_pages(
        SOURCE, [page(element("text", "Right before."), picture, element("text", "As figure 3 shows, yes."))]
    )
    (only,) = found
    at = [chunk.kind for chunk in only.chunks].index("figure")
    chunk = only.chunks[at]
    assert (chunk.text, chunk.modality, chunk.locator.boxes) == ("2019 2020", "image", (Box(10, 10, 90, 90),))
    assert chunk.context == "Figure 3: Revenue\nAs figure 3 shows, yes."
    assert only.pixels[at] is picture.pixels
    assert [pixels is None for i, pixels in enumerate(only.pixels) if i != at] == [True]


def test_picture_without_label_takes_the_nearest_paragraph() -> None:
    picture = Element("image", 1, "", (), Box(0, 0, 9, 9), part="word/media/a.png")
    found = chunks(element("text", "Far."), element("text", "Near."), picture, element("text", "After."))
    chunk = next(chunk for chunk in found if chunk.kind == "image")
    assert chunk.context == "Near."
    assert chunk.locator.part == "word/media/a.png"


def test_picture_with_very_many_words_continues_as_text() -> None:
    found = chunks(element("image", LONG, caption="Scan"))
    assert [chunk.kind for chunk in found[:2]] == ["image", "text"]
    assert found[1].context == "Scan"


def test_blank_elements_make_no_chunks() -> None:
    assert chunks(Element("text", 1, "  "), Element("heading", 1, "\n"), Element("table", 1, "")) == []


def test_ids_are_stable_and_differ() -> None:
    elements = (element("text", LONG), table(40))
    first, second = chunks(*elements), chunks(*elements)
    assert first == second
    assert len({chunk.id for chunk in first}) == len(first)
    other = Source("cd" * 32, "report.pdf", "application/pdf", 100)
    assert not {c.id for c in first} & {c.id for c in chunk_document(other, [page(*elements)])}


def grid(rows: list[list[str]], n_header: int, number: int = 1) -> LoadedPage:
    set_lines = tuple(
        Line(cell, Box(50 + 20 * x, 12.0 * y, 68 + 20 * x, 12.0 * y + 10))
        for y, row in enumerate(rows)
        for x, cell in enumerate(row)
        if cell
    )
    box = Box(50, 0, 50 + 20 * len(rows[0]), 12.0 * len(rows))
    return page(Element("table", number, markdown_table(rows, n_header), set_lines, box), number=number)


def test_table_that_goes_on_overleaf_has_the_names_of_its_columns() -> None:
    first = grid([["Buoy", "Depth"], *([f"B{n}", f"{n}.5"] for n in range(3))], 1)
    second = grid([[f"B{n}", f"{n}.5"] for n in range(3, 6)], 0, 2)
    third = grid([[f"B{n}", f"{n}.5"] for n in range(6, 9)], 0, 3)
    other = grid([["Tern", "12"]], 0, 5)
    found = chunk_document(SOURCE, [first, second, third, other])
    assert [chunk.text.split("\n")[0] for chunk in found] == ["| Buoy | Depth |"] * 3 + ["|  |  |"]
    assert "| B7 | 7.5 |" in found[2].text
    assert [line.text for line in found[1].lines] == ["B3", "3.5", "B4", "4.5", "B5", "5.5"]


def test_names_in_two_rows_are_one_name_for_each_column() -> None:
    rows = [["Port", "2024", "", "2025", ""], ["", "Ships", "Tons", "Ships", "Tons"], ["Almond", "1", "2", "3", "4"]]
    (chunk,) = chunk_document(SOURCE, [grid(rows, 2)])
    assert chunk.text.split("\n")[0] == "| Port | 2024 Ships | 2024 Tons | 2025 Ships | 2025 Tons |"
    assert chunk.text.endswith("| Almond | 1 | 2 | 3 | 4 |")


def test_wide_table_is_cut_into_columns_that_keep_their_names_and_labels() -> None:
    rows = [
        ["Day", *(f"Sensor{n}" for n in range(150))],
        *([f"day {d}", *(str(1000 * d + n) for n in range(150))] for d in range(1, 4)),
    ]
    found = chunk_document(SOURCE, [grid(rows, 1)])
    assert all(size(chunk.text) <= LIMIT for chunk in found)
    one = next(chunk for chunk in found if "Sensor120" in chunk.text)
    names, _, first, *_ = ([cell.strip() for cell in row.split("|")] for row in one.text.split("\n"))
    assert first[names.index("Sensor120")] == "1120"
    assert first[names.index("Day")] == "day 1"
    assert [line.box for line in one.lines if line.text == "1120"] == [Box(50 + 20 * 121, 12, 68 + 20 * 121, 22)]


def test_long_cell_is_cut_and_every_piece_has_its_label() -> None:
    found = chunk_document(SOURCE, [grid([["Item", "Rule"], ["Berth", LONG]], 1)])
    assert len(found) > 2
    assert all(chunk.text.startswith("| Item | Rule |\n| --- | --- |\n| Berth | Sentence") for chunk in found)
