"""The store: leaves commit with their rows, places come later, proofs verify, and nothing false is signed."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import threading
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from healthapp import audit, durable
from healthapp.audit import events
from healthapp.cli import serve
from healthapp.database import DatabaseUnavailable
from healthapp.immutability import REFUSAL
from healthapp.ledger import queries, sequencer, services
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.merkle import leaf_hash, verify_consistency
from healthapp.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerQueue
from healthapp.ledger.note import parse, verify
from healthapp.ledger.sequencer import SIGN_EVERY, Sequencer, sequence_all, sign_when_due
from tests.integration.ledger.conftest import NURSE, Ledger
from tests.support.databases import as_owner


def test_a_leaf_commits_with_its_event_or_not_at_all(ledger: Ledger):
    ledger.act(2)
    with contextlib.suppress(RuntimeError), ledger.database.unit(NURSE) as uow:
        audit.record(uow, events.RECORD_DISCARDED, kind="intake")
        raise RuntimeError
    with ledger.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(LedgerEntry)) == 2
    assert ledger.place() == 2
    assert ledger.place() == 0
    assert ledger.verify().intact


def test_roots_and_proofs_of_every_size(ledger: Ledger):
    roots = {}
    for size in range(1, 12):
        ledger.act()
        assert ledger.place() == 1
        with ledger.database.reading() as session:
            roots[size] = queries.root(session, size)
    with ledger.database.reading() as session:
        for new, root in roots.items():
            for old in range(1, new + 1):
                path = queries.consistency_path(session, old, new)
                verify_consistency(old, new, roots[old], root, path)
    report = ledger.verify()
    assert report.intact
    assert report.root == roots[11]


def test_places_follow_the_time_of_the_events_not_their_identifiers(ledger: Ledger):
    ledger.clock.advance(hours=2)
    ledger.act(2)
    ledger.clock.advance(hours=-1)
    ledger.act(2)
    ledger.place()
    assert ledger.verify().intact


def test_batches_join_without_a_seam(ledger: Ledger):
    ledger.act(7)
    placed = []
    for _ in range(4):
        with ledger.database.unit(NURSE) as uow:
            placed.append(services.sequence(uow, limit=3))
    assert placed == [3, 3, 1, 0]
    assert ledger.verify().intact


def test_the_digest_chain_of_a_document(ledger: Ledger):
    document = ledger.sign(b"first")
    ledger.sign(b"second", document)
    ledger.place()
    with ledger.database.reading() as session:
        assert len(queries.entries_about(session, document)) == 2
    assert ledger.verify().intact


def test_a_signature_that_still_waits_for_its_place_is_not_a_fault(ledger: Ledger):
    document = ledger.sign(b"first")
    ledger.place()
    ledger.sign(b"second", document)
    assert ledger.verify().intact


def test_a_checkpoint_is_signed_once_and_continued(ledger: Ledger):
    ledger.act(3)
    first = ledger.checkpoint()
    verify(first, [ledger.keyring.verifier])
    assert ledger.checkpoint() == first
    ledger.act(2)
    second = Checkpoint.from_text(ledger.checkpoint().text)
    assert (second.origin, second.size) == (ledger.keyring.origin, 5)
    report = ledger.verify(first)
    assert report.intact
    assert report.checkpoints == 3
    assert parse(ledger.keyring.last_signed() or "").text == second.text


def test_an_empty_ledger_can_be_signed_and_verified(ledger: Ledger):
    assert Checkpoint.from_text(ledger.checkpoint().text).size == 0
    ledger.act()
    ledger.checkpoint()
    assert ledger.verify().intact


def test_a_proof_of_a_document_holds_offline(ledger: Ledger):
    ledger.act(4)
    document = ledger.sign(b"first")
    ledger.act(4)
    with ledger.database.unit(NURSE, ledger.clock) as uow:
        (entry,) = queries.entries_about(uow.session, document)
        proof = services.prove(uow, ledger.keyring, entry)
    proof.verify(leaf_hash(entry.leaf))
    assert (proof.index, proof.checkpoint.size, proof.extra) == (4, 9, entry.leaf)


def test_a_continuation_proves_itself_and_refuses_another_history(ledger: Ledger):
    ledger.act(3)
    seen = Checkpoint.from_text(ledger.checkpoint().text)
    ledger.act(3)
    with ledger.database.unit(NURSE, ledger.clock) as uow:
        services.continuation(uow, ledger.keyring, seen).verify(seen)
    other = Checkpoint(seen.origin, seen.size, bytes(32))
    with pytest.raises(services.LedgerRefusal, match="does not continue"), ledger.database.unit(NURSE) as uow:
        services.continuation(uow, ledger.keyring, other)


def test_an_older_copy_of_the_database_is_not_signed(ledger: Ledger):
    ledger.act(3)
    ledger.checkpoint()
    ledger.act(2)
    ledger.checkpoint()
    with ledger.database.reading() as session:
        order = ledger.order()
        assert len(session.scalars(sa.select(LedgerCheckpoint)).all()) == 2
    ledger.tamper("DELETE FROM ledger_checkpoint WHERE size = 5")
    ledger.rebuild(order[:4])
    with pytest.raises(services.LedgerRefusal, match="4 entries, but 5 were signed before"):
        ledger.checkpoint()


def test_a_changed_tree_is_not_signed(ledger: Ledger):
    ledger.act(3)
    ledger.checkpoint()
    ledger.act(1)
    ledger.rebuild(reversed(ledger.order()))
    ledger.place()
    with pytest.raises(services.LedgerRefusal, match="does not continue what was signed"):
        ledger.checkpoint()


def test_another_key_does_not_continue_the_ledger(ledger: Ledger, tmp_path):
    ledger.act(1)
    ledger.checkpoint()
    ledger.keyring = Keyring.open(tmp_path / "other", may_make=True)
    with pytest.raises(services.LedgerRefusal, match="not one this key signed"):
        ledger.checkpoint()


def test_the_key_file_is_private_and_lasting(tmp_path):
    made = Keyring.open(tmp_path / "keys", may_make=True)
    assert (tmp_path / "keys" / "ledger.key").stat().st_mode & 0o777 == 0o600
    assert Keyring.open(tmp_path / "keys", may_make=False).vkey == made.vkey


def test_two_sequencers_never_give_one_place_twice(ledger: Ledger):
    ledger.act(30)
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(ledger.place())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum(counts) == 30
    assert ledger.verify().intact


def test_the_thread_places_what_waits_and_stops(ledger: Ledger):
    ledger.act(3)
    run_until_placed(ledger, 3)
    with ledger.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(LedgerQueue)) == 0
    assert ledger.size() == 3


def run_until_placed(ledger: Ledger, wanted: int) -> None:
    thread = Sequencer(ledger.database, seconds=0.01)
    thread.start()
    done = threading.Event()
    for _ in range(500):
        if ledger.size() == wanted:
            break
        done.wait(0.02)
    thread.stop()


def test_the_thread_looks_first_when_it_is_told_to_and_then_every_so_often(ledger: Ledger):
    waited: list[float] = []

    class Three:
        def wait(self, seconds: float) -> bool:
            waited.append(seconds)
            return len(waited) == 3

    thread = Sequencer(ledger.database, 4.0, first=1.0)
    thread._stop = Three()  # type: ignore[assignment]
    thread._run()
    assert waited == [1.0, 4.0, 4.0]


def test_of_several_workers_one_looks_each_second(monkeypatch):
    looks: list[float] = []

    def noted(_database: object, seconds: float, _keyring: object, *, first: float) -> SimpleNamespace:
        looks.extend(first + seconds * turn for turn in range(4))
        return SimpleNamespace(start=lambda: None)

    monkeypatch.setattr(serve, "Sequencer", noted)
    server = SimpleNamespace(
        app=SimpleNamespace(extensions={"database": None}), config=SimpleNamespace(workers=3), keyring=None
    )
    for age in (1, 2, 3):
        serve._start_sequencer(SimpleNamespace(app=server, age=age))
    assert sorted(looks) == [float(second) for second in range(12)]


def test_the_thread_goes_on_when_the_database_answers_again_and_the_disk_has_room(ledger: Ledger, monkeypatch):
    troubles = [OSError(errno.ENOSPC, "No space left on device"), DatabaseUnavailable("somebody writes for too long")]

    def troubled(*given):
        if troubles:
            raise troubles.pop()
        return sequence_all(*given)

    monkeypatch.setattr(sequencer, "sequence_all", troubled)
    ledger.act(3)
    run_until_placed(ledger, 3)
    assert ledger.size() == 3


def test_a_checkpoint_is_signed_now_and_then_and_only_while_the_ledger_grows(ledger: Ledger):
    assert not sign_when_due(ledger.database, NURSE, ledger.keyring), "nothing to sign"
    ledger.act(3)
    ledger.place()
    assert sign_when_due(ledger.database, NURSE, ledger.keyring)
    assert not sign_when_due(ledger.database, NURSE, ledger.keyring), "signed already"
    ledger.act()
    ledger.place()
    assert not sign_when_due(ledger.database, NURSE, ledger.keyring), "too soon"
    long_ago = dt.datetime.now(dt.UTC) - SIGN_EVERY
    ledger.tamper(sa.update(LedgerCheckpoint).values(at=long_ago))
    assert sign_when_due(ledger.database, NURSE, ledger.keyring)


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_place", "ledger_node", "ledger_checkpoint"])
def test_the_database_itself_refuses_change(ledger: Ledger, table: str):
    ledger.act(2)
    ledger.checkpoint()
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {COLUMN[table]} = {COLUMN[table]}"):
        with pytest.raises(sa.exc.DatabaseError, match=REFUSAL), as_owner(ledger.database) as connection:
            connection.execute(sa.text(statement))


COLUMN = {"ledger_entry": "leaf", "ledger_place": "position", "ledger_node": "hash", "ledger_checkpoint": "root"}


def test_the_memory_keeps_the_larger_of_two_checkpoints_whichever_is_written_down_last(ledger: Ledger):
    ledger.act(3)
    first = ledger.checkpoint()
    ledger.act(2)
    second = ledger.checkpoint()
    ledger.keyring.remember(first.encode())
    assert ledger.keyring.last_signed() == second.encode()


def test_a_checkpoint_that_was_stored_is_given_out_though_the_disk_is_full(ledger: Ledger, monkeypatch):
    def full(*_given):
        raise OSError(28, "No space left on device")

    ledger.act(3)
    first = ledger.checkpoint()
    ledger.act()
    monkeypatch.setattr(durable, "write", full)
    assert Checkpoint.from_text(ledger.checkpoint().text).size == 4
    assert ledger.keyring.last_signed() == first.encode()
    monkeypatch.undo()
    again = ledger.checkpoint()
    assert parse(ledger.keyring.last_signed() or "") == again, "the next time it is written down"
