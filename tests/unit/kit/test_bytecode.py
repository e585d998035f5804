"""Compiled pages on disk spare the next start; what is wrong with them costs time, never a page."""

from __future__ import annotations

import sys

import pytest
from jinja2 import DictLoader, Environment

from healthapp.web.kit.bytecode import Compiled


@pytest.fixture(autouse=True)
def _may_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def said(cache: Compiled, source: str) -> str:
    return Environment(loader=DictLoader({"page": source}), bytecode_cache=cache, autoescape=True).get_template(
        "page"
    ).render()  # fmt: skip


def test_a_later_start_compiles_nothing(tmp_path, monkeypatch):
    assert said(Compiled(tmp_path / "kept"), "one") == "one"
    monkeypatch.setattr(Environment, "compile", lambda *_rest, **_more: pytest.fail("compiled again"))
    assert said(Compiled(tmp_path / "kept"), "one") == "one"


def test_a_changed_page_is_compiled_again(tmp_path):
    said(Compiled(tmp_path), "one")
    assert said(Compiled(tmp_path), "two") == "two"


def test_a_damaged_file_is_made_anew(tmp_path):
    said(Compiled(tmp_path), "one")
    [file] = tmp_path.iterdir()
    file.write_bytes(b"not byte code")
    assert said(Compiled(tmp_path), "one") == "one"


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path):
    (tmp_path / "file").touch()
    cache = Compiled(tmp_path / "file" / "folder")
    assert said(cache, "one") == "one"


def test_a_folder_that_goes_away_is_done_without(tmp_path):
    cache = Compiled(tmp_path / "kept")
    (tmp_path / "kept").rmdir()
    assert said(cache, "one") == "one"


def test_who_wants_no_byte_code_gets_none(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert said(Compiled(tmp_path / "kept"), "one") == "one"
    assert not (tmp_path / "kept").exists()
