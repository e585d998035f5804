"""Members and their mandates, as the Ombudsman's office gives them. Nothing here commits.

An account of the mechanism is made here and not by the administrator of the system, who works for the visited.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from healthapp import audit
from healthapp.access import Role
from healthapp.accounts import services as accounts
from healthapp.accounts.models import User
from healthapp.database import UnitOfWork, uuid7
from healthapp.inspection import events
from healthapp.inspection.models import Mandate


class MandateRefused(ValueError):
    """``code``: taken (the number exists), ended (it is over already)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def create_member(uow: UnitOfWork, command: dict[str, Any], password_hash: str, profession: str) -> Mandate:
    """A new account with the role and its first mandate. Raises AccountError("taken"), MandateRefused."""
    user = accounts.create(
        uow,
        username=command["username"],
        name=command["name"],
        profession=profession,
        password_hash=password_hash,
        language=command["language"],
    )
    accounts.assign(uow, user, role=Role.NPG, facility_id=None)
    return issue(uow, user, **_mandate(command))


def _mandate(command: dict[str, Any]) -> dict[str, Any]:
    return {key: command[key] for key in ("number", "profession", "region", "valid_from", "valid_to")}


def issue(
    uow: UnitOfWork,
    user: User,
    *,
    number: str,
    profession: str,
    valid_from: dt.date,
    valid_to: dt.date,
    region: str = "",
) -> Mandate:
    """A mandate for an account. Raises MandateRefused("taken") when the number exists."""
    if uow.session.scalar(sa.select(Mandate.id).where(Mandate.number == number)) is not None:
        raise MandateRefused("taken")
    row = Mandate(
        id=uuid7(),
        user_id=user.id,
        number=number,
        profession=profession,
        region=region,
        valid_from=valid_from,
        valid_to=valid_to,
        issued_at=uow.now(),
        issued_by=uow.actor.user_id,
        ended_reason="",
    )
    uow.session.add(row)
    uow.session.flush()
    audit.record(
        uow,
        events.MANDATE_ISSUED,
        subject=("npg_mandate", row.id),
        profession=profession,
        until=valid_to.isoformat(),
    )
    return row


def end(uow: UnitOfWork, mandate: Mandate, reason: str) -> None:
    """End a mandate now: from the next request on nothing is open. Raises MandateRefused("ended")."""
    uow.claim(mandate)
    if mandate.ended_at is not None:
        raise MandateRefused("ended")
    mandate.ended_at, mandate.ended_by, mandate.ended_reason = uow.now(), uow.actor.user_id, reason
    audit.record(uow, events.MANDATE_ENDED, subject=("npg_mandate", mandate.id), reason=reason)
