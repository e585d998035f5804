"""Given a member at the door, when they work, then every page answers and bad input is told at its field."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from healthapp.access import Identity, Role
from healthapp.audit.models import AuditEvent
from healthapp.database import uuid7
from healthapp.inspection import samples, sampling
from healthapp.inspection.models import Audit, Mandate, Member, Sample, SampleItem, Visit
from healthapp.inspection.notes_models import MemberKey, NoteKey, SealedNote
from tests.support.house import House, enrolled

PASSPHRASE = "four words to keep"
SECRET = "He showed me his back"


def opened(house: House, **changes) -> str:
    """Address of a visit opened at the gate by the member."""
    form = {
        "kind": "ad_hoc",
        "facility_id": str(house.own.facility.id),
        "period_from": "01.01.2026",
        "period_to": "11.03.2026",
        "arrived_time": "14:20",
        "received_time": "14:29",
        "obstruction": "no",
        **changes,
    }
    answer = house.browser(Role.NPG).post("/visits/open", form)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def row(house: House, model):
    with house.database.reading() as session:
        return session.scalars(sa.select(model)).first()


def test_a_whole_visit_by_the_doctor_of_the_team(house):
    member = house.browser(Role.NPG)
    assert member.get("/").headers["Location"] == "/visits"
    address = opened(house)
    page = member.get(address).text
    assert "B-2026-0001" in page
    glance = member.get(f"{address}/facility").text
    assert 'class="app-funnel"' in glance
    assert "Few injuries" in glance or "Az xəsarət" in glance
    assert member.get(f"{address}/facility/figures.csv").text.startswith("code,item")
    assert member.get(f"{address}/facility/safety_screen").status_code == 200
    assert house.own.person.surname in member.get(f"{address}/facility/intake_hours").text
    drawn = member.post(f"{address}/sample", frame="records", strata="kind", size="5")
    assert drawn.status_code == 303, drawn.text
    sample = drawn.headers["Location"]
    assert 'class="app-st app-st--green"' in member.get(sample).text
    assert member.get(f"{sample}/frame.csv").text.count("\n") == 2
    record = member.get(f"{sample}/1")
    assert record.status_code == 200
    assert "Kərimli" in record.text
    audits(house, member, f"{sample}/1")
    for part in ("checkpoints", "copies"):
        shown = member.get(f"{address}/{part}").text
        assert f'href="{address}/sample"' in shown  # the parts of the visit stay in reach
        assert re.findall(r'<a [^>]*href="(/[^"]*)"[^>]* aria-current="(?:page|true)"', shown.split("app-tabs")[0]) == [
            "/visits"
        ]
    closes(house, member, address)


def audits(house: House, member, address: str) -> None:
    answered = {"version": "1", "a_in_time": "yes", "a_private": "partly", "e_private": "Page 2"}
    saved = member.post(address, {**answered, "autosave": "1"})
    assert saved.json["version"] == 2
    again = member.post(address, {**answered, "a_in_time": "no", "autosave": "1"})
    assert again.status_code == 409
    assert "Npg" in again.json["message"]
    both = member.post(
        address, {**answered, "a_in_time": "no", "e_private": "Page 7", "c_private": "Mine", "action": "list"}
    )
    assert both.status_code == 409
    assert re.search(r'value="no" checked', both.text), "what was typed stays on the page"
    assert 'value="Page 7"' in both.text
    assert ">Mine</textarea>" in both.text
    beside = re.findall(r'<span class="app-pre">(Npg[^<]*)</span>', both.text)
    assert [said.partition(": ")[2] for said in beside] == ["Bəli", "Qismən: Page 2"], "what the other device saved"
    assert 'name="version" value="2"' in both.text, "saving it again is meant"
    assert member.post(address, {"version": "2", "a_in_time": "perhaps"}).status_code == 422
    member.post("/visits/key/make", passphrase=PASSPHRASE, again=PASSPHRASE)
    sealed = member.post(address, {**answered, "version": "2", "c_private": SECRET, "action": "list"})
    assert sealed.status_code == 303, sealed.text
    kept = row(house, Audit)
    assert kept.answers == {"in_time": "yes", "private": "partly"}
    assert kept.evidence == {"private": "Page 2"}
    assert SECRET.encode() not in row(house, SealedNote).body
    assert SECRET not in member.get(address).text
    unlocked = member.post("/visits/key/open", unlock=PASSPHRASE, back=address)
    assert unlocked.headers["Location"] == address
    assert SECRET in member.get(address).text
    member.post("/visits/key/close")
    assert SECRET not in member.get(address).text


def closes(house: House, member, address: str) -> None:
    revision = row(house, Visit).revision
    form = {"revision": str(revision), "oral_remarks": "Said: examine returns"}
    assert member.post(f"{address}/close", form).status_code == 303
    assert "Said: examine returns" in member.get(address).text
    house.clock.advance(hours=49)


def test_bad_input_is_told_at_its_field_and_opens_nothing(house):
    member = house.browser(Role.NPG)
    for form, field in (
        ({}, "kind"),
        ({"kind": "follow_up"}, "facility_id"),
        ({"arrived_time": "25:61"}, "arrived_time"),
    ):
        answer = member.post("/visits/open", form)
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text or f'id="{field}-error"' in answer.text
    assert row(house, Visit) is None
    address = opened(house)
    for form in (
        {"size": "0"},
        {"size": "x"},
        {"frame": "secrets"},
        {"frame": "deaths", "strata": "none", "size": "5"},
    ):
        assert member.post(f"{address}/sample", form).status_code == 422
    assert member.get(f"{address}/facility", **{"from": "31.02.2026"}).status_code == 200
    assert member.get(f"{address}/facility/nothing").status_code == 404
    assert member.post(f"{address}/sample/1/add", reason="x").status_code == 404


def test_a_second_draw_needs_its_reason_and_stands_beside_the_first(house):
    member, address = house.browser(Role.NPG), opened(house)
    form = {"frame": "records", "strata": "none", "size": "1"}
    assert member.post(f"{address}/sample", form).status_code == 303
    assert member.post(f"{address}/sample", form).status_code == 422
    assert member.post(f"{address}/sample", form, reason="The first was of one record").status_code == 303
    added = member.post(
        f"{address}/sample/2/add",
        subject="clinical_record",
        subject_id=str(house.own.waiting.id),
        reason="Overdue",
    )
    assert added.status_code == 303
    foreign = member.post(
        f"{address}/sample/2/add", subject="clinical_record", subject_id=str(house.other.waiting.id), reason="x"
    )
    assert foreign.status_code == 404
    with house.database.reading() as session:
        items = session.scalars(sa.select(SampleItem)).all()
    assert sorted(one.purposive for one in items)[:2] == [False, False]


@pytest.mark.parametrize(("way", "strata"), [(1, "none"), (2, "none"), (2, "kind")])
def test_every_draw_is_repeated_by_the_way_it_was_drawn(house, monkeypatch, way, strata):
    member, address = house.browser(Role.NPG), opened(house)
    monkeypatch.setattr(sampling, "ALGORITHM", way)
    assert member.post(f"{address}/sample", frame="records", strata=strata, size="1").status_code == 303
    monkeypatch.undo()
    frame = sampling.parse(member.get(f"{address}/sample/1/frame.csv").text)
    with house.database.reading() as session:
        sample = session.scalars(sa.select(Sample)).one()
        items = samples.items_of(session, sample.id)
        assert samples.repeat(session, sample) == samples.Repeated(True, True)
    again = sampling.draw(frame, sample.seed, 1, way)
    assert [(one.identifier, one.rank) for one in again] == [(one.subject_id.hex, one.rank) for one in items]
    parts = {"none": {""}, "kind": {"safety_screen", "intake"}}
    assert {stratum for stratum, _identifier in frame} == parts[strata]


def test_after_the_mandate_ends_nothing_opens_and_the_page_says_why(house):
    office, member, address = house.browser(Role.OMBUDSMAN), house.browser(Role.NPG), opened(house)
    mandate = re.search(r"/mandates/([0-9a-f-]{36})", office.get("/mandates").text)[0]
    assert office.post(f"{mandate}/end", reason="Left the group").status_code == 303
    assert office.post(f"{mandate}/end", reason="Twice").status_code == 409
    page = member.get("/visits")
    assert 'role="alert"' in page.text
    assert member.get(f"{address}/facility/skin").status_code == 403
    assert member.get(f"/people/{house.own.person.id}").status_code in (403, 404)
    assert member.post(f"{address}/close", revision="3").status_code == 403


def test_the_office_makes_an_account_that_works_from_its_first_day(house):
    office = house.browser(Role.OMBUDSMAN)
    form = {
        "name": "Ülviyyə Tağıyeva",
        "username": "ulviyye",
        "language": "az",
        "number": "V-17",
        "profession": "psychologist",
        "valid_from": "11.03.2026",
        "valid_to": "11.03.2027",
    }
    made = office.post("/mandates/new", form)
    assert made.status_code == 200
    assert "ulviyye" in made.text
    assert office.post("/mandates/new", form).status_code == 422
    assert office.post("/mandates/new", {**form, "username": "x2x", "valid_to": "01.01.2026"}).status_code == 422
    with house.database.reading() as session:
        mandate = session.scalar(sa.select(Mandate.id).where(Mandate.number == "V-17"))
    again = {name: form[name] for name in ("profession", "valid_from", "valid_to")}
    assert office.post(f"/mandates/{mandate}/renew", {**again, "number": "V-17"}).status_code == 422
    assert office.post(f"/mandates/{mandate}/renew", {**again, "number": "V-18"}).status_code == 303
    assert "V-18" in office.get("/mandates").text


def test_an_interview_is_readable_by_its_author_alone_and_names_nobody_in_the_log(house):
    member, address = house.browser(Role.NPG), opened(house)
    member.post("/visits/key/make", passphrase=PASSPHRASE, again=PASSPHRASE)
    form = {
        "form_key": str(uuid7()),
        "kind": "interview",
        "readers": "me",
        "who": house.own.person.surname,
        "private": "yes",
        "consent": "anonymous",
        "text": SECRET,
        "recheck_on": "12.03.2026",
    }
    for _time in range(2):
        assert member.post(f"{address}/notes", form).status_code == 303
    assert member.post(f"{address}/notes", {**form, "private": "no"}).status_code == 422
    with house.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SealedNote)) == 1
        events = session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == "inspection.note_sealed")).all()
    assert [event.person_id for event in events] == [None]
    assert SECRET not in member.get(f"{address}/notes").text
    member.post("/visits/key/open", unlock=PASSPHRASE)
    page = member.get(f"{address}/notes").text
    assert SECRET in page
    assert house.own.person.surname in page
    assert "12.03.2026" in member.get("/visits").text
    assert "12.03.2026" not in house.browser(Role.OMBUDSMAN).get("/visits").text
    assert house.browser(Role.OMBUDSMAN).get(f"{address}/notes").status_code == 403


def test_whoever_left_the_team_is_sealed_nothing_of_what_follows(house):
    """Somebody taken off the team, for a tie to the institution perhaps, was sealed every later interview of "the team"
    and every comment, and the page named them among its readers."""
    member, address = house.browser(Role.NPG), opened(house)
    with house.database.unit(Identity.system("test"), house.clock) as uow:
        colleague, login = enrolled(uow, Role.NPG, None, suffix="C")
    house.logins[colleague.user_id] = login
    other = house.browser(colleague)
    for one in (member, other):
        one.post("/visits/key/make", passphrase=PASSPHRASE, again=PASSPHRASE)
        one.post("/visits/key/open", unlock=PASSPHRASE)
    member.post(f"{address}/team", user_id=str(colleague.user_id))
    interview = {"kind": "interview", "readers": "team", "private": "yes", "consent": "no"}
    member.post(f"{address}/notes", {**interview, "text": "While both were there"})
    with house.database.reading() as session:
        gone = session.scalar(sa.select(Member.id).where(Member.user_id == colleague.user_id))
    assert colleague.name in member.get(f"{address}/notes").text
    assert member.post(f"{address}/team/{gone}/leave").status_code == 303
    assert member.post(f"{address}/notes", {**interview, "text": SECRET}).status_code == 303
    sample = member.post(f"{address}/sample", frame="records", strata="kind", size="5").headers["Location"]
    member.get(f"{sample}/1")
    answered = {"version": "1", "a_in_time": "yes", "c_in_time": f"{SECRET} too", "action": "list"}
    assert member.post(f"{sample}/1", answered).status_code == 303
    with house.database.reading() as session:
        theirs = sa.select(NoteKey.note_id).join(MemberKey).where(MemberKey.user_id == colleague.user_id)
        mine = sa.select(NoteKey.note_id).join(MemberKey).where(MemberKey.user_id != colleague.user_id)
        assert (len(session.scalars(theirs).all()), len(session.scalars(mine).all())) == (1, 3)
    assert SECRET in member.get(f"{address}/notes").text
    assert SECRET not in other.get(f"{address}/notes").text
    assert colleague.name not in member.get(f"{address}/notes").text


def test_who_is_to_be_seen_again_is_told_to_the_author_alone_until_it_was_done(house):
    member, address = house.browser(Role.NPG), opened(house)
    with house.database.unit(Identity.system("test"), house.clock) as uow:
        colleague, login = enrolled(uow, Role.NPG, None, suffix="C")
    house.logins[colleague.user_id] = login
    member.post("/visits/key/make", passphrase=PASSPHRASE, again=PASSPHRASE)
    interview = {"kind": "interview", "readers": "team", "private": "yes", "consent": "no", "text": SECRET}
    for day in ("12.03.2026", "25.03.2026"):
        written = member.post(f"{address}/notes", {**interview, "recheck_on": day})
        assert written.status_code == 303
    assert ("12.03.2026" in member.get("/visits").text, "25.03.2026" in member.get("/visits").text) == (True, False)
    others = [house.browser(who) for who in (colleague, Role.OMBUDSMAN)]
    assert ['id="again"' in other.get("/visits").text for other in others] == [False, False]
    member.post("/visits/key/open", unlock=PASSPHRASE)
    done = re.findall(rf"{address}/notes/[0-9a-f-]{{36}}/seen", member.get(f"{address}/notes").text)
    assert len(done) == 2
    assert others[0].post(done[0], outcome="Moved").status_code == 404
    assert house.browser(Role.HEAD).post(done[0], outcome="Moved").status_code in (403, 404)
    empty = member.post(done[0], outcome="")
    assert (empty.status_code, 'id="outcome-error"' in empty.text) == (422, True)
    assert member.post(done[0], outcome="Moved to a cell of one").status_code == 303
    again = member.post(done[0], outcome="Nobody beat him since")
    assert again.status_code == 409
    assert "11.03.2026 14:32" in again.text, "when it was done"
    assert re.search(r'name="text"[^>]*>Nobody beat him since<', again.text), "what was typed can be sealed as a note"
    assert 'id="again"' not in member.get("/visits").text
    with house.database.reading() as session:
        kinds = session.scalars(sa.select(SealedNote.kind)).all()
    assert sorted(kinds) == ["interview", "interview", "outcome"]


def test_a_wrong_passphrase_opens_nothing_and_five_make_one_wait(house):
    member = house.browser(Role.NPG)
    made = member.post("/visits/key/make", passphrase=PASSPHRASE, again=PASSPHRASE)
    code = re.search(r'app-code">([A-Z0-9-]{29})<', made.text)[1]
    assert member.post("/visits/key/make", passphrase="another long one", again="another long one").status_code == 303
    changed = member.post(
        "/visits/key/change", recovery_code=code, passphrase="a new passphrase", again="a new passphrase"
    )
    assert changed.status_code == 200
    assert code not in changed.text
    for _try in range(5):
        assert member.post("/visits/key/open", unlock=PASSPHRASE).status_code == 422
    assert member.post("/visits/key/open", unlock="a new passphrase").status_code == 422
    house.clock.advance(minutes=11)
    assert member.post("/visits/key/open", unlock="a new passphrase").status_code == 303


def test_a_new_checklist_is_used_for_records_opened_from_now_on(house):
    member, address = house.browser(Role.NPG), opened(house)
    member.post(f"{address}/sample", frame="records", strata="none", size="2")
    first = member.get(f"{address}/sample/1/1").text
    form = {
        "questions-0-code": "in_time",
        "questions-0-az": "Vaxtında?",
        "questions-3-az": "Yeni sual?",
        "reason": "New",
    }
    assert member.post("/checklists/records", form).status_code == 303
    assert member.post("/checklists/records", reason="empty").status_code == 422
    assert "Yeni sual?" not in first
    assert "Yeni sual?" not in member.get(f"{address}/sample/1/1").text
    second = member.get(f"{address}/sample/1/2").text
    assert "Yeni sual?" in second
    assert "Vaxtında?" in second


def test_the_team_and_the_account_of_a_visit_are_put_right_while_it_goes_on(house):
    member, address = house.browser(Role.NPG), opened(house)
    with house.database.unit(Identity.system("test"), house.clock) as uow:
        colleague, _login = enrolled(uow, Role.NPG, None, suffix="C")
    assert member.post(f"{address}/team", user_id=str(colleague.user_id)).status_code == 303
    assert colleague.name in member.get(address).text
    leave = re.findall(rf"{address}/team/[0-9a-f-]{{36}}/leave", member.get(address).text)
    assert len(leave) == 2
    assert member.post(leave[1]).status_code == 303
    until = row(house, Visit).access_until
    house.clock.advance(minutes=5)
    assert member.post(f"{address}/prolong").status_code == 303
    assert row(house, Visit).access_until > until
    hindered = {"received_time": "14:31", "obstruction": "partly", "obstruction_note": "Two gates, two waits"}
    revision = str(row(house, Visit).revision)
    assert member.post(f"{address}/account", {**hindered, "revision": revision}).status_code == 303
    typed = {**hindered, "received_time": "14:35", "obstruction_note": "A third gate"}
    late = member.post(f"{address}/account", {**typed, "revision": revision})
    assert late.status_code == 409
    assert "Two gates, two waits" in late.text, "how the visit is now"
    assert re.search(r"<textarea[^>]*>A third gate</textarea>", late.text), "what was typed"
    assert 'value="14:35"' in late.text
    revision = str(row(house, Visit).revision)
    assert f'name="revision" value="{revision}"' in late.text, "sent again it is stored"
    nobody = member.post(f"{address}/guest", name="", profession="Interpreter")
    assert nobody.status_code == 422
    assert re.search(r"<textarea[^>]*>Two gates, two waits</textarea>", nobody.text), "another form is not emptied"
    left = {"oral_remarks": "Beds were promised by Friday"}
    gone = member.post(f"{address}/close", {**left, "revision": str(int(revision) - 1)})
    assert (gone.status_code, left["oral_remarks"] in gone.text) == (409, True), "on the page of leaving"
    assert member.post(f"{address}/abort", revision=revision, note="Called away").status_code == 303
    assert row(house, Visit).state == "aborted"
