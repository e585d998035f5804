"""The proof a print carries: of a checkpoint that was already signed, the same for ever."""

from __future__ import annotations

from hashlib import sha256

from healthapp.ledger import offline
from healthapp.ledger.printed import Proven, proven
from tests.integration.ledger.conftest import Ledger

BODY = b"three bruises"
DIGEST = sha256(BODY).digest()


def test_a_print_proves_its_record_as_soon_as_a_checkpoint_covers_it(ledger: Ledger):
    ledger.act(3)
    document = ledger.sign(BODY)

    def asked() -> Proven:
        with ledger.database.reading() as session:
            return proven(session, document, DIGEST)

    assert asked() == Proven()
    ledger.place()
    assert asked() == Proven("3")
    first = ledger.checkpoint()
    held = asked()
    assert held.proof.endswith(first.encode())
    lines = offline.judge([("print", held.proof.encode())], [ledger.keyring.vkey])
    assert [line[0] for line in lines] == ["signed", "included"]
    assert lines[1][2]["digest"] == DIGEST.hex()

    ledger.act(5)
    ledger.checkpoint()
    assert asked() == held, "a later checkpoint does not change what was printed before"
    with ledger.database.reading() as session:
        assert proven(session, document, sha256(b"another").digest()) == Proven()
