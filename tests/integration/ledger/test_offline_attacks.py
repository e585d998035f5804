"""The attack table again, seen from outside: the extract on the offline page, in a browser without a network.

What ``healthapp ledger verify`` finds in the database, the page finds in the extract: the same things at the same
places. And whoever only asks for a later checkpoint with its proof is answered the same by page and command.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser

from healthapp.ledger import extract, offline, queries
from healthapp.ledger.beginning import begin_anew
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.copies import Line
from healthapp.ledger.findings import Fault, Report
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.models import LedgerCheckpoint
from healthapp.ledger.note import Note, parse
from healthapp.ledger.proof import ConsistencyProof
from healthapp.ledger.verify import snapshot
from tests.integration.ledger.conftest import NURSE, Ledger
from tests.integration.ledger.test_attacks import ATTACKS, History, carried_away, history
from tests.support import browser as browsers
from tests.support import offline as support
from tests.support.offline import OfflinePage

__all__ = ["carried_away", "history"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsers.launched() as made:
        yield made


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[OfflinePage]:
    with support.opened(browser) as made:
        yield made


def extracted(ledger: Ledger) -> bytes:
    with ledger.database.reading() as session:
        return "".join(extract.lines(snapshot(session), ledger.keyring)).encode()


def found(lines: list[Line]) -> list[tuple[str, str, str, str]]:
    faults = {fault.value for fault in Fault}
    return [
        (code, values["place"], values["size"], "" if values["subject"] == " null" else values["subject"])
        for code, _ok, values in lines
        if code in faults
    ]


def reported(report: Report) -> list[tuple[str, str, str, str]]:
    """The findings of the command, as the lines of the page put them; what has no subject has no word for one."""
    return [
        (
            finding.fault.value,
            "?" if finding.position is None else str(finding.position + 1),
            "?" if finding.size is None else str(finding.size),
            f"{finding.subject_kind} {finding.subject_id}" if finding.subject_id else "",
        )
        for finding in report.findings
    ]


def test_an_honest_ledger_is_whole_on_the_page_too(history: History, carried_away: Note, page: OfflinePage):
    ledger = history.ledger
    files = [("slip", carried_away.encode().encode()), ("ledger", extracted(ledger))]
    lines = page.judge(files, [ledger.keyring.vkey])
    assert lines[-1] == ("ledger_intact", True, {"file": "ledger", "entries": "22", "checkpoints": "2"})
    assert page.page.get_attribute("#answer", "data-verdict") == "good"


@pytest.mark.parametrize(("attack", "fault", "position"), [pytest.param(*row, id=row[0].__name__) for row in ATTACKS])
def test_the_page_finds_in_the_extract_what_the_command_finds_in_the_database(
    history: History, carried_away: Note, page: OfflinePage, attack, fault, position
):
    keys = [history.ledger.keyring.vkey]  # as printed on the slip, before anything happened
    attack(history)
    report = history.ledger.verify(carried_away)
    if "lost" in attack.__name__:  # the institution hands out its new key, too
        keys.append(history.ledger.keyring.vkey)
    lines = page.judge([("slip", carried_away.encode().encode()), ("ledger", extracted(history.ledger))], keys)
    assert sorted(found(lines)) == sorted(reported(report))
    assert fault.value in {line[0] for line in lines}
    assert page.page.get_attribute("#answer", "data-verdict") == "bad"


#: Attacks after which the institution can still hand out a later checkpoint, signed with the key it has.
SIGNED_AGAIN = [row for row in ATTACKS if row[0].__name__ in {
    "edit_leaf_rebuild_and_sign_again", "delete_everything_of_one_act_and_rebuild", "cut_the_end",
    "swap_places_and_rebuild", "back_date_into_the_middle", "exchange_key",
}]  # fmt: skip


@pytest.mark.parametrize("attack", [row[0] for row in SIGNED_AGAIN], ids=lambda attack: attack.__name__)
def test_a_later_checkpoint_with_whatever_proof_does_not_pass(
    history: History, carried_away: Note, page: OfflinePage, attack
):
    ledger, key = history.ledger, history.ledger.keyring.vkey
    attack(history)
    handed_out = best_proof(ledger, Checkpoint.from_text(carried_away.text).size)
    files = [("slip", carried_away.encode().encode()), ("today", handed_out.encode().encode())]
    lines = offline.judge(files, [key])
    assert page.judge(files, [key]) == lines
    kind, first = offline.verdict(lines)
    assert kind == "bad"
    wanted = {"cut_the_end": "history_shorter", "exchange_key": "key_unknown"}
    assert first is not None
    assert first[0] == wanted.get(attack.__name__, "history_rewritten")


def best_proof(ledger: Ledger, old: int) -> ConsistencyProof:
    """What an administrator would hand out: the last checkpoint, and the path of the tree as it is now."""
    with ledger.database.reading() as session:
        row = session.scalars(sa.select(LedgerCheckpoint).order_by(LedgerCheckpoint.size.desc())).first()
        assert row is not None
        path = queries.consistency_path(session, old, row.size) if row.size >= old else ()
    return ConsistencyProof(old, tuple(path), parse(row.note))


def test_a_ledger_under_another_key_is_not_believed_without_a_slip(history: History, page: OfflinePage, tmp_path):
    """Somebody who holds the key line alone still learns that it is another ledger."""
    ledger, key = history.ledger, history.ledger.keyring.vkey
    ledger.place()
    ledger.keyring = Keyring.open(tmp_path / "other", may_make=True)
    ledger.resign()
    lines = page.judge([("ledger", extracted(ledger))], [key])
    assert [line[0] for line in lines] == ["checkpoint_foreign"]


@pytest.mark.parametrize(
    "bend",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.rsplit(b"\n", 3)[0] + b"\n",
        lambda text: text.replace(b'"kinds"', b'"sorts"'),
        lambda text: text.replace(b"healthapp-ledger/1", b"healthapp-ledger/9"),
    ],
    ids=["cut", "rows gone", "no kinds", "unknown form"],
)
def test_an_extract_that_is_not_whole_is_refused(history: History, page: OfflinePage, bend):
    history.ledger.place()
    lines = page.judge([("ledger", bend(extracted(history.ledger)))], [history.ledger.keyring.vkey])
    assert lines == [("unreadable", False, {"file": "ledger"})]


def test_a_ledger_whose_key_was_lost_is_one_for_whoever_trusts_both_keys(ledger: Ledger, page: OfflinePage, tmp_path):
    ledger.act(5)
    slip, lost = ledger.checkpoint(), ledger.keyring
    ledger.act(2)
    with ledger.database.unit(NURSE, ledger.clock) as uow:
        ledger.keyring = Keyring.open(tmp_path / "new", may_make=True)
        begin_anew(uow, ledger.keyring, lost.verifier, reason="Burnt", decided_by="Head")
    ledger.act(2)
    ledger.checkpoint()
    assert ledger.verify(slip).intact
    files, keys = [("slip", slip.encode().encode()), ("ledger", extracted(ledger))], [lost.vkey, ledger.keyring.vkey]
    assert page.judge(files, keys)[-1][0] == "ledger_intact"
    assert page.judge(files, keys[:1])[-1][0] == "checkpoint_foreign", "nobody handed them the new key"
