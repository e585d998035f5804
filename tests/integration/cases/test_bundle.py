"""Given a case, when papers come, then only whole, open and silent ones stay, and what was sent is frozen."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import replace
from html import unescape

import html5lib
import pytest
import sqlalchemy as sa
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from healthapp.access import Role
from healthapp.cases import queries as cases
from healthapp.cases import services
from healthapp.cases.bundle import services as bundle
from healthapp.cases.bundle import uploads
from healthapp.cases.bundle.models import CaseBundle, CasePaper
from healthapp.cases.bundle.presenter import refused_file
from healthapp.cases.models import Case
from healthapp.cases.schemas import Open, Take
from healthapp.vault.models import StoredFile
from tests import factories
from tests.support.house import House, without_tokens
from tests.support.together import together

UNIT = ("test_results", "specialist_opinions", "treatment_response", "prognosis", "functional_status", "place_of_care")
TALKED = ("identity_data", "disclosure_consent", "person_informed")
LETTER = ("official_letter", "behaviour_statement", "personal_file", "sentence_data")


def pdf(pages: int = 1, text: str = "Sənəd") -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for page in range(pages):
        canvas.drawString(100, 700, f"{text} {page + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def changed(act, **options) -> bytes:
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(pdf())))
    act(writer, **options)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_script(writer: PdfWriter) -> None:
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('x')")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def drawn(content: bytes, *, catalog: bytes = b"", filters: bytes = b"/FlateDecode") -> bytes:
    """A PDF of one sheet, byte by byte, whose drawing is this packed stream."""
    made = [
        b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter%s>>\nstream\n" % (len(content), filters) + content + b"\nendstream",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(made, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 5\n0000000000 65535 f \n%s" % table
    return out + head + b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, "JPEG")
    return out.getvalue()


def found_need(house: House) -> Case:
    step = Take("find_need", texts=(("case_summary", "Ağır xəstəlik"), ("diagnosis", "C34.1")))
    with house.database.unit(house.users[Role.DOCTOR], house.clock) as uow:
        row = services.open_case(uow, house.own.person, Open("illness_other", "diagnosis", step, icd10="C34.1"))
    advanced(house, row, Role.DOCTOR, Take("begin_file"))
    return row


def advanced(house: House, row: Case, who: Role, step: Take) -> None:
    with house.database.unit(house.users[who], house.clock) as uow:
        services.advance(uow, row.id, step, seen=uow.session.get_one(Case, row.id).events)


def put(house: House, row: Case, code: str, who: Role = Role.DOCTOR, **fields):
    fields.setdefault("way", "text")
    if fields["way"] in ("text", "not_applicable"):
        fields.setdefault("text", f"Mətn: {code}")
    return house.browser(who).post(f"/cases/{row.id}/papers/add/{code}", fields)


def upload(house: House, row: Case, code: str, data: bytes, who: Role = Role.DOCTOR):
    return put(house, row, code, who, way="file", file=(io.BytesIO(data), "paper.pdf"))


def count(house: House, table: type) -> int:
    with house.database.reading() as session:
        return int(session.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def test_the_department_takes_a_case_in_hand_and_remarks_on_it_for_those_who_decide(house: House):
    row = found_need(house)
    advanced(house, row, Role.HEAD, Take("sign", attached=(*UNIT, *TALKED)))
    advanced(house, row, Role.ADMINISTRATION, Take("submit", attached=LETTER))
    desk, case = house.browser(Role.REVIEWER), f"/cases/{row.id}"
    assert desk.post(f"{case}/assign", taken="yes").status_code == 303
    assert desk.post(f"{case}/notes", text="Prognoz köhnədir").status_code == 303
    page = desk.get(case).get_data(as_text=True)
    assert "Prognoz köhnədir" in page
    with house.database.reading() as session:
        assert session.get_one(Case, row.id).assigned_to == house.users[Role.REVIEWER].user_id
    assert desk.post(f"{case}/assign", taken="no").status_code == 303
    with house.database.reading() as session:
        assert session.get_one(Case, row.id).assigned_to is None


def test_what_is_poisoned_broken_or_too_much_is_refused_and_nothing_is_kept(house: House):
    row = found_need(house)
    kept = count(house, CasePaper)
    whole, spaces = drawn(zlib.compress(b"BT ET")), zlib.compress(b" " * (uploads.MAX_UNPACKED + 1), 9)
    uploads.check(whole)
    with pytest.raises(uploads.RefusedFile, match="too_large"):
        uploads.check(whole + b" " * uploads.MAX_BYTES)
    bad = {
        "empty": ("empty", b""),
        "wrong kind": ("not_accepted", b"MZ\x90\x00 a program"),
        "cut off": ("damaged", pdf(40)[:-300]),
        "header only": ("damaged", b"%PDF-1.7\n%%EOF startxref 0 %%EOF"),
        "locked": ("encrypted", changed(lambda writer: writer.encrypt("secret"))),
        "script": ("active", changed(with_script)),
        "hidden file": ("active", changed(lambda writer: writer.add_attachment("a.exe", b"MZ"))),
        "too many sheets": ("too_many_sheets", pdf(301)),
        "program": ("active", drawn(zlib.compress(b"BT ET"), catalog=b"/OpenAction<</S/Launch/F(cmd.exe)>>")),
        "sends a form": ("active", drawn(zlib.compress(b"BT ET"), catalog=b"/OpenAction<</S/SubmitForm/F(http://x)>>")),
        "table of nothing": ("damaged", whole.replace(b"xref\n0 5", b"xref\n0 99999999")),
        "pages in a circle": ("damaged", whole.replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")),
        "bomb": ("bomb", drawn(spaces)),
        "bomb in a bomb": ("bomb", drawn(zlib.compress(spaces, 9), filters=b"[/FlateDecode/FlateDecode]")),
    }
    for name, (reason, data) in bad.items():
        answer = upload(house, row, "test_results", data)
        page = unescape(answer.get_data(as_text=True))
        assert answer.status_code == 422, name
        assert 'href="#file"' in page, name
        assert refused_file(reason) in page, name
    assert count(house, CasePaper) == kept
    assert count(house, StoredFile) == 0


def test_an_upload_larger_than_the_server_takes_is_refused_before_it_is_read(house: House):
    row = found_need(house)
    browser = house.browser(Role.DOCTOR)
    answer = browser.client.post(
        f"/cases/{row.id}/papers/add/test_results",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(300 * 1024 * 1024)},
    )
    assert answer.status_code == 413
    assert count(house, StoredFile) == 0


def test_the_administration_brings_its_own_papers_and_sees_no_other(house: House):
    row = found_need(house)
    assert upload(house, row, "official_letter", pdf(), Role.ADMINISTRATION).status_code == 303
    assert upload(house, row, "diagnosis", pdf(), Role.ADMINISTRATION).status_code == 404
    assert put(house, row, "behaviour_statement", Role.ADMINISTRATION).status_code == 422
    browser = house.browser(Role.ADMINISTRATION)
    page = browser.get(f"/cases/{row.id}/papers").get_data(as_text=True)
    assert "Ağır xəstəlik" not in page
    said, tokens = without_tokens(page), set(re.findall(r'csrf.token" (?:value|content)="([^"]+)"', page))
    assert tokens
    assert not any(token in said for token in tokens)
    assert "C34" not in said
    with house.database.reading() as session:
        papers = {paper.code: paper.id for paper in session.scalars(sa.select(CasePaper))}
    assert browser.get(f"/cases/{row.id}/papers/{papers['official_letter']}").status_code == 200
    assert browser.get(f"/cases/{row.id}/papers/{papers['diagnosis']}").status_code == 404
    assert browser.post(f"/cases/{row.id}/papers/print", language="az", place="0").status_code == 403


def complete(house: House, row: Case) -> None:
    """Every paper of the unit, in each of the ways a paper can come."""
    upload(house, row, "test_results", pdf(3, "KT"))
    upload(house, row, "specialist_opinions", picture())
    for code in ("prognosis", "identity_data", "disclosure_consent"):
        assert put(house, row, code).status_code == 303
    for code in ("functional_status", "place_of_care", "treatment_response"):
        assert put(house, row, code, way="not_applicable", text="Bu işə aidiyyəti yoxdur").status_code == 303


def test_a_tick_does_not_stand_for_a_paper_that_must_lie_in_the_file(house: House):
    row = found_need(house)
    head = house.browser(Role.HEAD)
    told = {"attached": ["person_informed"], "version": "2"}
    answer = head.post(f"/cases/{row.id}/steps/sign", told)
    assert answer.status_code == 422
    ticked = head.post(f"/cases/{row.id}/steps/sign", {**told, "attached": ["person_informed", "prognosis"]})
    assert ticked.status_code == 422
    complete(house, row)
    assert head.post(f"/cases/{row.id}/steps/sign", told).status_code == 303
    tab = head.post(f"/cases/{row.id}/steps/sign", {**told, "note": "Qohumlara bildirildi"})
    assert (tab.status_code, "Bunu siz artıq etmisiniz: 11.03.2026 14:32" in tab.text) == (409, True)
    assert "Qohumlara bildirildi" in tab.text
    assert head.get(f"/cases/{row.id}/steps/conclude").status_code == 404, "nobody took it"
    administration = house.browser(Role.ADMINISTRATION)
    assert administration.post(f"/cases/{row.id}/steps/submit", {"version": "3"}).status_code == 422
    for code in LETTER:
        assert upload(house, row, code, pdf(), Role.ADMINISTRATION).status_code == 303
    assert administration.post(f"/cases/{row.id}/steps/submit", {"version": "3"}).status_code == 303
    with house.database.reading() as session:
        assert session.get_one(Case, row.id).state == "department_review"
        assert [bundle.place for bundle in session.scalars(sa.select(CaseBundle))] == [1, 2]


def test_a_paper_is_not_taken_out_without_a_reason_and_the_page_leads_to_the_one_meant(house: House):
    row = found_need(house)
    complete(house, row)
    with house.database.reading() as session:
        paper = session.scalars(sa.select(CasePaper).where(CasePaper.code == "test_results")).one()
    action = f"/cases/{row.id}/papers/{paper.id}/remove"
    page = html5lib.parse(house.browser(Role.DOCTOR).post(action, reason=" ").text, namespaceHTMLElements=False)
    summary = next(part for part in page.iter("div") if "govuk-error-summary" in part.get("class", ""))
    links = [link.get("href", "") for link in summary.iter("a")]
    opened = [part for part in page.iter("details") if "open" in part.attrib]
    assert [form.get("action") for part in opened for form in part.iter("form")] == [action]
    assert [
        f"#{field.get('id')}" for part in opened for field in part.iter("input") if field.get("name") == "reason"
    ] == links


def test_what_was_sent_stays_as_it_was_sent_and_prints_the_same_twice(house: House):
    row = found_need(house)
    complete(house, row)
    house.browser(Role.HEAD).post(f"/cases/{row.id}/steps/sign", {"attached": ["person_informed"], "version": "2"})
    doctor = house.browser(Role.DOCTOR)
    with house.database.reading() as session:
        paper = session.scalars(sa.select(CasePaper).where(CasePaper.code == "test_results")).one()
    taken = doctor.post(f"/cases/{row.id}/papers/{paper.id}/remove", reason="Başqa şəxsin analizidir")
    assert taken.status_code == 303
    one, two = (doctor.post(f"/cases/{row.id}/papers/print", language="en", place="1").data for _time in range(2))
    assert one == two
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(one)).pages]
    total = len(pages)
    for place, text in enumerate(pages, 1):
        assert re.search(rf"sheet {place} / {total}", text), place
    assert any("KT 3" in text for text in pages)
    assert "prognosis" in "".join(pages)
    now = doctor.post(f"/cases/{row.id}/papers/print", language="az", place="0").data
    assert not any("KT 3" in page.extract_text() for page in PdfReader(io.BytesIO(now)).pages)
    assert doctor.post(f"/cases/{row.id}/papers/print", language="en", place="7").status_code == 404


def test_a_paper_is_drawn_from_signed_records_and_names_their_digests(house: House):
    row = found_need(house)
    record = house.own.signed
    answer = put(house, row, "screening_or_observation", way="extract", records=[str(record.id)])
    assert answer.status_code in (303, 422)
    wrong = put(house, row, "test_results", way="extract", records=[str(house.other.signed.id)])
    assert wrong.status_code == 422
    drawn = put(house, row, "case_summary", way="extract", course="yes")
    assert drawn.status_code == 303
    data = house.browser(Role.DOCTOR).post(f"/cases/{row.id}/papers/print", language="en", place="0").data
    assert "Course in custody and care" in "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_frozen_files_and_papers_cannot_be_changed_in_the_database(house: House):
    row = found_need(house)
    complete(house, row)
    house.browser(Role.HEAD).post(f"/cases/{row.id}/steps/sign", {"attached": ["person_informed"], "version": "2"})
    for statement in (
        "UPDATE case_bundle SET place = 9",
        "DELETE FROM case_bundle",
        "UPDATE case_paper SET title = 'other'",
        "DELETE FROM case_paper",
    ):
        with pytest.raises(sa.exc.DatabaseError), house.database.engine.begin() as connection:
            connection.execute(sa.text(statement))


def test_a_case_is_taken_from_a_colleague_only_by_who_read_the_name(house: House):
    row = found_need(house)
    advanced(house, row, Role.HEAD, Take("sign", attached=(*UNIT, *TALKED)))
    advanced(house, row, Role.ADMINISTRATION, Take("submit", attached=LETTER))
    other = replace(factories.identity(Role.REVIEWER), name="Könül İsgəndərova")
    whose = iter([house.users[Role.REVIEWER], other])

    def take(uow, found):
        bundle.assign(uow, found, taken=True, seen="")

    refusal = together(
        lambda: house.database.unit(next(whose), house.clock),
        lambda uow: cases.find(uow.session, uow.actor, row.id),
        take,
        take,
        stored=False,
    )
    assert isinstance(refusal, bundle.InHand)
    with house.database.reading() as session:
        assigned = session.get_one(Case, row.id).assigned_to
    assert assigned == house.users[Role.REVIEWER].user_id
    with house.database.unit(other, house.clock) as uow:
        found = cases.find(uow.session, uow.actor, row.id)
        with pytest.raises(bundle.InHand):
            bundle.assign(uow, found, taken=False)  # what a colleague has in hand is not laid down for them
        bundle.assign(uow, found, taken=True, seen=str(assigned))
    with house.database.reading() as session:
        assert session.get_one(Case, row.id).assigned_to == other.user_id
