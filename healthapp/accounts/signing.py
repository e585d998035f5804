"""The proof under a signature: the own password, or a code of the own telephone.

``blueprints`` pass what was typed in the field ``signature`` of ``auth/_signature.html`` before they sign
anything; what comes back is the method kept with the signature.
"""

from __future__ import annotations

from flask import current_app

from healthapp.access import Identity
from healthapp.accounts.presenter import refusal
from healthapp.accounts.proof import Method, ProofRefused, check
from healthapp.database import Clock, Database
from healthapp.i18n import gettext as _


class SignatureRefused(Exception):
    """What to write at the field ``signature``."""


def verify(database: Database, identity: Identity, given: str, clock: Clock) -> Method:
    """Prove ``identity`` with what was typed. Raises SignatureRefused with the message for the field.

    A wrong try counts toward the lock of the account in a unit of work of its own, and a code is good for
    one signature only.
    """
    if not given.strip():
        raise SignatureRefused(_("Type your password or a code to sign"))
    try:
        return check(database, identity, given, clock, current_app.extensions["second_factor"], "signature")
    except ProofRefused as error:
        raise SignatureRefused(refusal(error.locked_until)) from error
