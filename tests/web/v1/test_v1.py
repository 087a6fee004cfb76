"""OpenAI's own client and a plain HTTP client do a whole job: add, ask, stream, cite, open the evidence, delete."""

from __future__ import annotations

import io
import time
from pathlib import Path

import httpx
import numpy as np
import openai
import pytest
from fastapi import FastAPI
from PIL import Image

from web.v1.application import TOKEN, make_interface
from web.v1.failures import BusyError
from web.v1.state import Interface, Turnstile

from .conftest import served

QUESTION = "What was the revenue of the ferry company in 2024?"


def ask(client: openai.OpenAI, question: str = QUESTION, **scope: object) -> openai.types.chat.ChatCompletion:
    messages: list[openai.types.chat.ChatCompletionMessageParam] = [{"role": "user", "content": question}]
    return client.chat.completions.create(model="sightline", messages=messages, extra_body={"sightline": scope})


def extension(completion: object) -> dict[str, object]:
    return dict(completion.model_extra["sightline"])  # type: ignore[attr-defined]


def test_answer_has_text_annotations_and_evidence(client: openai.OpenAI, address: str) -> None:
    completion = ask(client)
    message = completion.choices[0].message
    assert "41 million" in (message.content or "")
    assert message.annotations and message.annotations[0].model_dump()["file_citation"]["filename"] == "ferry.txt"
    (citation,) = extension(completion)["citations"]  # type: ignore[misc]
    assert citation["document"] == "ferry.txt" and "41 million" in citation["quote"]
    picture = httpx.get(address + citation["image"])
    plain = httpx.get(f"{address}/v1/evidence/{citation['document_id']}/{citation['page']}")
    assert picture.headers["content-type"] == "image/png"
    marked, unmarked = (np.asarray(Image.open(io.BytesIO(reply.content))) for reply in (picture, plain))
    assert marked.shape == unmarked.shape and (marked != unmarked).any()


def test_stream_adds_up_to_the_whole_answer(client: openai.OpenAI) -> None:
    whole = ask(client).choices[0].message.content
    stream = client.chat.completions.create(
        model="sightline",
        messages=[{"role": "user", "content": QUESTION}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == whole
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].usage is not None and chunks[-1].usage.total_tokens > 0
    assert [len(extension(chunk)["citations"]) for chunk in chunks if "sightline" in (chunk.model_extra or {})] == [1]  # type: ignore[arg-type]


def test_refusal_is_an_answer_with_its_status(client: openai.OpenAI) -> None:
    told = extension(ask(client, "Who won the chess tournament of Reykjavik in 1972?"))
    assert told["status"] != "answered"
    assert told["citations"] == []


def test_embeddings_are_unit_vectors_in_both_encodings(client: openai.OpenAI, address: str) -> None:
    texts = ["the harbour at night", "a ferry"]
    (served_model,) = [model.id for model in client.models.list() if model.id != "sightline"]
    decoded = client.embeddings.create(model=served_model, input=texts)
    plain = httpx.post(f"{address}/v1/embeddings", json={"input": texts, "encoding_format": "float"}).json()
    first, second = (np.array([item.embedding for item in decoded.data]), [d["embedding"] for d in plain["data"]])
    assert np.allclose(first, second, atol=1e-6)
    assert np.allclose(np.linalg.norm(first, axis=1), 1, atol=1e-3)


def test_file_is_added_found_and_deleted(client: openai.OpenAI, address: str, note: Path) -> None:
    with note.open("rb") as content:
        job = httpx.post(f"{address}/v1/documents", files={"file": content}).json()["data"][0]
    until = time.monotonic() + 60
    while (job := httpx.get(f"{address}/v1/jobs/{job['id']}").json())["state"] not in ("done", "failed"):
        assert time.monotonic() < until
        time.sleep(0.1)
    assert (job["state"], job["outcome"]) == ("done", "added")
    assert "1887" in (ask(client, "When was the lighthouse of Skarn built?").choices[0].message.content or "")
    found = httpx.post(f"{address}/v1/search", json={"query": "lighthouse of Skarn", "k": 3}).json()["data"][0]
    assert (found["document"], found["rank"]) == ("lighthouse.txt", 1)
    given = {"question": "lighthouse", "chunk_id": found["chunk_id"], "helpful": True}
    assert httpx.post(f"{address}/v1/feedback", json=given).status_code == 204
    assert httpx.delete(f"{address}/v1/documents/{job['document']}").status_code == 204
    names = [one["name"] for one in httpx.get(f"{address}/v1/documents").json()["data"]]
    assert names == ["ferry.txt", "watches.txt"]


def test_scope_narrows_the_question(client: openai.OpenAI) -> None:
    told = extension(ask(client, documents=["watches*"]))
    assert all(citation["document"] == "watches.txt" for citation in told["citations"])  # type: ignore[attr-defined]


def test_collections_are_made_listed_and_deleted(address: str) -> None:
    assert httpx.post(f"{address}/v1/collections", json={"name": "papers"}).status_code == 201
    assert {"name": "papers", "documents": 0} in httpx.get(f"{address}/v1/collections").json()["data"]
    assert httpx.delete(f"{address}/v1/collections/papers").status_code == 204
    assert httpx.delete(f"{address}/v1/collections/papers").status_code == 404


PIXEL = "data:image/png;base64,aGVsbG8="


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("POST", "chat/completions", {"messages": []}, 400, "messages"),
        ("POST", "chat/completions", {"messages": [{"role": "user", "content": " "}]}, 400, "empty"),
        ("POST", "chat/completions", {"messages": [{"role": "assistant", "content": "hi"}]}, 400, "last message"),
        ("POST", "chat/completions", {"messages": [{"role": "user", "content": "x" * 20_001}]}, 400, "20,001"),
        (
            "POST",
            "chat/completions",
            {"messages": [{"role": "user", "content": "x"}], "stream": True, "sightline": {"collection": "no"}},
            404,
            "no collection",
        ),
        (
            "POST",
            "chat/completions",
            {
                "messages": [
                    {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://a.b/c.png"}}]}
                ]
            },
            400,
            "data:image",
        ),
        ("POST", "search", {"query": "x", "image": PIXEL}, 400, "picture"),
        ("POST", "search", {"query": "x", "k": 0}, 400, "k: "),
        ("POST", "search", {"query": "x", "documents": ["none.pdf"]}, 404, "none.pdf"),
        ("POST", "embeddings", {"input": []}, 400, "no text"),
        ("POST", "embeddings", {"input": "x", "model": "other"}, 404, "other"),
        ("POST", "feedback", {"question": "x", "chunk_id": "none", "helpful": True}, 404, "chunk"),
        ("GET", "documents?collection=none", None, 404, "none"),
        ("GET", "documents/none", None, 404, "none"),
        ("GET", "evidence/none/1", None, 404, "none"),
        ("GET", "jobs/none", None, 404, "none"),
        ("GET", "nothing", None, 404, "Not Found"),
        ("PUT", "documents", None, 405, "Not Allowed"),
    ],
)
def test_every_failure_has_its_status_and_its_sentence(
    address: str, method: str, path: str, body: object, status: int, said: str
) -> None:
    reply = httpx.request(method, f"{address}/v1/{path}", json=body)
    assert reply.status_code == status
    assert said in reply.json()["error"]["message"]


@pytest.mark.parametrize("name", ["../../x.txt", "a\0b.txt", "..", "C:\\x.txt", "x" * 255 + ".txt"])
def test_names_of_files_lead_nowhere(interface: Interface, address: str, name: str) -> None:
    before = set(interface.library.directory.parent.iterdir())
    reply = httpx.post(f"{address}/v1/documents", files={"file": (name, b"The name of this file is odd.")})
    assert reply.status_code in (202, 400)
    assert set(interface.library.directory.parent.iterdir()) == before
    for job in interface.jobs.list():
        assert Path(job.path).resolve().is_relative_to(interface.library.directory.resolve())


def test_wrong_token_is_refused_and_health_is_open(interface: Interface, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "let-me-in")
    outer = FastAPI()
    outer.mount("/v1", make_interface(interface))
    with served(outer) as address:
        assert httpx.get(f"{address}/v1/healthz").json()["status"] == "ok"
        with pytest.raises(openai.AuthenticationError, match="token"):
            ask(openai.OpenAI(base_url=f"{address}/v1", api_key="guess", max_retries=0))
        assert ask(openai.OpenAI(base_url=f"{address}/v1", api_key="let-me-in")).choices


def test_too_many_questions_are_told_how_many_wait() -> None:
    turns = Turnstile(1, 0)
    with pytest.raises(BusyError, match="0 are waiting"), turns.passed():
        pass
    turns = Turnstile(1, 1)
    with turns.passed(), pytest.raises(BusyError), turns.passed(patience_s=0.01):
        pass
    with turns.passed():
        pass
