"""Given somebody of each role, when they follow the links of every page they are shown, then each leads somewhere.

A link to a page that answers 403 or 404 is a promise the house does not keep; a page nobody links to is lost.
"""

from __future__ import annotations

import pytest

from tests.support.http import Client
from tests.support.server import Server
from tests.system.links import ROLES, followed

pytestmark = [pytest.mark.slow]


@pytest.mark.parametrize("username", ROLES)
def test_every_link_leads_somewhere(server: Server, username: str) -> None:
    client = Client(server.base)
    client.sign_in(username)

    def opened(path: str) -> tuple[int, str, str]:
        status, page = client.get(path)
        return status, page, client.location.removeprefix(server.base)

    pages = list(followed(opened))
    client.connection.close()
    assert [page for page in pages if page[1] not in (200, 301, 302, 303)] == []
    assert len(pages) > 3
