"""Stored examinations for the prints: every field of every part answered, hardly any, and a believable one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from healthapp.database import uuid7
from healthapp.deadlines.models import Deadline
from healthapp.intake.dictionary import KINDS, Section
from healthapp.intake.dictionary.model import Field, FieldType
from healthapp.intake.print_values import IntakePrint
from healthapp.intake.prints import intake_print
from healthapp.ledger import canonical
from healthapp.people.models import Facility, Person, Stay
from healthapp.records.models import ClinicalRecord, RecordAddendum, RecordSignature, SealedContent
from healthapp.records.queries import Content
from tests.support.limits import limits

EXAMINED = dt.datetime(2026, 3, 11, 6, 10, tzinfo=dt.UTC)
ADMITTED = dt.datetime(2026, 3, 10, 17, 25, tzinfo=dt.UTC)
PRINTED = dt.datetime(2026, 3, 11, 10, 32, tzinfo=dt.UTC)
LETTERS = "Çığırğan öküz, şəhər üfüqü, İstanbul; съешь ещё мягких булок ≥ 5"


def person(**changes: Any) -> Person:
    values = {
        "id": uuid7(),
        "number": "N1-2026-0042",
        "surname": "İbrahimli",
        "given_name": "Nizami",
        "father_name": "Elşad",
        "patronymic_suffix": "ogly",
        "birth_date": dt.date(1991, 6, 14),
        "registered_sex": "male",
    }
    return Person(**{**values, **changes})


def facility() -> Facility:
    return Facility(id=uuid7(), code="N1", name="Nümunə istintaq təcridxanası", kind="remand", is_demo=True)


def record(kind: str = "intake", **changes: Any) -> ClinicalRecord:
    values = {
        "id": uuid7(),
        "kind": kind,
        "person_id": uuid7(),
        "facility_id": uuid7(),
        "event_time": EXAMINED,
        "recorded_time": EXAMINED,
        "state": "signed",
        "author_id": uuid7(),
        "author_name": "Təhməzli Vüqar",
        "author_role": "feldsher",
        "schema_version": 1,
        "late_reason": "",
        "digest": canonical.digest({"kind": kind}),
    }
    return ClinicalRecord(**{**values, **changes})


def content(sections: dict[str, dict[str, Any]], doctor: dict[str, Any] | None = None) -> Content:
    sealed = SealedContent(record_id=uuid7(), part="author", body=b"{}", digest=canonical.digest(sections))
    return Content(sections, {"doctor": doctor} if doctor else {}, {}, (sealed,))


def stay() -> Stay:
    return Stay(id=uuid7(), admitted_at=ADMITTED)


def clock(**changes: Any) -> Deadline:
    values = {
        "kind": "intake",
        "started_at": ADMITTED,
        "due_at": ADMITTED + dt.timedelta(hours=24),
        "legal_basis": "CPC 161.1.3; CPT/Inf(2013)29 §71-73",
    }
    return Deadline(**{**values, **changes})


def signature(act: str = "author", **changes: Any) -> RecordSignature:
    values = {
        "id": uuid7(),
        "act": act,
        "name": "Təhməzli Vüqar" if act == "author" else "Bağırlı Nəzakət",
        "role": "feldsher" if act == "author" else "doctor",
        "at": EXAMINED + dt.timedelta(minutes=40),
        "digest": canonical.digest({"act": act}),
        "method": "second_factor",
        "reason": "",
    }
    return RecordSignature(**{**values, **changes})


def addendum() -> RecordAddendum:
    return RecordAddendum(
        id=uuid7(),
        position=1,
        text="Eynək qaytarılıb, imza ilə.",
        language="az",
        author_name="Təhməzli Vüqar",
        author_role="feldsher",
        at=EXAMINED + dt.timedelta(hours=2),
        digest=canonical.digest({"addendum": 1}),
    )


def answered(section: Section) -> dict[str, Any]:
    """Every field of ``section`` answered, whether asked or not; the last option of every list is chosen."""
    answers: dict[str, Any] = {}
    for place, field in enumerate(section.fields):
        answers[field.key] = _value(field, place)
        if field.type is FieldType.FOUR and answers[field.key] in ("refused", "not_asked"):
            answers[f"{field.key}_reason"] = "«sonra» dedi"
            answers[f"{field.key}_reoffer"] = "2026-03-18"
    return answers


def form(sections: dict[str, dict[str, Any]], language: str = "az", kind: str = "intake") -> IntakePrint:
    """An examination of ``kind`` with these answers, as the printed form."""
    return intake_print(
        record(kind),
        content(sections),
        [addendum()],
        [signature(), signature("doctor")],
        person(),
        facility(),
        language,
        "Təhməzli Vüqar",
        PRINTED,
        True,
        limits=limits(),
        stay=stay(),
        clock=clock(),
    )


def everything(kind: str) -> dict[str, dict[str, Any]]:
    return {section.key: answered(section) for section in KINDS[kind].sections}


def _value(field: Field, place: int) -> Any:
    low = field.low if field.low is not None else 1
    match field.type:
        case FieldType.FOUR:
            return field.answers[place % len(field.answers)]
        case FieldType.CHOICE:
            return field.options[place % len(field.options)].code
        case FieldType.MANY:
            return [option.code for option in field.options if not option.exclusive][:3]
        case FieldType.INTEGER:
            return int(low)
        case FieldType.DECIMAL:
            return f"{low:.{max(field.decimals, 1)}f}"
        case FieldType.DATE:
            return "2026-03-18"
        case FieldType.MOMENT:
            return "2026-03-11T10:10:00+04:00"
        case FieldType.ICD:
            return "E11.9"
        case FieldType.ROWS:
            row = {column.key: _value(column, index) for index, column in enumerate(field.columns)}
            return [row, {key: row[key] for key in list(row)[:2]}]
        case _:
            return f"{field.key}: {LETTERS}"


def believable() -> dict[str, dict[str, Any]]:
    """An ordinary intake of a person with diabetes, a cough and no allegation."""
    return {
        "conditions": {
            "examined_at": "2026-03-11T10:10:00+04:00",
            "place": "medical_unit",
            "arrived_from": "temporary_detention",
            "escort_record": "yes",
            "transfer_file": "not_sent",
            "medical_papers": "not_applicable",
            "language": "az",
            "interpreter_used": "not_needed",
            "literacy": "good",
            "presence": "none",
            "privacy": "yes",
            "restraints": "none",
            "unrestricted": "yes",
        },
        "consent": {
            "explained": ["role", "purpose", "use", "duty", "refusal"],
            "consent_exam": "yes",
            "consent_tests": "yes",
            "consent_fetch": "yes",
            "consent_share": "no",
            "consent_share_reason": "anasını narahat etmək istəmir",
            "consent_form": "oral",
            "capacity": "able",
            "refused_parts": ["none"],
        },
        "vitals": {
            "respiration": 18,
            "spo2": 95,
            "oxygen": "air",
            "systolic": 146,
            "diastolic": 94,
            "pulse": 104,
            "consciousness": "A",
            "temperature": "38.3",
            "pain": 2,
            "weight": "61.5",
            "height": 177,
            "glucose": "13.2",
        },
        "allergies": {
            "allergy_state": "known",
            "allergies": [{"agent": "penisillin", "reaction": "rash", "severity": "moderate", "year": 2011}],
        },
        "medicines": {
            "medicines_state": "takes",
            "medicines": [
                {
                    "name": "İnsulin qlargin",
                    "atc": "A10AE04",
                    "critical": "insulin",
                    "dose": "18",
                    "unit": "iu",
                    "route": "sc",
                    "frequency": "1",
                    "last_taken": "2026-03-09T21:00:00+04:00",
                    "brought": "no",
                    "verified_by": "prescriber",
                    "next_due": "2026-03-10T21:00:00+04:00",
                    "decision": "continue",
                },
                {
                    "name": "Metformin",
                    "atc": "A10BA02",
                    "critical": "not_critical",
                    "dose": "850",
                    "unit": "mg",
                    "route": "oral",
                    "frequency": "2",
                    "brought": "yes",
                    "verified_by": "package",
                    "next_due": "2026-03-11T20:00:00+04:00",
                    "decision": "continue",
                },
                {"name": "təzyiq həbi, adını bilmir", "critical": "not_critical", "decision": "not_decided"},
            ],
        },
        "history": {
            "chronic": ["diabetes", "hypertension"],
            "chronic_details": [
                {"condition": "diabetes", "icd": "E11.9", "since": 2016, "control": "poor"},
                {"condition": "hypertension", "icd": "I10", "since": 2020, "control": "unknown", "note": "dərmansız"},
            ],
            "recent_care": "yes",
            "recent_care_text": "rayon endokrinoloqu, resept üçün",
            "other_problem": "no",
            "past": ["none"],
            "pending": ["none"],
            "devices": ["glasses"],
            "devices_removed": "yes",
            "devices_removed_text": "eynək, qəbulda",
            "diet_needs": ["diabetic"],
        },
        "injuries": {
            "skin_inspected": "yes",
            "injuries_now": "yes",
            "injuries": [
                {"region": "forearm", "side": "right", "kind": "scar", "size": 30, "note": "köhnə, «uşaqlıqda yanıb»"}
            ],
            "force_on_arrest": ["not_asked"],
            "force_on_arrest_reason": "şəxs yorğun idi, sabah soruşulacaq",
            "ill_treatment_asked": "yes",
            "alleged": "denies",
        },
        "tuberculosis": {
            "cough": "yes",
            "fever": "yes",
            "night_sweats": "no",
            "weight_loss": "unknown",
            "haemoptysis": "no",
            "chest_pain": "refused",
            "chest_pain_reason": "«bu barədə danışmaq istəmirəm»",
            "chest_pain_reoffer": "2026-03-18",
        },
        "infections": {
            "declined": "yes",
            "declined_reason": "«analiz vermirəm»",
            "declined_informed": "yes",
            "declined_reoffer": "2026-03-18",
        },
        "conclusion": {
            "no_problems": "no",
            "problems": [
                {"icd": "Z03.0", "text": "Vərəm şübhəsi", "plan": "təcrid, bəlğəm, rentgen", "due": "2026-03-12"},
                {"icd": "E11.9", "text": "2-ci tip diabet", "plan": "insulinin bərpası, qlükoza gündə 4 dəfə"},
            ],
            "diet": "diabetic",
            "isolation": "airborne",
            "isolation_until": "2026-03-14",
            "measures": ["lower_bunk", "single_medical", "mask", "diet"],
            "measures_until": "2026-03-25",
            "report_duty": "no",
            "leaflet_given": "yes",
            "leaflet_language": "az",
            "next_review": "2026-03-18",
        },
    }
