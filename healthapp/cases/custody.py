"""What becomes of a person's cases when custody changes: they end with death and release, and go along with a transfer.

A release that is the fruit of a case (for illness, by a court's decision) is that case's own next step, taken by who
carries it out; it is not taken here. A case whose side exit still lacks a paper stays open and says which: whoever is
in hospital when the sentence ends is handed over to civil care, never left there in silence.
"""

from __future__ import annotations

import uuid

from healthapp.cases import queries, services
from healthapp.cases.clocks import CASE
from healthapp.cases.schemas import Take
from healthapp.cases.services import StepRefused
from healthapp.database import UnitOfWork
from healthapp.deadlines import services as deadlines
from healthapp.people.merging import of_person_ids
from healthapp.people.models import Movement, Person, PersonMerge, Stay
from referrals.roles import MOVEMENT

#: Side exits by the reason of a release. CC 78: a release for illness or by a court is a step of its own case.
BY_RELEASE = {"end_of_sentence": "end_sentence", "parole": "free_otherwise", "pardon": "free_otherwise",
              "case_closed": "free_otherwise"}  # fmt: skip
#: The papers for which the record of a movement stands.
PAPERS = {"die": ("death_notice",), "end_sentence": ("release_order",), "free_otherwise": ("release_order",)}
#: What clocks of this room are about: a case, or a decision in one.
SUBJECTS = (CASE, "case_event")


def after_movement(uow: UnitOfWork, movement: Movement) -> None:
    """End the person's open cases with a death or a release; hand their clocks to the unit that received the person."""
    if movement.kind == "transfer_in":
        _hand_over(uow, movement.person_id, movement.facility_id)
        return
    way_out = _way_out(uow, movement)
    if not way_out:
        return
    for row, last in queries.open_of(uow.session, movement.person_id):
        step = Take(way_out, actor=MOVEMENT, at=max(movement.occurred_at, last), attached=PAPERS[way_out])
        try:
            services.advance(uow, row.id, step, seen=None)
        except StepRefused:  # this pathway has no such way out, or a paper is still missing: the case goes on
            continue


def after_joining(uow: UnitOfWork, joined: PersonMerge) -> None:
    """The cases of the joined entry are on the list where the person is; so are their clocks."""
    kept = uow.session.get_one(Person, joined.kept_id)
    if kept.facility_id is not None:
        _hand_over(uow, kept.id, kept.facility_id)


def after_parting(uow: UnitOfWork, parted: PersonMerge) -> None:
    """Each entry has its own cases again, and their clocks."""
    for person_id in (parted.kept_id, parted.merged_id):
        person = uow.session.get_one(Person, person_id)
        if person.facility_id is not None:
            _hand_over(uow, person.id, person.facility_id)


def _way_out(uow: UnitOfWork, movement: Movement) -> str:
    if movement.kind == "death":
        return "die"
    if movement.kind == "release":
        return BY_RELEASE.get(uow.session.get_one(Stay, movement.stay_id).release_kind, "")
    return ""


def _hand_over(uow: UnitOfWork, person_id: uuid.UUID, facility_id: uuid.UUID) -> None:
    for entry in of_person_ids(uow.session, person_id):
        deadlines.hand_over(uow, person_id=entry, facility_id=facility_id, about=SUBJECTS)
