"""Copies of a visit: what is in a bundle, who may ask for it, what survives, and that it proves itself at home."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import time
import zipfile
from hashlib import sha256

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.database import uuid7
from healthapp.injuries.models import TraumaEntry
from healthapp.inspection import bundles, checkpoints, services
from healthapp.inspection.models import Mandate, Sample, SampleItem, Visit
from healthapp.inspection.proof_models import CopyBundle
from healthapp.inspection.schemas import Opening
from healthapp.inspection.states import Kind
from healthapp.ledger import offline
from healthapp.ledger.sequencer import sequence_all
from healthapp.records.models import SealedContent
from healthapp.vault import Store
from tests.support import browser as browsers
from tests.support.databases import without_guards
from tests.support.house import House
from tests.support.offline import opened


def unit(house: House, role: Role = Role.NPG):
    return house.app.extensions["database"].unit(house.users[role], house.app.extensions["clock"])


@pytest.fixture
def visit(house: House) -> Visit:
    now = house.app.extensions["clock"]()
    opening = Opening(
        kind=Kind.AD_HOC, facility_id=house.own.facility.id, period_from=(now - dt.timedelta(days=90)).date(),
        period_to=now.date(), arrived_at=now, received_at=now, obstruction="no", obstruction_note="",
        follows_id=None, members=(),
    )  # fmt: skip
    with unit(house) as uow:
        return services.open_visit(uow, opening)


def asked(house: House, visit: Visit, *record_ids, variant: str = "full", language: str = "az") -> CopyBundle:
    with unit(house) as uow:
        return bundles.ask(uow, visit, record_ids, variant=variant, language=language)


def made(house: House, config, row: CopyBundle) -> CopyBundle:
    extensions = house.app.extensions
    bundles.make(extensions["database"], house.users[Role.NPG], extensions["clock"], config, row.id)
    with extensions["database"].reading() as session:
        return session.get_one(CopyBundle, row.id)


def files_of(config, row: CopyBundle) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bundles.read(Store.of(config), row))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def key(house: House, config) -> str:
    with house.app.extensions["database"].reading() as session:
        return checkpoints.keyring(session, config).vkey


def test_a_bundle_proves_itself_at_home(house: House, config, visit: Visit):
    with unit(house) as uow:
        checkpoints.take(uow, checkpoints.keyring(uow.session, config), visit, "opening")
    row = made(house, config, asked(house, visit, house.own.signed.id, house.own.waiting.id))
    assert (row.state, row.done, row.total) == ("done", 2, 2)
    data = bundles.read(Store.of(config), row)
    lines = offline.judge([("copies.zip", data)], [key(house, config)])
    assert offline.verdict(lines)[0] == "good", lines
    found = [line[0] for line in lines]
    assert {"copies_fit", "copies_included", "continues"} <= set(found)
    files = files_of(config, row)
    manifest = json.loads(files["manifest.json"])
    assert sha256(files["manifest.json"]).digest() == row.manifest_digest
    assert [item["register"] for item in manifest["items"]] == [house.own.signed.number, house.own.waiting.number]
    pages = PdfReader(io.BytesIO(files["copies.pdf"])).pages
    assert f"{visit.number}/1" in pages[0].extract_text()
    assert f"1 / {len(pages)}" in pages[0].extract_text()
    assert "SURƏT" in pages[-1].extract_text()


def test_a_bundle_carries_both_books_of_the_institution_and_a_gap_in_one_is_seen_at_home(house, config, visit):
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        for number, record in ((1, house.own.signed), (3, house.own.waiting)):
            uow.session.add(
                TraumaEntry(
                    record_id=record.id, person_id=record.person_id, facility_id=record.facility_id, year=2026,
                    number=number, issued_at=uow.now(), occasion="on_complaint", alleged="yes", lesions=1,
                )
            )  # fmt: skip
        uow.audited = True
    row = made(house, config, asked(house, visit, house.own.signed.id))
    code = house.own.facility.code
    manifest = json.loads(files_of(config, row)["manifest.json"])
    books = {book["name"]: book["numbers"] for book in manifest["registers"]}
    assert books == {f"TQ-{code}-2026": [1, 3], f"TS-{code}-2026": [1, 2]}
    lines = offline.judge([("copies.zip", bundles.read(Store.of(config), row))], [key(house, config)])
    assert ("number_missing", False, {"name": f"TQ-{code}-2026", "number": "2"}) in lines
    assert ("numbers_fit", True, {"name": f"TS-{code}-2026", "first": "1", "last": "2"}) in lines


def test_the_offline_page_agrees_about_real_bundles_before_and_after_an_alteration(house: House, config, visit: Visit):
    """An administrator rewrites a signed record with its digests; the copies made afterwards betray it at home."""
    first = made(house, config, asked(house, visit, house.own.signed.id, house.own.waiting.id))
    alter(house, house.own.signed.id)
    second = made(house, config, asked(house, visit, house.own.signed.id, house.own.waiting.id))
    assert second.state == "done"
    vault, keys = Store.of(config), [key(house, config)]
    with browsers.launched() as browser, opened(browser) as page:
        for row, code in ((first, None), (second, "content_altered")):
            files = [("copies.zip", bundles.read(vault, row))]
            lines = offline.judge(files, keys)
            assert page.judge(files, keys) == lines
            bad = [line for line in lines if line[1] is False]
            assert [line[0] for line in bad] == ([code] if code else [])
            if code:
                assert bad[0][2] == {"name": house.own.signed.number or str(house.own.signed.id)}


def alter(house: House, record_id) -> None:
    """Another answer in what was signed; the triggers are out of the way."""
    database = house.app.extensions["database"]
    with database.reading() as session:
        part = session.scalars(sa.select(SealedContent).where(SealedContent.record_id == record_id)).first()
        body = part.body.replace(b'"suicidal_now":"no"', b'"suicidal_now":"yes"')
        assert body != part.body
    with without_guards(database) as connection:
        chosen = sa.update(SealedContent).where(SealedContent.record_id == record_id, SealedContent.part == part.part)
        connection.execute(chosen.values(body=body, digest=sha256(body).digest()))


def test_the_same_bundle_twice_is_the_same_copies(house: House, config, visit: Visit):
    first, second = (made(house, config, asked(house, visit, house.own.signed.id)) for _ in range(2))
    one, two = files_of(config, first), files_of(config, second)
    contents = [name for name in one if name.startswith("records/")]
    assert contents
    assert all(one[name] == two[name] for name in contents)


def test_without_names_there_is_no_name(house: House, config, visit: Visit):
    row = made(house, config, asked(house, visit, house.own.signed.id, variant="pseudonymised"))
    files = files_of(config, row)
    everything = b"\n".join(data for name, data in files.items() if name.startswith("records/")).decode()
    everything += "".join(page.extract_text() for page in PdfReader(io.BytesIO(files["copies.pdf"])).pages)
    person = house.own.person
    for name in (person.surname, person.given_name, house.own.feldsher.name, house.own.doctor.name):
        assert name.casefold() not in everything.casefold(), name
    assert "P-001" in everything
    assert "S-001" in everything
    lines = offline.judge([("copies.zip", bundles.read(Store.of(config), row))], [key(house, config)])
    assert offline.verdict(lines)[0] == "good"
    assert "pseudonymised" in [line[0] for line in lines]


def test_each_record_copied_is_an_event_of_oversight(house: House, config, visit: Visit):
    made(house, config, asked(house, visit, house.own.signed.id))
    with house.app.extensions["database"].reading() as session:
        rows = session.scalars(sa.select(AuditEvent).where(AuditEvent.kind.like("inspection.cop%"))).all()
    assert sorted(row.kind for row in rows) == [
        "inspection.copies_asked", "inspection.copies_made", "inspection.copy_made",
    ]  # fmt: skip
    assert all(row.oversight for row in rows)


def test_the_sample_is_copied_in_the_order_drawn_and_a_stay_stands_for_its_records(house: House, visit: Visit):
    signed, waiting = house.own.signed, house.own.waiting
    with unit(house) as uow:
        now = uow.now()
        sample = Sample(
            id=uuid7(), visit_id=visit.id, number=1, frame="admissions", period_from=visit.period_from,
            period_to=visit.period_to, size=3, seed="7", frame_size=3, frame_digest=bytes(32), drawn_at=now,
            drawn_by=uow.actor.user_id, drawn_by_name=uow.actor.name,
        )  # fmt: skip
        uow.session.add(sample)
        uow.session.flush()
        wanted = [("clinical_record", waiting.id), ("stay", signed.stay_id), ("clinical_record", house.own.draft.id)]
        for place, (kind, subject_id) in enumerate(wanted, start=1):
            item = SampleItem(
                id=uuid7(), sample_id=sample.id, position=place, subject_kind=kind, subject_id=subject_id,
                added_at=now, added_by=uow.actor.user_id,
            )  # fmt: skip
            uow.session.add(item)
        uow.session.flush()
        found = bundles.records_of_sample(uow.session, visit)
        assert found[0] == waiting.id
        assert signed.id in found
        assert len(found) == len(set(found))
        assert house.own.draft.id not in found
        assert bundles.records_of_sample(uow.session, Visit(id=uuid7())) == []
        uow.session.rollback()


def test_drafts_and_other_institutions_are_not_copied(house: House, visit: Visit):
    for record in (house.own.draft, house.other.signed):
        with pytest.raises(bundles.CopiesRefused, match="empty"):
            asked(house, visit, record.id)


def test_a_mandate_that_ends_meanwhile_stops_the_copies(house: House, config, visit: Visit):
    row = asked(house, visit, house.own.signed.id)
    with unit(house, Role.OMBUDSMAN) as uow:
        mandate = uow.session.scalars(sa.select(Mandate).where(Mandate.user_id == house.users[Role.NPG].user_id)).one()
        mandate.ended_at, mandate.ended_reason = uow.now(), "called back"
        from healthapp import audit
        from healthapp.inspection import events

        audit.record(uow, events.MANDATE_ENDED, subject=("npg_mandate", mandate.id))
    stopped = made(house, config, row)
    assert (stopped.state, stopped.stop_reason, stopped.done) == ("stopped", "closed", 0)
    with pytest.raises(bundles.CopiesRefused, match="closed"):
        asked(house, visit, house.own.signed.id)


def test_what_a_restart_broke_off_is_begun_again_once(house: House, config, visit: Visit):
    row = asked(house, visit, house.own.signed.id)
    extensions = house.app.extensions
    claim = (extensions["database"], house.users[Role.NPG], extensions["clock"], row.id)
    assert bundles._claim(*claim)
    assert not bundles._claim(*claim), "somebody is at it"
    extensions["clock"].advance(seconds=bundles.SILENCE.total_seconds() + 1)
    assert bundles._claim(*claim), "nobody has stirred: the server was restarted"


def test_an_exchanged_file_is_not_handed_out(house: House, config, visit: Visit):
    row = made(house, config, asked(house, visit, house.own.signed.id))
    vault = Store.of(config)
    vault.discard(row.file_id)
    vault.write(row.file_id, b"another bundle")
    browser = house.browser(Role.NPG)
    assert browser.get(f"/visits/{visit.id}/copies/{row.id}/file").status_code == 410


def test_what_stopped_is_asked_for_once_more(house: House, visit: Visit, monkeypatch):
    monkeypatch.setattr("blueprints.copies._start", lambda _bundle: None)
    row = asked(house, visit, house.own.signed.id)
    browser = house.browser(Role.NPG)
    answer = browser.post(f"/visits/{visit.id}/copies/{row.id}/again")
    assert answer.status_code == 303
    with house.database.reading() as session:
        asked_for = session.scalars(sa.select(CopyBundle).order_by(CopyBundle.id)).all()
    assert [one.records for one in asked_for] == [row.records] * 2
    assert answer.headers["Location"].endswith(str(asked_for[1].id))


def test_in_the_browser_from_asking_to_a_broken_line(house: House, config, visit: Visit):
    sequence_all(house.app.extensions["database"], house.users[Role.NPG])
    browser = house.browser(Role.NPG)
    base = f"/visits/{visit.id}/copies"
    page = browser.get(base)
    assert page.status_code == 200
    refused = browser.post(base, {"variant": "full", "language": "az"})
    assert refused.status_code == 422, "no sample was drawn"
    assert browser.post(base, {"variant": "full", "language": "az", "record": "all"}).status_code == 400
    answer = browser.post(base, {"variant": "full", "language": "az", "record": str(house.own.signed.id)})
    assert answer.status_code == 303
    address = answer.headers["Location"]
    end = time.monotonic() + 60
    while (shown := browser.get(address)).headers.get("Refresh"):
        assert "progress" in shown.text
        assert time.monotonic() < end
        time.sleep(0.1)
    whole = browser.get(f"{address}/file")
    assert whole.headers["Accept-Ranges"] == "bytes"
    size = len(whole.data)
    rest = browser.client.get(f"{address}/file", headers={"Range": "bytes=1000-", "If-Range": whole.headers["ETag"]})
    assert rest.status_code == 206
    assert rest.headers["Content-Range"] == f"bytes 1000-{size - 1}/{size}"
    assert whole.data[:1000] + rest.data == whole.data
    with house.database.reading() as session:
        taken = session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == "inspection.copies_taken")).all()
    assert len(taken) == 2, "whoever begins at the second byte takes the records along too"
    assert offline.verdict(offline.judge([("b.zip", whole.data)], [key(house, config)]))[0] == "good"
    for role in (Role.HEAD, Role.DOCTOR, Role.AUDITOR, Role.ADMIN, Role.OMBUDSMAN):
        assert house.browser(role).get(f"{address}/file").status_code in (403, 404)


def test_the_pages_of_a_visits_checkpoints(house: House, visit: Visit):
    browser = house.browser(Role.NPG)
    base = f"/visits/{visit.id}/checkpoints"
    assert browser.post(base, {"moment": "opening"}).status_code == 303
    page = browser.get(base).text
    assert "data:image/svg+xml" in page
    slip, note = (re.search(rf'href="([^"]+/{form})"', page)[1] for form in ("slip", "note"))
    assert browser.get(slip).data.startswith(b"%PDF")
    text = browser.get(note).text
    assert browser.post(base, {"moment": "later"}).status_code == 400
    checked = browser.post("/proof", {"text": text.replace("\n", "\r\n")})
    assert checked.status_code == 200
    assert "Hər şey uyğundur" in checked.text
    cut = browser.post("/proof", {"text": text[:40]}).text
    assert ("Uyğun gəlməyən var" in cut, cut.count("Yapışdırılmış mətn")) == (True, 1), (
        "said once, not above its line too"
    )
    assert browser.post("/proof", {"text": " "}).status_code == 422
    assert b"verify" not in browser.get("/proof/keys").data
    assert browser.get("/proof/page").data.startswith(b"<!DOCTYPE html>")


def test_of_two_who_make_one_bundle_the_first_one_keeps_it(house: House, config, visit: Visit, monkeypatch):
    """A maker that nobody heard of for a while is not dead: another begins anew, and both come to an end."""
    row, packed, once = asked(house, visit, house.own.signed.id), bundles._packed, []

    def slowly(*given):
        monkeypatch.setattr(bundles, "_packed", packed)
        once.append(made(house, config, row))
        return packed(*given)

    monkeypatch.setattr(bundles, "_packed", slowly)
    now = made(house, config, row)
    assert (now.state, now.file_id, now.stop_reason) == ("done", once[0].file_id, "")
    assert sha256(bundles.read(Store.of(config), now)).digest() == once[0].file_digest
