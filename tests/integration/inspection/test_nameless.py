"""Without names: what is chosen, counted and marked stays; whatever was written, and whoever wrote it, does not."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from dataclasses import replace
from hashlib import sha256

import pytest
from pypdf import PdfReader

from healthapp.access import Role
from healthapp.cases import queries as cases
from healthapp.cases import services as case_services
from healthapp.cases.schemas import Open as OpenCase
from healthapp.cases.schemas import Take
from healthapp.database import uuid7
from healthapp.injuries import report_charts
from healthapp.inspection import sheet
from healthapp.inspection.copying import Wish, copy_case, copy_record
from healthapp.inspection.pseudonyms import LEFT_OUT, Pseudonyms
from healthapp.ledger import queries, services
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.keyring import Keyring
from healthapp.records.models import ClinicalRecord
from healthapp.risk import screens
from tests import factories
from tests.integration.injuries.conftest import STATEMENT, ward
from tests.integration.injuries.test_document import handed_in
from tests.integration.risk.test_instruments import without_asq

__all__ = ["ward", "without_asq"]
NOTE = "Atası Elçin xəstəxanaya aparılmasını istəyir"


@pytest.fixture
def keys(tmp_path) -> Keyring:
    return Keyring.open(tmp_path / "ledger-keys", may_make=True)


def wish(ward, keys, *, names: bool) -> Wish:
    with ward.act() as uow:
        note = services.sign_checkpoint(uow, keys)
    size = Checkpoint.from_text(note.text).size
    return Wish("az", "Üzv", ward.clock(), note, size, None if names else Pseudonyms())


def copied_record(ward, record: ClinicalRecord, known: Wish):
    with ward.act() as uow:
        return copy_record(uow.session, uow.session.get_one(ClinicalRecord, record.id), 1, known, {})


def text_of(body: bytes | None) -> str:
    assert body is not None
    pages = PdfReader(io.BytesIO(body)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def nobody_is_named(ward, text: str) -> None:
    for name in (ward.person.surname, ward.person.given_name, ward.feldsher.name, ward.doctor.name, "Elçin"):
        assert name.casefold() not in text.casefold(), name


def test_an_injury_keeps_its_charts_and_loses_its_words(ward, keys, monkeypatch):
    marked = []
    drawn = report_charts.section
    monkeypatch.setattr(
        "healthapp.inspection.copying.report_charts.section",
        lambda found, number: marked.append(found.answers["lesions"]["marks"]) or drawn(found, number),
    )
    copy = copied_record(ward, handed_in(ward), wish(ward, keys, names=False))
    assert len(marked[0]) == 3
    assert LEFT_OUT not in json.dumps(marked[0]), "where a lesion lies names nobody"
    text = text_of(copy.print)
    assert "Bədən sxemləri" in text
    content = b"".join(copy.files[name] for name in copy.files if name.startswith("records/")).decode()
    assert "FBM-A" in content
    for written in (text, content):
        nobody_is_named(ward, written)
        assert STATEMENT[1:20] not in written


def screened(ward) -> ClinicalRecord:
    with ward.act() as uow:
        record = screens.begin(uow, ward.person, "phq-9", "az")
        found = screens.load(uow.session, record)
        items = found.screen.definition.items
        answers = {item.id: item.options[-1].id for item in items if item.options}
        given = {"answers": answers, "mode": "self", "privacy": "private", "language": "az", "spoken": "az"}
        screens.save(uow, found, given, expected_version=found.version)
        screens.finish(uow, screens.load(uow.session, record), method="password")
    return record


def test_a_screening_keeps_its_answers_and_its_score(ward, keys):
    record = screened(ward)
    texts = {}
    for names in (True, False):
        copy = copied_record(ward, record, wish(ward, keys, names=names))
        texts[names] = text_of(copy.print)
    nobody_is_named(ward, texts[False])
    assert "P-001" in texts[False]
    score = re.compile(r"\b27\b")  # no two digits out of a fingerprint
    assert len(score.findall(texts[True])) == len(score.findall(texts[False])) > 0, "the score of the whole answers"
    (name,) = [name for name in copy.files if name.startswith("records/")]
    told = json.loads(copy.files[name])["sections"]["screen"]
    assert told["instrument"] == "phq-9"
    assert len(told["answers"]) >= 9
    assert LEFT_OUT not in told["answers"].values()


def tried(ward, words: tuple[str, str]) -> ClinicalRecord:
    """An ASQ that asks how somebody tried; both answers were written, the first with a danger that was taken back."""
    with ward.act() as uow:
        record = screens.begin(uow, ward.person, "asq", "az")
        given = {"mode": "read_aloud", "privacy": "private", "language": "az", "spoken": "az"}
        answers = {"q1": "yes", "q2": "no", "q3": "declined", "q4": "yes", "q4_how": words[0], "q5": "yes"}
        for kept in (answers, {**answers, "q4_how": words[1], "q5": "no"}):
            found = screens.load(uow.session, record)
            screens.save(uow, found, {**given, "answers": kept, "why": words[0]}, expected_version=found.version)
        screens.finish(uow, screens.load(uow.session, record), method="password")
    return record


@pytest.mark.parametrize("word", ["rauf", "0501234567", "rauf_kamera_12"])
def test_what_was_written_in_a_screening_is_left_out_even_where_it_looks_like_a_code(ward, keys, word):
    """ASQ asks in words how somebody tried: a name in small letters, and a telephone, looked like codes and stayed."""
    record = tried(ward, (word, "elçin"))
    copy = copied_record(ward, record, wish(ward, keys, names=False))
    (name,) = [name for name in copy.files if name.startswith("records/")]
    told = json.loads(copy.files[name])["sections"]["screen"]
    assert told["answers"]["q4_how"] == LEFT_OUT
    assert [told["answers"][item] for item in ("q1", "q3", "q4", "q5")] == ["yes", "declined", "yes", "no"]
    changed = {one["item"]: (one["was"], one["now"]) for one in told["corrections"]}
    assert changed == {"q4_how": (LEFT_OUT, LEFT_OUT), "q5": ("yes", "no")}
    for written in (text_of(copy.print), copy.files[name].decode()):
        assert word not in written
        nobody_is_named(ward, written)


@pytest.mark.parametrize("names", [True, False])
def test_a_screening_whose_definition_is_not_here_is_copied_by_its_codes(ward, keys, without_asq, names):
    """One file that somebody changed, or a version of another program, stopped the bundle with all other records."""
    record = tried(ward, ("elçin", "rauf_kamera_12"))
    known = wish(ward, keys, names=names)
    without_asq()
    copy = copied_record(ward, record, known)
    text = text_of(copy.print)
    assert "asq@2.0.0 alətinin buraxılmış tərifi burada yoxdur" in text
    assert "q3 Cavabdan imtina etdi" in text
    assert "q5 no" in text
    assert ("rauf_kamera_12" in text) is names
    (name,) = [name for name in copy.files if name.startswith("records/")]
    told = json.loads(copy.files[name])["sections"]["screen"]["answers"]
    assert told == {"q1": "yes", "q2": "no", "q3": "declined", "q4": "yes", "q4_how": told["q4_how"], "q5": "no"}
    assert told["q4_how"] == ("rauf_kamera_12" if names else LEFT_OUT)
    if not names:
        nobody_is_named(ward, text + copy.files[name].decode())


def test_the_sheet_of_a_drawn_screening_is_shown_by_its_codes_where_its_definition_is_not_here(ward, without_asq):
    record = tried(ward, ("elçin", "rauf_kamera_12"))
    without_asq()
    with ward.database.reading() as session:
        shown = sheet.of(session, ward.doctor, "clinical_record", record.id, ward.clock())
    ((title, rows),) = shown.parts
    said = {key: value for key, value, _missing in rows}
    assert title == "asq@2.0.0"
    assert "buraxılmış tərifi burada yoxdur" in said["Tərif"]
    assert (said["Nəticə: risk"], said["q5"], said["q4_how"]) == ("non_acute", "no", "rauf_kamera_12")


def test_a_reason_beside_an_answer_is_written_freely_too():
    said = {"reprisal_fear": "not_asked", "reprisal_fear_reason": "rauf", "declined": "yes", "declined_reason": "rauf"}
    told = Pseudonyms().content({"sections": {"injuries": said}})["sections"]["injuries"]
    assert told == {**said, "reprisal_fear_reason": LEFT_OUT, "declined_reason": LEFT_OUT}


def opened(ward):
    wanted = OpenCase("illness_other", "request", Take("ask", actor="person", attached=("request",), note=NOTE))
    with ward.act(ward.doctor) as uow:
        row = case_services.open_case(uow, ward.person, wanted)
        return row.id


def copied(ward, keys, case_id, *, names: bool):
    found_wish = wish(ward, keys, names=names)
    with ward.act(factories.identity(Role.REVIEWER)) as uow:
        return copy_case(uow.session, cases.held(uow.session, uow.actor, case_id), 1, found_wish), found_wish


def test_a_case_is_copied_event_by_event_with_its_proofs(ward, keys):
    copy, known = copied(ward, keys, opened(ward), names=True)
    assert [item["kind"] for item in copy.items] == ["case_event"]
    for item in copy.items:
        (content,) = item["content"]
        assert sha256(copy.files[content]).hexdigest() == item["digest"], "the content is what was recorded"
        assert item["proof"] in copy.files
    assert NOTE in text_of(copy.print)
    assert known.size > 0


def test_a_case_without_names_has_neither_names_nor_remarks(ward, keys):
    copy, _wish = copied(ward, keys, opened(ward), names=False)
    content = b"".join(copy.files[name] for name in copy.files if name.startswith("records/")).decode()
    for written in (text_of(copy.print), content):
        nobody_is_named(ward, written)
        assert NOTE not in written
    assert "illness" in content or "ask" in content, "the step itself stays"


def test_what_happened_after_the_checkpoint_is_not_in_the_copy(ward, keys):
    known = wish(ward, keys, names=True)
    case_id = opened(ward)
    with ward.act() as uow:
        services.sign_checkpoint(uow, keys)
        assert queries.size(uow.session) > known.size
    with ward.act(factories.identity(Role.REVIEWER)) as uow:
        copy = copy_case(uow.session, cases.held(uow.session, uow.actor, case_id), 1, known)
        assert (copy.items, copy.print) == ([], None), "nor on paper, where nothing proves it"
    assert ward.clock() - known.at < dt.timedelta(days=1)


def test_one_word_in_small_letters_is_a_remark_and_no_code(ward, keys):
    wanted = OpenCase("illness_other", "request", Take("ask", actor="person", attached=("request",), note="elçin"))
    with ward.act(ward.doctor) as uow:
        case_id = case_services.open_case(uow, ward.person, replace(wanted, step=replace(wanted.step, note="elcin"))).id
    copy, _wish = copied(ward, keys, case_id, names=False)
    content = b"".join(copy.files[name] for name in copy.files if name.startswith("records/")).decode()
    assert '"note":"[…]"' in content
    told = Pseudonyms().content({"sections": {"arrival": {"interpreter_name": "rauf", "agency": "0501234567"}}})
    assert set(told["sections"]["arrival"].values()) == {LEFT_OUT}


def test_the_same_people_have_the_same_letters_in_contents_and_prints(ward, keys):
    copy = copied_record(ward, handed_in(ward), wish(ward, keys, names=False))
    [name] = [name for name in copy.files if name.endswith(".author.json")]
    told = json.loads(copy.files[name])
    assert told["author"] == told["author_name"]
    assert told["author"] in text_of(copy.print)
    names = Pseudonyms()
    one, other = ({"author": str(uuid7()), "author_name": "Aygün Məmmədova"} for _number in range(2))
    assert names.content(one)["author_name"] != names.content(other)["author_name"], "two of one name are two"
