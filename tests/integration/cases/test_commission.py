"""Given a case before the commission, when it meets, then only those vote who may, and what it says is kept."""

from __future__ import annotations

import contextlib
import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from werkzeug.test import TestResponse

from blueprints import commission
from healthapp.access import Identity, Role
from healthapp.cases import services as steps
from healthapp.cases.commission import deciding, queries, records
from healthapp.cases.commission.models import Item, Protocol, Seat, Sitting, Vote
from healthapp.cases.commission.records import vote_digest
from healthapp.cases.models import Case
from healthapp.cases.schemas import Open, Take
from healthapp.people.models import Person
from healthapp.settings import services as settings
from tests.support.house import House, SignedIn, enrolled

FILE = (
    "identity_data case_summary diagnosis test_results specialist_opinions treatment_response prognosis "
    "functional_status disclosure_consent place_of_care"
).split()
LETTER = ("official_letter", "behaviour_statement", "personal_file", "sentence_data")


def member(house: House, name: str) -> Identity:
    """One more member of the commission."""
    with house.database.unit(Identity.system("test"), house.clock) as uow:
        identity, login = enrolled(uow, Role.COMMISSION, None, suffix=name)
    house.logins[identity.user_id] = login
    return identity


def advanced(house: House, row: Case, who: Role | Identity, step: Take) -> None:
    identity = house.users[who] if isinstance(who, Role) else who
    with house.database.unit(identity, house.clock) as uow:
        steps.advance(uow, row.id, step, seen=uow.session.get_one(Case, row.id).events)


def accepted(house: House, pathway: str = "illness_other") -> Case:
    """A case the Department has accepted: it waits for the commission."""
    who = Role.DOCTOR if pathway == "illness_other" else Role.PSYCHIATRIST
    papers = tuple(FILE) if pathway == "illness_other" else (*FILE, "psychiatric_opinion")
    found = Take("find_need", attached=("case_summary", "diagnosis", "psychiatric_opinion"))
    with house.database.unit(house.users[who], house.clock) as uow:
        row = steps.open_case(uow, house.own.person, Open(pathway, "diagnosis", found, icd10="C34.1"))
    advanced(house, row, who, Take("begin_file"))
    advanced(house, row, Role.HEAD, Take("sign", attached=(*papers, "person_informed")))
    advanced(house, row, Role.ADMINISTRATION, Take("submit", attached=LETTER))
    advanced(house, row, Role.REVIEWER, Take("accept"))
    return row


class Meeting:
    """A session as the secretary keeps it, over HTTP."""

    def __init__(self, house: House, members: dict[str, str]) -> None:
        self.house = house
        self.secretary = house.users[Role.COMMISSION]
        self.members = {name: member(house, name) for name in members}
        self.desk = house.browser(self.secretary)
        answer = self.desk.post("/commission", at_date="11.03.2026", at_time="14:40", place="Zal 2")
        assert answer.status_code == 303, answer.get_data(as_text=True)
        self.address = answer.headers["Location"]
        self.seat(self.secretary, "other", "secretary")
        for place, (name, specialty) in enumerate(members.items()):
            self.seat(self.members[name], specialty, "chair" if place == 0 else "member")

    def seat(self, who: Identity, specialty: str, part: str):
        answer = self.desk.post(f"{self.address}/seats", user=str(who.user_id), specialty=specialty, part=part)
        assert answer.status_code == 303, answer.get_data(as_text=True)

    def put(self, row: Case, **more: str):
        return self.desk.post(f"{self.address}/agenda", case=str(row.id), planned="bedside", **more)

    def open(self, *absent: str):
        self.house.clock.advance(minutes=10)
        with self.house.database.reading() as session:
            seats = list(session.scalars(sa.select(Seat).order_by(Seat.place)))
        form = {}
        for number, seat in enumerate(seats):
            away = any(seat.user_id == self.members[name].user_id for name in absent)
            form |= {f"seats-{number}-place": seat.place, f"seats-{number}-attends": "absent" if away else "present"}
            form |= {f"seats-{number}-reason": "xəstəlik"} if away else {}
        return self.desk.post(f"{self.address}/open", form)

    def examine(self, **changes: str):
        form = {"how": "bedside", "at_date": "11.03.2026", "at_time": "14:41", "consent": "yes"}
        form |= {"findings": "ECOG 4", "words": "Evdə ölmək istəyirəm", **changes}
        return self.desk.post(f"{self.address}/1/examine", form)

    def propose(self, conclusion: str = "listed_disease", **more: str):
        form = {"conclusion": conclusion, "measure": "Məhkəməyə göndərilsin", **more}
        return self.desk.post(f"{self.address}/1/propose", form)

    def vote(self, name: str, vote: str = "for", words: str = "", proposal: int = 1):
        browser: SignedIn = self.house.browser(self.members[name])
        return browser.post(f"{self.address}/1/vote", vote=vote, words=words, proposal=str(proposal))

    def conclude(self):
        return self.desk.post(f"{self.address}/1/conclude")


THREE = {"Sahib": "oncologist", "Emin": "tb", "Fuad": "cardiologist"}


def ready(house: House, members: dict[str, str] = THREE, *, pathway: str = "illness_other") -> tuple[Meeting, Case]:
    """Examined, with everybody there."""
    row = accepted(house, pathway)
    meeting = Meeting(house, members)
    assert meeting.put(row).status_code == 303
    assert meeting.open().status_code == 303
    assert meeting.examine().status_code == 303
    return meeting, row


def state(house: House, row: Case) -> str:
    with house.database.reading() as session:
        return session.get_one(Case, row.id).state


def test_a_case_is_examined_voted_on_and_gets_its_protocol_in_three_languages(house: House):
    meeting, row = ready(house)
    assert meeting.propose().status_code == 303
    assert meeting.vote("Sahib").status_code == 303
    shown = house.browser(meeting.members["Emin"]).get(f"{meeting.address}/1").get_data(as_text=True)
    assert "səs verib" in shown
    assert meeting.vote("Emin").status_code == 303
    assert meeting.vote("Fuad", "against", "Əvvəlcə palliativ stabilləşdirmə").status_code == 303
    assert meeting.conclude().status_code == 303
    assert state(house, row) == "concluded"
    with house.database.reading() as session:
        protocol = session.scalars(sa.select(Protocol)).one()
        votes = list(session.scalars(sa.select(Vote)))
    assert (protocol.number, protocol.content["for"], protocol.content["against"]) == ("KP-2026-00001", 2, 1)
    assert [vote.digest for vote in votes] == [vote_digest(vote) for vote in votes]
    for language in ("az", "ru", "en"):
        data = meeting.desk.post(f"{meeting.address}/1/print", language=language).data
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
        assert "511.2" in pages[-1]  # the signatures stand with what follows, on no page of their own
        text = "".join(pages)
        assert "palliativ" in text
        assert "Evdə ölmək istəyirəm" in text
    agenda = meeting.desk.post(f"{meeting.address}/print", language="az")
    assert len(PdfReader(io.BytesIO(agenda.data)).pages) == 5
    assert meeting.desk.post(f"{meeting.address}/close").status_code == 303


def test_a_seat_is_given_back_before_the_session_opens(house: House):
    meeting = Meeting(house, THREE)
    assert meeting.desk.post(f"{meeting.address}/seats/4/remove").status_code == 303
    with house.database.reading() as session:
        seated = set(session.scalars(sa.select(Seat.user_id)))
    assert meeting.members["Fuad"].user_id not in seated
    assert meeting.members["Emin"].user_id in seated


def test_without_a_quorum_no_vote_is_closed(house: House):
    row = accepted(house)
    meeting = Meeting(house, THREE)
    meeting.put(row)
    meeting.open("Fuad")
    meeting.examine()
    meeting.propose()
    meeting.vote("Sahib")
    meeting.vote("Emin")
    answer = meeting.conclude()
    assert answer.status_code == 409
    assert "kvorum" in answer.get_data(as_text=True).lower()
    assert state(house, row) == "examined"
    assert meeting.vote("Fuad").status_code == 409
    assert meeting.desk.post(f"{meeting.address}/close").status_code == 409
    answer = meeting.desk.post(f"{meeting.address}/1/other", action="postpone", reason="Kvorum olmadı")
    assert answer.status_code == 303
    assert meeting.desk.post(f"{meeting.address}/close").status_code == 303


def test_who_treated_reviewed_or_keeps_the_minutes_has_no_vote(house: House):
    row = accepted(house)
    with house.database.unit(Identity.system("test"), house.clock) as uow:
        from healthapp.accounts.models import RoleAssignment

        for role in (Role.DOCTOR, Role.REVIEWER):
            assignment = RoleAssignment(
                user_id=house.users[role].user_id, role="commission", facility_id=None, valid_from=uow.now()
            )
            uow.session.add(assignment)
        uow.audited = True
    meeting = Meeting(house, THREE)
    meeting.seat(house.users[Role.DOCTOR], "therapist", "member")
    meeting.seat(house.users[Role.REVIEWER], "therapist", "member")
    meeting.put(row)
    meeting.open()
    meeting.examine()
    meeting.propose()
    for who in (house.users[Role.DOCTOR], house.users[Role.REVIEWER], meeting.secretary):
        answer = house.browser(who).post(f"{meeting.address}/1/vote", vote="for", proposal="1")
        assert answer.status_code == 409
    page = meeting.desk.get(f"{meeting.address}/1").get_data(as_text=True)
    for words in ("səs vermir: bu şəxsi müalicə edib", "səs vermir: bu işə baxıb", "səs vermir: katib"):
        assert words in page
    for name in THREE:
        meeting.vote(name)
    assert meeting.conclude().status_code == 303
    with house.database.reading() as session:
        listed = session.scalars(sa.select(Protocol)).one().content["members"]
    assert {entry["barred"] for entry in listed} == {"", "treated", "reviewed", "secretary"}


def test_a_vote_is_ones_own_once_and_on_what_one_saw(house: House):
    meeting, _row = ready(house)
    assert meeting.vote("Sahib").status_code == 409
    meeting.propose()
    assert meeting.vote("Sahib", "against").status_code == 422
    assert meeting.vote("Sahib", "maybe").status_code == 422
    assert meeting.vote("Sahib").status_code == 303
    assert meeting.vote("Sahib", "against", "Fikrimi dəyişdim").status_code == 409
    meeting.propose("re_examine_later", months="3")
    assert meeting.vote("Emin", proposal=1).status_code == 409
    assert meeting.vote("Emin", proposal=2).status_code == 303
    outsider = member(house, "Kənar")
    assert house.browser(outsider).post(f"{meeting.address}/1/vote", vote="for", proposal="2").status_code == 409
    assert meeting.conclude().status_code == 409
    meeting.vote("Fuad", "conflict", "Qohumumdur", proposal=2)
    answer = meeting.conclude()
    assert answer.status_code == 409
    with pytest.raises(sa.exc.DatabaseError), house.database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE commission_vote SET vote = 'abstain'"))


def test_what_is_wrong_is_said_and_nothing_is_written(house: House):
    row = accepted(house)
    meeting = Meeting(house, THREE)
    assert meeting.desk.post("/commission", at_date="10.03.2026", at_time="10:00", place="Zal").status_code == 422
    assert meeting.desk.post("/commission", at_date="x", at_time="", place="").status_code == 422
    assert meeting.desk.post(f"{meeting.address}/agenda", case="x", planned="bedside").status_code == 422
    assert meeting.desk.post(f"{meeting.address}/open").status_code == 422
    assert meeting.put(row).status_code == 303
    assert meeting.put(row).status_code == 409
    assert meeting.examine(at_time="14:31").status_code == 409
    meeting.open()
    assert meeting.examine(consent="refused").status_code == 422
    assert meeting.examine(at_time="23:00").status_code == 422
    assert meeting.examine(at_date="10.03.2026").status_code == 409
    assert meeting.examine(consent="refused", how="on_file").status_code == 303
    assert meeting.propose("rumour").status_code == 422
    assert meeting.propose("re_examine_later").status_code == 422
    assert meeting.propose(measure="").status_code == 422
    with house.database.reading() as session:
        assert session.scalars(sa.select(Item)).one().proposal == 0


def at_once(patch: pytest.MonkeyPatch, module: object, name: str, *acts: Callable[[], TestResponse]) -> list[int]:
    """What acts are answered of which none is written before all are decided, where that can be.

    ``name``: the function of ``module`` that comes between. Whoever is alone there after a moment goes on: the other
    one was kept waiting before it decided.
    """
    both, made = threading.Barrier(len(acts)), getattr(module, name)

    def met(*given: object) -> object:
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(0.3)
        return made(*given)

    patch.setattr(module, name, met)
    with ThreadPoolExecutor(len(acts)) as pool:
        answers = [pool.submit(act) for act in acts]
    patch.undo()
    return sorted(answer.result().status_code for answer in answers)


def test_two_who_close_at_once_make_one_protocol(house: House, monkeypatch):
    meeting, row = ready(house)
    meeting.propose()
    for name in THREE:
        meeting.vote(name)
    assert at_once(monkeypatch, deciding, "_content", meeting.conclude, meeting.conclude) == [303, 409]
    with house.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Protocol)) == 1
    assert state(house, row) == "concluded"


def test_votes_given_at_once_are_all_kept_and_nobody_votes_twice(house: House, monkeypatch):
    meeting, _row = ready(house)
    meeting.propose()
    twice = (lambda: meeting.vote("Sahib"), lambda: meeting.vote("Sahib", "against", "Fikrimi dəyişdim"))
    assert at_once(monkeypatch, records, "vote_digest", *twice) == [303, 409]
    two = (lambda: meeting.vote("Emin"), lambda: meeting.vote("Fuad"))
    assert at_once(monkeypatch, records, "vote_digest", *two) == [303, 303]
    with house.database.reading() as session:
        given = list(session.scalars(sa.select(Vote)))
    assert sorted(vote.name for vote in given) == sorted(meeting.members[name].name for name in THREE)
    assert [vote.digest for vote in given] == [vote_digest(vote) for vote in given]


def test_a_vote_is_on_the_opinion_that_was_seen_though_another_is_proposed_at_once(house: House, monkeypatch):
    """The vote passed its guard and its form while the first opinion stood; the second came before it was written."""
    meeting, _row = ready(house)
    meeting.propose()
    acted = commission._act

    def overtaken(*given: object) -> object:
        monkeypatch.undo()
        assert meeting.propose("re_examine_later", months="3").status_code == 303
        return acted(*given)

    monkeypatch.setattr(commission, "_act", overtaken)
    assert meeting.vote("Sahib").status_code == 409
    with house.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Vote)) == 0


def test_who_died_or_was_moved_in_the_middle(house: House):
    meeting, row = ready(house)
    meeting.propose()
    with house.database.unit(house.users[Role.DOCTOR], house.clock) as uow:
        person = uow.session.get_one(Person, row.person_id)
        person.facility_id = house.other.facility.id
        uow.audited = True
    assert meeting.vote("Sahib").status_code == 303
    with house.database.unit(house.users[Role.DOCTOR], house.clock) as uow:
        uow.session.get_one(Person, row.person_id).died_at = uow.now()
        uow.audited = True
    assert meeting.vote("Emin").status_code == 409
    assert meeting.conclude().status_code == 409
    assert meeting.desk.get(f"{meeting.address}/1").status_code == 200
    assert meeting.desk.post(f"{meeting.address}/close").status_code == 303


def test_more_tests_bring_the_case_back_and_a_later_examination_too(house: House):
    meeting, row = ready(house)
    answer = meeting.desk.post(f"{meeting.address}/1/other", action="tests", reason="KT, Mərkəzi xəstəxana")
    assert answer.status_code == 303
    assert state(house, row) == "more_tests"
    meeting.desk.post(f"{meeting.address}/close")
    second = meeting.desk.post("/commission", at_date="20.03.2026", at_time="10:00", place="Zal 2")
    meeting.address = second.headers["Location"]
    assert meeting.put(row).status_code == 409  # the results are not in the file yet
    doctor = house.browser(Role.DOCTOR)
    text = {"way": "text", "text": "KT 15.03: metastaz"}
    assert doctor.post(f"/cases/{row.id}/papers/add/test_results", text).status_code == 303
    assert meeting.put(row).status_code == 303
    assert state(house, row) == "scheduled"


def test_mental_illness_needs_a_psychiatrist_among_the_votes(house: House):
    meeting, _row = ready(house, pathway="illness_mental")
    meeting.propose("mental_illness_78_1")
    for name in THREE:
        meeting.vote(name)
    answer = meeting.conclude()
    assert answer.status_code == 409
    assert "psixiatr" in answer.get_data(as_text=True)
    # A rule that is changed in the evening says nothing of a session that began before.
    house.clock.advance(minutes=1)
    with house.database.unit(house.users[Role.REVIEWER], house.clock) as uow:
        new = {"value": False, "unit": "", "legal_basis": "", "verified": False, "note": "Decided by the Department"}
        settings.set_value(uow, key=queries.PSYCHIATRIST, **new, valid_from=uow.now())
    house.clock.advance(minutes=1)
    assert meeting.conclude().status_code == 409


def test_a_session_that_is_cancelled_gives_its_cases_back(house: House):
    row = accepted(house)
    meeting = Meeting(house, THREE)
    meeting.put(row)
    assert meeting.desk.post(f"{meeting.address}/cancel", reason="x").status_code == 422
    assert meeting.desk.post(f"{meeting.address}/cancel", reason="Zal bağlıdır").status_code == 303
    assert meeting.open().status_code == 409
    with house.database.reading() as session:
        assert session.scalars(sa.select(Sitting)).one().state == "cancelled"
    answer = meeting.desk.post("/commission", at_date="25.03.2026", at_time="10:00", place="Zal 3")
    meeting.address = answer.headers["Location"]
    assert meeting.put(row).status_code == 409
    assert meeting.put(row, reason="İclas ləğv edildi").status_code == 303
