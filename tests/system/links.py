"""Every kind of page that somebody is led to, found by following the links of the pages before it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from html import unescape

from flask.testing import FlaskClient

from healthapp.demo.accounts import ACCOUNTS

#: One account of each role.
ROLES = sorted({account.role: account.username for account in reversed(ACCOUNTS)}.values())
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
NUMBERS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|(?<=/settings/key/).*|(?<=/cases/new/).*")
#: Of each kind of page so many are opened.
EACH = 2
#: Opens a path: status, page, and where it leads on to.
Open = Callable[[str], tuple[int, str, str]]


def kind(path: str) -> str:
    return NUMBERS.sub("*", path.partition("?")[0])


def by(client: FlaskClient) -> Open:
    """Opens a path with a client of this process."""

    def opened(path: str) -> tuple[int, str, str]:
        with client.get(path) as answer:
            page = answer.text if answer.mimetype == "text/html" else ""
            return answer.status_code, page, answer.headers.get("Location", "")

    return opened


def followed(opened: Open, first: Sequence[str] = ("/",), each: int = EACH) -> Iterator[tuple[str, int, str]]:
    """(path, status, the page that links to it) of every page as it is opened, beginning with ``first``."""
    seen: Counter[str] = Counter()
    waiting = [(path, "") for path in first]
    while waiting:
        path, origin = waiting.pop(0)
        if seen[kind(path)] >= each:
            continue
        seen[kind(path)] += 1
        status, page, onward = opened(path)
        yield path, status, origin
        if status in (301, 302, 303):
            waiting.append((onward, path))
        elif status == 200 and not page.startswith("%PDF"):
            links = (unescape(found) for found in LINK.findall(page))
            waiting += [(link, path) for link in links if "lang=" not in link and not link.startswith("/static/")]
