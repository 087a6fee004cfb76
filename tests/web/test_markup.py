"""Answers become HTML that can neither run nor fetch anything."""

from __future__ import annotations

import pytest

from web.markup import esc, markdown, notes, short

CHIPS = {1: "<button>one</button>"}


def test_markers_become_chips() -> None:
    assert markdown("It rose [1].", CHIPS) == "<p>It rose <button>one</button>.</p>\n"


def test_marker_without_evidence_stays_text() -> None:
    assert "[7]" in markdown("It rose [7].", CHIPS)


def test_markers_in_lists_tables_and_emphasis_become_chips() -> None:
    html = markdown("- a [1]\n- **b [1]**\n\n| x | y |\n|---|---|\n| c [1] | d |\n", CHIPS)
    assert html.count(CHIPS[1]) == 3


def test_marker_at_the_start_of_a_line_is_no_link_definition() -> None:
    assert CHIPS[1] in markdown("[1]: https://example.org", CHIPS)


def test_marker_in_code_stays_code() -> None:
    assert CHIPS[1] not in markdown("`a[1]`", CHIPS)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://example.org/x.png)",
        "[click](javascript:alert(1))",
        "<https://example.org>",
        "[1] <b onclick=x>",
    ],
)
def test_answer_brings_no_element_of_its_own(text: str) -> None:
    html = markdown(text, CHIPS)
    assert not any(tag in html for tag in ("<script", "<img", "<a ", "<b "))


def test_quotes_are_escaped_for_attributes() -> None:
    assert esc("\"'<&>") == "&quot;&#x27;&lt;&amp;&gt;"


def test_notes_show_names_as_code_and_escape_the_rest() -> None:
    assert notes(["Set `a<b` in <c>."]) == '<ul class="notes"><li>Set <code>a&lt;b</code> in &lt;c&gt;.</li></ul>'
    assert notes([]) == ""


def test_short_cuts_at_a_word() -> None:
    assert short("one two  three\nfour", 12) == "one two …"
    assert short("one\ntwo", 12) == "one two"
    assert short("| a | b |\n|---|---|\n| 1 | 2 |", 30) == "a · b 1 · 2"
    assert short("没有空格的很长的一句话", 6) == "没有空格的很 …"
