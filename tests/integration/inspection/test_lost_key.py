"""Given a ledger whose key was lost, when somebody looks at checkpoints, then they are told, and can still check."""

from __future__ import annotations

import pytest

from healthapp.access import Identity, Role
from healthapp.inspection import checkpoints
from healthapp.ledger.beginning import begin_anew
from healthapp.ledger.keyring import KEY_FILE, Keyring
from healthapp.ledger.services import sign_checkpoint
from tests.support.house import House

REASON = "Disk <b>and</b> both copies burnt"
WORDS = {
    "az": ("Jurnal başqa açarla davam edir", "Necə itirilib"),
    "ru": ("Журнал продолжается под другим ключом", "Как он утрачен"),
    "en": ("The ledger goes on under another key", "How it was lost"),
}


@pytest.fixture
def lost(house: House, config) -> Keyring:
    """The key that was in force, with a checkpoint signed; another one is in its place."""
    actor = Identity.system("command line")
    with house.database.unit(actor, house.clock) as uow:
        earlier = checkpoints.keyring(uow.session, config)
        sign_checkpoint(uow, earlier)
    (config.keys_dir / KEY_FILE).unlink()
    with house.database.unit(actor, house.clock) as uow:
        keys = Keyring.open(config.keys_dir, may_make=True)
        begin_anew(uow, keys, earlier.verifier, reason=REASON, decided_by="Head of the unit")
    return earlier


@pytest.mark.parametrize("language", list(WORDS))
def test_whoever_checks_is_told_when_why_and_by_whose_decision(house: House, lost: Keyring, language: str):
    browser = house.browser(Role.NPG)
    browser.get("/proof", lang=language)
    page = browser.get("/proof").get_data(as_text=True)
    for said in (*WORDS[language], "Disk &lt;b&gt;and&lt;/b&gt; both copies burnt", "Head of the unit", lost.origin):
        assert said in page, said


def test_the_keys_to_take_home_name_the_lost_one_last(house: House, lost: Keyring, config):
    lines = house.browser(Role.NPG).get("/proof/keys").get_data(as_text=True).splitlines()
    keys = [line for line in lines if not line.startswith("#")]
    assert keys == [Keyring.open(config.keys_dir, may_make=False).vkey, lost.vkey]


def test_an_old_slip_is_checked_against_the_ledger_of_now(house: House, lost: Keyring):
    browser = house.browser(Role.NPG)
    with house.database.reading() as session:
        [slip] = [row.note for row in checkpoints.queries.checkpoints(session) if row.note.startswith(lost.origin)]
    answer = browser.post("/proof", text=slip).get_data(as_text=True)
    assert 'app-box app-box--blue" id="answer"' in answer
    assert "app-box--red" not in answer
