"""Builds the style sheet, fonts, scripts and the offline page into ``healthapp/static/dist/<digest>/``.

The digest names the content, so every file may be cached for ever; ``manifest.json`` says where each one is.
Needs ``npm`` on the PATH or beside this interpreter.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from offline_page import page

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "healthapp" / "static" / "dist"
FONTS = ROOT / "node_modules" / "@fontsource" / "noto-sans" / "files"
#: Says which lock file the fetched dependencies are of.
FETCHED = ROOT / "node_modules" / ".fetched"
SCRIPTS = ("latin", "latin-ext", "cyrillic")
WEIGHTS = (400, 700)


def find_npm(places: str) -> str:
    """The npm to use. Exits with what to install when there is none."""
    npm = shutil.which("npm", path=places)
    if npm is None:
        sys.exit("npm is needed to build the style sheet: install Node 20 or newer, or run 'make assets'")
    return npm


def fetch(npm: str, environ: dict[str, str]) -> None:
    """Fetch the locked dependencies, unless those of this very lock file are there: fetching takes most of a build."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if FETCHED.is_file() and FETCHED.read_text("utf-8") == lock:
        return
    subprocess.run([npm, "ci", "--silent"], cwd=ROOT, env=environ, check=True)  # noqa: S603 - our own lock file
    FETCHED.write_text(lock, "utf-8")


def build(target: Path) -> None:
    """Fetch the locked dependencies and write every asset into ``target``."""
    places = os.pathsep.join((os.environ.get("PATH", ""), str(Path(sys.executable).parent)))
    environ = {**os.environ, "PATH": places}
    npm = find_npm(places)
    fetch(npm, environ)
    sass = [npm, "exec", "--offline", "--", "sass", "--load-path=.", "--load-path=node_modules", "--no-source-map"]
    options = ["--style=compressed", "--quiet-deps", f"assets/app.scss:{target / 'app.css'}"]
    subprocess.run([*sass, *options], cwd=ROOT, env=environ, check=True)  # noqa: S603 - fixed arguments
    fonts = target / "fonts"
    fonts.mkdir()
    for script in SCRIPTS:
        for weight in WEIGHTS:
            shutil.copy(FONTS / f"noto-sans-{script}-{weight}-normal.woff2", fonts)
    modules = target / "js"
    modules.mkdir()
    for module in sorted((ROOT / "assets" / "js").glob("*.js")):
        if not module.name.endswith(".test.js"):
            shutil.copy(module, modules)
    (target / "verify.html").write_text(page(version=own_digest()), "utf-8")
    squeeze(target)


def squeeze(target: Path) -> None:
    """Lay each text beside itself as the server sends it over the line: a fifth of its bytes. Fonts are squeezed."""
    for path in sorted(target.rglob("*")):
        if path.suffix in (".css", ".js", ".html"):
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def own_digest() -> str:
    """What names this version of the offline page: a digest of the modules it is made of."""
    whole = hashlib.sha256()
    for path in sorted((ROOT / "assets" / "verify").iterdir()):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


def publish(made: Path) -> None:
    """Put ``made`` under the digest of its content, then name it in the manifest, last and at once."""
    files = sorted(path for path in made.rglob("*") if path.is_file())
    names = [path.relative_to(made).as_posix() for path in files]
    whole = hashlib.sha256()
    for name, path in zip(names, files, strict=True):
        whole.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    digest = whole.hexdigest()[:16]
    if not (DIST / digest).exists():
        shutil.move(made, DIST / digest)
    draft = DIST / "manifest.draft"
    listed = {name: f"{digest}/{name}" for name in names if not name.endswith(".gz")}
    draft.write_text(json.dumps(listed, indent=1), "utf-8")
    draft.replace(DIST / "manifest.json")
    for old in DIST.iterdir():
        if old.is_dir() and old.name != digest:
            shutil.rmtree(old)


if __name__ == "__main__":
    DIST.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=DIST) as folder:
        made = Path(folder) / "made"
        made.mkdir()
        build(made)
        publish(made)
