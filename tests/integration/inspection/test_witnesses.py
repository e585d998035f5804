"""What an outside witness cosigned is brought back, checked, kept and shown; and nothing that does not hold is."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import sqlalchemy as sa

from healthapp import seals
from healthapp.access import Role
from healthapp.inspection import checkpoints
from healthapp.inspection.proof_models import Cosignature
from healthapp.ledger import services
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.cosignature import COSIGNATURE_V1, CosignatureSigner
from healthapp.ledger.note import ED25519, Ed25519Signer, Note, format_vkey, parse, public_key
from healthapp.ledger.verify import verify
from tests.support.databases import refused, without_guards

NAME, SEED = "ombudsman.example/w", b"o" * 32
KEY = format_vkey(NAME, COSIGNATURE_V1, public_key(SEED))
PATH = "/proof/witnesses"


def keyring(house, config):
    with house.database.reading() as session:
        return checkpoints.keyring(session, config)


def signed(house, config) -> Note:
    with house.database.unit(house.users[Role.OMBUDSMAN], house.clock) as uow:
        return services.sign_checkpoint(uow, checkpoints.keyring(uow.session, config))


def witness(house, seed: bytes = SEED, later: dt.timedelta = dt.timedelta()) -> CosignatureSigner:
    return CosignatureSigner(NAME, seed, house.clock() + later)


def brought(house, note: Note, key: str = KEY, who=Role.OMBUDSMAN):
    return house.browser(who).post(PATH, note=note.encode(), key=key)


def kept(house) -> list[Cosignature]:
    with house.database.reading() as session:
        return list(session.scalars(sa.select(Cosignature)))


def test_a_cosigned_checkpoint_is_kept_once_and_shown(house, config):
    note = signed(house, config).signed(witness(house))
    for who in (Role.OMBUDSMAN, Role.REVIEWER):
        assert brought(house, note, who=who).status_code == 303
    (row,) = kept(house)
    assert (row.witness, row.size) == (NAME, Checkpoint.from_text(note.text).size)
    assert parse(row.note) == note
    page = house.browser(Role.REVIEWER).get(PATH).text
    assert NAME in page
    assert KEY in page


def test_it_may_be_a_file(house, config):
    note = signed(house, config).signed(witness(house))
    file = (io.BytesIO(note.encode().replace("\n", "\r\n").encode()), "cosigned.txt")
    assert house.browser(Role.OMBUDSMAN).post(PATH, {"file": file, "key": KEY}).status_code == 303
    assert parse(kept(house)[0].note) == note


def test_signatures_of_others_are_not_kept_with_it(house, config):
    stranger = CosignatureSigner("stranger.example/w", b"s" * 32, house.clock())
    assert brought(house, signed(house, config).signed(stranger, witness(house))).status_code == 303
    assert "stranger" not in kept(house)[0].note


def test_what_does_not_hold_is_named_at_its_field_and_nothing_is_kept(house, config):
    note = signed(house, config)
    cosigned = note.signed(witness(house))
    keys = keyring(house, config)
    other = Checkpoint(keys.origin, Checkpoint.from_text(note.text).size, bytes(32))
    foreign = Ed25519Signer("other.example/l", b"f" * 32)
    strange = Note(Checkpoint("other.example/l", 3, bytes(32)).text).signed(foreign, witness(house))
    ledger_key = format_vkey(keys.origin, ED25519, keys.verifier.public_key)
    tries = [
        (cosigned, "no key", "key"),
        (cosigned, ledger_key, "key"),
        (note, KEY, "note"),
        (note.signed(witness(house, b"p" * 32)), KEY, "note"),
        (note.signed(witness(house, later=dt.timedelta(hours=1))), KEY, "note"),
        (strange, KEY, "note"),
        (Note(other.text).signed(keys.signer, witness(house)), KEY, "note"),
    ]
    said = set()
    for brings, key, field in tries:
        answer = brought(house, brings, key)
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text
        assert key.split("+")[0] in answer.text, "what was typed is still there"
        said.add(answer.text.partition("error-summary")[2][:1500])
    assert len(said) >= 5, "each is told in words of its own"
    for rubbish in ("", "checkpoint", "\x00"):
        assert house.browser(Role.OMBUDSMAN).post(PATH, note=rubbish, key=KEY).status_code == 422
    assert kept(house) == []


def test_a_witness_who_exchanged_their_key_is_not_taken_unasked(house, config):
    assert brought(house, signed(house, config).signed(witness(house))).status_code == 303
    new = b"n" * 32
    line = format_vkey(NAME, COSIGNATURE_V1, public_key(new))
    assert brought(house, signed(house, config).signed(witness(house, new)), line).status_code == 422
    assert len(kept(house)) == 1


def test_a_ledger_that_was_rewritten_since_is_exposed_by_what_it_signed_before(house, config):
    note = signed(house, config).signed(witness(house))
    with without_guards(house.database) as connection:
        connection.exec_driver_sql("UPDATE ledger_node SET hash = (SELECT hash FROM ledger_node ORDER BY hash LIMIT 1)")
    answer = brought(house, note)
    assert answer.status_code == 422
    assert "tapıntı" in answer.text
    assert kept(house) == []


def test_a_kept_cosignature_cannot_be_changed_unseen(house, config):
    brought(house, signed(house, config).signed(witness(house)))
    refused(house.database, "UPDATE ledger_cosignature SET witness = 'x'", "DELETE FROM ledger_cosignature")
    seals.load()
    signed(house, config)
    with house.database.reading() as session:
        assert verify(session, keyring(house, config).verifier).intact


@pytest.mark.parametrize("who", [Role.HEAD, Role.AUDITOR, Role.ADMIN, Role.ADMINISTRATION, Role.DOCTOR, Role.NPG])
def test_nobody_else_learns_who_cosigned(house, config, who):
    brought(house, signed(house, config).signed(witness(house)))
    assert house.browser(who).get(PATH).status_code == 403
    assert NAME not in house.browser(who).get("/proof").text
