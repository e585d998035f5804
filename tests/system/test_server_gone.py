"""PostgreSQL itself is stopped under people at work: they are told, keep what they typed, and go on when it is back."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from healthapp.cli.database import grants
from tests.support import browser as browsers
from tests.support import postgres
from tests.support.server import Server
from tests.system.journeys.steps import Desk

ROLE = "at_work"


def prepared(cluster: postgres.Cluster, folder: Path) -> Server:
    """A server on a demonstration in ``cluster``, as the role of a central deployment."""
    admin = sa.create_engine(cluster.url.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE health")
        connection.exec_driver_sql(f"CREATE ROLE {ROLE} LOGIN")
    admin.dispose()
    owner = cluster.url.format(name="health")
    Server(folder, database_url=owner).run("demo", "--people", "4")
    engine = sa.create_engine(owner)
    with engine.begin() as connection:
        for statement in grants(ROLE):
            connection.exec_driver_sql(statement)
    engine.dispose()
    return Server(folder, database_url=owner.replace("postgres@", f"{ROLE}@", 1))


@pytest.mark.slow
@pytest.mark.browser
def test_a_stopped_database_server_loses_nothing_and_needs_no_restart(tmp_path: Path) -> None:
    with postgres.cluster() as cluster, prepared(cluster, tmp_path) as server, browsers.launched() as chromium:
        with Desk(server.base, "feldsher") as desk:
            record = desk.begin("intake")
        page = chromium.new_context(base_url=server.base).new_page()
        browsers.sign_in(page, server.base, "feldsher")
        page.goto(f"{record}/vitals")
        page.fill("[name=pulse]", "71")
        state(page, "saved")

        cluster.stop()
        page.fill("[name=systolic]", "131")
        state(page, "unsaved")
        other = page.context.new_page()
        told = other.goto("/worklist")
        assert told is not None
        assert told.status == 503
        assert "Traceback" not in other.content()
        assert other.request.get("/healthz").json()["status"] == "unavailable"

        cluster.start()
        state(page, "saved")
        page.evaluate("sessionStorage.clear()")
        page.reload()
        expect(page.locator("[name=systolic]")).to_have_value("131")

        other.goto("/people/admit")
        other.fill("[name=surname]", "Kərimov")
        cluster.stop()
        other.locator("main form button[type=submit]").last.click()
        expect(other.locator("[data-kept]")).to_be_visible()
        cluster.start()
        other.locator("main a.govuk-button").click()
        expect(other.locator("[name=surname]")).to_have_value("Kərimov")
        assert server.run("ledger", "verify").startswith("Nothing was altered")


def state(page: Page, name: str) -> None:
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", name, timeout=30_000)
