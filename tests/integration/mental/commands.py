"""What people type, in the shape the forms send it, and as commands."""

from __future__ import annotations

import datetime as dt

from healthapp.i18n import local
from healthapp.mental.care_schemas import Contact, Offer, Prescribe
from healthapp.mental.schemas import Death, Restriction, SelfHarm


def typed(name: str, at: dt.datetime) -> dict[str, str]:
    return {f"{name}_date": f"{local(at):%d.%m.%Y}", f"{name}_time": f"{local(at):%H:%M}"}


def self_harm_form(at: dt.datetime, **changes: str) -> dict[str, str]:
    return {
        **typed("discovered", at),
        "wing": "3",
        "place": "3-12",
        "place_kind": "shared_cell",
        "alone": "no",
        "method": "cut",
        "intent_said": "not_die",
        "intent_judged": "ambivalent",
        "severity": "1",
        "treatment": "unit",
        "level": "2",
        "account": "Sağ biləkdə kəsik",
        **changes,
    }


def self_harm(at: dt.datetime, **changes: object) -> SelfHarm:
    values = {
        "happened_at": None,
        "discovered_at": at,
        "wing": "3",
        "place": "3-12",
        "place_kind": "shared_cell",
        "alone": "no",
        "method": "cut",
        "means": "",
        "intent_said": "not_die",
        "intent_judged": "ambivalent",
        "severity": 1,
        "treatment": "unit",
        "level": 2,
        "account": "Sağ biləkdə kəsik",
        "own_words": "",
        "record_id": None,
    }
    return SelfHarm({**values, **changes})


def restriction_form(start: dt.datetime, end: dt.datetime, **changes: str) -> dict[str, str]:
    return {
        "kind": "clothing",
        "reason": "life",
        "grounds": "Geyimindən ilgək düzəldirdi",
        "tried": "Söhbət, daimi müşahidə",
        "dignity": "Davamlı geyim, tualet bağlıdır",
        "ordered_by": "Dr Əliyev",
        "ordered_as": "doctor",
        **typed("started", start),
        **typed("ends", end),
        **changes,
    }


def restriction(start: dt.datetime, end: dt.datetime, **changes: object) -> Restriction:
    values = {
        "kind": "clothing",
        "reason": "life",
        "grounds": "Geyimindən ilgək düzəldirdi",
        "tried": "Söhbət",
        "dignity": "Davamlı geyim",
        "medical_view": "",
        "ordered_by": "Dr Əliyev",
        "ordered_as": "doctor",
        "started_at": start,
        "ends_at": end,
    }
    return Restriction({**values, **changes})


def death(at: dt.datetime, **changes: object) -> Death:
    values = {
        "died_at": at,
        "place": "3-12",
        "manner": "unknown",
        "found_by": "Növbətçi",
        "circumstances": "Yuxuda tapılıb",
        "told": "Növbətçi həkim, 03:10",
        "kept": "",
    }
    return Death({**values, **changes})


def offer(at: dt.datetime, answer: str = "accepted", **changes: object) -> Offer:
    return Offer(answer, at, **changes)  # type: ignore[arg-type]


def contact(at: dt.datetime, kind: str = "individual", **changes: object) -> Contact:
    return Contact(kind, at, 45, **changes)  # type: ignore[arg-type]


def medicine(first: dt.date, review: dt.date, **changes: object) -> Prescribe:
    values = {
        "drug": "Sertralin, tablet",
        "dose": "50 mq",
        "times": "səhər",
        "route": "oral",
        "indication": "Depressiya",
        "starts_on": first,
        "review_on": review,
        "consent": "yes",
        "consent_text": "",
        "psychotropic": True,
        "replaces_id": None,
    }
    return Prescribe({**values, **changes})


def medicine_form(first: dt.date, review: dt.date, **changes: str) -> dict[str, str]:
    return {
        "drug": "Sertralin, tablet",
        "dose": "50 mq",
        "times": "səhər",
        "route": "oral",
        "psychotropic": "yes",
        "indication": "Depressiya",
        "starts_on": f"{first:%d.%m.%Y}",
        "review_on": f"{review:%d.%m.%Y}",
        "consent": "yes",
        **changes,
    }
