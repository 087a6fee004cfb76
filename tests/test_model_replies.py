# ruff: noqa: E501 - a table is read by rows
"""What the person sees for each kind of reply of a language model: a table.

A server on the loopback address gives the replies, the real client of LangChain reads them. Nothing false may be shown:
what the evidence does not say is marked, refused, or told as a failure of the model, with the evidence kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from rag.answers.answerer import Answerer, AnswerSettings
from rag.answers.prompting import PromptBuilder
from rag.generators.chat_model import connect
from rag.generators.room import Wishes
from rag.questions.question import Question
from rag.types import Answer, Hit, Query, Status
from tests.hits import FixedRetriever, chunk
from tests.scripted_server import Script, Scripted, scripted_server

REVENUE = chunk("Revenue rose to 12 million euros in 2024. It was 10 million in 2023, said Jane Miller.")
COSTS = chunk("Costs fell to 7 million euros in 2024, as ten shops were closed.")
TRUE = "Revenue rose to 12 million euros in 2024 [1]."
QUESTION = "What was the revenue in 2024?"


@dataclass(frozen=True)
class Row:
    """One reply and what is seen of it."""

    name: str
    script: Script
    status: Status
    seen: str
    """The whole text of an answer, or words of the reason of an unwritten one."""
    ground: str = "none"


def said(name: str, text: str, seen: str, ground: str = "grounded") -> Row:
    """A reply in pieces of seven letters."""
    return Row(name, Script([text[at : at + 7] for at in range(0, len(text), 7)]), "answered", seen, ground)


def refused(name: str, text: str) -> Row:
    return Row(name, Script([text[:9], text[9:]]), "refused", "Your documents do not answer this question.")


def failed(name: str, script: Script, reason: str) -> Row:
    return Row(name, script, "unwritten", reason)


THOUGHT = {"reasoning_content": "The user asks about revenue."}
CALL = {"tool_calls": [{"index": 0, "id": "1", "type": "function", "function": {"name": "search", "arguments": "{}"}}]}
OUTSIDE = " *(not from your documents)*"

ROWS = (
    said("plain", TRUE, TRUE),
    said("lenticular", "Revenue rose to 12 million euros in 2024 【1†source】.", TRUE),
    said("footnote", "Revenue rose to 12 million euros in 2024 [^1].", TRUE),
    said("labelled", "Revenue rose to 12 million euros in 2024 [Evidence 1].", TRUE),
    said("with page", "Revenue rose to 12 million euros in 2024 [1, p. 6].", TRUE),
    said("round", "Revenue rose to 12 million euros in 2024 (1).", TRUE),
    said("range", "In 2024 revenue was 12 million, costs 7 million [1–2].", "In 2024 revenue was 12 million, costs 7 million [1][2]."),
    said("renumbered", f"Costs fell to 7 million [2]. {TRUE}", f"Costs fell to 7 million [1]. {TRUE.replace('1]', '2]')}"),
    said("no such evidence", "Revenue rose to 12 million euros in 2024 [9].", TRUE),
    said("uncited but true", "Revenue rose to 12 million euros in 2024.", TRUE),
    said("invented", "Paris is the capital of France.", f"Paris is the capital of France.{OUTSIDE}", "ungrounded"),
    said("half invented", f"{TRUE} The moon is far away.", f"{TRUE} The moon is far away.{OUTSIDE}", "partly"),
    said("wrong number", TRUE.replace("12", "14"), "Revenue rose to 14 million (?) euros in 2024 [1].", "ungrounded"),
    said("wrong year", TRUE.replace("2024", "2021"), "Revenue rose to 12 million euros in 2021 (?) [1].", "ungrounded"),
    said("wrong name", "It was 10 million, said John Miller [1].", "It was 10 million, said John (?) Miller [1].", "ungrounded"),
    said("wrong evidence", "Costs fell to 7 million [1].", "Costs fell to 7 million (?) [1].", "ungrounded"),
    said("calculated", "It rose by 2 million, from 10 million to 12 million [1].", "It rose by 2 million, from 10 million to 12 million [1]."),
    said("literal quotation", "“Revenue rose to 12 million euros” [1]", "“Revenue rose to 12 million euros” [1]"),
    said("invented quotation", "“Revenue rose very much in 2024” [1]", "Revenue rose very much in 2024 [1]"),
    said("thought", f"<think>Is it 99 million [2]?</think>{TRUE}", TRUE),
    said("thinking", f"<thinking>Is it 99 million?</thinking>\n\n{TRUE}", TRUE),
    said("unopened thought", f"Okay, the user asks. Is it 99 million [2]? Hm.</think>{TRUE}", TRUE),
    said("channels", f"<|channel|>analysis<|message|>99?<|end|><|start|>assistant<|channel|>final<|message|>{TRUE}", TRUE),
    said("what is missing", f"{TRUE} The documents do not say why.", f"{TRUE} The documents do not say why."),
    said("Chinese", "2024年收入为1200万欧元[1]。", "2024年收入为1200万欧元[1]。"),
    Row("thoughts in a field", Script([TRUE], deltas=[THOUGHT]), "answered", TRUE, "grounded"),
    Row("whole", Script([TRUE], whole=True), "answered", TRUE, "grounded"),
    Row("does not stream", Script([TRUE], no_stream=True), "answered", TRUE, "grounded"),
    Row("slow", Script(["Revenue rose to ", "12 million euros ", "in 2024 [1]."], wait_s=0.25), "answered", TRUE, "grounded"),
    refused("as told", "NOT IN THE EVIDENCE"),
    refused("as told, dressed up", "**Not in the evidence.**"),
    refused("own words", "The provided documents do not mention the revenue."),
    refused("polite", "I'm sorry, but I could not find that in the evidence."),
    refused("with a citation", "The context does not contain any information about profits [1]."),
    refused("then from memory", "The documents do not say. However, Paris is the capital of France."),
    refused("Chinese refusal", "根据所提供的资料，无法回答这个问题。"),
    refused("thought, then refused", "<think>Nothing here.</think>There is no information about this."),
    Row("whole refusal", Script(["I don't know."], whole=True), "refused", "Your documents do not answer this question."),
    failed("no words", Script([]), "ended without a word"),
    failed("blank", Script(["  ", "\n"]), "ended without a word"),
    failed("only thoughts", Script(["<think>Hm, 12.</think>"]), "thought and wrote no answer"),
    failed("only thoughts, in a field", Script([], deltas=[THOUGHT]), "without a word"),
    failed("cut in a thought", Script(["<think>Hm, 12 million [1]"], end="length"), "reached its limit"),
    failed("cut in a thought, unsaid", Script(["<think>Hm, 12 million [1]"]), "in the middle of its thoughts"),
    failed("cut at the limit", Script([TRUE, " It also"], end="length"), "reached its limit"),
    failed("whole, cut at the limit", Script([TRUE], whole=True, end="length"), "reached its limit"),
    failed("filtered", Script(["Revenue"], end="content_filter"), "content filter"),
    failed("declined", Script([], deltas=[{"refusal": "I can't help with that."}]), "ended without a word"),
    failed("whole, declined", Script([], whole=True, deltas=[{"refusal": "I can't."}]), "declined to answer"),
    failed("tool", Script([], deltas=[CALL], end="tool_calls"), "asked for a tool"),
    failed("whole, tool", Script([], whole=True, deltas=[{**CALL, "content": None}], end="tool_calls"), "asked for a tool"),
    failed("connection cut", Script([TRUE, " And"], cut_after=1), "broke off"),
    failed("no end", Script([TRUE], end=""), "broke off"),
    failed("silent", Script([TRUE], wait_s=3.0), "did not answer in time"),
    failed("web page", Script(body="<!DOCTYPE html><html><body>Hello</body></html>", content_type="text/html"), "no chat completion"),
    failed("web page of a proxy", Script(status=502, body="<html>Bad gateway</html>", content_type="text/html"), "failed: Error code: 502"),
    failed("other JSON", Script(body='{"hello": 1}'), "no chat completion"),
    failed("no JSON", Script(body="{nonsense"), "no chat completion"),
    failed("error in the stream", Script(body='data: {"error": {"message": "out of memory"}}\n\n', content_type="text/event-stream"), "out of memory"),
    failed("server error", Script(status=500, body='{"error": {"message": "CUDA error"}}'), "CUDA error"),
    failed("no key", Script(status=401, body='{"error": {"message": "Incorrect API key"}}'), "refused the key"),
    failed("no model", Script(status=404, body='{"error": {"message": "no such model"}}'), "does not have this model"),
)  # fmt: skip
BY_NAME = {row.name: row for row in ROWS}


@pytest.fixture(scope="module")
def server() -> Iterator[Scripted]:
    with scripted_server(lambda name: BY_NAME[name].script) as running:
        yield running


def _sure(question: Question, hits: Sequence[Hit]) -> float:
    return 0.9


def _answers(server: Scripted, name: str) -> list[Answer]:
    generator = connect(f"openai:{name}", server.url, Wishes(timeout_s=1.0))
    settings = AnswerSettings(rewrites=True)
    retriever = FixedRetriever(REVENUE, COSTS)
    return list(
        Answerer(retriever, generator, PromptBuilder(generator), assess=_sure, settings=settings).stream(
            Query(QUESTION)
        )
    )


@pytest.mark.parametrize("name", list(BY_NAME))
def test_person_sees_of_a_reply(server: Scripted, name: str) -> None:
    row = BY_NAME[name]
    *growing, answer = _answers(server, name)
    assert (answer.status, answer.ground) == (row.status, row.ground)
    if row.status == "unwritten":
        assert row.seen in answer.reason and answer.hint
        assert answer.text == f"{answer.reason} {answer.hint}" and not answer.citations
        assert [hit.chunk for hit in answer.nearest] == [REVENUE]  # one place for each page
    else:
        assert answer.text == row.seen
    for shown in growing:
        assert "think" not in shown.text and "99" not in shown.text and "user" not in shown.text


def test_table_has_every_kind() -> None:
    assert len(ROWS) == len(BY_NAME) >= 40
    assert {row.status for row in ROWS} == {"answered", "refused", "unwritten"}
