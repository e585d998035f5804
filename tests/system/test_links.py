"""Given somebody of each role, when they follow the links of every page they are shown, then each leads somewhere.

A link to a page that answers 403 or 404 is a promise the house does not keep; a page nobody links to is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

import pytest

from healthapp.demo.accounts import ACCOUNTS
from tests.support.http import Client
from tests.support.server import Server

pytestmark = [pytest.mark.slow]

LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
NUMBERS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|(?<=/settings/key/).*|(?<=/cases/new/).*")
#: Of each kind of page so many are opened.
EACH = 2
ROLES = sorted({account.role: account.username for account in reversed(ACCOUNTS)}.values())


def kind(path: str) -> str:
    return NUMBERS.sub("*", path.partition("?")[0])


@pytest.mark.parametrize("username", ROLES)
def test_every_link_leads_somewhere(server: Server, username: str) -> None:
    client = Client(server.base)
    client.sign_in(username)
    seen: Counter[str] = Counter()
    waiting, dead = [("/", "")], []
    while waiting:
        path, origin = waiting.pop(0)
        if seen[kind(path)] >= EACH:
            continue
        seen[kind(path)] += 1
        status, page = client.get(path)
        if status in (301, 302, 303):
            waiting.append((client.location.removeprefix(server.base), path))
        elif status != 200:
            dead.append((path, status, f"linked on {origin}"))
        elif not page.startswith("%PDF"):
            links = (unescape(found) for found in LINK.findall(page))
            waiting += [(link, path) for link in links if "lang=" not in link and not link.startswith("/static/")]
    client.connection.close()
    assert dead == []
    assert len(seen) > 3
