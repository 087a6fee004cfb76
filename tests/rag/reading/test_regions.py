from __future__ import annotations

from rag.questions.question import read_text
from rag.reading.regions import regions
from rag.retrievers.regions import RegionRetriever
from tests.hits import FixedRetriever, chunk, form


def test_regions_of_text_are_the_lines_of_the_sentence() -> None:
    found = chunk("The weather was fine.\nRevenue rose to 12 million euros.\nPeople were glad.")
    assert regions(read_text("What was the revenue?"), found)[0] == found.lines[1].box


def test_regions_of_table_are_the_cells_of_the_row() -> None:
    receipt = form(("Item", "Price"), ("Green tea", "5.00"), ("Black coffee", "4.00"))
    boxes = regions(read_text("What is the price of the black coffee?"), receipt)
    assert set(boxes[:2]) == {receipt.lines[4].box, receipt.lines[5].box}


def test_regions_of_receipt_begin_with_the_amount_itself() -> None:
    receipt = form(("TEA", "5.00"), ("TOTAL RM 5.30",), ("CASH", "10.00"))
    box = regions(read_text("What is the total on the receipt?"), receipt)[0]
    assert receipt.lines[2].box.x0 < box.x0 and box.x1 == receipt.lines[2].box.x1


def test_regions_of_figure_are_its_box() -> None:
    figure = chunk("Sales by year 2023 2024", "figure")
    assert regions(read_text("sales in 2024"), figure) == figure.locator.boxes


def test_regions_without_a_common_word_are_those_of_the_chunk() -> None:
    found = chunk("Nothing of it.")
    assert regions(read_text("zebra stripes"), found) == found.locator.boxes


def test_region_retriever_marks_every_hit_and_keeps_the_order() -> None:
    first, second = chunk("Revenue rose."), chunk("Costs fell.")
    hits = RegionRetriever(FixedRetriever(first, second)).retrieve(read_text("costs"), 2)
    assert [found.chunk for found in hits] == [first, second]
    assert hits[1].boxes == (second.lines[0].box,)


def test_value_of_a_row_is_marked_before_its_label() -> None:
    leave = form(("假期", "天数"), ("年假", "10天"), ("婚假", "15天"))
    assert regions(read_text("婚假有几天？"), leave)[0] == leave.lines[5].box
    prices = form(("Item", "Price"), ("Green tea", "5.00"), ("Black coffee", "4.00"))
    assert regions(read_text("How much does the black coffee cost?"), prices)[0] == prices.lines[5].box
