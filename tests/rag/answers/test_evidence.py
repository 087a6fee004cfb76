from __future__ import annotations

from dataclasses import replace

import numpy as np

from rag.answers.evidence import PageEvidence, RankedEvidence, SeenEvidence, cost
from rag.errors import LoaderCrashError
from rag.types import Box, Chunk, Hit, Page, Pixels
from tests.hits import chunk, hit

PAGE = Page(1, 612.0, 792.0)


def place(found: Chunk, rank: int, page: int = 1, name: str = "report.pdf") -> Hit:
    """A hit on a page of its document."""
    at = replace(found, locator=replace(found.locator, page=page))
    return replace(hit(at, rank, name), page=replace(PAGE, number=page))


class Pages:
    """The chunks of pages in reading order."""

    def __init__(self, *hits: Hit) -> None:
        self._hits = hits

    def __call__(self, wanted: Hit) -> list[Hit]:
        at = (wanted.document.id, wanted.page.number)
        return [hit for hit in self._hits if (hit.document.id, hit.page.number) == at]


def _drawn(found: Hit, boxes: tuple[Box, ...]) -> Pixels:
    """White paper with ink in the middle half; half as large for a part of a page."""
    side = 1200 if boxes and boxes[0].area > 400_000 else 600
    paper = np.full((side, side, 3), 255, np.uint8)
    paper[side // 4 : -side // 4, side // 4 : -side // 4] = 0
    return paper


def _undrawable(found: Hit, boxes: tuple[Box, ...]) -> Pixels:
    raise LoaderCrashError("The worker died.")


def test_ranked_evidence_is_the_first_hits_in_their_order() -> None:
    hits = [place(chunk(f"Sentence {i}."), i, page=9 - i) for i in range(1, 9)]
    assert [item.hit for item in RankedEvidence(3).choose(hits, 5000)] == hits[:3]


def test_first_hit_that_does_not_fit_is_cut() -> None:
    for chooser in (RankedEvidence(), PageEvidence(Pages())):
        evidence = chooser.choose([place(chunk("word " * 2000), 1)], 300)
        assert len(evidence) == 1
        assert 0 < cost(evidence[0]) <= 300


def test_chunks_of_a_page_stand_together_in_the_order_of_the_document() -> None:
    last, first, third = (
        place(chunk(text), i, page) for i, (text, page) in enumerate((("C.", 7), ("A.", 2), ("D.", 7)), 1)
    )
    second = place(chunk("B."), 4, 2)
    given = PageEvidence(Pages(first, second, last, third)).choose([last, first, third, second], 1000)
    assert [item.hit.chunk.text for item in given] == ["A.", "B.", "C.", "D."]
    assert [item.marker for item in given] == [1, 2, 3, 4]


def test_budget_is_filled_and_kept_and_no_page_takes_it_all() -> None:
    same = [place(chunk(f"Page one says {'much ' * 60}{i}."), i, 1) for i in range(1, 9)]
    other = place(chunk(f"Page two says {'much ' * 60}."), 9, 2)
    given = PageEvidence(Pages(*same, other)).choose([*same, other], 500)
    assert {item.hit.page.number for item in given} == {1, 2}
    assert 350 < sum(map(cost, given)) <= 500


def test_words_that_are_there_already_are_not_given_again() -> None:
    long = "The committee met in Geneva in the spring and decided on the budget of the year after."
    hits = [place(chunk(long), 1, 1), place(chunk("decided on the budget"), 2, 1), place(chunk(long), 3, 5)]
    assert len(PageEvidence(Pages(*hits)).choose(hits, 2000)) == 1
    short = [place(chunk("Total 5.00"), 1, 1, "a.pdf"), place(chunk("Total 5.00"), 2, 1, "b.pdf")]
    assert len(PageEvidence(Pages(*short)).choose(short, 2000)) == 2


def test_end_of_a_sentence_and_rest_of_a_table_come_along() -> None:
    begun, ended = place(chunk("The bridge was opened in"), 1), place(chunk("spring 1987 by the mayor."), 2)
    header = "| Year | Bikes |\n|---|---|\n"
    part, rest = (
        place(chunk(header + "| 2023 | 5 |", "table"), 1, 2),
        place(chunk(header + "| 2024 | 7 |", "table"), 2, 2),
    )
    strange = place(chunk("Another matter. It ends."), 3)
    given = PageEvidence(Pages(begun, ended, strange, part, rest)).choose([begun, part], 2000)
    assert [item.hit.chunk for item in given] == [each.chunk for each in (begun, ended, part, rest)]


def test_who_sees_gets_best_pages_as_pictures_and_words_beside_them() -> None:
    hits = [place(chunk(f"Words of page {page}."), page, page) for page in range(1, 30)]
    beside = place(chunk("More on page 1."), 30, 1)
    given = SeenEvidence(Pages(*hits, beside), _drawn).choose(hits, 7000)
    seen = [item for item in given if item.image is not None]
    assert {item.hit.page.number for item in seen} >= set(range(1, 8))
    assert [other.chunk for other in seen[0].also] == [beside.chunk]
    assert any(item.image is None and item.text for item in given)
    assert sum(map(cost, given)) <= 7000


def test_margins_of_a_page_are_not_sent() -> None:
    image = SeenEvidence(Pages(), _drawn).choose([place(chunk("Words."), 1)], 7000)[0].image
    assert image is not None
    assert max(image.shape) <= 640


def test_table_is_cropped_where_its_page_does_not_fit() -> None:
    table = replace(place(chunk("| a | b |", "table"), 2, 2))
    given = SeenEvidence(Pages(), _drawn).choose([place(chunk("Words."), 1), table], 1100)
    sizes = {item.hit.chunk.kind: item.image.shape[0] for item in given if item.image is not None}
    assert sizes["table"] < sizes["text"]


def test_page_that_cannot_be_drawn_is_given_as_text() -> None:
    given = SeenEvidence(Pages(), _undrawable).choose([place(chunk("Words."), 1)], 7000)
    assert [(item.text, item.image) for item in given] == [("Words.", None)]
