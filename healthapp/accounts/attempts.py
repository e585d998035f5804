"""Tries to prove who one is: counted, and answered later and later.

From the fifth wrong try on the account takes none for 1, 2, 4 ... 60 minutes. Sign-in, the lock screen and
signatures count together, so that none of them is a way around the others.
"""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from healthapp import audit
from healthapp.accounts import events, factor
from healthapp.accounts.factor import Sealer
from healthapp.accounts.models import RecoveryCode, User
from healthapp.database import UnitOfWork

FREE_TRIES = 5
LONGEST = dt.timedelta(minutes=60)


def locked(user: User, now: dt.datetime) -> bool:
    """Whether the account takes no try now."""
    return user.locked_until is not None and user.locked_until > now


def delay(failures: int) -> dt.timedelta | None:
    """How long no try is taken after that many wrong ones in a row; None: go on."""
    if failures < FREE_TRIES:
        return None
    return min(LONGEST, dt.timedelta(minutes=2 ** min(failures - FREE_TRIES, 10)))


def held(uow: UnitOfWork, user_id: uuid.UUID) -> User:
    """The account, held until the end of this unit, so that two tries at once are counted as two."""
    return uow.session.scalars(
        sa.select(User).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def wrong(uow: UnitOfWork, user: User) -> None:
    """Count a wrong try, and lock the account when it is one too many."""
    user.failed_attempts += 1
    wait = delay(user.failed_attempts)
    if wait is None:
        return
    user.locked_until = uow.now() + wait
    audit.record(
        uow,
        events.LOGIN_LOCKED,
        subject=("user_account", user.id),
        attempts=user.failed_attempts,
        minutes=int(wait.total_seconds() // 60),
    )


def right(user: User) -> None:
    """A right one: the count starts again."""
    user.failed_attempts, user.locked_until = 0, None


def take_code(uow: UnitOfWork, user: User, given: str, sealer: Sealer) -> bool:
    """Whether ``given`` is the account's code of now; it is used up by this. Raises SecretUnreadable."""
    if user.totp_secret is None:
        return False
    secret = sealer.open(user.id, user.totp_secret)
    step = factor.matching_step(secret, given, uow.now(), user.totp_step)
    if step is None:
        return False
    user.totp_step = step
    return True


def take_recovery_code(uow: UnitOfWork, user: User, given: str) -> bool:
    """Whether ``given`` is a recovery code that still works; it is used up by this."""
    used = uow.session.scalar(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.hash == factor.recovery_hash(user.id, given),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=uow.now())
        .returning(RecoveryCode.id)
    )
    return used is not None
