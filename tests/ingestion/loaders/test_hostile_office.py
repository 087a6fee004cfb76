"""Office files made to harm, each in a process with bounded memory and time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

DATA = Path(os.environ.get("SIGHTLINE_DATA") or Path(__file__).parents[4] / "shared" / "data") / "hostile"
FILES = sorted(path for path in DATA.glob("*") if path.suffix in (".docx", ".pptx", ".xlsx")) if DATA.exists() else []
READ = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
from pathlib import Path
from ingestion.loaders import registry
from ingestion.loaders.base import LoadOptions
from rag.errors import InputError
types = {".docx": registry.WORD, ".pptx": registry.SLIDES, ".xlsx": registry.SHEETS}
for path in map(Path, sys.argv[1:]):
    loader, options = registry.loader_for(types[path.suffix]), LoadOptions(ocr=False)
    try:
        n_pages = loader.count_pages(path, options)
        assert sum(1 for _ in loader.load_pages(path, options, 1, n_pages)) == n_pages
        print(path.name, "read")
    except InputError as exc:
        assert exc.message, path
        print(path.name, type(exc).__name__)
"""


@pytest.mark.data
@pytest.mark.skipif(not FILES, reason="no folder of hostile files; set SIGHTLINE_DATA")
def test_hostile_office_files_are_read_or_refused_by_name() -> None:
    command = [sys.executable, "-c", READ, *map(str, FILES)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(done.stdout.splitlines()) == len(FILES)
    assert "crafted_docx_zip_bomb_1GB.docx TooLargeError" in done.stdout
