"""The ledger's page: what is there, and a verification whose result is kept."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.accounts import ledgerview
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.services import sign_checkpoint
from tests.integration.accounts.conftest import SETUP
from tests.support.databases import without_guards


@pytest.fixture
def head(browser, accounts, place):
    accounts.make(role=Role.HEAD, at=place)
    browser.sign_in()
    return browser


def test_an_intact_ledger_is_verified_and_the_result_kept(head, accounts, database):
    assert "never on this page" in head.get("/admin/ledger")
    head.post("/admin/ledger/verify")
    assert "Nothing was altered: all" in head.text
    assert "nothing was altered" in head.get("/admin/ledger")
    assert "Aygün Məmmədova" in head.text
    details = accounts.events("ledger.verified")[-1].details
    assert (details["intact"], details["findings"]) == (True, 0)
    assert details["size"] >= 2


def test_an_altered_event_is_found_and_said(head, accounts, database):
    with without_guards(database) as connection:
        connection.execute(sa.text("UPDATE audit_event SET actor_name = 'somebody' WHERE kind = 'user.created'"))
    head.post("/admin/ledger/verify")
    assert "The event log was altered" in head.text
    assert "something does not fit" in head.text
    assert accounts.events("ledger.verified")[-1].details["intact"] is False


def test_a_checkpoint_is_listed_and_given_away(head, accounts, database, clock, config):
    keyring = Keyring.open(config.keys_dir, may_make=True)
    with database.unit(SETUP, clock) as uow:
        note = sign_checkpoint(uow, keyring).encode()
    size = int(note.splitlines()[1])
    assert keyring.origin in head.get("/admin/ledger")
    assert f"/admin/ledger/checkpoints/{size}" in head.markup
    head.get(f"/admin/ledger/checkpoints/{size}")
    assert head.markup == note
    assert head.answer.headers["Content-Disposition"] == f'attachment; filename="checkpoint-{size}.txt"'
    head.get("/admin/ledger/checkpoints/999999")
    assert head.location == "/admin/ledger"


def test_a_long_ledger_is_left_to_the_command_line(head, accounts, monkeypatch):
    monkeypatch.setattr(ledgerview, "MOST_ENTRIES", -1)
    assert "healthapp ledger verify" in head.get("/admin/ledger")
    head.post("/admin/ledger/verify")
    assert head.location == "/admin/ledger"
    assert accounts.events("ledger.verified") == []


def test_a_feldsher_is_not_shown_the_ledger(browser, accounts, place):
    accounts.make(at=place)
    browser.sign_in()
    browser.get("/admin/ledger")
    assert browser.status == 403
