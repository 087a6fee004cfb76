"""config.toml and the environment: every mistake is named, with what is accepted."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from rag.config import FILE_NAME, Config, template, write_setting
from rag.errors import ConfigError


def test_template_is_toml_that_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(template(), encoding="utf-8")
    assert Config.load(tmp_path, {}) == Config()


def test_template_uncommented_gives_the_defaults() -> None:
    rows = [row.removeprefix("# ") for row in template().splitlines() if " = " in row]
    assert tomllib.loads("\n".join(rows)) == {known.name: known.default for known in fields(Config)}


def test_file_value_is_used_and_environment_overrides_it(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("evidence = 3\nworkers = 2\n", encoding="utf-8")
    config = Config.load(tmp_path, {"SIGHTLINE_WORKERS": "5", "SIGHTLINE_OCR": "off"})
    assert (config.evidence, config.n_workers, config.ocr) == (3, 5, False)


@pytest.mark.parametrize(
    ("text", "named"),
    [("evidense = 3", "evidense"), ("evidence = 'x'", "evidence"), ("evidence =", "TOML"), ("workers = -1", "workers")],
)
def test_wrong_file_is_an_error_that_names_it(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=named):
        Config.load(tmp_path, {})


def test_wrong_environment_value_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="SIGHTLINE_EVIDENCE"):
        Config.load(tmp_path, {"SIGHTLINE_EVIDENCE": "many"})


def test_written_setting_is_read_and_the_other_lines_stay(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(template() + "\n# mine\nevidence = 9\n", encoding="utf-8")
    write_setting(tmp_path, "generator", 'ollama:a"b')
    write_setting(tmp_path, "generator", "ollama:tiny")
    config = Config.load(tmp_path, {})
    assert (config.generator, config.evidence) == ("ollama:tiny", 9)
    assert "# mine" in (tmp_path / "config.toml").read_text(encoding="utf-8")
    with pytest.raises(ConfigError):
        write_setting(tmp_path, "nothing", "x")
    with pytest.raises(ConfigError):
        write_setting(tmp_path, "evidence", "many")
