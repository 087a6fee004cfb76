"""The Python in docs/ runs as it stands, over the sample documents, and ends at a cited answer."""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ingestion import ingest
from rag.library import Library

ROOT = Path(__file__).parents[1]
CITED = "tidewheel-report-2025.pdf"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    with Library.open(folder / "tidewheel") as library:
        ingest([ROOT / "samples" / "documents" / CITED], library)
    return folder


def block_of(page: str) -> str:
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / page).read_text(), re.DOTALL)
    assert len(block.splitlines()) <= 10
    return str(block)


@pytest.fixture
def page_address(folder: Path, unused_tcp_port: int) -> Iterator[str]:
    words = [sys.executable, "-m", "sightline", "serve", "--api", "--port", str(unused_tcp_port)]
    process = subprocess.Popen([*words, "--library", str(folder / "tidewheel")], cwd=ROOT, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{unused_tcp_port}"
    try:
        until = time.monotonic() + 120
        while True:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{address}/v1/healthz").status_code == 200:
                    break
            assert time.monotonic() < until
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.communicate()


def test_http_page_runs_to_a_cited_answer(page_address: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(block_of("http.md").replace("http://127.0.0.1:7860", page_address), {})
    shown = capsys.readouterr().out
    assert "September 2026" in shown and CITED in shown and "/v1/evidence/" in shown
    # Beside the interface the page is served, and another site's page is not answered.
    assert "Sightline" in httpx.get(page_address).text
    assert httpx.get(f"{page_address}/v1/documents", headers={"Host": "evil.example"}).status_code == 403
    assert httpx.get(f"{page_address}/v1/documents", headers={"Origin": "http://evil.example"}).status_code == 403


async def test_mcp_page_runs_to_a_cited_answer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    started = f'command="{sys.executable}", args=["-m", "sightline", "mcp"'
    source = block_of("mcp.md").replace('command="sightline", args=["mcp"', started)
    source = source.replace('"tidewheel"', f'"{folder / "tidewheel"}"')
    names: dict[str, Any] = {}
    shown = io.StringIO()
    code = compile(source, "mcp.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    monkeypatch.chdir(ROOT)
    with contextlib.redirect_stdout(shown):
        await eval(code, names)
    assert "September 2026" in shown.getvalue() and CITED in shown.getvalue()
