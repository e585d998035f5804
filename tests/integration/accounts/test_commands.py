"""``healthapp accounts`` and the accounts of the demonstration."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from healthapp.access import Role
from healthapp.accounts import passwords, queries
from healthapp.accounts.models import User
from healthapp.cli import accounts as commands
from healthapp.database import Database
from healthapp.demo import accounts as demo
from tests import factories
from tests.integration.accounts.conftest import SETUP, Browser


@pytest.fixture
def run(database, config) -> Iterator[Callable[..., Result]]:
    """Run a command on the test's database, which it must leave usable."""

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(commands.accounts_group, words)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commands, "configuration", lambda: config)
        patch.setattr(commands, "opened", lambda _config: database)
        patch.setattr(Database, "dispose", lambda _self: None)
        yield invoke


def found(database, username: str) -> User | None:
    with database.reading() as session:
        return queries.by_username(session, username)


def test_the_first_account_is_made_at_the_server(run, database, app, place):
    done = run("create", "Tural", "--name", "Tural Göyüşov", "--role", "admin")
    assert done.exit_code == 0, done.output
    user = found(database, "tural")
    password = done.output.split()[-1]
    assert passwords.matches(user.password_hash, password)
    assert user.must_change
    done = run("assign", "tural", "doctor", "--facility", place.code)
    assert done.exit_code == 0
    listed = run("list").output
    assert "Tural Göyüşov" in listed
    assert f"doctor ({place.name})" in listed
    assert "system administrator (All facilities)" in listed


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("create", "a b", "--name", "x"), "3 to 40 Latin letters"),
        (("create", "aygun", "--name", "x"), "There is an account with this user name"),
        (("create", "rauf", "--name", "x", "--role", "doctor"), "held at one facility"),
        (("create", "rauf", "--name", "x", "--role", "doctor", "--facility", "NO"), "no facility with the code NO"),
        (("assign", "nobody", "admin"), "there is no account nobody"),
        (("reset-second-factor", "aygun"), "has no second factor"),
        (("reset-password", "nobody"), "there is no account nobody"),
    ],
)
def test_a_refusal_is_one_sentence_and_leaves_nothing(run, database, accounts, place, words, says):
    accounts.make(at=place)
    done = run(*words)
    assert done.exit_code == 2
    assert says in done.output
    assert done.output.count("\n") == 1
    assert found(database, "rauf") is None


def test_a_lost_telephone_is_taken_off_at_the_server(run, database, accounts, place, browser):
    user = accounts.make(at=place)
    accounts.with_telephone(user)
    code = accounts.codes(user)[0]
    assert run("reset-second-factor", "aygun").exit_code == 0
    assert accounts.now(user).totp_secret is None
    event = accounts.events("factor.removed")[-1]
    assert (event.actor_name, event.details) == ("system:command line", {"how": "reset"})
    browser.sign_in()
    assert browser.is_in
    accounts.with_telephone(user)
    browser.post("/logout")
    browser.sign_in()
    browser.post("/login/code", code=code)
    assert not browser.is_in, "its recovery codes went with it"


def test_a_password_is_reset_at_the_server(run, accounts, place, browser):
    user = accounts.make(at=place)
    browser.sign_in()
    done = run("reset-password", "aygun")
    assert not browser.is_in
    browser.sign_in(password=done.output.split()[-1])
    assert browser.status == 303
    assert accounts.now(user).must_change


def test_the_accounts_of_the_demonstration_sign_in_where_they_work(database, clock, app, hasher):
    with database.unit(SETUP, clock) as uow:
        places = [factories.facility(uow) for _number in range(4)]
        users = demo.add(uow, places)
    assert hasher.made == 1
    assert set(users) == {name for name, _role, _sees in demo.names()}
    assert all(user.is_demo and not user.must_change for user in users.values())
    with database.reading() as session:
        homes = {name: queries.assignments_of(session, user.id, clock()) for name, user in users.items()}
    assert all(len(held) == 1 for held in homes.values())
    assert homes["feldsher"][0].facility_id == homes["feldsher2"][0].facility_id == places[0].id
    assert homes["doctor-other"][0].facility_id == homes["feldsher-other"][0].facility_id == places[1].id
    assert homes["admin"][0] == type(homes["admin"][0])(Role.ADMIN, None)
    browser = Browser(app)
    browser.sign_in("doctor", demo.PASSWORD)
    assert browser.get("/elsewhere") == "Elnur Rəhimov is here"
