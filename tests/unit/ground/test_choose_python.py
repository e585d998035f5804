"""Which interpreter the virtual environment is made with, among false ones that answer as they are told."""

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / ".ci" / "choose-python"


def false_python(folder: Path, name: str, *, old: bool = False, bare: bool = False) -> None:
    """An interpreter that fails an import of ensurepip when ``bare``, and everything when ``old``."""
    refuses = "true" if old else '[[ "$2" == *ensurepip* ]]' if bare else "false"
    file = folder / name
    file.write_text(f"#!/bin/bash\nif {refuses}; then exit 1; fi\n")
    file.chmod(0o755)


@pytest.fixture
def chosen(tmp_path, monkeypatch):
    """What the script chooses where ``/usr/bin`` is ``system`` and the search path ``own``."""
    for place in ("system", "own"):
        (tmp_path / place).mkdir()
    script = tmp_path / "choose"
    script.write_text(SCRIPT.read_text("utf-8").replace("/usr/bin/}", f"{tmp_path}/system/}}"), encoding="utf-8")
    bash = shutil.which("bash")
    assert bash

    def choose() -> str:
        answer = subprocess.run(
            [bash, str(script)],
            env={"PATH": f"{tmp_path}/own"},
            capture_output=True,
            text=True,
            check=True,
        )
        return answer.stdout.strip().replace(f"{tmp_path}/", "")

    return choose


def test_the_distributions_own_comes_before_a_newer_one_on_the_path(tmp_path, chosen):
    false_python(tmp_path / "system", "python3.11")
    false_python(tmp_path / "own", "python3.13")
    assert chosen() == "system/python3.11"


def test_one_that_can_make_an_environment_comes_before_one_that_needs_a_package(tmp_path, chosen):
    false_python(tmp_path / "system", "python3.12", bare=True)
    false_python(tmp_path / "own", "python3.11")
    assert chosen() == "python3.11"


def test_one_that_needs_a_package_is_better_than_none(tmp_path, chosen):
    false_python(tmp_path / "system", "python3", bare=True)
    assert chosen() == "system/python3"


def test_an_old_one_is_never_chosen(tmp_path, chosen):
    false_python(tmp_path / "system", "python3", old=True)
    assert chosen() == ""


def test_the_newest_of_several_is_chosen(tmp_path, chosen):
    for name in ("python3.11", "python3.12", "python3"):
        false_python(tmp_path / "system", name)
    assert chosen() == "system/python3.12"
