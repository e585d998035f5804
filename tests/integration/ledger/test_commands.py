"""``healthapp ledger`` from end to end: the ledger's machine, and a witness's with nothing but files and keys."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from healthapp.audit.models import AuditEvent
from healthapp.cli.ledger import ledger_group
from healthapp.database import utc_now
from healthapp.ledger import services
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.models import LedgerEntry, LedgerSuccession
from tests.integration.ledger.conftest import Ledger
from tests.support.databases import KEY


class Machine:
    """A command line with its own folder; the witness's has no database."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        folder.mkdir(exist_ok=True)

    def run(self, *words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(ledger_group, list(words), env=self.environment)
        assert result.exit_code == code, (result.output, result.exception)
        return result


@pytest.fixture
def machine(ledger: Ledger, tmp_path: Path) -> Machine:
    keys = tmp_path / "command-keys"
    keys.mkdir()
    (keys / "database.key").write_text(KEY.hex())
    ledger.keyring = Keyring.open(keys, may_make=True)
    ledger.act(3)
    environment = {
        "HEALTHAPP_MODE": "test",
        "HEALTHAPP_DATA": str(tmp_path),
        "HEALTHAPP_KEY_FILE": str(keys / "database.key"),
        "HEALTHAPP_DATABASE_URL": ledger.database.engine.url.render_as_string(hide_password=False),
    }
    return Machine(tmp_path / "ledger-machine", environment)


@pytest.fixture
def outside(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "outside", {"HEALTHAPP_DATABASE_URL": "sqlite:////nowhere/at/all.db"})


def test_verify_says_so_when_all_is_well_and_names_what_is_not(machine: Machine, ledger: Ledger):
    kept = machine.folder / "kept.checkpoint"
    machine.run("checkpoint", "--out", str(kept))
    ledger.act(2)
    said = machine.run("verify", "--checkpoint", str(kept)).output
    assert "Nothing was altered: all 5 entries fit" in said
    chosen = sa.update(LedgerEntry).where(LedgerEntry.id == ledger.order()[1])
    ledger.tamper(chosen.values(leaf=b"{}"))
    assert "Entry no. 2 was altered" in machine.run("verify", "--checkpoint", str(kept), code=1).output
    report = json.loads(machine.run("verify", "--json", code=1).output)
    assert report["intact"] is False
    assert report["findings"][0]["fault"] == "leaf_altered"
    assert report["findings"][0]["position"] == 1


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a photograph", "— x y\n".encode()])
def test_a_damaged_checkpoint_is_refused_in_words(machine: Machine, content: bytes):
    damaged = machine.folder / "damaged"
    damaged.write_bytes(content)
    said = machine.run("verify", "--checkpoint", str(damaged), code=2).stderr
    assert "the checkpoint cannot be read: the note" in said


def test_a_witness_outside_sees_signs_and_refuses(machine: Machine, outside: Machine, ledger: Ledger):
    key = machine.run("key").output.strip()
    first, later, cosigned = (outside.folder / name for name in ("first", "later", "cosigned"))
    own = ["--ledger-key", key, "--name", "ombudsman.example/w", "--key", str(outside.folder / "own.key")]
    own += ["--last", str(outside.folder / "last"), "--out", str(cosigned)]
    machine.run("checkpoint", "--out", str(first))
    vkey = outside.run("witness", str(first), *own).stderr.strip().removeprefix("this witness's public key: ")
    ledger.act(2)
    machine.run("checkpoint", "--since", str(cosigned), "--out", str(later))
    outside.run("witness", str(later), *own)
    machine.run("verify", "--checkpoint", str(cosigned), "--witness-key", vkey)

    order = ledger.order()
    ledger.rebuild([order[1], order[0], *order[2:]])
    ledger.act()
    ledger.resign()
    second_story = outside.folder / "second story"
    machine.run("checkpoint", "--out", str(second_story))
    refused = outside.run("witness", str(second_story), *own, code=2)
    assert "not cosigned" in refused.stderr
    said = machine.run("checkpoint", "--since", str(cosigned), code=2).stderr
    assert "the ledger does not continue that checkpoint" in said


def test_a_proof_file_is_checked_with_a_key_alone(machine: Machine, outside: Machine, ledger: Ledger):
    document = ledger.sign(b"three bruises")
    proof = outside.folder / "record.tlog-proof"
    machine.run("prove", str(document), "--out", str(proof))
    key = machine.run("key").output.strip()
    said = outside.run("check", str(proof), "--key", key).output
    assert said.startswith("Everything fits\n")
    assert "entry no. 4 of 4 is in the ledger (Signed a record" in said
    digest = said.split("SHA-256 must be ")[1].split(".")[0]
    outside.run("check", str(proof), "--key", key, "--digest", digest.upper())
    said = outside.run("check", str(proof), "--key", key, "--digest", "00" * 32, code=1).output
    assert "its digest " + "00" * 32 + " is another" in said
    assert outside.run("check", str(proof), code=2).output.startswith("Nothing could be checked yet: ")
    proof.write_text(proof.read_text().replace("index 3", "index 2"))
    found = json.loads(outside.run("check", str(proof), "--key", key, "--json", code=1).output)
    assert found["verdict"] == "bad"
    assert [row["code"] for row in found["lines"]] == ["signed", "not_included"]


def test_a_record_without_an_entry_has_no_proof(machine: Machine):
    said = machine.run("prove", "0195834f-1c00-7000-8000-000000000001", code=2).stderr
    assert "the ledger has no entry about" in said


def test_a_lost_ledger_key_is_a_refusal_not_a_new_ledger(machine: Machine, ledger: Ledger):
    machine.run("checkpoint")
    Path(machine.environment["HEALTHAPP_KEY_FILE"]).with_name("ledger.key").unlink()
    assert "ledger.key is missing" in machine.run("checkpoint", code=2).stderr


class Lost:
    """A ledger whose key is gone, with what was carried away before."""

    def __init__(self, machine: Machine, ledger: Ledger) -> None:
        self.machine, self.ledger = machine, ledger
        self.key_file = Path(machine.environment["HEALTHAPP_KEY_FILE"]).with_name("ledger.key")
        self.slip, self.line = machine.folder / "slip", machine.run("key").output.strip()
        machine.run("checkpoint", "--out", str(self.slip))
        ledger.act(2)
        self.key_file.unlink()

    def begin(self, line: str = "", *, by: str = "Dr. R. Kerimli, head of the unit", code: int = 0) -> Result:
        told = ["--reason", "Disk and both copies burnt", "--decided-by", by]
        result = self.machine.run("begin-anew", "--earlier-key", line or self.line, *told, code=code)
        self.ledger.clock.now = utc_now()  # the command has no other clock
        return result


@pytest.fixture
def lost(machine: Machine, ledger: Ledger) -> Lost:
    return Lost(machine, ledger)


def test_a_ledger_goes_on_under_a_new_key_and_the_old_slips_still_hold(lost: Lost, ledger: Ledger):
    said = lost.begin().output
    key = lost.machine.run("key").output.strip()
    assert key in said
    assert key != lost.line
    assert lost.key_file.stat().st_mode & 0o777 == 0o600
    ledger.act(2)
    lost.machine.run("verify", "--checkpoint", str(lost.slip))
    later = lost.machine.folder / "later"
    lost.machine.run("checkpoint", "--since", str(lost.slip), "--out", str(later))
    with ledger.database.reading() as session:
        (row,) = session.scalars(sa.select(LedgerSuccession))
        (event,) = session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == "ledger.begun_anew"))
    assert (row.attested, row.size, row.earlier_key, row.later_key) == (3, 5, lost.line, key)
    assert (event.reason, event.details) == ("Disk and both copies burnt", {"size": 5, "attested": 3})
    order = ledger.order()
    ledger.rebuild([order[1], order[0], *order[2:]])
    assert "History was rewritten" in lost.machine.run("verify", "--checkpoint", str(lost.slip), code=1).output


def test_a_second_loss_is_another_change(lost: Lost, ledger: Ledger):
    lost.begin()
    second = Lost(lost.machine, ledger)
    second.begin()
    lost.machine.run("verify", "--checkpoint", str(lost.slip), "--checkpoint", str(second.slip))


def test_an_extract_tells_of_every_key(lost: Lost):
    lost.begin()
    out = lost.machine.folder / "extract"
    lost.machine.run("extract", "--out", str(out))
    header = json.loads(out.read_text().splitlines()[0])
    assert header["earlier"] == [{"key": lost.line, "size": 5}]


def test_no_key_is_made_where_one_is_or_what_it_signed_does_not_fit(lost: Lost, ledger: Ledger):
    wrong = Keyring.open(lost.key_file.parent / "other", may_make=True).vkey
    assert "not the key that signed the last checkpoint" in lost.begin(wrong, code=2).stderr
    assert "nothing was begun" in lost.begin("ombudsman.example/w+d44b6217+xx", code=2).stderr
    assert "who decides" in lost.begin(by=" ", code=2).stderr
    order = ledger.order()
    ledger.rebuild([order[1], order[0], *order[2:]])
    assert "History was rewritten" in lost.begin(code=2).stderr
    assert not lost.key_file.exists()
    lost.key_file.write_text("00" * 32)
    assert "is there" in lost.begin(code=2).stderr


def test_a_refusal_at_the_last_moment_leaves_no_key_behind(lost: Lost, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_given: object) -> None:
        raise services.LedgerRefusal("no")

    monkeypatch.setattr(services, "sign_checkpoint", refuse)
    assert "nothing was begun: no" in lost.begin(code=2).stderr
    assert not lost.key_file.exists()


def test_the_ledger_signs_nothing_while_nobody_has_begun_anew(lost: Lost):
    lost.key_file.write_text("ab" * 32)
    assert "not one this key signed" in lost.machine.run("checkpoint", code=2).stderr


def test_nothing_is_begun_anew_where_nothing_was_signed(machine: Machine):
    lost = machine.run("key").output.strip()
    Path(machine.environment["HEALTHAPP_KEY_FILE"]).with_name("ledger.key").unlink()
    told = ["--earlier-key", lost, "--reason", "Lost", "--decided-by", "Head"]
    assert "begins by itself" in machine.run("begin-anew", *told, code=2).stderr
