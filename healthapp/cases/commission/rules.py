"""Who may vote on a case, and when the votes may be closed. Decisions only: no query, no word.

Composition and quorum stand in a Ministry act whose text was not obtained; they are settings. That who treated or
reviewed a case has no vote is medical ethics and does not depend on a setting.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from healthapp.cases.commission.models import Item, Seat, Vote

FOR, AGAINST, ABSTAIN, CONFLICT = VOTES = ("for", "against", "abstain", "conflict")
PRESENT = frozenset({"present", "video"})
PSYCHIATRIST = "psychiatrist"
#: Opinions for which a psychiatrist must have voted (CC 78.1), as the setting says.
MENTAL = frozenset({"mental_illness_78_1"})


@dataclass(frozen=True, slots=True)
class Member:
    """A seat as it counts for one case. ``barred``: why it has no vote; empty when it has one."""

    seat: Seat
    barred: str
    vote: Vote | None
    #: The interest the member declared, in their own words.
    interest: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes on the opinion now proposed, and what still stands in the way of closing them."""

    members: tuple[Member, ...]
    yes: int
    no: int
    abstained: int
    waiting: int
    problems: tuple[str, ...]

    @property
    def cast(self) -> int:
        return self.yes + self.no + self.abstained


def members(
    seats: Iterable[Seat], item: Item, votes: Iterable[Vote], conflicts: Mapping[uuid.UUID, str]
) -> list[Member]:
    """Every seat with its vote on the present proposal and, where it has none, the reason."""
    given = list(votes)
    declared = {vote.user_id: vote.words for vote in given if vote.vote == CONFLICT}
    now = {vote.user_id: vote for vote in given if vote.proposal == item.proposal and vote.vote != CONFLICT}
    return [
        Member(seat, _barred(seat, conflicts, declared), now.get(seat.user_id), declared.get(seat.user_id, ""))
        for seat in seats
    ]


def _barred(seat: Seat, conflicts: Mapping[uuid.UUID, str], declared: Collection[uuid.UUID]) -> str:
    if seat.part == "secretary":
        return "secretary"
    if seat.user_id in conflicts:
        return conflicts[seat.user_id]
    if seat.user_id in declared:
        return "declared"
    return "" if seat.attends in PRESENT else "absent" if seat.attends else "not_said"


def tally(found: list[Member], item: Item, *, quorum: int, psychiatrist: bool) -> Tally:
    """Count. ``psychiatrist``: the setting asks for one where the opinion is of mental illness."""
    voting = [member for member in found if not member.barred]
    votes = [member.vote.vote for member in voting if member.vote is not None]
    yes, no = votes.count(FOR), votes.count(AGAINST)
    problems = []
    if item.state != "examined":
        problems.append("not_examined")
    if not item.proposal:
        problems.append("no_proposal")
    if len(voting) < quorum:
        problems.append("no_quorum")
    elif item.proposal and len(votes) < len(voting):
        problems.append("votes_missing")
    elif item.proposal and yes <= no:
        problems.append("not_adopted")
    if psychiatrist and item.conclusion in MENTAL and not _specialist_voted(voting):
        problems.append("no_psychiatrist")
    return Tally(tuple(found), yes, no, votes.count(ABSTAIN), len(voting) - len(votes), tuple(problems))


def _specialist_voted(voting: list[Member]) -> bool:
    return any(member.seat.specialty == PSYCHIATRIST for member in voting)
