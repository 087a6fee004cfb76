from __future__ import annotations

import time

import numpy as np
import pytest

from rag.answers.citations import Checked, CitationChecker
from rag.generators.base import Evidence
from rag.questions.question import read_text
from tests.hits import chunk, hit

FIRST = chunk("Revenue rose to 12 million euros in 2024.\nIt was 10 million in 2023, as shown in [12].")
SECOND = chunk("Costs fell to 7 million.", "text")


def _judged(text: str, evidence: list[Evidence] | None = None) -> Checked:
    found = [Evidence(i, hit(each, i), each.text) for i, each in enumerate((FIRST, SECOND), 1)]
    return CitationChecker(read_text("What was the revenue?"), evidence or found, judges=True).check(text)


def _check(text: str, *, finished: bool = True, question: str = "What was the revenue?") -> Checked:
    evidence = [Evidence(i, hit(found, i), found.text) for i, found in enumerate((FIRST, SECOND), 1)]
    return CitationChecker(read_text(question), evidence).check(text, finished)


@pytest.mark.parametrize(
    ("text", "shown", "markers"),
    [
        ("It rose [1].", "It rose [1].", [1]),
        ("It rose [Evidence 1, p. 6].", "It rose [1].", [1]),
        ("It rose【1†source】.", "It rose[1].", [1]),
        ("It rose [^1].", "It rose [1].", [1]),
        ("It rose (Source 1).", "It rose [1].", [1]),
        ("It rose (1).", "It rose [1].", [1]),
        ("(1) It rose.", "(1) It rose.", []),
        ("Costs fell [2], revenue rose [1].", "Costs fell [1], revenue rose [2].", [1, 2]),
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


def test_sentence_from_nowhere_is_marked_and_said() -> None:
    checked = _judged("Revenue rose to 12 million [1]. Paris is the capital of France.")
    assert checked.text == "Revenue rose to 12 million [1]. Paris is the capital of France. *(not from your documents)*"
    assert checked.ground == "partly" and "not from your documents" in checked.notes[0]


def test_sentence_that_stands_in_the_evidence_is_given_its_marker() -> None:
    checked = _judged("Revenue rose to 12 million euros in 2024.")
    assert (checked.text, checked.ground) == ("Revenue rose to 12 million euros in 2024 [1].", "grounded")
    assert checked.citations[0].quote == "Revenue rose to 12 million euros in 2024."


def test_value_that_the_cited_evidence_lacks_is_marked_and_said() -> None:
    checked = _judged("Revenue rose to 14 million euros [1].")
    assert (checked.text, checked.ground) == ("Revenue rose to 14 million (?) euros [1].", "ungrounded")
    assert "14 million" in checked.notes[0]


def test_value_of_other_evidence_than_the_cited_is_marked() -> None:
    assert "7 million (?)" in _judged("Costs fell to 7 million [1].").text


def test_value_read_from_a_picture_is_said_and_not_marked() -> None:
    picture = Evidence(1, hit(FIRST), "", np.zeros((8, 8, 3), np.uint8))
    checked = _judged("Revenue rose to 14 million euros [1].", [picture])
    assert "(?)" not in checked.text and "picture" in checked.notes[0]


def test_lead_in_heading_and_yes_need_no_evidence() -> None:
    checked = _judged("## Result\n\nYes. Here is what is known:\n\n- Revenue: 12 million [1]\n")
    assert checked.ground == "grounded" and "not from" not in checked.text


def test_nothing_from_the_documents_is_ungrounded_and_chinese_is_marked_in_chinese() -> None:
    evidence = [Evidence(1, hit(FIRST), FIRST.text)]
    checked = CitationChecker(read_text("法国的首都是哪里？"), evidence, judges=True).check(
        "法国的首都是巴黎这座城市。"
    )
    assert checked.ground == "ungrounded" and checked.text.endswith("*（不是来自您的文档）*")


def test_whole_page_shown_as_picture_is_cited_by_the_chunk_that_has_the_words() -> None:
    page = Evidence(1, hit(SECOND), "", np.zeros((8, 8, 3), np.uint8), (hit(FIRST),))
    checked = _judged("“It was 10 million in 2023” [1]", [page])
    assert checked.citations[0].hit.chunk == FIRST


@pytest.mark.parametrize(
    "reply",
    [
        "Sentence {i} says that revenue rose to {i} million “in 2024”, and Jane agreed [{n}]. ",
        "“Revenue rose to 12 million” [{n}] ",
        "收入为{i}万欧元[{n}]。",
        "word ",
        "[{i} ",
    ],
)
def test_long_reply_in_many_pieces_costs_under_a_second(reply: str) -> None:
    text = "".join(reply.format(i=i, n=i % 30 + 1) for i in range(20_000))[:75_000]
    evidence = [Evidence(i, hit(chunk(f"{FIRST.text * 5} {i}"), i), "") for i in range(1, 31)]
    run = CitationChecker(read_text("q?"), evidence, judges=True).begin()
    begun = time.process_time()
    for at in range(0, len(text), 38):
        run.feed(text[at : at + 38])
        run.so_far()
    run.finish()
    assert time.process_time() - begun < 1.0
