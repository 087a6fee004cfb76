"""What all tests share: which are slow, and that a run which left tests out says so in its last line."""

from __future__ import annotations

from pathlib import Path

import pytest

SLOW = (
    "benchmarks",
    "contracts/test_model_encoders.py",
    "contracts/test_vector_index.py",
    "ingestion/loaders",
    "ingestion/ocr",
    "ingestion/test_cli.py",
    "ingestion/test_hostile.py",
    "ingestion/test_jobs.py",
    "ingestion/test_pipeline.py",
    "ingestion/test_reading.py",
    "rag/encoders/test_packed.py",
    "rag/encoders/test_pocket.py",
    "rag/generators/test_chat_model.py",
    "rag/generators/test_local.py",
    "rag/index/test_follower.py",
    "rag/ledger/test_full_disk.py",
    "rag/ledger/test_resident.py",
    "rag/ledger/test_several_writers.py",
    "rag/questions/test_read_once.py",
    "rag/retrievers/test_pointing.py",
    "rag/retrievers/test_reranking.py",
    "rag/serving",
    "rag/test_backup.py",
    "rag/test_cut_short.py",
    "rag/workers",
    "test_chat_failures.py",
    "test_conftest.py",
    "test_local_models.py",
    "test_packaging.py",
    "web/test_model_offers.py",
    "web/test_server.py",
)
"""Folders and files with tests that load models, start processes or wait: `make quick` leaves them out."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow."""
    here = Path(__file__).parent
    for item in items:
        if any(item.path.is_relative_to(here / name) for name in SLOW):
            item.add_marker("slow")


_no_browser: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember the tests that wanted a browser and found none."""
    if report.skipped and "browser" in report.keywords:
        _no_browser.add(report.nodeid)


def pytest_unconfigure() -> None:
    """Print below the sum, where it is read."""
    if _no_browser:
        print(
            f"\n{len(_no_browser)} browser tests did not run, because there is no Chromium here: "
            "`make browser` installs one, then run the tests again."
        )
