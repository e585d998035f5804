"""A visit's checkpoints: taken at opening and closing, carried away, and checked against the ledger of the day."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import sqlalchemy as sa
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from config import Config
from healthapp import seals
from healthapp.access import Identity
from healthapp.inspection import checkpoints, proof_words
from healthapp.inspection.models import Visit
from healthapp.inspection.slip import render_slip
from healthapp.ledger import offline, services
from healthapp.ledger.beginning import begin_anew
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.models import LedgerEntry
from healthapp.recommendations import services as recommendations
from healthapp.recommendations.schemas import Draft
from tests.integration.inspection.conftest import Group
from tests.support.databases import without_guards


@pytest.fixture
def config(tmp_path) -> Config:
    seals.load()
    return Config(mode="test", data_dir=tmp_path, key_file=tmp_path / "keys" / "database.key")


def taken(group: Group, config: Config, visit, moment: str = "opening"):
    with group.unit(group.doctor) as uow:
        keys = checkpoints.keyring(uow.session, config)
        return checkpoints.take(uow, keys, visit, moment)


def checked(group: Group, config: Config, *files: tuple[str, bytes]) -> checkpoints.Checked:
    return checkpoints.check(group.database, group.doctor, group.clock, config, files)


def codes(found: checkpoints.Checked) -> list[str]:
    return [line[0] for line in found.lines]


def tamper(group: Group, *statements: str) -> None:
    """As an administrator of the database can: no trigger in the way."""
    with without_guards(group.database) as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def test_opening_and_closing_have_one_checkpoint_each(group: Group, config: Config):
    visit = group.visit()
    first = taken(group, config, visit)
    assert taken(group, config, visit).id == first.id, "asked for twice, given once"
    between = [taken(group, config, visit, "between") for _ in range(2)]
    assert [row.number for row in between] == [2, 3]
    with group.database.reading() as session:
        rows = checkpoints.of_visit(session, visit.id)
        assert [moment for moment, _text in proof_words.wanted(visit, rows)] == ["between"]
        assert [moment for moment, _text in proof_words.wanted(visit, [])] == ["opening"]


def test_a_checkpoint_from_the_pocket_is_checked_against_today(group: Group, config: Config):
    slip = taken(group, config, group.visit()).note.encode()
    group.clock.advance(days=100)
    group.visit(follows_id=None)
    found = checked(group, config, ("slip", slip))
    assert codes(found) == ["signed", "continues", "documents_fit"]
    assert found.continuation is not None
    files = [("slip", slip), ("today", found.continuation.encode().encode())]
    key = Keyring.open(config.keys_dir, may_make=False).vkey
    assert offline.verdict(offline.judge(files, [key]))[0] == "good", "and again at home, with what the page gave"


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE audit_event SET actor_name = 'Somebody else'", "event_altered"),
        ("DELETE FROM audit_event WHERE kind = 'inspection.visit_opened'", "event_missing"),
        ("UPDATE ledger_entry SET salt = leaf_hash", "event_altered"),
        ("DELETE FROM ledger_node WHERE level = 1 AND position = 0", "node_missing"),
    ],
)
def test_an_altered_ledger_is_named_on_the_page(group: Group, config: Config, statement: str, code: str):
    slip = taken(group, config, group.visit()).note.encode()
    if "salt" in statement:
        tamper(group, "UPDATE ledger_entry SET salt = substr(leaf_hash, 1, 16)")
    else:
        tamper(group, statement)
    found = checked(group, config, ("slip", slip))
    assert offline.verdict(found.lines)[0] == "bad"
    assert code in codes(found)


def test_a_slip_of_another_system_is_refused(group: Group, config: Config, tmp_path):
    visit = group.visit()
    taken(group, config, visit)
    other = Keyring.open(tmp_path / "other", may_make=True)
    with group.unit(group.doctor) as uow:
        path = services.queries.root(uow.session, services.queries.size(uow.session))
    from healthapp.ledger.checkpoint import Checkpoint
    from healthapp.ledger.note import Note

    foreign = Note(Checkpoint(other.origin, 3, path).text).signed(other.signer).encode().encode()
    assert codes(checked(group, config, ("slip", foreign))) == ["key_unknown"]
    assert codes(checked(group, config, ("slip", b"a damaged code"))) == ["unreadable"]


def test_the_next_visit_is_compared_with_the_one_before(group: Group, config: Config):
    first = group.visit()
    taken(group, config, first)
    group.clock.advance(days=30)
    again = group.visit()
    taken(group, config, again)
    with group.database.reading() as session:
        rows = checkpoints.of_visit(session, again.id)
        compared = proof_words.compared(session, again, rows)
        assert compared is not None
        assert compared.kind == "good"
        assert proof_words.compared(session, first, checkpoints.of_visit(session, first.id)) is None


@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_the_slip_holds_the_note_verbatim_and_is_the_same_bytes_every_time(group: Group, config: Config, language: str):
    visit = group.visit()
    row = taken(group, config, visit)
    key = Keyring.open(config.keys_dir, may_make=False).vkey
    made = render_slip(row, visit=visit.number, vkey=key, language=language, synthetic=True)
    assert made == render_slip(row, visit=visit.number, vkey=key, language=language, synthetic=True)
    page = PdfReader(io.BytesIO(made)).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (298, 420)
    text = "".join(page.extract_text().split())
    assert "".join(row.note.split()) in text
    assert "".join(key.split()) in text


def test_the_code_on_screen_gives_the_note_back(group: Group, config: Config):
    row = taken(group, config, group.visit())
    import segno

    picture = io.BytesIO()
    segno.make(row.note, error="m", micro=False).save(picture, kind="png", scale=4, border=4)
    found = zxingcpp.read_barcodes(Image.open(picture), formats=zxingcpp.BarcodeFormat.QRCode)
    assert [code.text for code in found] == [row.note]
    assert proof_words.slip(row).picture.startswith("data:image/svg+xml")


def test_a_closed_visit_asks_for_the_checkpoint_of_closing(group: Group, config: Config):
    from healthapp.inspection import services as visits

    visit = group.visit()
    taken(group, config, visit)
    group.clock.advance(hours=5)
    with group.unit(group.doctor) as uow:
        row = uow.session.get_one(type(visit), visit.id)
        visits.close(uow, row, revision=row.revision, oral_remarks="")
        assert [moment for moment, _text in proof_words.wanted(row, checkpoints.of_visit(uow.session, row.id))] == [
            "closing"
        ]
    later = taken(group, config, visit, "closing")
    assert later.taken_at - visit.opened_at == dt.timedelta(hours=5)


def photographed(text: str, angle: float = 7) -> bytes:
    """A slip as a hand-held telephone sees it: turned, on a grey table, as a JPEG."""
    import segno

    code = io.BytesIO()
    segno.make(text, error="m", micro=False).save(code, kind="png", scale=5, border=4)
    table = Image.new("L", (1600, 1200), 150)
    table.paste(Image.open(code).convert("L"), (300, 150))
    out = io.BytesIO()
    table.rotate(angle, fillcolor=150).convert("RGB").save(out, "JPEG", quality=70)
    return out.getvalue()


def test_a_photograph_of_the_slip_is_as_good_as_its_text(group: Group, config: Config):
    row = taken(group, config, group.visit())
    found = checked(group, config, ("slip.jpg", photographed(row.note)))
    assert codes(found) == ["signed", "continues", "documents_fit"]


def test_a_photograph_without_a_code_is_a_remark_not_a_finding(group: Group, config: Config):
    taken(group, config, group.visit())
    blank = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(blank, "PNG")
    for data in (blank.getvalue(), b"\xff\xd8\xff cut short"):
        found = checked(group, config, ("photo", data))
        assert codes(found) == ["no_code"]
        assert offline.verdict(found.lines)[0] == "open"


def test_a_stained_slip_is_read_a_torn_one_is_a_remark_and_a_misread_letter_never_passes(group: Group, config: Config):
    row = taken(group, config, group.visit())
    whole = Image.open(io.BytesIO(photographed(row.note)))

    def marred(*box: int) -> bytes:
        slip, out = whole.copy(), io.BytesIO()
        slip.paste("black", box)
        slip.save(out, "JPEG", quality=70)
        return out.getvalue()

    stained = checked(group, config, ("slip.jpg", marred(560, 440, 600, 470)))
    assert codes(stained) == ["signed", "continues", "documents_fit"]
    torn = checked(group, config, ("slip.jpg", marred(0, 500, 1600, 1200)))
    assert codes(torn) == ["no_code"]
    assert offline.verdict(torn.lines)[0] == "open"
    line = row.note.split("\n")[2]
    letter = "A" if line[5] != "A" else "B"
    misread = row.note.replace(line, line[:5] + letter + line[6:])
    found = checked(group, config, ("slip.jpg", photographed(misread)))
    assert offline.verdict(found.lines)[0] == "bad"
    assert "signed" not in codes(found)


def test_the_code_of_a_print_is_looked_up_in_the_ledger(group: Group, config: Config):
    import base64

    visit = group.visit()
    with group.unit(group.doctor) as uow:
        wanted = Draft(group.facility.id, "unit_head", "intake", "Müayinə 24 saatda", "", "CPT", visit.period_to, "")
        recommendations.draft(uow, wanted)
    taken(group, config, visit)
    with group.database.reading() as session:
        entry = session.scalars(sa.select(LedgerEntry).where(LedgerEntry.subject_digest.is_not(None))).first()
    assert entry is not None
    text = f"PHR1:QM-1:QM-2026-1:{base64.b32encode(entry.subject_digest).decode().rstrip('=')}"
    assert codes(checked(group, config, ("code", text.encode()))) == ["code_recorded"]
    wrong = f"PHR1:QM-1:QM-2026-1:{base64.b32encode(bytes(32)).decode().rstrip('=')}"
    assert codes(checked(group, config, ("print.jpg", photographed(wrong)))) == ["code_unknown"]
    assert codes(checked(group, config, ("code", text[:-2].encode()))) == ["unreadable"]


def test_a_visit_that_never_began_has_nothing_to_compare(group: Group, config: Config):
    taken(group, config, group.visit())
    later = group.visit(follows_id=None)
    with group.database.reading() as session:
        row = session.get_one(Visit, later.id)
        for planned_for in (None, dt.date(2026, 3, 20)):
            row.opened_at, row.planned_for = None, planned_for
            assert checkpoints.before(session, row) is None
        session.expunge(row)


def test_a_visit_after_a_lost_key_continues_the_one_before_and_is_told_of_the_change(group: Group, config: Config):
    visit = group.visit()
    before = taken(group, config, visit)
    earlier = Keyring.open(config.keys_dir, may_make=False).verifier
    (config.keys_dir / "ledger.key").unlink()
    with group.database.unit(Identity.system("command line"), group.clock) as uow:
        keys = Keyring.open(config.keys_dir, may_make=True)
        begin_anew(uow, keys, earlier, reason="Disk and both copies burnt", decided_by="Head of the unit")
    group.clock.advance(days=100)
    later = group.visit(follows_id=None)
    after = taken(group, config, later)
    with group.database.reading() as session:
        answer = proof_words.compared(session, later, [after])
        assert (answer.kind, answer.finding) == ("good", False)
        (change,) = proof_words.changes(session)
        assert (change.reason, change.earlier) == ("Disk and both copies burnt", earlier.name)
        assert earlier.name in proof_words.key_file(session, keys.vkey)
    found = checked(group, config, ("old slip", before.note.encode()), ("new slip", after.note.encode()))
    assert offline.verdict(found.lines)[0] == "good", found.lines
    lines = offline.judge([("old slip", before.note.encode()), ("new slip", after.note.encode())], [keys.vkey])
    assert "key_unknown" in [line[0] for line in lines], "at home each key is another ledger's"
