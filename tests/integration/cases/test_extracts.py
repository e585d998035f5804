"""Given signed screenings and injury reports, when a paper is drawn from them, then it says findings and no words."""

from __future__ import annotations

import pytest

from healthapp.cases import queries, services
from healthapp.cases.bundle import drawing, extracts
from healthapp.cases.bundle import services as bundle
from healthapp.cases.bundle.models import CasePaper
from healthapp.cases.bundle.schemas import Add
from healthapp.cases.models import Case
from healthapp.cases.schemas import Open, Take
from healthapp.i18n import in_language
from healthapp.injuries import services as injuries
from healthapp.risk import screens, shelf
from screening.library import Library
from tests.integration.injuries.conftest import STATEMENT, Ward, ward

__all__ = ["ward"]

#: What the person said of others, in the answers of the screening and in the injury report.
NAMED = "Novruzov məni öldürəcəyini dedi və dəyənəklə vurdu, bunu iki dəfə təkrar etdi"
CAUSE = "“Novruzovun dəyənəyi”"
OPINION = {
    "findings": [{"lesion": 1, "degree": "highly_consistent", "reasoning": NAMED}],
    "psyche_degree": "not_assessed",
    "overall": "highly_consistent",
    "overall_reasons": NAMED,
}


def opened(ward: Ward, pathway: str = "placement_a") -> Case:
    step = Take("raise_concern", attached=("screening_or_observation",))
    with ward.act(ward.doctor) as uow:
        return services.open_case(uow, uow.session.merge(ward.person), Open(pathway, "screening", step))


def screened(ward: Ward):
    with ward.act(ward.doctor) as uow:
        record = screens.begin(uow, ward.person, "phq-2", "az")
        found = screens.load(uow.session, record)
        given = {"answers": {"q1": "3", "q2": "3"}, "mode": "self", "privacy": "private", "unfinished": NAMED}
        screens.save(uow, found, given, expected_version=found.version)
        return screens.finish(uow, screens.load(uow.session, record), method="password").record


def injured(ward: Ward):
    record = ward.begin()
    ward.add(record, alleged_cause=CAUSE, description=NAMED, icd_injury="S80.0")
    ward.fill(record)
    ward.hand_in(record)
    return record


def drawn(ward: Ward, row: Case, code: str, record) -> CasePaper:
    with ward.act(ward.doctor) as uow:
        found = queries.held(uow.session, uow.actor, row.id)
        return bundle.add(uow, ward.store, found, Add(code, "extract", records=(record.id,)))


def words(ward: Ward, paper: CasePaper, language: str = "en") -> str:
    with in_language(language), ward.database.reading() as session:
        (extract,) = drawing.drawn(session, paper.content)
    return repr(extract)


def test_a_screening_gives_its_result_and_level_and_nobodys_words(ward: Ward) -> None:
    row, record = opened(ward), screened(ward)
    paper = drawn(ward, row, "screening_or_observation", record)
    assert paper.content["records"][0]["digest"] == record.digest.hex()
    text = words(ward, paper)
    assert "6 of 6" in text
    assert "Level it proposes" in text
    assert "Novruzov" not in text
    assert "6 из 6" in words(ward, paper, "ru")


def test_a_screening_whose_definition_is_not_here_gives_the_result_it_was_signed_with(ward: Ward, monkeypatch) -> None:
    row, record = opened(ward), screened(ward)
    paper = drawn(ward, row, "screening_or_observation", record)
    library = Library(whole=False)
    library._instruments.pop("phq-2")
    monkeypatch.setattr(shelf, "shipped", lambda: library)
    text = words(ward, paper)
    assert "The definition of phq-2@" in text
    assert "label='Score: total', answer=<AnswerKind.VALUE: 'value'>, text='6'" in text


def test_only_the_kind_of_record_that_has_a_part_gives_it() -> None:
    assert extracts.parts("injury", "diagnosis") == extracts.parts("injury", "case_summary") == (extracts.FINDINGS,)
    assert extracts.parts("intake", "diagnosis") == extracts.parts("injury", "risk_assessment") == ()


def test_an_injury_report_gives_findings_and_never_the_statement(ward: Ward) -> None:
    row, record = opened(ward), injured(ward)
    with ward.act(ward.doctor) as uow:
        found = ward.find(uow, record)
        injuries.countersign(uow, found, method="password", doctor={"seen": "person"}, opinion=OPINION)
    with ward.database.reading() as session:
        offered = {
            offer.record.id: offer.parts for offer in drawing.offers(session, ward.person.id, "injury_photographs")
        }
    assert offered[record.id] == (extracts.FINDINGS,)
    text = words(ward, drawn(ward, row, "injury_photographs", record))
    for said in ("S80.0", "40", "25", "Highly consistent"):
        assert said in text, said
    for told in ("Novruzov", STATEMENT[1:12]):
        assert told not in text, told


def test_an_unsigned_record_is_not_offered(ward: Ward) -> None:
    opened(ward)
    record = injured(ward)  # a feldsher's: it waits for a doctor
    with ward.database.reading() as session:
        assert record.id not in {one.record.id for one in drawing.offers(session, ward.person.id, "injury_photographs")}


def test_many_screenings_do_not_push_an_examination_out_of_reach(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST", 2)
    for _time in range(3):
        screened(ward)
    with ward.database.reading() as session:
        assert drawing.offers(session, ward.person.id, "medicines_list") == []
        assert len(drawing.offers(session, ward.person.id, "risk_assessment")) == 2


def test_a_record_altered_behind_the_paper_is_not_printed(ward: Ward) -> None:
    row, record = opened(ward), screened(ward)
    paper = drawn(ward, row, "risk_assessment", record)
    paper.content["records"][0]["digest"] = "0" * 64
    with ward.database.reading() as session, pytest.raises(drawing.Altered):
        drawing.drawn(session, paper.content)
