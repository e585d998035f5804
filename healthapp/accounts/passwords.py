"""Passwords: Argon2id, one verification per try whoever is asked about, and rules that measure strength.

Rules: NIST SP 800-63B-4 (length and a strength meter, no composition rules, no forced renewal).
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError

from healthapp.i18n import gettext as _

MIN_LENGTH = 12
MAX_LENGTH = 200
MIN_SCORE = 3
#: The strength meter looks at no more; what follows only makes a password stronger.
METER_LENGTH = 72
#: No letters or digits that are mistaken for one another on paper.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"

_hasher = PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY)


def normal(given: str) -> str:
    """One spelling of every character, so that two keyboards give one password."""
    return unicodedata.normalize("NFKC", given.strip())


def hashed(password: str) -> str:
    """The Argon2id hash of ``password``, with parameters and salt."""
    return _hasher.hash(normal(password))


def matches(password_hash: str | None, given: str) -> bool:
    """Whether ``given`` is the password. Without a hash it takes as long, and says no.

    So the time of an answer does not tell whether an account exists.
    """
    try:
        _hasher.verify(password_hash or _nobodys_hash(), normal(given)[:MAX_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def initial() -> str:
    """A random password to hand over once: 4 groups of 5 readable signs, 99 bits."""
    return "-".join("".join(secrets.choice(READABLE) for _sign in range(5)) for _group in range(4))


def problem(password: str, *, username: str, about: Iterable[str] = ()) -> str | None:
    """Why this password is not good enough, in the user's language; None when it is."""
    password = normal(password)
    known = [username, *(word for text in about for word in re.findall(r"\w{3,}", text))]
    if len(password) < MIN_LENGTH:
        return _("The password needs at least %(count)s characters; four words are easy to remember", count=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        return _("The password can have %(count)s characters at most", count=MAX_LENGTH)
    if username.casefold() in password.casefold():
        return _("The password must not contain the user name")
    from zxcvbn import zxcvbn  # noqa: PLC0415 - 12 MB of words, for the day a password is chosen

    if zxcvbn(password[:METER_LENGTH], user_inputs=known)["score"] < MIN_SCORE:
        return _("This password is easy to guess; choose one of several words that do not belong together")
    return None


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_hex(16))
