"""The attack table: what somebody with the database and the key directory could do, each done for real.

Every attack runs against a history of 12 entries, a checkpoint that was carried away, and 10 more entries.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa

from healthapp import audit
from healthapp.audit.models import AuditEvent
from healthapp.database import uuid7
from healthapp.ledger.events import LEDGER_BEGUN_ANEW
from healthapp.ledger.findings import Fault
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.leaf import Leaf, actor_digest
from healthapp.ledger.merkle import leaf_hash
from healthapp.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerPlace, LedgerSuccession
from healthapp.ledger.note import Note
from healthapp.ledger.seals import succession_digest
from tests.integration.ledger.conftest import DOCUMENTS, NURSE, Ledger


@dataclass
class History:
    ledger: Ledger
    documents: list[uuid.UUID] = field(default_factory=list)

    def entry(self, position: int) -> uuid.UUID:
        return self.ledger.order()[position]


def forge(history: History, position: int, **changes: object) -> None:
    """Rewrite the leaf at ``position`` with a hash that fits it."""
    ledger, entry_id = history.ledger, history.entry(position)
    with ledger.database.reading() as session:
        leaf = session.get_one(LedgerEntry, entry_id).leaf.replace(b"record.discarded", b"record.signed__x")
    values = {"leaf": leaf, "leaf_hash": leaf_hash(leaf), **changes}
    ledger.tamper(sa.update(LedgerEntry).where(LedgerEntry.id == entry_id).values(values))


def insert_entry(history: History, at: dt.datetime) -> uuid.UUID:
    """An entry with an event of its own, as the program would have written it at ``at``."""
    ledger = history.ledger
    now, ledger.clock.now = ledger.clock.now, at
    ledger.act()
    ledger.clock.now = now
    with ledger.database.reading() as session:
        found = session.scalar(sa.select(LedgerEntry.id).order_by(LedgerEntry.id.desc()).limit(1))
    assert found is not None
    return found


def edit_event(history: History) -> None:
    chosen = sa.update(AuditEvent).where(AuditEvent.id == history.entry(3))
    history.ledger.tamper(chosen.values(actor_name="Somebody else"))


def delete_event(history: History) -> None:
    history.ledger.tamper(sa.delete(AuditEvent).where(AuditEvent.id == history.entry(3)))


def insert_event(history: History) -> None:
    with history.ledger.database.reading() as session:
        row = session.get_one(AuditEvent, history.entry(3))
        values = {column.key: getattr(row, column.key) for column in AuditEvent.__table__.columns}
    history.ledger.tamper(sa.insert(AuditEvent).values({**values, "id": uuid7()}))


def edit_document(history: History) -> None:
    chosen = sa.update(DOCUMENTS).where(DOCUMENTS.c.id == history.documents[0])
    history.ledger.tamper(chosen.values(body=b"no injuries"))


def edit_document_with_a_second_leaf_left_out(history: History) -> None:
    """The leaf of a document's second version is made to follow nothing."""
    ledger, document = history.ledger, history.documents[0]
    with ledger.database.reading() as session:
        entry = session.scalars(sa.select(LedgerEntry).where(LedgerEntry.subject_id == document)).all()[-1]
        leaf = Leaf(
            entry.id, entry.at, "record.signed", actor_digest(entry.salt, NURSE.user_id), bytes(32),
            "test_document", document, entry.subject_digest, None,
        ).encode()  # fmt: skip
    values = {"leaf": leaf, "leaf_hash": leaf_hash(leaf)}
    ledger.tamper(sa.update(LedgerEntry).where(LedgerEntry.id == entry.id).values(values))


def delete_document(history: History) -> None:
    history.ledger.tamper(sa.delete(DOCUMENTS).where(DOCUMENTS.c.id == history.documents[0]))


def insert_document(history: History) -> None:
    history.ledger.tamper(sa.insert(DOCUMENTS).values(id=uuid7(), body=b"forged"))


def edit_leaf(history: History) -> None:
    chosen = sa.update(LedgerEntry).where(LedgerEntry.id == history.entry(3))
    history.ledger.tamper(chosen.values(leaf=b"{}"))


def edit_leaf_so_that_nothing_reads_on(history: History) -> None:
    """Somebody who hopes that verification ends before it names the leaf."""
    with history.ledger.database.reading() as session:
        leaf = session.get_one(LedgerEntry, history.entry(11)).leaf
    assert b'"kind":"test_document"' in leaf
    leaf = leaf.replace(b'"kind":"test_document"', b'"kind":["test_document"]')
    history.ledger.tamper(sa.update(LedgerEntry).where(LedgerEntry.id == history.entry(11)).values(leaf=leaf))


def edit_leaf_to_be_deeper_than_any(history: History) -> None:
    chosen = sa.update(LedgerEntry).where(LedgerEntry.id == history.entry(3))
    history.ledger.tamper(chosen.values(leaf=b"[" * 200_000))


def edit_leaf_and_its_hash(history: History) -> None:
    forge(history, 3)


def edit_leaf_and_rebuild(history: History) -> None:
    forge(history, 3)
    history.ledger.rebuild(history.ledger.order())


def edit_leaf_rebuild_and_sign_again(history: History) -> None:
    edit_leaf_and_rebuild(history)
    history.ledger.resign()


def edit_columns(history: History) -> None:
    chosen = sa.update(LedgerEntry).where(LedgerEntry.id == history.entry(3))
    history.ledger.tamper(chosen.values(at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))


def edit_salt(history: History) -> None:
    history.ledger.tamper(sa.update(LedgerEntry).where(LedgerEntry.id == history.entry(3)).values(salt=bytes(16)))


def delete_entry(history: History) -> None:
    history.ledger.tamper(sa.delete(LedgerEntry).where(LedgerEntry.id == history.entry(3)))


def delete_entry_and_place(history: History) -> None:
    entry_id = history.entry(3)
    history.ledger.tamper(
        sa.delete(LedgerEntry).where(LedgerEntry.id == entry_id),
        sa.delete(LedgerPlace).where(LedgerPlace.position == 3),
    )


def delete_everything_of_one_act_and_rebuild(history: History) -> None:
    order = history.ledger.order()
    history.ledger.rebuild([*order[:3], *order[4:]])
    history.ledger.tamper(
        sa.delete(LedgerEntry).where(LedgerEntry.id == order[3]),
        sa.delete(AuditEvent).where(AuditEvent.id == order[3]),
    )
    history.ledger.resign()


def cut_the_end(history: History) -> None:
    order = history.ledger.order()
    history.ledger.rebuild(order[:10])
    history.ledger.tamper(
        sa.delete(LedgerEntry).where(LedgerEntry.id.in_(order[10:])),
        sa.delete(AuditEvent).where(AuditEvent.id.in_(order[10:])),
    )
    history.ledger.resign()


def swap_places(history: History) -> None:
    order = history.ledger.order()
    position = LedgerPlace.position
    history.ledger.tamper(
        sa.delete(LedgerPlace).where(position.in_([3, 6])),
        sa.insert(LedgerPlace).values(position=3, entry_id=order[6]),
        sa.insert(LedgerPlace).values(position=6, entry_id=order[3]),
    )


def swap_places_and_rebuild(history: History) -> None:
    order = history.ledger.order()
    order[3], order[4] = order[4], order[3]
    history.ledger.rebuild(order)
    history.ledger.resign()


def back_date_at_the_end(history: History) -> None:
    insert_entry(history, history.ledger.clock.now - dt.timedelta(days=3))
    history.ledger.place()


def back_date_into_the_middle(history: History) -> None:
    order = history.ledger.order()
    made = insert_entry(history, history.ledger.clock.now - dt.timedelta(minutes=19))
    history.ledger.rebuild([*order[:4], made, *order[4:]])
    history.ledger.resign()


def exchange_key(history: History) -> None:
    ledger = history.ledger
    ledger.keyring = Keyring.open(ledger.keyring.memory.parent / "new", may_make=True)
    ledger.resign()


def succeed(history: History, size: int) -> None:
    """Say that the key was lost when the ledger had ``size`` entries, and sign everything with another."""
    ledger, earlier = history.ledger, history.ledger.keyring
    ledger.keyring = Keyring.open(earlier.memory.parent / "new", may_make=True)
    with ledger.database.unit(NURSE, ledger.clock) as uow:
        row = LedgerSuccession(
            id=uuid7(), size=size, attested=0, earlier_key=earlier.vkey, later_key=ledger.keyring.vkey, reason="Lost",
            decided_by="Somebody", at=uow.now(),
        )  # fmt: skip
        uow.session.add(row)
        audit.record(
            uow, LEDGER_BEGUN_ANEW, subject=("ledger_succession", row.id), digest=succession_digest(row),
            reason="Lost", size=size, attested=0,
        )  # fmt: skip
    ledger.resign()


def rewrite_and_say_the_key_was_lost(history: History) -> None:
    edit_leaf_and_rebuild(history)
    succeed(history, 22)


def say_the_key_was_lost_before_anybody_took_anything_along(history: History) -> None:
    succeed(history, 5)


def edit_stored_root(history: History) -> None:
    history.ledger.tamper(sa.update(LedgerCheckpoint).values(root=bytes(32)))


def edit_stored_note(history: History) -> None:
    with history.ledger.database.reading() as session:
        note = session.scalars(sa.select(LedgerCheckpoint)).one().note
    history.ledger.tamper(sa.update(LedgerCheckpoint).values(note=note.replace("\n12\n", "\n11\n")))


def delete_stored_checkpoint(history: History) -> None:
    history.ledger.tamper("DELETE FROM ledger_checkpoint")


def take_out_of_queue(history: History) -> None:
    history.ledger.act()
    history.ledger.tamper("DELETE FROM ledger_queue")


def edit_node(history: History) -> None:
    history.ledger.tamper("UPDATE ledger_node SET hash = leaf_hash FROM ledger_entry WHERE level = 2 AND position = 1")


def delete_node(history: History) -> None:
    history.ledger.tamper("DELETE FROM ledger_node WHERE level = 2 AND position = 1")


def add_node(history: History) -> None:
    history.ledger.tamper(
        "INSERT INTO ledger_node (level, position, hash) SELECT 2, 900, hash FROM ledger_node WHERE level = 4"
    )


ATTACKS: list[tuple[Callable[[History], None], Fault, int | None]] = [
    (edit_event, Fault.EVENT_ALTERED, 3),
    (delete_event, Fault.EVENT_MISSING, 3),
    (insert_event, Fault.EVENT_UNRECORDED, None),
    (edit_document, Fault.SUBJECT_ALTERED, 11),
    (edit_document_with_a_second_leaf_left_out, Fault.DIGEST_CHAIN, 11),
    (delete_document, Fault.SUBJECT_MISSING, 11),
    (insert_document, Fault.SUBJECT_UNRECORDED, None),
    (edit_leaf, Fault.LEAF_ALTERED, 3),
    (edit_leaf_so_that_nothing_reads_on, Fault.LEAF_ALTERED, 11),
    (edit_leaf_to_be_deeper_than_any, Fault.LEAF_ALTERED, 3),
    (edit_leaf_and_its_hash, Fault.NODE_ALTERED, 2),
    (edit_leaf_and_rebuild, Fault.HISTORY_ALTERED, 0),
    (edit_leaf_rebuild_and_sign_again, Fault.HISTORY_ALTERED, 0),
    (edit_columns, Fault.ROW_ALTERED, 3),
    (edit_salt, Fault.EVENT_ALTERED, 3),
    (delete_entry, Fault.ENTRY_MISSING, 3),
    (delete_entry_and_place, Fault.PLACE_MISSING, 3),
    (delete_everything_of_one_act_and_rebuild, Fault.HISTORY_ALTERED, 0),
    (cut_the_end, Fault.HISTORY_CUT, 10),
    (swap_places, Fault.NODE_ALTERED, 2),
    (swap_places_and_rebuild, Fault.HISTORY_ALTERED, 0),
    (back_date_at_the_end, Fault.CLOCK_SET_BACK, 22),
    (back_date_into_the_middle, Fault.HISTORY_ALTERED, 0),
    (exchange_key, Fault.CHECKPOINT_FOREIGN, None),
    (rewrite_and_say_the_key_was_lost, Fault.HISTORY_ALTERED, 0),
    (say_the_key_was_lost_before_anybody_took_anything_along, Fault.CHECKPOINT_SIGNATURE, None),
    (edit_stored_root, Fault.CHECKPOINT_ALTERED, None),
    (edit_stored_note, Fault.CHECKPOINT_SIGNATURE, None),
    (delete_stored_checkpoint, Fault.CHECKPOINT_MISSING, None),
    (take_out_of_queue, Fault.NOT_PLACED, None),
    (edit_node, Fault.NODE_ALTERED, 4),
    (delete_node, Fault.NODE_MISSING, 4),
    (add_node, Fault.NODE_EXTRA, None),
]


@pytest.fixture
def history(ledger: Ledger) -> History:
    made = History(ledger)
    ledger.act(10)
    made.documents.append(ledger.sign(b"three bruises"))
    ledger.sign(b"three bruises, countersigned", made.documents[0])
    return made


@pytest.fixture
def carried_away(history: History) -> Note:
    """The checkpoint an outsider took along before the next ten acts."""
    note = history.ledger.checkpoint()
    history.ledger.act(10)
    history.ledger.place()
    assert history.ledger.verify(note).intact
    return note


@pytest.mark.parametrize(("attack", "fault", "position"), [pytest.param(*row, id=row[0].__name__) for row in ATTACKS])
def test_the_attack_is_found_and_named(history: History, carried_away: Note, attack, fault, position):
    attack(history)
    report = history.ledger.verify(carried_away)
    found = [finding for finding in report.findings if finding.fault is fault]
    assert found, report.findings
    assert found[0].position == position


def test_an_altered_leaf_is_named_first_and_alone(history: History, carried_away: Note):
    edit_leaf(history)
    report = history.ledger.verify(carried_away)
    assert [finding.fault for finding in report.findings] == [Fault.LEAF_ALTERED]
    assert report.counts == {Fault.LEAF_ALTERED: 1}


def test_what_follows_the_last_checkpoint_is_out_of_reach(history: History, carried_away: Note):
    """Documented in docs/ledger.md: hence checkpoints at every opening and closing of a visit."""
    ledger, order = history.ledger, history.ledger.order()
    ledger.rebuild(order[:-1])
    ledger.tamper(
        sa.delete(LedgerEntry).where(LedgerEntry.id == order[-1]),
        sa.delete(AuditEvent).where(AuditEvent.id == order[-1]),
    )
    assert ledger.verify(carried_away).intact
