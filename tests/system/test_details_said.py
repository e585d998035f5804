"""What the rooms of the demonstration really noted: no code of theirs is without words, whoever decides on it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from healthapp.audit import details
from healthapp.audit.models import AuditEvent
from tests.system.journeys.demonstration import Demonstration, opened

#: Parts of a record that nobody fills in as a page.
UNTITLED = {("section", "register"), ("section", "accused"), ("section", "screen")}
#: Of each room of the demonstration an event that notes something with words.
NOTED = set(
    "access.page appeal.moved case.advanced deadline.cancelled inspection.visit_moved login.ok "
    "person.movement recommendation.moved record.signed risk.reviewed role.assigned".split()
)
#: Pages, of which those that are under no entry of the menu have no words.
MENU = {"page", "endpoint"}


@pytest.mark.slow
def test_every_code_that_was_noted_is_said_in_words(demonstration: Demonstration, tmp_path: Path) -> None:
    with opened(demonstration, tmp_path / "data") as app, app.extensions["database"].reading() as session:
        noted = session.execute(sa.select(AuditEvent.kind, AuditEvent.details).distinct()).all()
    said = {(kind, name, code) for kind, codes in noted for name, code in codes.items() if details.said(kind, name)}
    assert {kind for kind, _name, _code in said} >= NOTED
    mute = {(name, code) for kind, name, code in said if code != "" and not details.in_words(kind, {name: code})}
    assert sorted((name, code) for name, code in mute - UNTITLED if name not in MENU) == []
