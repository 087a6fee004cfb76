from __future__ import annotations

import pytest

from rag.answers.citations import Checked, CitationChecker
from rag.generators.base import Evidence
from rag.questions.question import read_text
from tests.hits import chunk, hit

FIRST = chunk("Revenue rose to 12 million euros in 2024.\nIt was 10 million in 2023, as shown in [12].")
SECOND = chunk("Costs fell to 7 million.", "text")


def _check(text: str, *, finished: bool = True, question: str = "What was the revenue?") -> Checked:
    evidence = [Evidence(i, hit(found, i), found.text) for i, found in enumerate((FIRST, SECOND), 1)]
    return CitationChecker(read_text(question), evidence).check(text, finished)


@pytest.mark.parametrize(
    ("text", "shown", "markers"),
    [
        ("It rose [1].", "It rose [1].", [1]),
        ("Both [1, 2].", "Both [1][2].", [1, 2]),
        ("Both [1-2].", "Both [1][2].", [1, 2]),
        ("增长了【1】。", "增长了[1]。", [1]),
        ("Twice [1] and again [1].", "Twice [1] and again [1].", [1]),
        ("A [link](http://x) and an array[i].", "A [link](http://x) and an array[i].", []),
    ],
)
def test_markers_become_citations(text: str, shown: str, markers: list[int]) -> None:
    checked = _check(text)
    assert checked.text == shown
    assert [citation.marker for citation in checked.citations] == markers
    assert checked.notes == ()


def test_marker_without_evidence_is_dropped_and_counted() -> None:
    checked = _check("It rose [7], surely [1, 9].")
    assert checked.text == "It rose, surely [1]."
    assert checked.n_dropped_markers == 2
    assert "2 citations without evidence" in checked.notes[0]


def test_literal_quote_is_cited_with_its_lines() -> None:
    checked = _check("“It was 10 million in 2023” [1]")
    assert checked.text == "“It was 10 million in 2023” [1]"
    assert checked.citations[0].quote == "It was 10 million in 2023"
    assert checked.citations[0].boxes == (FIRST.lines[1].box,)


@pytest.mark.parametrize("text", ["“Revenue doubled” [1]", '"Revenue doubled" [1]', "「Revenue doubled」[1]"])
def test_quote_that_is_not_in_its_chunk_loses_its_marks(text: str) -> None:
    checked = _check(text)
    assert checked.text.startswith("Revenue doubled")
    assert checked.n_unverified_quotes == 1
    assert "Revenue doubled" not in checked.citations[0].quote


def test_quote_of_another_chunk_is_not_a_quote_of_the_cited_one() -> None:
    assert _check("“Costs fell to 7 million.” [1]").n_unverified_quotes == 1


def test_bracketed_number_inside_a_quote_is_no_marker() -> None:
    checked = _check("“as shown in [12]” [1]")
    assert checked.n_dropped_markers == 0
    assert checked.citations[0].quote == "as shown in [12]"
    assert "[12]" not in checked.text


def test_claim_in_own_words_cites_the_nearest_words() -> None:
    checked = _check("In 2024 the revenue was 12 million [1].")
    assert checked.citations[0].quote == "Revenue rose to 12 million euros in 2024."
    assert checked.citations[0].boxes[0] == FIRST.lines[0].box


def test_each_quote_belongs_to_the_marker_after_it() -> None:
    checked = _check("“It was 10 million in 2023” [1] and “Costs fell” [2]")
    assert [citation.quote for citation in checked.citations] == ["It was 10 million in 2023", "Costs fell"]


def test_unfinished_marker_is_held_back_while_streaming() -> None:
    assert _check("It rose [", finished=False).text == "It rose"
    assert _check("It rose [1, ", finished=False).text == "It rose"


def test_marker_of_picture_without_words_cites_its_box() -> None:
    picture = chunk("", "image", ())
    checked = CitationChecker(read_text("q"), [Evidence(1, hit(picture), "")]).check("A red cube [1].")
    assert checked.citations[0].quote == ""
    assert checked.citations[0].boxes == picture.locator.boxes
