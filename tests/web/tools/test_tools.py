"""The SDK's own client uses the tools over both transports."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from PIL import Image

from ingestion import ingest
from rag.config import Config
from rag.ledger import Ledger
from rag.library import Library
from web.tools.server import make_server

ROOT = Path(__file__).parents[3]
QUESTION = "How many people keep the harbour watch?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tools")
    (folder / "watches.md").write_text("# Watches\n\nThe harbour watch is kept from dusk to dawn by four people.")
    with Library(Ledger.open(folder / "library"), Config(workers=1)) as library:
        ingest([folder / "watches.md"], library)
    return folder


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    with Library(Ledger.open(folder / "library"), Config(workers=1)) as opened:
        yield opened


async def test_agent_searches_asks_and_opens_the_page(library: Library) -> None:
    async with Client(make_server(library)) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"search", "ask", "open_page", "list_documents", "outline"}
        assert all(tool.annotations is not None and tool.annotations.read_only_hint for tool in tools.values())
        answer = (await client.call_tool("ask", {"question": QUESTION})).structured_content
        assert answer is not None and "four" in answer["text"]
        citation = answer["citations"][0]
        place = {"document_id": citation["document_id"], "page": citation["page"], "boxes": citation["boxes"]}
        shown = (await client.call_tool("open_page", place)).content[0]
        assert shown.type == "image"
        assert Image.open(BytesIO(base64.b64decode(shown.data))).size[0] > 100
        hits = (await client.call_tool("search", {"query": "harbour watch", "k": 1})).structured_content
        assert hits is not None and hits["hits"][0]["document"] == "watches.md"
        outline = (await client.call_tool("outline", {"document_id": citation["document_id"]})).structured_content
        assert outline is not None and outline["pages"][0]["begins"].startswith("Watches")
        text = await client.read_resource(f"sightline://documents/{citation['document_id']}/pages/1")
        assert "dusk to dawn" in text.contents[0].text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("ask", {"question": " "}, "empty"),
        ("ask", {"question": "x", "collection": "none"}, "no collection"),
        ("open_page", {"document_id": "none", "page": 1}, "no document"),
        ("search", {"query": "x", "documents": ["none.pdf"]}, "none.pdf"),
    ],
)
async def test_what_is_wrong_is_said_in_a_sentence(
    library: Library, tool: str, given: dict[str, object], said: str
) -> None:
    async with Client(make_server(library)) as client:
        result = await client.call_tool(tool, given)
        assert result.is_error
        assert said in result.content[0].text  # type: ignore[union-attr]


async def test_adding_is_off_until_it_is_allowed(library: Library, tmp_path: Path) -> None:
    (tmp_path / "buoy.txt").write_text("The buoy is green.")
    async with Client(make_server(library)) as client:
        assert (await client.call_tool("add", {"path": str(tmp_path / "buoy.txt")})).is_error
    async with Client(make_server(library, may_add=True)) as client:
        added = (await client.call_tool("add", {"path": str(tmp_path / "buoy.txt")})).structured_content
        assert added is not None and added["files"][0]["outcome"] == "added"
    library.delete(next(one.id for one in library.documents() if one.source.name == "buoy.txt"))


async def test_command_speaks_the_protocol_over_standard_output(folder: Path) -> None:
    words = ["-m", "sightline", "mcp", "--library", str(folder / "library")]
    server = StdioServerParameters(command=sys.executable, args=words, cwd=str(ROOT))
    async with Client(stdio_client(server)) as client:
        listed = (await client.call_tool("list_documents", {})).structured_content
        assert listed is not None and [one["name"] for one in listed["documents"]] == ["watches.md"]


async def test_command_serves_over_http(folder: Path, unused_tcp_port: int) -> None:
    words = [sys.executable, "-m", "sightline", "mcp", "--http", "--port", str(unused_tcp_port)]
    process = subprocess.Popen(
        [*words, "--library", str(folder / "library")], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None and "/mcp" in process.stderr.readline()
        await _listening(unused_tcp_port)
        async with Client(f"http://127.0.0.1:{unused_tcp_port}/mcp") as client:
            result = (await client.call_tool("ask", {"question": QUESTION})).structured_content
        assert result is not None and "four" in result["text"]
    finally:
        process.terminate()
        process.communicate()


async def _listening(port: int) -> None:
    """Wait until somebody listens."""
    with anyio.fail_after(60):
        while True:
            with suppress(OSError):
                async with await anyio.connect_tcp("127.0.0.1", port):
                    return
            await anyio.sleep(0.1)
