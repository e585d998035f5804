"""What the tests of these pages share."""

from __future__ import annotations

import pytest

from healthapp.access import Role
from tests import factories
from tests.integration.custody.pages import Browser, pages_app


@pytest.fixture
def app(settled, config):
    return settled(pages_app, config)


@pytest.fixture
def browser(app):
    """Nobody in particular yet: choose with ``as_``."""
    return Browser(app, factories.identity(Role.REVIEWER))
