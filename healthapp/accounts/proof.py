"""Proving again, while signed in, that it is still the same person: for signatures, the lock screen, changes."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from healthapp import audit
from healthapp.access import Identity
from healthapp.accounts import attempts, events, factor, passwords
from healthapp.accounts.factor import Sealer
from healthapp.accounts.models import User
from healthapp.database import Clock, Database

Method = Literal["password", "second_factor"]


class ProofRefused(Exception):
    """A wrong password or code; ``locked_until`` when no further try is taken before then."""

    def __init__(self, locked_until: dt.datetime | None) -> None:
        super().__init__("wrong password or code")
        self.locked_until = locked_until


def check(database: Database, identity: Identity, given: str, clock: Clock, sealer: Sealer, purpose: str) -> Method:
    """How ``given`` proves the signed-in person: by password, or by the code of now when there is a telephone.

    Counts a wrong try in a unit of its own, so that it stays counted whatever the caller does. Raises
    ProofRefused.
    """
    if identity.user_id is None:
        raise ProofRefused(None)
    by_code = factor.looks_like_code(given)
    seen = None if by_code else _password_right(database, identity, given)
    with database.unit(identity, clock) as uow:
        user = attempts.held(uow, identity.user_id)
        if attempts.locked(user, uow.now()) or not user.active:
            proven = False
        elif by_code:
            proven = attempts.take_code(uow, user, given, sealer)
            attempts.right(user) if proven else attempts.wrong(uow, user)
        else:
            proven = seen is not None and seen == user.password_hash
            attempts.right(user) if proven else attempts.wrong(uow, user)
        if not proven:
            audit.record(uow, events.PROOF_REFUSED, subject=("user_account", user.id), purpose=purpose)
        until = user.locked_until if attempts.locked(user, uow.now()) else None
    if not proven:
        raise ProofRefused(until)
    return "second_factor" if by_code else "password"


def _password_right(database: Database, identity: Identity, given: str) -> str | None:
    """The hash ``given`` fits, computed outside any transaction that writes; None when it does not."""
    with database.reading() as session:
        user = session.get_one(User, identity.user_id)
    return user.password_hash if passwords.matches(user.password_hash, given) else None
