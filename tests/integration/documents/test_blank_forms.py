"""Blanks for power cuts: no number twice, no number lost, and every sheet accounted for."""

from __future__ import annotations

import re

import html5lib
import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.documents import queries, services
from healthapp.documents.codes import form_number, is_form_number
from healthapp.documents.models import BlankBatch, BlankForm, Outcome
from healthapp.documents.schemas import Account
from healthapp.documents.seals import batch_digest, batch_digests
from tests import factories
from tests.integration.custody.pages import BROWSER, pages_app
from tests.support.together import together
from tests.unit.documents.reading import pages


@pytest.fixture
def place(database, clock):
    with database.unit(factories.identity(Role.ADMIN), clock) as uow:
        return factories.facility(uow, code="QT-1", name="Nümunə təcridxana")


@pytest.fixture
def feldsher(place):
    return factories.identity(Role.FELDSHER, place)


def issue(database, clock, who, at, count=3, language="az"):
    with database.unit(who, clock) as uow:
        return services.issue(
            uow, facility_id=at.id, facility_code=at.code, facility_name=at.name, count=count, language=language
        ).id


def events(database, kind):
    with database.reading() as session:
        return list(session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == kind).order_by(AuditEvent.id)))


class TestNumbers:
    def test_follow_each_other_without_a_gap(self, database, clock, feldsher, place):
        for count in (3, 1, 5):
            issue(database, clock, feldsher, place, count)
        with database.reading() as session:
            assert list(session.scalars(sa.select(BlankForm.number).order_by(BlankForm.number))) == list(range(1, 10))
            ranges = session.execute(sa.select(BlankBatch.first_number, BlankBatch.last_number))
            assert sorted(tuple(row) for row in ranges) == [(1, 3), (4, 4), (5, 9)]

    def test_are_of_their_facility_and_survive_handwriting(self, database, clock, feldsher, place):
        batch_id = issue(database, clock, feldsher, place)
        with database.reading() as session:
            forms = queries.batch(session, feldsher, batch_id).forms
        assert [form.full_number for form in forms] == [form_number("9T1", n) for n in (1, 2, 3)]
        assert all(is_form_number(form.full_number) for form in forms)

    @pytest.mark.parametrize(
        ("code", "series"),
        [("N1", "N1"), ("QT-1", "9T1"), ("ioq", "109"), ("Şö-2", "S02"), ("-", "X"), ("A" * 20, "A" * 12)],
    )
    def test_a_facility_code_becomes_a_series_a_pen_can_write(self, code, series):
        assert services.series_of(code) == series
        assert is_form_number(form_number(series, 999_999))

    def test_facilities_whose_codes_fall_together_share_one_series(self, database, clock, feldsher, place):
        with database.unit(factories.identity(Role.ADMIN), clock) as uow:
            other = factories.facility(uow, code="9T1")
        issue(database, clock, feldsher, place)
        issue(database, clock, factories.identity(Role.FELDSHER, other), other)
        with database.reading() as session:
            rows = session.execute(sa.select(BlankForm.series, BlankForm.number).order_by(BlankForm.number)).all()
        assert [tuple(row) for row in rows] == [("9T1", n) for n in range(1, 7)]

    def test_the_database_refuses_a_number_twice(self, database, clock, feldsher, place):
        issue(database, clock, feldsher, place, 1)
        with database.reading() as session:
            kept = session.scalar(sa.select(BlankForm))
        columns = ("series", "number", "batch_id", "facility_id", "printed_at", "printed_by")
        again = BlankForm(**{name: getattr(kept, name) for name in columns})
        with pytest.raises(sa.exc.IntegrityError), database.unit(feldsher, clock) as uow:
            uow.session.add(again)

    def test_allocation_is_an_event_with_the_digest_the_sheets_bear(self, database, clock, feldsher, place):
        batch_id = issue(database, clock, feldsher, place)
        (event,) = events(database, "blank_forms.issued")
        assert event.details == {"series": "9T1", "first": 1, "last": 3}
        assert (event.actor_id, event.facility_id, event.subject_id) == (feldsher.user_id, place.id, batch_id)
        with database.reading() as session:
            batch = session.get(BlankBatch, batch_id)
            assert event.subject_digest == batch.digest == batch_digest(batch)
            assert batch_digests(session, [batch_id]) == {batch_id: batch.digest}

    def test_a_range_changed_behind_our_back_no_longer_fits_its_digest(self, database, clock, feldsher, place):
        batch_id = issue(database, clock, feldsher, place)
        with database.unit(feldsher, clock) as uow:
            uow.session.execute(sa.update(BlankBatch).values(last_number=2))
        with database.reading() as session:
            assert batch_digests(session, [batch_id]) == {}


class TestAccounts:
    def test_an_outcome_is_kept_with_its_author_and_event(self, database, clock, feldsher, place):
        batch_id = issue(database, clock, feldsher, place)
        with database.unit(feldsher, clock) as uow:
            form = queries.batch(uow.session, feldsher, batch_id).forms[1]
            services.account(uow, form, Account(Outcome.SPOILT, "torn by the printer"))
        with database.reading() as session:
            form = queries.form(session, feldsher, form.id)
            assert (form.outcome, form.outcome_note, form.outcome_by) == (
                "spoilt",
                "torn by the printer",
                feldsher.user_id,
            )
            assert form.outcome_at == clock.now
            assert [row.out for row in queries.recent(session, feldsher)] == [2]
        (event,) = events(database, "blank_form.accounted")
        assert event.details == {"number": form.full_number, "outcome": "spoilt"}

    def test_what_was_said_before_stays_where_it_can_be_read(self, app, database, clock, feldsher, place):
        """A sheet copied into a record and called lost a year later: where it was copied to must not vanish."""
        batch_id = issue(database, clock, feldsher, place, 1)
        with database.unit(feldsher, clock) as uow:
            form = queries.batch(uow.session, feldsher, batch_id).forms[0]
            services.account(uow, form, Account(Outcome.COPIED, "TS-9-2026-17"))
        clock.advance(days=400)
        with database.unit(feldsher, clock) as uow:
            services.account(uow, queries.form(uow.session, feldsher, form.id), Account(Outcome.LOST, "axtarılır"))
        first, second = events(database, "blank_form.accounted")
        assert [(one.details["outcome"], one.reason) for one in (first, second)] == [
            ("copied", "TS-9-2026-17"),
            ("lost", "axtarılır"),
        ]
        page = Browser(app, feldsher).get(f"/blank-forms/sheet/{form.id}").get_data(as_text=True)
        assert page.index("axtarılır") < page.index("Copied into the system · TS-9-2026-17")

    def test_a_note_from_before_events_bore_them_goes_into_the_event_that_replaces_it(
        self, database, clock, feldsher, place
    ):
        batch_id = issue(database, clock, feldsher, place, 1)
        with database.unit(feldsher, clock) as uow:
            form = queries.batch(uow.session, feldsher, batch_id).forms[0]
            form.outcome, form.outcome_note, form.outcome_at = "copied", "TS-9-2026-17", uow.now()
            uow.audited = True
        for note in ("axtarılır", "tapıldı"):
            with database.unit(feldsher, clock) as uow:
                services.account(uow, queries.form(uow.session, feldsher, form.id), Account(Outcome.LOST, note))
        told = [one.reason for one in events(database, "blank_form.accounted")]
        assert told == ["TS-9-2026-17 → axtarılır", "tapıldı"]

    def test_what_is_still_out_stands_first(self, database, clock, feldsher, place):
        older = issue(database, clock, feldsher, place, 1)
        clock.advance(days=1)
        newer = issue(database, clock, feldsher, place, 1)
        with database.unit(feldsher, clock) as uow:
            services.account(
                uow, queries.batch(uow.session, feldsher, newer).forms[0], Account(Outcome.COPIED, "QM-2026/1")
            )
        with database.reading() as session:
            assert [(row.batch.id, row.out) for row in queries.recent(session, feldsher)] == [(older, 1), (newer, 0)]

    def test_another_institution_sees_nothing(self, database, clock, feldsher, place):
        batch_id = issue(database, clock, feldsher, place)
        with database.unit(factories.identity(Role.ADMIN), clock) as uow:
            other = factories.facility(uow)
        stranger = factories.identity(Role.DOCTOR, other)
        with database.reading() as session:
            form_id = session.scalar(sa.select(BlankForm.id))
            assert queries.recent(session, stranger) == []
            assert queries.batch(session, stranger, batch_id) is None
            assert queries.form(session, stranger, form_id) is None


class Browser:
    """One signed-in person; every page is valid HTML."""

    def __init__(self, app, who, language="en"):
        self.client, self.identity = app.test_client(), who
        with self.client.session_transaction() as session:
            session["language"] = language
        app.extensions[BROWSER] = self

    def open(self, method, path, **data):
        answer = self.client.open(path, method=method, data=data or None)
        if answer.mimetype == "text/html" and answer.status_code not in (302, 303):
            html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))
        return answer

    def get(self, path):
        return self.open("GET", path)

    def post(self, path, **data):
        return self.open("POST", path, **data)


@pytest.fixture
def app(settled, config):
    return settled(pages_app, config)


class TestPages:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("az", "İşıq kəsiləndə istifadə üçün blanklar"),
            ("ru", "Бланки на случай отключения света"),
            ("en", "Blank forms for power cuts"),
        ],
    )
    def test_speak_three_languages(self, app, feldsher, language, words):
        assert words in Browser(app, feldsher, language).get("/blank-forms").get_data(as_text=True)

    def test_from_reserving_numbers_to_the_sheets(self, app, feldsher, database):
        browser = Browser(app, feldsher)
        assert "No blanks were printed yet." in browser.get("/blank-forms").get_data(as_text=True)
        answer = browser.post("/blank-forms", count="2", language="ru")
        assert answer.status_code == 303
        page = browser.get(answer.location).get_data(as_text=True)
        assert form_number("9T1", 2) in page
        printed = browser.get(f"{answer.location}/print")
        assert printed.mimetype == "application/pdf"
        assert printed.headers["Content-Disposition"] == 'inline; filename="EF-1_9T1-000001-000002.pdf"'
        assert browser.get(f"{answer.location}/print").data == printed.data
        assert len(events(database, "blank_forms.opened")) == 2
        found = pages(printed.data)
        assert len(found) == 4
        for number, sides in ((1, found[:2]), (2, found[2:])):
            for side, text in enumerate(sides, 1):
                assert form_number("9T1", number) in text
                assert f"Страница {side} / 2" in text
                assert "Nümunə təcridxana" in text

    def test_from_a_sheet_to_its_account(self, app, feldsher, database, clock, place):
        issue(database, clock, feldsher, place, 1)
        browser = Browser(app, feldsher)
        with database.reading() as session:
            form = session.scalar(sa.select(BlankForm))
        path = f"/blank-forms/sheet/{form.id}"
        assert form_number("9T1", 1) in browser.get(path).get_data(as_text=True)
        wrong = browser.post(path, outcome="eaten", note="a")
        assert wrong.status_code == 422
        assert "Choose one" in wrong.get_data(as_text=True)
        assert browser.post(path, outcome="lost", note="").status_code == 422
        right = browser.post(path, outcome="copied", note="QM-2026/001207")
        assert (right.status_code, right.location) == (303, f"/blank-forms/{form.batch_id}")
        page = browser.get(right.location).get_data(as_text=True)
        assert "Copied into the system" in page
        assert "QM-2026/001207" in page
        assert "all accounted for" in browser.get("/blank-forms").get_data(as_text=True)

    @pytest.mark.parametrize("count", ["", "0", "31", "-1", "1.5", "²", "many"])
    def test_a_count_that_is_none_is_refused_and_shown_again(self, app, feldsher, database, count):
        answer = Browser(app, feldsher).post("/blank-forms", count=count, language="az")
        assert answer.status_code == 422
        assert f'value="{count}"' in answer.get_data(as_text=True)
        with database.reading() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(BlankForm)) == 0

    def test_who_works_in_two_places_says_which(self, app, database, clock, place):
        from dataclasses import replace

        from healthapp.access import Assignment

        with database.unit(factories.identity(Role.ADMIN), clock) as uow:
            other = factories.facility(uow)
        base = factories.identity(Role.DOCTOR, place)
        browser = Browser(app, replace(base, assignments=(*base.assignments, Assignment(Role.DOCTOR, other.id))))
        assert browser.post("/blank-forms", count="1", language="az").status_code == 422
        assert browser.post("/blank-forms", count="1", language="az", facility=str(other.id)).status_code == 303
        with database.reading() as session:
            assert session.scalar(sa.select(BlankForm.facility_id)) == other.id

    @pytest.mark.parametrize("role", [Role.ADMINISTRATION, Role.AUDITOR, Role.NURSE, Role.NPG])
    def test_are_for_those_who_examine(self, app, place, role):
        assert Browser(app, factories.identity(role, place)).get("/blank-forms").status_code == 403

    def test_a_batch_of_another_place_is_not_there(self, app, database, clock, feldsher, place):
        batch_id = issue(database, clock, feldsher, place)
        with database.unit(factories.identity(Role.ADMIN), clock) as uow:
            other = factories.facility(uow)
        browser = Browser(app, factories.identity(Role.FELDSHER, other))
        assert browser.get(f"/blank-forms/{batch_id}").status_code == 404
        assert browser.get(f"/blank-forms/{batch_id}/print").status_code == 404
        with database.reading() as session:
            form_id = session.scalar(sa.select(BlankForm.id))
        assert browser.post(f"/blank-forms/sheet/{form_id}", outcome="lost", note="gone").status_code == 404


def test_no_page_shows_a_form_field_without_its_label(app, feldsher):
    page = Browser(app, feldsher).get("/blank-forms").get_data(as_text=True)
    names = set(re.findall(r'<input[^>]*type="text"[^>]*id="([\w-]+)"|id="([\w-]+)"[^>]*type="text"', page))
    assert names
    for name in ("".join(pair) for pair in names):
        assert f'for="{name}"' in page


def test_a_sheet_that_was_copied_is_not_called_lost_by_an_old_page(app, database, clock, feldsher, place):
    issue(database, clock, feldsher, place, 1)
    with database.reading() as session:
        form_id = session.scalar(sa.select(BlankForm.id))

    def say(outcome, note):
        return lambda uow, form: services.account(uow, form, Account(outcome, note), seen="")

    refusal = together(
        lambda: database.unit(feldsher, clock),
        lambda uow: queries.form(uow.session, feldsher, form_id),
        say(Outcome.COPIED, "TS-9-2026-17"),
        say(Outcome.LOST, "axtarılır"),
        stored=False,
    )
    assert isinstance(refusal, services.SaidMeanwhile)
    browser = Browser(app, feldsher)
    answer = browser.post(f"/blank-forms/sheet/{form_id}", outcome="lost", note="axtarılır", version="")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Copied into the system: TS-9-2026-17" in page
    assert 'value="axtarılır"' in page, "nothing typed is lost"
    version = re.search(r'name="version" value="([^"]+)"', page)[1]
    again = browser.post(f"/blank-forms/sheet/{form_id}", outcome="lost", note="axtarılır", version=version)
    assert again.status_code == 303
