"""A print in hand: is its document in the ledger, does it still say so, and what do command and page answer?"""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import pytest
import segno
import sqlalchemy as sa
from click.testing import CliRunner, Result

from healthapp.cli.ledger import ledger_group
from healthapp.ledger.code import Code
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.lookup import looked_up
from tests.integration.ledger.conftest import DOCUMENTS, Ledger, sha256
from tests.support.databases import KEY

BODY = b"three bruises"
DIGEST = sha256(BODY).hexdigest()


def payload(digest: str, form: str = "XB-1") -> str:
    return f"PHR1:{form}:XB-99-2026-1:{base64.b32encode(bytes.fromhex(digest)).decode().rstrip('=')}"


def answers(ledger: Ledger, digest: str = DIGEST, form: str = "XB-1") -> list[tuple[str, bool | None]]:
    ledger.place()
    with ledger.database.reading() as session:
        lines = looked_up(session, "print", Code(form, "XB-99-2026-1", digest))
    return [(code, fits) for code, fits, _values in lines]


def test_a_recorded_document_is_found_with_its_place(ledger: Ledger):
    ledger.act(3)
    ledger.sign(BODY)
    ledger.place()
    with ledger.database.reading() as session:
        ((code, fits, values),) = looked_up(session, "print", Code("XB-1", "XB-99-2026-1", DIGEST))
    assert (code, fits, values["place"]) == ("code_recorded", True, "4")


def test_what_was_never_recorded_is_said_to_be_so(ledger: Ledger):
    ledger.sign(BODY)
    assert answers(ledger, "00" * 32) == [("code_unknown", False)]


def test_a_list_has_no_entry_of_its_own_and_is_no_alarm(ledger: Ledger):
    assert answers(ledger, "00" * 32, "XB-6") == [("code_of_list", None)]


def test_a_document_altered_after_it_was_recorded_is_named(ledger: Ledger):
    document = ledger.sign(BODY)
    ledger.tamper(sa.update(DOCUMENTS).where(DOCUMENTS.c.id == document).values(body=b"no injuries"))
    assert answers(ledger) == [("code_recorded", True), ("code_altered", False)]
    ledger.tamper(sa.delete(DOCUMENTS).where(DOCUMENTS.c.id == document))
    assert answers(ledger) == [("code_recorded", True), ("code_altered", False)]


def test_a_print_of_an_earlier_version_is_told_from_an_altered_one(ledger: Ledger):
    document = ledger.sign(BODY)
    ledger.sign(b"three bruises, countersigned", document)
    assert answers(ledger) == [("code_recorded", True), ("code_superseded", None)]


@pytest.fixture
def run(ledger: Ledger, tmp_path: Path):
    keys = tmp_path / "command-keys"
    keys.mkdir()
    (keys / "database.key").write_text(KEY.hex())
    ledger.keyring = Keyring.open(keys, may_make=True)
    environment = {
        "HEALTHAPP_MODE": "test",
        "HEALTHAPP_DATA": str(tmp_path),
        "HEALTHAPP_KEY_FILE": str(keys / "database.key"),
        "HEALTHAPP_DATABASE_URL": ledger.database.engine.url.render_as_string(hide_password=False),
    }

    def call(*words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(ledger_group, ["verify", *words], env=environment)
        assert result.exit_code == code, (result.output, result.exception)
        return result

    return call


def test_the_command_takes_the_text_of_a_code_and_a_photograph_of_it(run, ledger: Ledger, tmp_path: Path):
    ledger.sign(BODY)
    said = run("--code", payload(DIGEST)).output
    assert "entry no. 1 of" in said
    assert DIGEST in said
    picture = tmp_path / "print.png"
    segno.make(payload(DIGEST), error="m").save(str(picture), scale=4, border=4)
    assert "entry no. 1 of" in run("--scan", str(picture)).output
    found = json.loads(run("--code", payload("00" * 32), "--json", code=1).output)
    assert found["intact"] is True
    assert "never recorded" in found["prints"][0]


@pytest.mark.parametrize("text", ["PHR1:XB-1:broken", "https://example.com"])
def test_what_is_no_code_is_refused_before_anything_is_read(run, text):
    assert "is not the code of a print" in run("--code", text, code=2).stderr


def test_a_picture_without_a_code_is_refused_in_words(run, tmp_path: Path):
    from PIL import Image

    blank, out = Image.new("RGB", (200, 200), "white"), io.BytesIO()
    blank.save(out, "PNG")
    file = tmp_path / "blank.png"
    file.write_bytes(out.getvalue())
    assert "no QR code could be read in blank.png" in run("--scan", str(file), code=2).stderr
