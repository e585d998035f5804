"""Records without names: people and staff become letters and numbers, whatever was written freely is left out.

Free text cannot be trusted to name nobody, so none of it stays; codes, numbers and times do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import replace
from functools import cache
from typing import Any

import sqlalchemy as sa

from healthapp.cases.queries import Found as FoundCase
from healthapp.injuries import charts
from healthapp.intake.dictionary import KINDS, FieldType
from healthapp.intake.queries import Examination
from healthapp.people.models import Person
from healthapp.records.models import ClinicalRecord, RecordSignature
from healthapp.risk.screens import Screening
from healthapp.risk.unread import Unread
from screening.model import Item

LEFT_OUT = "[…]"
_CODE = re.compile(r"[a-z][a-z0-9_]{0,60}|[A-Z][0-9]{2}(\.[0-9]+)?|[0-9][0-9:.,T+Z-]*")
#: Answers of which every instrument has some to choose among, and too short to name anybody.
_CHOSEN = re.compile(r"yes|no|declined|not_testable|[0-9]{1,2}[a-z]?")
#: Members that say who of the staff: by account, and by name beside it.
_STAFF = {"author": "author_name", "author_id": "author_name", "signer": "signer_name"}
#: Members that are written freely, beside those of examinations: remarks, reasons, the words of an addendum.
_WRITTEN = frozenset({"note", "text", "late_reason", "why", "reason", "declined_reason"})
#: What a screening says of its instrument and of the words it was asked in.
_INSTRUMENT = ("instrument", "version", "sha256", "words")


@cache
def _body() -> frozenset[str]:
    """Names of body charts and of regions on them: where a lesion lies names nobody."""
    return frozenset({charts.VERSION, *charts.NAMES, *charts.regions()})


@cache
def _free() -> frozenset[str]:
    """Names of what is written freely. One word in small letters looks like a code and may be a name all the same."""
    fields = [field for kind in KINDS.values() for section in kind.sections for field in section.fields]
    fields += [column for field in fields for column in field.columns]
    written = {field.key for field in fields if field.type in (FieldType.TEXT, FieldType.LONG)}
    return _WRITTEN | written | {f"{field.key}_reason" for field in fields if field.type is FieldType.FOUR}


class Pseudonyms:
    """One letter and number for each person and member of staff throughout one bundle."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}

    def of(self, kind: str, what: object) -> str:
        """``kind``: P for people, S for staff."""
        key = (kind, str(what))
        if key not in self._known:
            count = sum(1 for known, _what in self._known if known == kind)
            self._known[key] = f"{kind}-{count + 1:03}"
        return self._known[key]

    def content(self, value: Any, name: str = "", codes: Set[str] = frozenset()) -> Any:
        """A JSON value without free text; ``name`` is the member it stands under, ``codes`` name nobody."""
        if isinstance(value, dict):
            told = {key: self.content(item, key, codes) for key, item in value.items()}
            return told | self._staff(value)
        if isinstance(value, list):
            return [self.content(item, name, codes) for item in value]
        if not isinstance(value, str) or not value:
            return value
        if name in _free():
            return LEFT_OUT
        if value in codes or value in _body() or _CODE.fullmatch(value):
            return value
        if name == "person":
            return self.of("P", value)
        return value if name in {"record", "stay", "facility"} else LEFT_OUT

    def _staff(self, value: dict[str, Any]) -> dict[str, str]:
        """Who of the staff, by account: the same in contents and prints, and two of one name stay two."""
        told = {}
        for by, named in _STAFF.items():
            if value.get(by):
                told[by] = self.of("S", value[by])
                told |= {named: told[by]} if value.get(named) else {}
        return told

    def examination(self, found: Examination) -> Examination:
        """The same examination about P-001, by S-001."""
        fields = [field for section in found.kind.sections for field in section.fields]
        fields += [column for field in fields for column in field.columns]
        codes = {option.code for field in fields for option in field.options}
        content = replace(
            found.content,
            sections=self.content(found.content.sections, codes=codes),
            doctor_sections=self.content(found.content.doctor_sections, codes=codes),
        )
        return replace(found, record=self.record(found.record), person=self.person(found.person), content=content)

    def screen(self, content: dict[str, Any], items: Iterable[Item] | None) -> dict[str, Any]:
        """The content of a screening: answers that were chosen or counted, none that was written.

        ``items``: the questions; of one that is not among them nothing but a number stays. None where the definition
        is not here: what was chosen and what was written look alike then, and only what can name nobody stays.
        """
        chosen = {item.id: {option.id for option in item.options} | item.allow for item in items or ()}

        def answer(item: str, given: Any) -> Any:
            known = not isinstance(given, str) or given in chosen.get(item, ())
            return given if known or (items is None and _CHOSEN.fullmatch(given)) else LEFT_OUT

        kept = {name: content[name] for name in _INSTRUMENT if name in content}
        if isinstance(answers := content.get("answers"), dict):  # a question may be named as what is written is
            kept["answers"] = {item: answer(item, given) for item, given in answers.items()}
        if corrections := content.get("corrections"):
            told = ({**self.content(one), "item": one["item"]} for one in corrections)
            was = [{name: answer(one["item"], one[name]) for name in ("was", "now")} for one in corrections]
            kept["corrections"] = [{**one, **both} for one, both in zip(told, was, strict=True)]
        return {**self.content(content), **kept}

    def screening(self, found: Screening | Unread) -> Screening | Unread:
        """The same screening about P-001, by S-001; the result is the one taken from the whole answers."""
        record, person = self.record(found.record), self.person(found.person)
        if isinstance(found, Unread):
            return replace(found, record=record, person=person, content=self.screen(found.content, None))
        told = self.screen(found.screen.content, found.screen.definition.items)
        screen = replace(found.screen, content=told)
        return replace(found, record=record, person=person, screen=screen)

    def case(self, found: FoundCase) -> FoundCase:
        """The same case about P-001, its steps by S-001 and so on, without their remarks."""
        events = []
        for row in found.events:
            made = _twin(row)
            made.author_name, made.note = self.of("S", row.author_id), LEFT_OUT if row.note else ""
            events.append(made)
        return replace(found, person=self.person(found.person), events=tuple(events))

    def person(self, person: Person) -> Person:
        made: Person = _twin(person)
        made.surname = made.number = self.of("P", person.id)
        made.given_name = made.father_name = made.patronymic_suffix = made.citizenship = ""
        if made.birth_date is not None:
            made.birth_date = made.birth_date.replace(month=1, day=1)
        return made

    def record(self, record: ClinicalRecord) -> ClinicalRecord:
        made: ClinicalRecord = _twin(record)
        made.author_name = self.of("S", record.author_id)
        made.signer_name = self.of("S", record.signer_id) if record.signer_id else ""
        made.late_reason = LEFT_OUT if record.late_reason else ""
        return made

    def signature(self, row: RecordSignature) -> RecordSignature:
        made: RecordSignature = _twin(row)
        made.name, made.reason = self.of("S", row.user_id), LEFT_OUT if row.reason else ""
        return made


def _twin(row: Any) -> Any:
    """A copy of a row that no session knows."""
    kind = type(row)
    return kind(**{column.key: getattr(row, column.key) for column in sa.inspect(kind).mapper.column_attrs})
