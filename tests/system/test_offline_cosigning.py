"""``verify.html`` in the hands of a witness: it cosigns as the command does, and refuses what the command refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from healthapp.database import utc_now
from healthapp.i18n import in_language
from healthapp.keys import read_key
from healthapp.ledger.cosignature import COSIGNATURE_V1
from healthapp.ledger.note import format_vkey, parse, public_key, verify
from healthapp.ledger.page_words import PAGE
from healthapp.ledger.proof import ConsistencyProof
from healthapp.ledger.witness import cosign
from tests.support import browser as browsers
from tests.support import offline as support
from tests.support.carried import KEY, LEDGER, WITNESS, Files, altered, continued, history, note, signed
from tests.support.offline import OfflinePage

KEY_FILE = f"{WITNESS.seed.hex()}\n".encode()
TOLD = history()
SLIP, LATER, PROOF = signed(TOLD, 7), signed(TOLD, 13), continued(TOLD, 7, 13)
LAST = note(TOLD, 7, LEDGER, WITNESS).encode().encode()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsers.launched() as made:
        yield made


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[OfflinePage]:
    with support.opened(browser, locale="en") as made:
        made.page.click("#desk summary")
        yield made


def asked(
    page: OfflinePage, files: Files, *, first: bool = False, name: str = WITNESS.name, key: bytes = KEY_FILE
) -> str:
    """What the page says when it is asked to cosign."""
    page.judge(files, [KEY])
    page.page.fill("#witness-name", name)
    page.page.set_input_files("#witness-key", [{"name": "witness.key", "mimeType": "", "buffer": key}] if key else [])
    page.page.set_checked("#witness-first", first)
    expect(page.page.locator("#cosign-said")).to_be_empty()
    page.page.click("#sign")
    expect(page.page.locator("#cosign-said")).not_to_be_empty()
    return page.page.inner_text("#cosign-said")


def test_the_page_cosigns_what_the_command_and_everybody_accepts(page: OfflinePage):
    line = format_vkey(WITNESS.name, COSIGNATURE_V1, public_key(WITNESS.seed))
    assert line in asked(page, [("slip", SLIP)], first=True)
    first = parse(page.page.input_value("#cosigned").encode())
    assert "13" in asked(page, [("last", first.encode().encode()), ("today", PROOF)])
    second = parse(page.page.input_value("#cosigned").encode())
    for made, size in ((first, 7), (second, 13)):
        assert made.text == note(TOLD, size, LEDGER).text
        assert verify(made, [LEDGER.verifier, WITNESS.verifier]) == [LEDGER.verifier, WITNESS.verifier]
        at = WITNESS.verifier.time_of(made)
        assert at is not None
        assert abs((utc_now() - at).total_seconds()) < 60
    # The command goes on from what the page cosigned, and the page from what the command did.
    again = cosign(ConsistencyProof.decode(PROOF), first, LEDGER.verifier, WITNESS)
    assert asked(page, [("last", again.encode().encode()), ("today", continued(TOLD, 13, 13))]).startswith("Cosigned")


REFUSED: dict[str, tuple[str, Files, dict]] = {
    "no last one in hand": ("w_last", [("slip", SLIP), ("today", PROOF)], {}),
    "the first, though one was cosigned": ("w_not_first", [("last", LAST), ("today", PROOF)], {"first": True}),
    "another history": ("w_bad", [("last", LAST), ("today", continued(altered(), 7, 13))], {}),
    "two histories of one size": ("w_bad", [("last", LAST), ("other", signed(altered(), 7))], {}),
    "no proof": ("w_proof", [("last", LAST), ("later", LATER)], {}),
    "nothing of the ledger": ("w_nothing", [("key", KEY.encode())], {}),
    "a name with a space": ("w_name", [("last", LAST), ("today", PROOF)], {"name": "a b"}),
    "another name than before": ("w_last", [("last", LAST), ("today", PROOF)], {"name": "ombudsman.example/x"}),
    "another key than before": ("w_last", [("last", LAST), ("today", PROOF)], {"key": b"ab" * 32}),
    "no key": ("w_key", [("last", LAST), ("today", PROOF)], {"key": b""}),
    "a damaged key": ("w_key", [("last", LAST), ("today", PROOF)], {"key": KEY_FILE[3:]}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_it_does_not_cosign(page: OfflinePage, case: str):
    code, files, given = REFUSED[case]
    with in_language("en"):
        assert asked(page, files, **given) == str(PAGE[code])
    assert page.page.input_value("#cosigned") == ""
    assert page.page.locator("#save").is_hidden()


def test_a_key_it_makes_is_one_the_command_reads(page: OfflinePage, tmp_path: Path):
    with page.page.expect_download() as saved:
        page.page.click("#make-key")
    saved.value.save_as(tmp_path / "witness.key")
    assert len(read_key(tmp_path / "witness.key")) == 32
    asked(page, [("slip", SLIP)], first=True)
    with page.page.expect_download() as saved:
        page.page.click("#save")
    assert Path(saved.value.path()).read_text("utf-8") == page.page.input_value("#cosigned")


def test_a_browser_that_cannot_sign_says_so(browser: Browser):
    with support.opened(browser, webcrypto=False, locale="en") as made:
        made.page.click("#desk summary")
        with in_language("en"):
            assert asked(made, [("slip", SLIP)], first=True) == str(PAGE["w_unsupported"])
