"""Votes, each under the member's own account, and the protocol that closes them."""

from __future__ import annotations

from typing import Any

from healthapp import audit
from healthapp.cases import services as steps
from healthapp.cases.bundle import queries as files
from healthapp.cases.bundle import services as bundle
from healthapp.cases.commission import queries, records
from healthapp.cases.commission.models import Protocol, Vote
from healthapp.cases.commission.queries import Place
from healthapp.cases.commission.rules import CONFLICT, Member
from healthapp.cases.commission.schemas import Ballot
from healthapp.cases.commission.services import Refused, again
from healthapp.cases.diseases import queries as diseases
from healthapp.cases.events import PROTOCOL_MADE, VOTE_GIVEN
from healthapp.cases.schemas import Take
from healthapp.database import UnitOfWork, uuid7
from healthapp.i18n import local
from healthapp.ledger import canonical


def vote(uow: UnitOfWork, place: Place, wanted: Ballot) -> Vote:
    """The acting member's own vote on the opinion they saw.

    Raises Refused: not_seated, barred, no_proposal, other_proposal, voted_already, and as ``services.again``.
    """
    here = again(uow, place, "open")
    item, member = here.item, _own(here, uow)
    if member.barred and not (member.barred == "declared" and wanted.vote == CONFLICT):
        raise Refused("barred")
    if wanted.vote != CONFLICT:
        if not item.proposal:
            raise Refused("no_proposal")
        if wanted.proposal != item.proposal:
            raise Refused("other_proposal")
    if member.vote is not None or member.barred:
        raise Refused("voted_already")
    assert uow.actor.user_id is not None
    row = Vote(
        id=uuid7(),
        item_id=item.id,
        proposal=item.proposal,
        user_id=uow.actor.user_id,
        name=member.seat.name,
        vote=wanted.vote,
        words=wanted.words,
        at=uow.now(),
        proposed=records.proposal_digest(item),
    )
    row.digest = records.vote_digest(row)
    uow.session.add(row)
    audit.record(
        uow,
        VOTE_GIVEN,
        about=here,
        subject=("commission_vote", row.id),
        digest=row.digest,
        number=here.meeting.row.number,
        proposal=item.proposal,
    )
    return row


def conclude(uow: UnitOfWork, place: Place) -> Protocol:
    """Close the votes: the protocol is frozen and the case goes on with the opinion that was adopted.

    Raises Refused with the first problem of the tally, or cases.services.StepRefused.
    """
    here = again(uow, place, "open")
    if here.tally.problems:
        raise Refused(here.tally.problems[0])
    uow.lock("commission")
    item = here.item
    number = queries.next_protocol(uow.session, local(uow.now()).year)
    content = _content(uow, here, number)
    step = Take(
        "conclude",
        attached=("commission_protocol", "commission_conclusion"),
        result=item.conclusion,
        note=item.measure,
    )
    steps.advance(uow, here.found.id, step, seen=here.found.row.events)
    assert uow.actor.user_id is not None
    row = Protocol(
        id=uuid7(),
        item_id=item.id,
        case_id=here.found.id,
        number=number,
        made_at=uow.now(),
        made_by=uow.actor.user_id,
        made_by_name=uow.actor.name,
        content=content,
        digest=canonical.digest(content),
    )
    item.state = "concluded"
    uow.session.add(row)
    audit.record(
        uow,
        PROTOCOL_MADE,
        about=here,
        subject=("commission_protocol", row.id),
        digest=row.digest,
        number=row.number,
    )
    bundle.recount(uow, here.found.row)
    return row


def _own(here: Place, uow: UnitOfWork) -> Member:
    found = next((member for member in here.tally.members if member.seat.user_id == uow.actor.user_id), None)
    if found is None:
        raise Refused("not_seated")
    return found


def _content(uow: UnitOfWork, here: Place, number: str) -> dict[str, Any]:
    """Everything the protocol says, as codes and words; printed in any language, the same digest in each."""
    item, row = here.item, here.meeting.row
    entry = diseases.entry(uow.session, item.disease_id)
    return {
        "number": number,
        "case": here.found.row.number,
        "pathway": here.found.row.pathway,
        "session": {
            "number": row.number,
            "name": row.name,
            "place": row.place,
            "starts_at": row.starts_at.isoformat(),
            "quorum": row.quorum,
        },
        "file": _frozen(uow, here),
        "examination": {
            "how": item.how,
            "at": item.examined_at.isoformat() if item.examined_at else "",
            "consent": item.consent,
            "findings": item.findings,
            "words": item.words,
        },
        "opinion": {
            "proposal": item.proposal,
            "conclusion": item.conclusion,
            "disease": {"code": entry.code, "text": entry.text, "source": entry.source} if entry else None,
            "measure": item.measure,
            "months": item.months,
        },
        "members": [_member(member) for member in here.tally.members],
        "for": here.tally.yes,
        "against": here.tally.no,
        "abstained": here.tally.abstained,
    }


def _frozen(uow: UnitOfWork, here: Place) -> dict[str, Any] | None:
    """The frozen file that lay before the commission."""
    frozen = files.of_case(uow.session, here.found).bundles
    if not frozen:
        return None
    return {"place": frozen[-1].place, "digest": frozen[-1].digest.hex(), "at": frozen[-1].sealed_at.isoformat()}


def _member(member: Member) -> dict[str, Any]:
    seat = member.seat
    return {
        "name": seat.name,
        "specialty": seat.specialty,
        "part": seat.part,
        "attends": seat.attends,
        "absent_reason": seat.absent_reason,
        "barred": member.barred,
        "vote": member.vote.vote if member.vote else "",
        "words": member.vote.words if member.vote else member.interest,
        "voted_at": member.vote.at.isoformat() if member.vote else "",
    }
