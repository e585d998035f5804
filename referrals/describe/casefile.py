"""One case file per pathway, from need to end: the machine walks a declared road, this writes it down.

Dates and people are invented; clocks are those of the shipped timetable with an empty list of holidays. A road that
a pathway no longer allows raises, so that the published file can never tell of a way that is shut.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from referrals import clocks, machine, roles
from referrals.clocks import BAKU, Rules
from referrals.model import Exit, Mark, Pathway, Step
from referrals.timetable import CLOCKS
from referrals.words import word

BEGIN = datetime(2026, 3, 2, 10, tzinfo=BAKU)
_COURT = "register+1 hear+6 grant:{grant} receive_copy+2 become_final+20"
_COMMISSION = "schedule+9 examine:in_person+6 conclude:{found}+3"
_FILE = "ask find_need+3 begin_file+1 sign+6 submit+9 "
_TO_COUNCIL = "raise_concern examine_psychiatric council advise_placement+4 "
_BED = "request_bed+1 refuse_bed+5 request_bed+1 offer_bed+9 depart+1 admit "
_REVIEWED = "review:advise_extension+170 submit_to_court+1 extend+5 review:advise_lifting+175 submit_to_court+2 lift+8 "

#: pathway -> its road: events with ``:answer`` and ``+days`` since the one before.
ROADS: dict[str, str] = {
    "illness_mental": _FILE
    + "accept+7 "
    + _COMMISSION.format(found="mental_illness_78_1")
    + " send_to_court+4 "
    + _COURT.format(grant="released_78_1")
    + " release",
    "illness_other": _FILE
    + "return_file+8 revise+1 sign+5 submit+6 accept+5 "
    + _COMMISSION.format(found="listed_disease")
    + " send_to_court+4 "
    + _COURT.format(grant="released_main")
    + " release",
    "illness_remand": "ask find_need+2 order_opinion+1 give_opinion:custody_impossible+4 send_opinion+1 "
    "end_detention+2 release",
    "court_petition": "file_petition forward+1 register+1 ask_opinion+1 "
    + _COMMISSION.format(found="treatable_in_prison_hospital")
    + " send_opinion+2 hear+4 refuse:release_refused receive_copy+2 appeal+9 appeal_grant:released_main+24 "
    + "receive_copy+3 become_final+1 release",
    "placement_a": _TO_COUNCIL
    + "request_bed+1 offer_bed+3 consent depart+1 admit review_stay+30 discharge+21 rescreen",
    "placement_b": _TO_COUNCIL
    + "request_bed+1 refuse_bed+6 request_bed+2 offer_bed+8 consent depart+2 admit review_stay+40 "
    + "discharge+25 rescreen",
    "placement_c": _TO_COUNCIL
    + "send_to_court+5 "
    + _COURT.format(grant="measure_2")
    + " "
    + _BED
    + _REVIEWED
    + "discharge+3 rescreen",
    "placement_d": _TO_COUNCIL
    + "inform_body+1 order_expertise+6 request_bed+1 offer_bed+7 depart+1 admit review_stay+15 "
    + "discharge+14 rescreen",
    "placement_e": _TO_COUNCIL
    + "send_to_court+5 "
    + _COURT.format(grant="in_prison_psychiatric")
    + " begin_treatment+1 review:advise_extension+170 submit_to_court+1 extend+6 review:advise_lifting+176 "
    + "submit_to_court+2 lift+7",
    "disability": "ask find_need+4 begin_file+1 enter_e_referral+6 ask_more+5 answer_agency+4 "
    "examine:in_person+6 grant_until+2 "
    "begin_renewal+690 enter_e_referral+3 examine:in_person+7 grant_lasting+2",
    "own_specialist": "ask_specialist allow+2 set_visit+3 see_specialist+5 answer_specialist:advice_followed_in_part+2",
    "hospital_referral": "ask begin_referral+1 refer_outside:no_equipment+2 approve_outside+4 refuse_place+9 "
    "ask_place_again+1 "
    "offer_place+12 arrange_escort+3 set_out+4 see_specialist come_back follow_up+1",
    "probation_handover": "plan_release prepare_handover+9 notify_probation+2 acknowledge+5 release+14 "
    "confirm_contact+6",
}
#: What is printed at an event, by form; a "no" prints its notice besides.
PRINTS = {
    "sign": "KT-1",
    "conclude": "KP-1",
    "depart": "KV-1",
    "transfer_urgently": "KV-1",
    "release": "BX-1",
}


def walk(pathway: Pathway, road: str) -> list[tuple[machine.Case, machine.Case, machine.Event, Step | Exit | Mark]]:
    """(before, after, event, way) of each step. Raises ValueError where the road is shut."""
    case, at = machine.begin(pathway), BEGIN
    made = []
    for text in road.split():
        code, _plus, days = text.partition("+")
        code, _colon, result = code.partition(":")
        at += timedelta(days=int(days or 0), minutes=20)
        way = next((way for way in machine.ways(case) if way.event == code), None)
        if way is None:
            raise ValueError(f"{pathway.id}: {code} is not possible in {case.state}")
        event = _event(case, way, at, result)
        after = machine.advance(case, event)
        if isinstance(after, machine.Refusal):
            raise ValueError(f"{pathway.id}: {code} is refused: {after.reason} {after.missing}")
        made.append((case, after, event, way))
        case = after
    if not case.outcome:
        raise ValueError(f"{pathway.id}: the road stops in {case.state}")
    return made


def _event(case: machine.Case, way: Step | Exit | Mark, at: datetime, result: str) -> machine.Event:
    actor = case.starter if "person" not in way.who and case.starter in way.who else way.who[0]
    step = way if isinstance(way, Step) else None
    return machine.Event(
        way.event,
        at,
        actor,
        recorded_by=roles.LIAISON if actor in roles.OUTSIDERS else "",
        author=f"{actor}-{way.event if step and step.apart_from else ''}",
        attached=frozenset(need[0] for need in machine.needed(case, way)),
        result=result,
        percent=65 if step and step.needs_percent else None,
        until=date(2028, 3, 1) if step and step.needs_until else None,
    )


def table(pathway: Pathway) -> list[tuple[str, ...]]:
    """Rows of the case file: day, date, what happened, who, papers, clocks, prints."""
    rows: list[tuple[str, ...]] = []
    for before, after, event, way in walk(pathway, ROADS[pathway.id]):
        what = ("✕ " if getattr(way, "negative", False) else "") + word("event", event.code)
        if event.result:
            what += f": {word('result', event.result)}"
        rows.append(
            (
                str((clocks.local_date(event.at) - clocks.local_date(BEGIN)).days),
                f"{clocks.local_date(event.at):%d.%m.%Y}",
                what,
                word("actor", event.actor),
                "; ".join(word("document", code) for code in sorted(event.attached)) or "–",
                "<br>".join(_clocks(before, after, event)) or "–",
                _prints(way),
            )
        )
    return rows


def _prints(way: Step | Exit | Mark) -> str:
    forms = [PRINTS[way.event]] if way.event in PRINTS else []
    if getattr(way, "negative", False):
        forms.append("KN-1")
    return ", ".join(forms) or "–"


def _clocks(before: machine.Case, after: machine.Case, event: machine.Event) -> list[str]:
    """Clocks the step stopped (kept or late, after how many days) and started (with their limit)."""
    known = {(run.clock, run.started): run for run in before.runs}
    said = []
    for run in after.runs:
        was = known.get((run.clock, run.started))
        reading = clocks.read(CLOCKS[run.clock], run, event.at, Rules())
        name = word("clock", run.clock)
        if was is not None and was.running and not run.running:
            said.append(f"■ {name}: {reading.days} d, {word('standing', reading.standing)}")
        elif was is None:
            said.append(f"▶ {name}: {_limit(run, reading)}")
    return said


def _limit(run: clocks.Run, reading: clocks.Reading) -> str:
    """Until when, as the last day or, for hours, the moment."""
    if reading.due is None:
        return "no limit set"
    if CLOCKS[run.clock].unit is clocks.Unit.HOURS:
        return f"by {reading.due.astimezone(BAKU):%d.%m.%Y %H:%M}"
    last = clocks.local_date(reading.due) - timedelta(days=1)
    return f"by {last:%d.%m.%Y}{', legal' if reading.legal else ''}"
