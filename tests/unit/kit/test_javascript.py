"""The scripts of the pages, tested in their own language."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TESTS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests/unit/kit/js").glob("*.test.js"))


@pytest.mark.parametrize("file", TESTS, ids=lambda file: Path(file).stem)
def test_the_scripts(file):
    places = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    node = shutil.which("node", path=places)
    assert node is not None, "Node is needed: run 'make assets' first"
    assert (ROOT / "node_modules" / "happy-dom").is_dir(), "run 'make assets' first"
    ran = subprocess.run(
        [node, "--test", "--test-reporter=tap", file],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    assert "\n# fail 0\n" in ran.stdout
    assert "\n# pass 0\n" not in ran.stdout


def test_every_script_is_imported_and_nothing_comes_from_elsewhere():
    scripts = {path.name: path.read_text("utf-8") for path in (ROOT / "assets/js").glob("*.js")}
    everything = "\n".join(scripts.values())
    for name in scripts:
        assert name == "app.js" or f'from "./{name}"' in everything, f"{name} is never loaded"
    assert "http:" not in everything
    assert "https:" not in everything
