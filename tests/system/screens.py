"""Pictures of the main pages to look at: every role's first page and the feldsher's job, in three languages and sizes.

``make screens`` writes them to ``build/screens``, named user-page-language-size.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.support import browser as browsers
from tests.support.server import Server
from tests.system.journeys import tour

OUT = Path(__file__).parents[2] / "build" / "screens"
SIZES = {"desktop": browsers.DESKTOP, "tablet": browsers.TABLET, "phone": browsers.PHONE}
LANGUAGES = ("az", "ru", "en")
PEOPLE = "60"
FIRST = {"first": "/"}
OTHERS = "nurse head psychologist psychiatrist commission liaison npg ombudsman administration auditor".split()
#: user -> name of the picture -> page, with the paths of the scene in braces. "" is nobody signed in.
TOURS: dict[str, dict[str, str]] = {
    "": {"login": "/login", "missing": "/nowhere"},
    "feldsher": {
        **FIRST,
        "people": "/people",
        "admit": "/people/admit",
        "person": "{person}",
        "move": "{person}/move",
        "screen": "{screen}/safety",
        "tasks": "{draft}",
        "vitals": "{draft}/vitals",
        "injuries": "{draft}/injuries",
        "suicide": "{draft}/suicide",
        "history": "{draft}/history",
        "conclusion": "{draft}/conclusion",
        "gaps": "{draft}/check",
        "sign": "{screen}/check",
        "record": "{signed}",
        "addendum": "{signed}/addendum",
        "account": "/account",
        "forbidden": "/admin/users",
    },
    "doctor": {**FIRST, "countersign": "{waiting}/countersign", "void": "{waiting}/void"},
    "reviewer": {**FIRST, "facilities": "/facilities", "settings": "/settings"},
    "admin": {**FIRST, "ledger": "/admin/ledger"},
    **dict.fromkeys(OTHERS, FIRST),
}


def main() -> int:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.run("demo", "--people", PEOPLE)
        with server, browsers.launched() as browser:
            scene = tour.build(server.base)
            for username in TOURS:
                _photograph(browser, server.base, scene, username)
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT}")  # noqa: T201 - a command
    return 0


def _photograph(browser: Browser, base: str, scene: tour.Scene, username: str) -> None:
    context = browser.new_context(base_url=base, locale="az-AZ")
    page = context.new_page()
    if username:
        browsers.sign_in(page, base, username)
    for language in LANGUAGES:
        page.goto(f"/login?lang={language}")
        for name, path in TOURS[username].items():
            page.goto(scene.path(path))
            for size, (width, height) in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                page.screenshot(path=OUT / f"{username or 'nobody'}-{name}-{language}-{size}.png", full_page=True)
    context.close()


if __name__ == "__main__":
    sys.exit(main())
