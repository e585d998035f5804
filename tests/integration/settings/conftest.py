"""The browser of the administration's pages."""

from tests.integration.custody.conftest import app, browser

__all__ = ["app", "browser"]
