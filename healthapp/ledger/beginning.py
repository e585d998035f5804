"""Going on under a new key after the old one was lost with every copy: an act that everybody who checks is shown."""

from __future__ import annotations

from healthapp import audit
from healthapp.database import UnitOfWork, uuid7
from healthapp.ledger import queries, seals, services
from healthapp.ledger.events import LEDGER_BEGUN_ANEW
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.models import LedgerSuccession
from healthapp.ledger.note import ED25519 as KIND
from healthapp.ledger.note import Ed25519Verifier, Note, format_vkey


def begin_anew(uow: UnitOfWork, keyring: Keyring, earlier: Ed25519Verifier, *, reason: str, decided_by: str) -> Note:
    """Record that ``earlier`` is lost, and sign the whole ledger with the key of ``keyring`` from now on.

    Every entry stays where it is, the event of the change is the first after those the lost key could sign. Raises
    services.LedgerRefusal when the ledger does not continue what that key signed last.
    """
    uow.lock(services.LOCK)
    while services.sequence(uow) == services.BATCH:
        pass
    last = queries.last_checkpoint(uow.session)
    row = LedgerSuccession(
        id=uuid7(),
        size=queries.size(uow.session),
        attested=last.size if last is not None else 0,
        earlier_key=format_vkey(earlier.name, KIND, earlier.public_key),
        later_key=keyring.vkey,
        reason=reason,
        decided_by=decided_by,
        at=uow.now(),
    )
    uow.session.add(row)
    uow.session.flush()
    audit.record(
        uow,
        LEDGER_BEGUN_ANEW,
        subject=(seals.SUCCESSION, row.id),
        digest=seals.succession_digest(row),
        reason=reason,
        size=row.size,
        attested=row.attested,
    )
    return services.sign_checkpoint(uow, keyring)
