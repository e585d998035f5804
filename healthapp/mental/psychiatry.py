"""What a psychiatric examination asks, and the kind of examination it is.

The pages, the autosave, the signature and the print are those of every examination. Mental state, risk and capacity
are read by physicians; diagnosis and plan also by the psychologist; the others see that there was an examination.
Capacity is asked about one decision at a time; no answer here says whether anybody is fit for punishment.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from healthapp import audit
from healthapp.access import Permission, Role
from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.kinds import DeadlineKind
from healthapp.i18n import ZONE, lazy_pgettext, local
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.completeness import Missing
from healthapp.intake.dictionary.catalogue import ExamKind, Hooks, register
from healthapp.intake.dictionary.common import MAY_NOT_KNOW, OBSERVED
from healthapp.intake.dictionary.mental import SUICIDE
from healthapp.intake.dictionary.model import (
    Group,
    Section,
    choice,
    date,
    four,
    icd,
    long,
    many,
    moment,
    rows,
    text,
    when,
)
from healthapp.intake.queries import Examination
from healthapp.mental import needs
from healthapp.mental.care_schemas import NewNeed
from healthapp.mental.entering import unit_of
from healthapp.mental.events import ENTERED
from healthapp.people.models import Person
from healthapp.records.models import ClinicalRecord

CODE = "psychiatric"
_READ, _SUMMARY = Permission.PSYCHIATRY_READ, Permission.PSYCHIATRY_SUMMARY
_NOT_SEEN = ("=not_observed", _l("Could not be observed"))

OCCASION = Section(
    "psychiatric_occasion",
    "A",
    _l("Occasion and conditions"),
    Group.URGENT,
    (
        moment("examined_at", _l("Beginning of the examination"), required=True),
        choice(
            "occasion",
            _l("Occasion"),
            ("referred", _l("Referred by a colleague")),
            ("person", _l("The person asked for it")),
            ("risk", _l("Risk of suicide or self-harm")),
            ("follow_up", _l("Follow-up")),
            ("court", _l("Asked for by a court or commission")),
            ("return", _l("Return from a psychiatric hospital")),
            ("other", _l("Other")),
            required=True,
        ),
        text("language", _l("Language of the conversation, and the interpreter")),
        four("private", _l("Out of hearing and sight of others"), answers=OBSERVED),
        text("not_private_why", _l("Who was there, and why"), required=True, when=when("private", "no")),
        four("informed", _l("Told who examines, what for, and who will read it"), answers=OBSERVED),
        long("complaint", _l("What the person says, in their words")),
    ),
    may_decline=False,
    reader=_READ,
)

HISTORY = Section(
    "psychiatric_history",
    "B",
    _l("Psychiatric history"),
    Group.HISTORY,
    (
        four("treated", _l("Treated for mental health ever"), answers=MAY_NOT_KNOW),
        long("treated_text", _l("When, where and with what"), when=when("treated", "yes")),
        four("admitted", _l("Stay in a psychiatric hospital"), answers=MAY_NOT_KNOW),
        four("family", _l("Mental disorder or suicide in the family"), answers=MAY_NOT_KNOW),
        four("substances", _l("Alcohol or drugs, now or lately"), answers=MAY_NOT_KNOW),
        long("course", _l("Course until today")),
    ),
    reader=_READ,
)

STATE = Section(
    "mental_state",
    "C",
    _l("Mental state"),
    Group.EXAMINATION,
    (
        many(
            "behaviour",
            _l("Appearance and behaviour"),
            ("=usual", _l("Unremarkable")),
            ("neglected", _l("Neglected")),
            ("agitated", _l("Agitated")),
            ("slowed", _l("Slowed")),
            ("mute", _l("Mute")),
            ("hostile", _l("Hostile")),
            ("fearful", _l("Fearful")),
            _NOT_SEEN,
            required=True,
        ),
        many(
            "consciousness",
            _l("Consciousness and orientation"),
            ("=clear", _l("Clear and oriented")),
            ("clouded", _l("Clouded")),
            ("time", _l("Not oriented in time")),
            ("place", _l("Not oriented in place")),
            ("self", _l("Not oriented about the self")),
            _NOT_SEEN,
            required=True,
        ),
        many(
            "mood",
            _l("Mood and affect"),
            ("=even", _l("Even")),
            ("low", lazy_pgettext("mood", "Low")),
            ("anxious", _l("Anxious")),
            ("elated", _l("Elated")),
            ("irritable", _l("Irritable")),
            ("flat", _l("Flat")),
            ("labile", _l("Changing quickly")),
            _NOT_SEEN,
            required=True,
        ),
        many(
            "thought",
            _l("Thought"),
            ("=ordered", lazy_pgettext("thought", "Ordered")),
            ("incoherent", _l("Incoherent")),
            ("fast", _l("Racing")),
            ("slow", _l("Slow")),
            ("delusions", _l("Delusions")),
            ("obsessions", _l("Obsessions")),
            ("hopeless", _l("Hopelessness or guilt")),
            _NOT_SEEN,
            required=True,
        ),
        many(
            "perception",
            _l("Perception"),
            ("=none", _l("No hallucinations")),
            ("voices", _l("Hears voices")),
            ("commands", _l("Voices give orders")),
            ("visual", _l("Sees things")),
            ("other", _l("Other")),
            _NOT_SEEN,
            required=True,
        ),
        many(
            "cognition",
            _l("Memory and attention"),
            ("=kept", _l("Kept")),
            ("memory", _l("Memory impaired")),
            ("attention", _l("Attention impaired")),
            ("learning", _l("Signs of a learning disability")),
            _NOT_SEEN,
            required=True,
        ),
        choice(
            "insight",
            _l("Insight"),
            ("full", _l("Full")),
            ("partial", _l("Partial")),
            ("none", _l("None")),
            ("not_observed", _l("Could not be observed")),
            required=True,
        ),
        long("description", _l("Description in full sentences"), required=True),
    ),
    may_decline=False,
    reader=_READ,
)

OTHERS = Section(
    "risk_to_others",
    "E",
    _l("Risk from and to others"),
    Group.EXAMINATION,
    (
        four("violent_thoughts", _l("Thoughts of hurting somebody")),
        four("threatened", _l("Is threatened or abused by others"), answers=MAY_NOT_KNOW),
        long("others_text", _l("Whom, what and what is done about it"), when=when("violent_thoughts", "yes")),
        long("threatened_text", _l("What protects the person"), when=when("threatened", "yes")),
    ),
    may_decline=False,
    reader=_READ,
)

CAPACITY = Section(
    "capacity",
    "F",
    _l("Capacity to decide"),
    Group.EXAMINATION,
    (
        text("decision", _l("Which decision is in question"), required=True),
        four("understands", _l("Understands what is said about it"), answers=OBSERVED),
        four("retains", _l("Keeps it in mind long enough to decide"), answers=OBSERVED),
        four("weighs", _l("Weighs it up"), answers=OBSERVED),
        four("communicates", _l("Can say what is decided"), answers=OBSERVED),
        choice(
            "conclusion",
            _l("Conclusion for this decision, today"),
            ("has", _l("Can decide")),
            ("lacks", _l("Cannot decide now")),
            ("unclear", _l("Not clear, to be seen again")),
            required=True,
        ),
        long("capacity_reasons", _l("Reasons"), required=True, when=when("conclusion", "lacks", "unclear")),
        date("capacity_again", _l("To be looked at again on"), past=False, when=when("conclusion", "lacks", "unclear")),
    ),
    hint=_l("Capacity is about one decision at one time. It says nothing about guilt or punishment."),
    may_decline=False,
    reader=_READ,
)

DIAGNOSIS = Section(
    "diagnosis",
    "G",
    _l("Diagnosis"),
    Group.EXAMINATION,
    (
        choice(
            "finding",
            _l("Mental disorder"),
            ("found", lazy_pgettext("disorder", "Found")),
            ("suspected", _l("Suspected")),
            ("none", lazy_pgettext("disorder", "None found")),
            required=True,
        ),
        rows(
            "diagnoses",
            _l("Diagnoses, the main one first"),
            icd("code", _l("ICD-10"), required=True),
            choice("certainty", _l("Certainty"), ("sure", _l("Certain")), ("probable", _l("Probable")), required=True),
            text("remark", _l("In words")),
            when=when("finding", "found", "suspected"),
            most=6,
        ),
    ),
    may_decline=False,
    reader=_SUMMARY,
)

PLAN = Section(
    "psychiatric_plan",
    "H",
    _l("Plan"),
    Group.EXAMINATION,
    (
        long("treatment", _l("Treatment and its aims"), required=True),
        choice(
            "placement",
            _l("Another place or more care is needed"),
            ("no", _l("No, care here is enough")),
            ("hospital", _l("Psychiatric hospital")),
            ("treatment_unit", _l("Psychiatric ward of a treatment institution")),
            ("psychiatrist", _l("Regular treatment by a psychiatrist")),
            ("release", _l("Release because of illness")),
            ("adapted", _l("An adapted regime or cell")),
            required=True,
        ),
        long(
            "placement_why",
            _l("Why"),
            required=True,
            when=when("placement", "hospital", "treatment_unit", "psychiatrist", "release", "adapted"),
        ),
        four("agreed", _l("The person agrees with the plan")),
        long("for_team", _l("What the treating team must know and do")),
        date("next_on", _l("Next psychiatric examination on"), past=False),
    ),
    may_decline=False,
    reader=_SUMMARY,
)


def ask(uow: UnitOfWork, person: Person) -> None:
    """Ask a psychiatrist to see somebody: a clock on their worklist. Asked twice is asked once.

    Raises Refused for a person of no unit.
    """
    made = deadlines.start_once(
        uow,
        clocks.PSYCHIATRY_EXAM,
        person_id=person.id,
        facility_id=unit_of(person),
        started_at=uow.now(),
        started_by="asked",
    )
    uow.session.flush()
    audit.record(uow, ENTERED, about=person, subject=("deadline", made.id))


def gaps(examination: Examination) -> list[Missing]:
    """A disorder that was found or suspected has a diagnosis."""
    given = examination.answers.get("diagnosis", {})
    if given.get("finding") in ("found", "suspected") and not given.get("diagnoses"):
        return [Missing(DIAGNOSIS, "diagnoses", _("Write at least one diagnosis"))]
    return []


def before_signature(_uow: UnitOfWork, _examination: Examination) -> None:
    """Nothing is sealed with it beyond its own answers."""


def begun(_uow: UnitOfWork, _record: ClinicalRecord) -> None:
    """Nothing is known before it is asked."""


def ends(_answers: object) -> tuple[DeadlineKind, ...]:
    """The clock its signature ends."""
    return (clocks.PSYCHIATRY_EXAM,)


def after_signature(uow: UnitOfWork, examination: Examination) -> None:
    """Count the days of a need from this examination, and start the clock of the next one."""
    plan = examination.answers.get("psychiatric_plan", {})
    if plan.get("placement", "no") != "no":
        values = {
            "found_on": local(examination.record.event_time).date(),
            "need": plan["placement"],
            "text": plan.get("placement_why", ""),
            "obstacle": "none",
            "obstacle_text": "",
            "record_id": examination.id,
        }
        needs.record(uow, examination.person, NewNeed(values))
    if plan.get("next_on"):
        deadlines.start_once(
            uow,
            clocks.PSYCHIATRY_EXAM,
            person_id=examination.person_id,
            facility_id=examination.facility_id,
            started_at=uow.now(),
            started_by="planned",
            stay_id=examination.record.stay_id,
            subject=("clinical_record", examination.id),
            due_at=dt.datetime.combine(dt.date.fromisoformat(plan["next_on"]), dt.time(23, 59, 59), tzinfo=ZONE),
        )


PSYCHIATRIC = register(
    ExamKind(
        CODE,
        _l("Psychiatric examination"),
        clocks.PSYCHIATRY_EXAM,
        Permission.PSYCHIATRY_RECORD,
        (OCCASION, HISTORY, STATE, replace(SUICIDE, letter="D", reader=_READ), OTHERS, CAPACITY, DIAGNOSIS, PLAN),
        hooks=Hooks(gaps, before_signature, after_signature, begun, ends),
        print="mental.print_examination",
        read=_READ,
        signers=frozenset({Role.PSYCHIATRIST}),
        signature=clocks.COUNTERSIGN_PSYCHIATRY,
    )
)
