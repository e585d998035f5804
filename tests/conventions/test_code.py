"""Rules of the house that a program can check, so that nobody has to remember them."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("healthapp", "blueprints", "screening", "referrals", "migrations")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TEMPLATES = sorted((ROOT / "healthapp" / "templates").rglob("*.html"))
LONGEST = 400
#: Where a lock writes from whose address a package came.
RESOLVED = re.compile('"resolved["]')
POINTED = re.compile(r"[a-z0-9-]+(?:[.][a-z0-9-]+)+")
#: The hosts that packages are fetched from, by the digests of their names: nothing here names one, this file neither.
REGISTRIES = {
    "08d54e49cb09e2977cf9964bda931cc11d72bbffecc3310be77f28dd58a8d820",
    "4ff05e3c263b36b114dea9668d1275f7f0157c1e0711469d28d117781e0dcc4b",
    "a4aa2ac280bb8d1a0ce7a1be5a7bfb10292b49fe9435ad5cff19f421f3c70e41",
    "e680c440a2e92079ab1bf7a927e8d3920f1bcd173c0487e28e020110b2e59efc",
}


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


OTHERS = tracked("assets/*.js", "assets/*.py", "assets/*.scss", "tests/*.py")


@pytest.mark.parametrize("path", [*SOURCES, *OTHERS], ids=name)
def test_a_file_is_one_room(path):
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= LONGEST, f"{name(path)} has {lines} lines: it is more than one room"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_only_the_unit_of_work_commits(path):
    if path.name == "database.py" and path.parent.name == "healthapp":
        return
    calls = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert calls == [], f"{name(path)} commits in line {calls}; leave it to UnitOfWork"


@pytest.mark.parametrize("path", sorted((ROOT / "blueprints").rglob("*.py")), ids=name)
def test_a_view_holds_no_query(path):
    found = re.findall(r"\bsa\.select\(|\bselect\(|session\.scalars?\(", path.read_text("utf-8"))
    assert found == [], f"{name(path)}: reading belongs to the room's queries"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_time_is_told_by_the_unit_of_works_clock(path):
    if path.name in {"database.py", "identifiers.py", "logs.py", "witness.py"}:
        return
    found = re.findall(r"datetime\.now\(|\.utcnow\(|date\.today\(|time\.time\(", path.read_text("utf-8"))
    assert found == [], f"{name(path)} asks the machine for the time"


#: A limit as a moment would end "at 00:00", which is read as the beginning of the day.
_LIMIT_AS_MOMENT = re.compile(r"format_(?:moment|time|date)\((?:[\w.]+\.)?(?:due_at|ends_at|limit|next_review_at)\)")


@pytest.mark.parametrize("path", [*SOURCES, *TEMPLATES], ids=name)
def test_a_limit_is_said_by_format_due(path):
    assert _LIMIT_AS_MOMENT.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_has_nothing_inline(path):
    text = path.read_text("utf-8")
    found = re.findall(r"<style\b|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", text)
    assert found == [], f"{name(path)}: the content policy refuses {found}"
    assert "|safe" not in text.replace(" ", ""), (
        f"{name(path)}: mark safe where the text is made, not where it is shown"
    )


def hosts(text: str) -> set[str]:
    """Whatever two or three words stand in ``text`` joined by points, as the name of a host has them."""
    rows = [found.split(".") for found in set(POINTED.findall(text.lower()))]
    return {".".join(words[at : at + size]) for words in rows for size in (2, 3) for at in range(len(words) - size + 1)}


def test_hosts_are_found_however_they_stand_there():
    assert hosts("see HTTPS://a.b.example/c; d.example:443") >= {"a.b", "a.b.example", "b.example", "d.example"}


def test_no_registry_is_named():
    bad = []
    for path in tracked():
        if path.suffix in {".png", ".pdf", ".woff2", ".svg"}:
            continue
        text = path.read_text("utf-8", errors="replace")
        known = {hashlib.sha256(host.encode()).hexdigest() for host in hosts(text)} & REGISTRIES
        if known or RESOLVED.search(text):
            bad.append(name(path))
    assert bad == []


def test_every_form_with_a_one_time_key_keeps_what_is_typed_together_with_its_key():
    """A form that comes back without its key is entered twice. The watch keeps its looks itself, each with its key."""
    kept, bare = set(), set()
    for path in TEMPLATES:
        for form in re.findall(r"<form\b.*?</form>", path.read_text("utf-8"), re.S):
            head = form.split("{{ ui.csrf() }}")[0]
            for field, key in re.findall(r'(<input type="hidden" name="((?:\w+_)?key)".*?">)', form):
                whole = " data-draft" in head and " data-once" in field
                (kept if whole or " data-look" in head else bare).add((name(path), key))
    assert bare == set()
    asked = {key for path in SOURCES for key in re.findall(r"^    (\w+_key) = Id\(", path.read_text("utf-8"), re.M)}
    assert {key for _path, key in kept} == {*asked, "key"}, "no form of such a key was seen"
