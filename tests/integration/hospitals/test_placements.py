"""Beds, the journey, the stay and its reviews: nobody is forgotten, and what is wrong is said."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from healthapp.access import Role
from healthapp.accounts.models import LoginSession
from healthapp.cases.models import Case, CaseEvent
from healthapp.cases.schemas import Take
from healthapp.cases.sealing import digest_of
from healthapp.deadlines.kinds import SENTENCE_END
from healthapp.deadlines.models import Deadline
from healthapp.hospitals import presenter, queries, schemas, services
from healthapp.hospitals.models import BedAnswer, HospitalStay, TransferSheet, Ward, WardReport
from healthapp.ledger.models import LedgerEntry
from healthapp.people.models import Stay
from healthapp.risk import scheduler
from referrals.clocks import end_of_day
from tests.support import placing
from tests.support.house import House


def board(house: House, who: Role = Role.LIAISON) -> queries.Board:
    with house.database.reading() as session:
        return queries.board(session, house.users[who])


def reminders(house: House) -> list[presenter.Reminder]:
    with house.app.test_request_context():
        return presenter.reminders(board(house).inside, house.clock())


def running(house: House, row: Case) -> dict[str, Deadline]:
    with house.database.reading() as session:
        return {one.kind: one for one in queries.clocks_of(session, [row.id]).get(row.id, [])}


def sentence_ends(house: House, day: dt.date | None) -> None:
    with house.database.unit(house.users[Role.DOCTOR], house.clock) as uow:
        stay = uow.session.scalars(sa.select(Stay).where(Stay.person_id == house.own.person.id)).one()
        stay.sentence_ends_on = day
        uow.audited = True


def test_a_refused_bed_keeps_its_reason_and_the_days_go_on(house: House, clock) -> None:
    row, place = placing.opened(house), placing.hospital(house)
    for who, step in (*placing.TO_COUNCIL, *placing.TO_ORDER):
        placing.taken(house, row, who, step)
    since = clock()
    placing.asked(house, row, place)
    clock.now += dt.timedelta(days=9)
    placing.answered(house, row, offered=False, reason="no_bed")
    clock.now += dt.timedelta(days=4)
    (waiting,) = board(house).waiting
    with house.app.test_request_context():
        shown = presenter.waiting(waiting, clock())
    assert (waiting.since, waiting.refusals) == (since, 1)
    assert waiting.answer is not None
    assert waiting.answer.reason == "no_bed"
    assert "13" in shown.days
    placing.asked(house, row, place)
    placing.answered(house, row, offered=True)
    assert "psych.bed_days" not in running(house, row)
    assert [one.offered for one in _answers(house)] == [False, True]


def _answers(house: House) -> list[BedAnswer]:
    with house.database.reading() as session:
        return list(session.scalars(sa.select(BedAnswer).order_by(BedAnswer.id)))


def test_the_board_shows_everyone_in_hospital_and_when_the_review_falls(house: House, clock) -> None:
    row = placing.in_hospital(house)
    (one,) = board(house).inside
    assert one.row.id == row.id
    assert one.hospital is not None
    assert one.hospital.kind == "psychiatric"
    clocks = {clock.kind for clock in one.clocks}
    assert {"psych.review", "psych.first_extension", SENTENCE_END.code} <= clocks
    review = running(house, row)["psych.review"]
    assert review.due_at == end_of_day(dt.date(2026, 9, 11))
    assert review.verified
    assert not reminders(house)


@pytest.mark.parametrize(("left", "days"), [(30, 30), (15, 30), (14, 14), (8, 14), (7, 7), (0, 7), (-3, 7)])
def test_reminders_come_at_thirty_fourteen_and_seven_days(house: House, clock, left: int, days: int) -> None:
    placing.in_hospital(house)
    clock.now = dt.datetime(2026, 9, 11, 8, tzinfo=dt.UTC) - dt.timedelta(days=left)
    made = {one.what: one.days for one in reminders(house)}
    assert set(made.values()) == {days}
    assert len(made) == 2  # the commission's review and the court's first extension fall on one day


def test_a_reminder_that_was_seen_is_gone_until_the_next_one(house: House, clock) -> None:
    placing.in_hospital(house)
    clock.now = dt.datetime(2026, 8, 20, 8, tzinfo=dt.UTC)
    (one,) = board(house).inside
    for reminder in reminders(house):
        deadline = next(row for row in one.clocks if row.id == reminder.deadline_id)
        for _click in range(2):
            with house.database.unit(house.users[Role.LIAISON], clock) as uow:
                fresh = queries.of_case(uow.session, uow.actor, one.row.id)
                assert fresh is not None
                services.see_reminder(uow, fresh, deadline, reminder.days)
    assert reminders(house) == []
    clock.now += dt.timedelta(days=9)
    assert {reminder.days for reminder in reminders(house)} == {14}


def test_the_end_of_the_sentence_has_a_clock_before_it(house: House, clock) -> None:
    sentence_ends(house, dt.date(2026, 12, 31))
    row = placing.in_hospital(house)
    assert running(house, row)[SENTENCE_END.code].due_at == end_of_day(dt.date(2026, 11, 1))
    with house.database.unit(house.users[Role.LIAISON], clock) as uow:
        placed = queries.of_case(uow.session, uow.actor, row.id)
        assert placed is not None
        services.set_sentence_end(uow, placed, schemas.SentenceEnd(dt.date(2027, 12, 31)))
    assert running(house, row)[SENTENCE_END.code].due_at == end_of_day(dt.date(2027, 11, 1))
    (one,) = board(house).inside
    assert "31.12.2027" in presenter.sentence_end(one, clock())[0]
    clock.now = dt.datetime(2028, 1, 3, tzinfo=dt.UTC)
    assert presenter.sentence_end(one, clock())[1] == "late"


def test_an_unknown_end_of_sentence_is_said_and_its_clock_is_unset(house: House, clock) -> None:
    row = placing.in_hospital(house)
    assert running(house, row)[SENTENCE_END.code].due_at is None
    (one,) = board(house).inside
    assert presenter.sentence_end(one, clock())[1] == "attention"


def test_a_stay_that_ends_with_the_sentence_needs_the_hand_over(house: House) -> None:
    row = placing.in_hospital(house)
    with pytest.raises(services.StepRefused) as caught:
        placing.taken(house, row, Role.HEAD, Take("end_sentence", attached=("release_order",)))
    assert ("civil_care_handover",) in caught.value.refusal.missing
    done = placing.taken(house, row, Role.HEAD, Take("end_sentence", attached=("release_order", "civil_care_handover")))
    assert done.row.outcome == "sentence_ended"
    assert board(house).inside == []
    with house.database.reading() as session:
        stay = session.scalars(sa.select(HospitalStay)).one()
        assert (stay.ending, stay.ended_at) == ("sentence_ended", done.row.closed_at)
        assert session.scalars(sa.select(Deadline.state).where(Deadline.kind == SENTENCE_END.code)).all() == ["met"]


def test_who_comes_back_is_screened_again_and_the_screen_closes_the_case(house: House, clock) -> None:
    row = placing.in_hospital(house)
    for step in (
        Take("move_to_lift", actor="relative", attached=("petition",)),
        Take("lift", actor="court", attached=("court_act",)),
        placing.DISCHARGED,
    ):
        placing.taken(house, row, Role.LIAISON, step)
    (back,) = board(house, Role.DOCTOR).back
    assert back.row.id == row.id
    assert running(house, row)["psych.return_screen_hours"].due_at == clock() + dt.timedelta(hours=24)
    clock.now += dt.timedelta(hours=3)
    with house.database.unit(house.own.feldsher, clock) as uow:
        services.screened(uow, house.own.person.id, clock())
    done = placing.found(house, row)
    assert done.row.outcome == "back_in_care"
    assert done.events[-1].actor == "feldsher"
    assert board(house).back == []
    assert scheduler.ABOUT_SUICIDE


def test_a_measure_is_extended_after_six_months_and_then_every_twelve(house: House, clock) -> None:
    row = placing.in_hospital(house)
    extend = Take("extend", actor="court", attached=("court_act",))
    review = Take("review", actor="hospital", attached=("review_opinion",), result="advise_extension")
    for month, (day, clock_code) in enumerate(
        (("2026-09-08", "psych.extension"), ("2027-03-05", ""), ("2027-09-03", "psych.extension"))
    ):
        clock.now = dt.datetime.fromisoformat(f"{day}T08:00+00:00")
        placing.taken(house, row, Role.LIAISON, review)
        if clock_code:
            placing.taken(house, row, Role.LIAISON, Take("submit_to_court", actor="hospital", attached=("submission",)))
            clock.now += dt.timedelta(days=6)
            placing.taken(house, row, Role.LIAISON, extend)
        else:
            placing.taken(house, row, Role.LIAISON, Take("stay_on", actor="hospital", attached=("reasons",)))
        assert month < 3
    clocks = running(house, row)
    assert clocks["psych.extension"].due_at == end_of_day(dt.date(2028, 9, 9))
    assert clocks["psych.review"].due_at == end_of_day(dt.date(2028, 3, 3))
    assert "psych.first_extension" not in clocks


def test_the_transfer_sheet_is_sealed_and_printed(house: House) -> None:
    row = placing.in_hospital(house)
    with house.database.reading() as session:
        sheet = session.scalars(sa.select(TransferSheet)).one()
        leaf = session.scalars(sa.select(LedgerEntry).where(LedgerEntry.subject_id == sheet.id)).one()
        assert leaf.subject_digest == sheet.digest == digest_of(sheet)
    for language, word in (("en", "TRANSFER SHEET"), ("az", "KÖÇÜRMƏ VƏRƏQİ"), ("ru", "ЛИСТ ПЕРЕВОДА")):
        answer = house.browser(Role.LIAISON).post(f"/cases/{row.id}/placement/sheet", language=language)
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
        assert word in text
        assert "Olanzapin" in text
    assert house.browser(Role.LIAISON).post(f"/cases/{row.id}/placement/sheet", language="xx").status_code == 409


def test_beds_are_kept_as_told(house: House, clock) -> None:
    place = placing.hospital(house)
    liaison = house.browser(Role.LIAISON)
    base = f"/hospitals/places/{place.id}"
    ward = {"name": "Ward 3", "kind": "general", "takes": "men"}
    assert liaison.post(f"{base}/wards", ward).status_code == 303
    assert liaison.post(f"{base}/wards", {**ward, "name": "ward 3"}).status_code == 422
    with house.database.reading() as session:
        ward_id = session.scalars(sa.select(Ward.id)).one()
    told = {"ward_id": ward_id, "at_date": "11.03.2026", "at_time": "14:00", "told_by": "Head nurse"}
    assert liaison.post(f"{base}/beds", {**told, "capacity": "40", "occupied": "43"}).status_code == 303
    for wrong in ({"capacity": "x"}, {"occupied": "-1"}, {"at_date": "12.04.2026"}, {"ward_id": "7"}, {"told_by": ""}):
        answer = liaison.post(f"{base}/beds", {**told, "capacity": "40", "occupied": "12", **wrong})
        assert answer.status_code == 422
        assert "govuk-error-summary" in answer.get_data(as_text=True)
    with house.database.reading() as session:
        (report,) = session.scalars(sa.select(WardReport))
        assert (report.capacity, report.occupied, report.told_by) == (40, 43, "Head nurse")
    page = house.browser(Role.DOCTOR).get("/hospitals/places").get_data(as_text=True)
    assert "43" in page
    assert "Head nurse" in page
    assert house.browser(Role.DOCTOR).get(base).status_code == 403


def test_the_pages_of_a_placement_take_it_to_the_hospital(house: House, clock) -> None:
    row, place = placing.opened(house), placing.hospital(house)
    for who, step in (*placing.TO_COUNCIL, *placing.TO_ORDER):
        placing.taken(house, row, who, step)
    liaison = house.browser(Role.LIAISON)
    base = f"/cases/{row.id}"
    assert liaison.get(f"{base}/steps/request_bed").headers["Location"].endswith(f"{base}/bed")
    now = {"at_date": "11.03.2026", "at_time": "14:31"}
    version = {"version": str(placing.found(house, row).row.events)}
    asked = {"facility_id": str(place.id), "ward_kind": "general", **now, **version}
    assert liaison.post(f"{base}/bed", {**asked, "facility_id": "nowhere"}).status_code == 422
    assert liaison.post(f"{base}/bed", {**asked, "version": "1"}).status_code == 409
    clock.now += dt.timedelta(minutes=5)
    assert liaison.post(f"{base}/bed", asked).status_code == 422  # before the court's act of a minute ago
    asked["at_time"] = "14:37"
    assert liaison.post(f"{base}/bed", asked).status_code == 303
    tab = liaison.post(f"{base}/bed", {**asked, "note": "Tək palata lazımdır"})
    assert (tab.status_code, "Bunu siz artıq etmisiniz: 11.03.2026 14:37" in tab.text) == (409, True)
    assert "Tək palata lazımdır" in tab.text
    assert f'href="{base}"' in tab.text
    answer = {"answer": "refused", **now, "at_time": "14:37", "told_by": "Dr X", "version": _version(house, row)}
    assert liaison.post(f"{base}/bed/answer", answer).status_code == 422
    assert liaison.post(f"{base}/bed/answer", {**answer, "reason": "papers"}).status_code == 303
    page = liaison.get(f"{base}/placement").get_data(as_text=True)
    assert place.name in page
    assert liaison.get("/hospitals").status_code == 200


def _version(house: House, row: Case) -> str:
    return str(placing.found(house, row).row.events)


def ready_to_depart(house: House, pathway: str = "placement_c") -> tuple[Case, dict[str, str]]:
    """A case with a bed, and the sheet as it is typed."""
    row = placing.opened(house, pathway)
    for who, step in (*placing.TO_COUNCIL, *(placing.TO_ORDER if pathway == "placement_c" else ())):
        placing.taken(house, row, who, step)
    placing.asked(house, row, placing.hospital(house))
    placing.answered(house, row, offered=True)
    return row, {
        **{name: text for name, text in placing.SHEET.items() if isinstance(text, str) and text},
        "at_date": "11.03.2026",
        "at_time": "14:32",
        "version": _version(house, row),
        **{f"medicines-2-{name}": text for name, text in placing.SHEET["medicines"][0].items()},
    }


def test_by_the_pages_a_person_departs_and_the_reminders_of_the_stay_are_seen(house: House, clock) -> None:
    row, form = ready_to_depart(house)
    liaison, base = house.browser(Role.LIAISON), f"/cases/{row.id}"
    assert liaison.post(f"{base}/depart", form).status_code == 303
    placing.taken(house, row, Role.LIAISON, placing.ADMITTED)
    clock.now = dt.datetime(2026, 8, 20, 8, tzinfo=dt.UTC)
    with house.database.unit(house.users[Role.LIAISON], clock) as uow:
        uow.session.execute(sa.update(LoginSession).values(started_at=uow.now(), last_seen_at=uow.now()))
    due = reminders(house)
    assert due
    for reminder in due:
        seen = {"clock": str(reminder.deadline_id), "days": str(reminder.days)}
        assert liaison.post(f"{base}/placement/seen", seen).status_code == 303
    assert reminders(house) == []
    assert liaison.post(f"{base}/placement/sentence", day="32.12.2027").status_code == 422
    assert liaison.post(f"{base}/placement/sentence", day="31.12.2027").status_code == 303
    assert running(house, row)[SENTENCE_END.code].due_at == end_of_day(dt.date(2027, 11, 1))


def test_in_acute_danger_two_opinions_stand_for_consent(house: House) -> None:
    row, form = ready_to_depart(house, "placement_a")
    urgent, liaison = f"/cases/{row.id}/depart/urgent", house.browser(Role.LIAISON)
    assert liaison.post(urgent, form).status_code == 422
    reasons = {"grounds": "Səslər öldürməyi əmr edir", "second_opinion": "Dr Quliyev: razıyam"}
    answer = liaison.post(urgent, {**form, **reasons})
    assert answer.status_code == 303
    with house.database.reading() as session:
        assert session.scalars(sa.select(TransferSheet)).one().content["second_opinion"] == reasons["second_opinion"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"apart": "no"}, "not_apart"),
        ({"medicines-0-days": "0"}, "medicines-0-days"),
        ({"medicines-0-name": ""}, "medicines-0-name"),
        ({"no_medicines": "none ordered"}, "no_medicines"),
        ({"at_date": "12.03.2027"}, "at_date"),
        ({"escort": ""}, "escort"),
        ({"surprise": "x"}, "surprise"),
    ],
)
def test_a_sheet_with_a_gap_comes_back_with_all_that_was_typed(house: House, changes, field: str) -> None:
    row, form = ready_to_depart(house)
    wrong = {name.replace("-0-", "-2-"): text for name, text in changes.items()}
    answer = house.browser(Role.LIAISON).post(f"/cases/{row.id}/depart", {**form, **wrong})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#{field}"' in page or field == "surprise"
    assert "Hears voices" in page
    with house.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(TransferSheet)) == 0
        assert session.scalars(sa.select(CaseEvent).where(CaseEvent.code == "depart")).all() == []


def test_another_facilitys_doctor_does_not_see_the_board(house: House) -> None:
    placing.in_hospital(house)
    with house.database.reading() as session:
        assert queries.board(session, house.other.doctor).inside == []
        assert len(queries.board(session, house.own.doctor).inside) == 1


def test_what_a_hospital_said_cannot_be_changed(house: House) -> None:
    placing.in_hospital(house)
    for table in ("bed_request", "bed_answer", "transfer_sheet"):
        with pytest.raises(sa.exc.DatabaseError), house.database.engine.begin() as connection:
            connection.execute(sa.text(f"DELETE FROM {table}"))
