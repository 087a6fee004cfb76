"""What is served to whom, asked with raw HTTP."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from rag.errors import InputError
from tests.web.conftest import Served
from web.server import claim_port, is_loopback

ROOT = Path(__file__).parents[2]


def ask(
    served: Served, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], str]:
    """(status, headers, text) of a request with exactly these headers."""
    connection = http.client.HTTPConnection(urlsplit(served.url).netloc, timeout=10)
    content = None if body is None else json.dumps(body)
    sent = {"Content-Type": "application/json", **(headers or {})}
    connection.request(method, path, content, sent)
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text


def function_of(served: Served, target: str, event: str) -> tuple[int, int]:
    """(index of a handler, number of its inputs) by the component that starts it."""
    config = json.loads(ask(served, "GET", "/config")[2])
    ids = {component["id"]: component["props"].get("elem_id") for component in config["components"]}
    for dependency in config["dependencies"]:
        if any(ids.get(uid) == target and name == event for uid, name in dependency["targets"]):
            return dependency["id"], len(dependency["inputs"])
    raise AssertionError(f"no {event} of {target}")


def run_function(served: Served, index: int, data: list[object]) -> str:
    """Everything that a handler sends back, as text."""
    joined = {"data": data, "fn_index": index, "session_hash": "forged"}
    assert ask(served, "POST", "/gradio_api/queue/join", joined)[0] == 200
    connection = http.client.HTTPConnection(urlsplit(served.url).netloc, timeout=20)
    connection.request("GET", "/gradio_api/queue/data?session_hash=forged")
    answer, text = connection.getresponse(), ""
    while "process_completed" not in text and "close_stream" not in text:
        line = answer.readline().decode()
        if not line:
            break
        text += line
    connection.close()
    return text


WHERE = {"language": "en", "collection": "default", "conversation": "ab" * 8}


@pytest.mark.parametrize("forged", [str(ROOT / "LICENSE"), "/etc/passwd", "../../etc/passwd"])
def test_forged_path_of_a_picture_is_rejected(served: Served, forged: str) -> None:
    index, n_inputs = function_of(served, "question", "submit")
    file = {"path": forged, "orig_name": "x.png", "meta": {"_type": "gradio.FileData"}}
    data: list[object] = [json.dumps(WHERE), {"text": "what is this", "files": [file]}, *[None] * (n_inputs - 2)]
    text = run_function(served, index, data)
    assert '"success":false' in text.replace(" ", "")
    assert "Traceback" not in text
    assert served.services.asking.exchanges(WHERE["conversation"]) == ()


@pytest.mark.parametrize("name", ["../../evil.txt", "..", "", "C:evil.txt"])
def test_file_with_a_name_that_leads_elsewhere_is_refused(served: Served, name: str) -> None:
    status, _, text = ask(served, "POST", f"/api/files?name={quote(name)}&collection=forged", "x")
    assert status == 400 and "cannot be the name of a file" in text
    assert "forged" not in served.library.collections()
    assert not list(served.services.jobs.inbox.glob(".arriving-*"))


def test_too_large_file_is_refused_with_a_hint(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served.library, "config", replace(served.library.config, max_upload_mb=0))
    status, _, text = ask(served, "POST", "/api/files?name=a.txt&collection=forged", "x" * 100)
    assert status == 400 and "max_upload_mb" in text
    assert not list(served.services.jobs.inbox.glob(".arriving-*"))


def test_unknown_act_and_nonsense_are_sentences(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    assert ask(served, "POST", "/api/act/format-disk", {"where": WHERE})[0] == 404
    assert ask(served, "POST", "/api/act/undo", {"where": WHERE})[0] == 400
    assert ask(served, "POST", "/api/pulse", {"where": {"conversation": "../x"}})[0] == 400
    status, _, text = ask(served, "POST", "/api/act/delete", {"where": WHERE, "document": "none"})
    assert status == 404 and "There is no document" in text and "Traceback" not in text


def test_original_that_a_browser_could_run_is_saved_and_not_shown(served: Served) -> None:
    (document,) = [one for one in served.library.documents() if one.source.name == "report.txt"]
    status, headers, text = ask(served, "GET", f"/original/{document.id}")
    assert status == 200 and "42.7 million" in text
    assert (
        headers["content-disposition"].startswith("attachment")
        and headers["content-type"] == "application/octet-stream"
    )
    assert ask(served, "GET", "/original/none")[0] == 404


@pytest.mark.parametrize("path", [str(ROOT / "app.py"), "/etc/passwd", str(ROOT / "web/style.css")])
def test_files_of_this_machine_are_not_served(served: Served, path: str) -> None:
    assert ask(served, "GET", f"/gradio_api/file={path}")[0] in (403, 404)


def test_headers_keep_the_browser_here(served: Served) -> None:
    status, headers, text = ask(served, "GET", "/")
    assert status == 200
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert "api.gradio.app" not in text


def test_another_host_name_is_refused(served: Served) -> None:
    assert ask(served, "GET", "/", headers={"Host": "evil.example"})[0] == 403
    assert ask(served, "GET", "/", headers={"Host": "localhost"})[0] == 200


def test_request_from_another_site_is_refused(served: Served) -> None:
    foreign = {"Origin": "https://evil.example"}
    for path in ("/gradio_api/queue/join", "/api/act/delete-collection", "/api/files?name=a.txt"):
        assert ask(served, "POST", path, {"where": WHERE}, foreign)[0] == 403


def test_unknown_evidence_is_not_found(served: Served) -> None:
    status, _, text = ask(served, "GET", "/evidence/0123456789abcdef")
    assert status == 404
    assert "no longer there" in text


def test_monitoring_and_api_pages_are_off(served: Served) -> None:
    assert ask(served, "GET", "/monitoring")[0] in (403, 404)
    assert ask(served, "GET", "/docs")[0] in (403, 404)


@pytest.mark.parametrize(
    ("host", "loopback"), [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False)]
)
def test_loopback_is_this_computer_only(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_port_in_use_is_a_sentence_with_a_hint() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"Port {port} is in use") as raised:
            claim_port("127.0.0.1", port)
    assert "--port" in raised.value.hint


@pytest.mark.parametrize("port", [70000, -1])
def test_number_that_is_no_port_is_a_sentence(port: int) -> None:
    with pytest.raises(InputError):
        claim_port("127.0.0.1", port)


def test_command_with_a_port_in_use_exits_2_without_traceback(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "app.py", "--library", str(tmp_path / "new"), "--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert "is in use" in done.stderr and "--port" in done.stderr
    assert "Traceback" not in done.stderr
