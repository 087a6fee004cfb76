"""POST /v1/chat/completions: a conversation in, an answer out, whole or as it is written, with its evidence.

Citations are annotations of kind `file_citation`, and in full under `sightline`: document, page, boxes in points, the
quoted words and the address of the marked page.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator, Sequence

from fastapi import APIRouter
from fastapi.responses import JSONResponse, StreamingResponse

from rag.answers.budget import estimate_tokens
from rag.commands.as_json import answer_as_json, citation_as_json
from rag.errors import GeneratorError, SightlineError
from rag.types import Answer, Query, Turn
from web.v1.asked import query_of, read_conversation
from web.v1.evidence import address
from web.v1.failures import error_object, kind_of, reply
from web.v1.shapes import ChatRequest, Json
from web.v1.state import Behind, Interface

routes = APIRouter()


@routes.post("/chat/completions", response_model=None, tags=["chat"])
def chat(behind: Behind, asked: ChatRequest) -> JSONResponse | StreamingResponse:
    """An answer from the documents; `stream` sends it as it is written."""
    text, image, turns = read_conversation(asked.messages)
    query = query_of(behind.library, text, image, asked.sightline)
    # Before anything is sent: what is wrong with a question is told by the status, also of a stream.
    behind.library.check(query)
    head: Json = {"id": f"chatcmpl-{secrets.token_hex(12)}", "created": int(time.time()), "model": asked.model}
    if asked.stream:
        events = _events(behind, query, turns, head, asked.stream_options.include_usage)
        return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})
    with behind.turns.passed():
        answer = behind.library.ask(query, turns)
    if answer.status == "unwritten":
        # The evidence was found all the same.
        return reply(
            GeneratorError(answer.reason, answer.hint), 502, "model_failed", {"sightline": _extension(query, answer)}
        )
    message = {"role": "assistant", "content": answer.text, "refusal": None, "annotations": _annotations(answer)}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    usage = _usage(query, turns, answer)
    told = {"object": "chat.completion", "choices": [choice], "usage": usage, "sightline": _extension(query, answer)}
    return JSONResponse({**head, **told})


def _events(behind: Interface, query: Query, turns: Sequence[Turn], head: Json, with_usage: bool) -> Iterator[str]:
    """Server-sent events; an error after the first of them is the last one."""
    head = {**head, "object": "chat.completion.chunk"}
    try:
        with behind.turns.passed():
            yield _chunk(head, {"role": "assistant", "content": ""})
            sent = ""
            for answer in behind.library.stream(query, turns):
                # What is written may still be changed at its end, never before it: only what goes on is sent.
                if answer.status != "unwritten" and answer.text.startswith(sent):
                    if added := answer.text[len(sent) :]:
                        yield _chunk(head, {"content": added})
                    sent = answer.text
        if answer.status == "unwritten":
            failure = error_object(GeneratorError(answer.reason, answer.hint), "model_failed")
            yield _event({"error": failure, "sightline": _extension(query, answer)})
            return
        last = {**_choice({"annotations": _annotations(answer)}, "stop"), "sightline": _extension(query, answer)}
        yield _event({**head, **last})
        if with_usage:
            yield _event({**head, "choices": [], "usage": _usage(query, turns, answer)})
        yield "data: [DONE]\n\n"
    except SightlineError as error:
        yield _event({"error": error_object(error, kind_of(error)[1])})


def _event(value: Json) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


def _chunk(head: Json, delta: Json) -> str:
    return _event({**head, **_choice(delta, None)})


def _choice(delta: Json, finish: str | None) -> Json:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]}


def _annotations(answer: Answer) -> list[Json]:
    """One for each place where a marker stands in the text."""
    found: list[Json] = []
    for citation in answer.citations:
        mark = f"[{citation.marker}]"
        at = answer.text.find(mark)
        while at >= 0:
            file = {"file_id": citation.hit.document.id, "filename": citation.hit.document.source.name, "index": at}
            found.append({"type": "file_citation", "file_citation": file})
            at = answer.text.find(mark, at + len(mark))
    return found


def _extension(query: Query, answer: Answer) -> Json:
    """The answer with all that stands behind it; every citation with the address of its picture."""
    citations = [
        {**citation_as_json(citation), "image": address(citation.hit, citation.boxes)} for citation in answer.citations
    ]
    return {**answer_as_json(query.text, answer), "citations": citations}


def _usage(query: Query, turns: Sequence[Turn], answer: Answer) -> Json:
    """Estimates: an answer may come from no language model at all."""
    asked = estimate_tokens(query.text) + sum(estimate_tokens(turn.question + turn.answer) for turn in turns)
    written = estimate_tokens(answer.text)
    return {"prompt_tokens": asked, "completion_tokens": written, "total_tokens": asked + written}
