"""The good road of every pathway, written out: event, who, papers, answer, and where the case then stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from referrals import roles
from referrals.machine import Case, Event, advance, begin
from referrals.pathways import PATHWAYS, current

from .drive import NOW

BUNDLE = (
    "identity_data case_summary diagnosis test_results specialist_opinions treatment_response prognosis "
    "functional_status disclosure_consent place_of_care person_informed"
)
LETTER = "official_letter behaviour_statement personal_file sentence_data"
RELEASED = "discharge_letter medicines_supply outcome_told"
EXAMINED = "mental_state_examination risk_assessment capacity_assessment examination_consent"
JOURNEY = "transfer_sheet medical_escort medicines_supply"
ARRIVED = "admission_record arrival_injury_exam"
BACK = "discharge_summary medicines_supply stay_certificate"

TO_COURT = f"""
begin_file       doctor          -                                          draft
sign             head            {BUNDLE.replace(" ", ",")}                 signed_by_unit
submit           administration  {LETTER.replace(" ", ",")}                 department_review
accept           reviewer        -                                          accepted
schedule         commission      convocation                                scheduled
examine:bedside  commission      examination_record,examination_refusal     examined
"""
COURT = """
send_to_court    administration  submission                                 sent_to_court
register         court           court_receipt                              court_registered
hear             court           hearing_record,counsel_attendance          heard
"""
CONCERN = f"""
raise_concern         feldsher      screening_or_observation                concern
examine_psychiatric   psychiatrist  {EXAMINED.replace(" ", ",")}            psych_examined
council               psychiatrist  -                                       council
advise_placement      reviewer      council_opinion,person_informed         placement_advised
"""
BED = """
request_bed      liaison         bed_request                                bed_requested
refuse_bed       hospital        bed_answer                                 bed_refused
request_bed      liaison         bed_request                                bed_requested
offer_bed        hospital        bed_answer                                 bed_offered
"""
RETURN = f"""
discharge        hospital        {BACK.replace(" ", ",")}                   back_at_unit
rescreen         nurse           suicide_rescreen                           back_in_care
"""
DEPART = f"""
depart           liaison         {JOURNEY.replace(" ", ",")}                in_transfer
admit            hospital        {ARRIVED.replace(" ", ",")}                admitted
"""

ROADS = {
    "illness_mental": f"""
find_need        psychiatrist    case_summary,psychiatric_opinion           need_identified
{TO_COURT}
conclude:mental_illness_78_1 commission commission_protocol,commission_conclusion concluded
{COURT}
grant:to_relatives court         court_act                                  granted
receive_copy     court           court_act                                  granted
become_final     court           court_act                                  final_granted
hand_over        head            {RELEASED.replace(" ", ",")}               handed_over
""",
    "illness_other": f"""
ask              relative        request                                    requested
find_need        doctor          case_summary,diagnosis                     need_identified
{TO_COURT}
conclude:no_such_illness_now commission commission_protocol,commission_conclusion concluded
{COURT}
grant:released_main court        court_act                                  granted
become_final     court           court_act                                  final_granted
release          head            {RELEASED.replace(" ", ",")}               released
""",
    "illness_remand": f"""
ask              hotline         request                                    requested
find_need        doctor          case_summary,diagnosis                     need_identified
order_opinion    head            person_informed                            opinion_ordered
give_opinion:custody_impossible commission medical_opinion                  opinion_given
send_opinion     head            official_letter                            decision_pending
keep_detention   investigator    official_letter,outcome_told               kept
appeal           defender        appeal                                     at_court
end_detention    court           court_act                                  end_ordered
release          liaison         {RELEASED.replace(" ", ",")}               detention_ended
""",
    "court_petition": f"""
file_petition    legal_representative petition                              petition_filed
forward          feldsher        official_letter                            sent_to_court
register         court           court_receipt                              court_registered
adjourn          court           court_act                                  court_registered
hear             court           hearing_record                             heard
refuse:release_refused court     court_act                                  refused
appeal           person          appeal                                     appealed
appeal_grant:released_78_1 court court_act                                  granted
become_final     court           court_act                                  final_granted
release          head            {RELEASED.replace(" ", ",")}               released
""",
    "placement_a": f"""
{CONCERN}
{BED}
consent          person          treatment_consent                          consented
{DEPART}
review_stay      hospital        review_opinion                             admitted
{RETURN}
""",
    "placement_b": f"""
{CONCERN}
{BED}
refuse_consent   person          informed_refusal                           consent_refused
request_bed      liaison         bed_request                                bed_requested
offer_bed        hospital        bed_answer                                 bed_offered
consent          person          treatment_consent                          consented
{DEPART}
withdraw_consent person          consent_withdrawal                         consent_withdrawn
{RETURN}
""",
    "placement_c": f"""
{CONCERN}
{COURT}
grant:measure_3  court           court_act                                  granted
become_final     court           court_act                                  court_ordered
{BED}
{DEPART}
review:advise_extension hospital review_opinion                             under_review
submit_to_court  hospital        submission                                 extension_at_court
extend           court           court_act                                  admitted
move_to_lift     relative        petition                                   extension_at_court
lift             court           court_act                                  lifted
civil_care       hospital        discharge_letter,civil_care_handover,outcome_told civil_care
""",
    "placement_d": f"""
{CONCERN}
inform_body      head            official_letter                            body_informed
order_expertise  investigator    official_letter                            expertise_ordered
{BED}
{DEPART}
{RETURN}
""",
    "placement_e": f"""
{CONCERN}
{COURT}
grant:in_prison_addiction court  court_act                                  granted
become_final     court           court_act                                  court_ordered
begin_course     doctor          care_plan,person_informed                  treated_in_prison
review_course:advise_lifting commission consultative_commission_opinion     under_review
submit_to_court  administration  submission                                 extension_at_court
lift             court           court_act,outcome_told                     measure_lifted
""",
    "disability": """
find_need        doctor          case_summary,diagnosis                     need_identified
begin_file       doctor          -                                          draft
enter_e_referral head            e_referral_number,disclosure_consent,functional_status,specialist_opinions,identity_data e_referred
ask_more         agency          official_letter                            more_information
answer_agency    doctor          additional_evidence                        e_referred
examine:on_file  agency          official_letter                            assessed
grant_until      agency          disability_certificate,outcome_told        percentage_until
begin_renewal    doctor          functional_status                          draft
enter_e_referral doctor          e_referral_number,disclosure_consent       e_referred
examine:in_person agency         official_letter                            assessed
grant_lasting    agency          disability_certificate,outcome_told        percentage_lasting
""",  # noqa: E501
    "own_specialist": """
ask_specialist   relative        request                                    specialist_requested
refuse_specialist head           reasons,outcome_told                       specialist_refused
complain         person          request                                    complaint
allow            reviewer        reasons,outcome_told                       specialist_allowed
set_visit        administration  official_letter                            visit_set
see_specialist   specialist      specialist_note,licence_copy,staff_present_record,examination_consent seen
answer_specialist:advice_not_followed doctor doctor_response,outcome_told   specialist_answered
""",
    "hospital_referral": """
begin_referral   feldsher        case_summary                               draft
refer_outside:no_equipment doctor person_informed,diagnosis                 outside_review
approve_outside  reviewer        official_letter                            awaiting_place
offer_place      hospital        bed_answer                                 appointment_set
lack_escort      administration  reasons                                    escort_missing
arrange_escort   administration  escort_order                               escort_ready
set_out          feldsher        transfer_sheet,medicines_list              on_the_way
admit            hospital        admission_record                           in_hospital
come_back        liaison         discharge_summary                          back_at_unit
follow_up        doctor          followup_plan,outcome_told                 referral_completed
""",
    "probation_handover": """
plan_release     doctor          court_act,sentence_data                    release_planned
prepare_handover liaison         treatment_status_note,disclosure_refusal,person_informed handover_ready
notify_probation liaison         probation_notice                           probation_told
return_notice    probation       reasons                                    probation_returned
notify_probation administration  probation_notice                           probation_told
acknowledge      probation       probation_receipt                          probation_acknowledged
release          head            release_order,discharge_letter,medicines_supply,outcome_told at_liberty
confirm_contact  probation       probation_receipt                          taken_over
""",
}


def lines(table):
    for number, line in enumerate(filter(None, (line.split() for line in table.splitlines()))):
        code, actor, papers, state = line
        event, _colon, result = code.partition(":")
        yield (
            Event(
                event,
                NOW + timedelta(days=number),
                actor,
                recorded_by="administration" if actor == "court" else "doctor" if actor in roles.OUTSIDERS else "",
                author=f"account-{number}",
                attached=frozenset(papers.split(",")) - {"-"},
                result=result,
                percent=65 if event.startswith("grant_") else None,
                until=date(2028, 3, 11) if event == "grant_until" else None,
            ),
            state,
        )


@pytest.mark.parametrize("pathway", ROADS)
def test_the_good_road(pathway):
    case = begin(current(pathway))
    for event, state in lines(ROADS[pathway]):
        after = advance(case, event)
        assert isinstance(after, Case), (event.code, case.state, after)
        assert after.state == state
        case = after
    assert case.outcome == case.state
    assert not any(run.running for run in case.runs)


def test_every_pathway_has_its_road_here():
    assert set(ROADS) == {id_ for id_, _version in PATHWAYS}


def runs(pathway, stop_after):
    case = begin(current(pathway))
    for event, _state in lines(ROADS[pathway]):
        case = advance(case, event)
        if event.code == stop_after:
            return {run.clock: run for run in case.runs}
    raise AssertionError(stop_after)


@pytest.mark.parametrize(
    ("pathway", "event", "running"),
    [
        ("illness_other", "ask", {"smec.unit_decision_days"}),
        ("illness_other", "sign", {"smec.admin_days"}),
        ("illness_other", "submit", {"smec.mmd_days"}),
        ("illness_other", "accept", {"smec.exam_days"}),
        ("illness_other", "conclude", {"smec.to_court_days"}),
        ("illness_other", "register", {"court.hearing"}),
        ("illness_other", "grant", {"court.copy", "court.appeal_days"}),
        ("illness_other", "become_final", {"release.execution_days"}),
        ("court_petition", "adjourn", {"court.hearing"}),
        ("placement_a", "raise_concern", {"psych.exam_hours"}),
        ("placement_a", "refuse_bed", {"psych.bed_days"}),
        ("placement_a", "discharge", {"psych.return_screen_hours"}),
        ("placement_c", "admit", {"psych.review", "psych.first_extension"}),
        ("placement_c", "extend", {"psych.review", "psych.extension"}),
        ("placement_e", "begin_course", {"narcology.course_days"}),
        ("disability", "enter_e_referral", {"disability.assess"}),
        ("disability", "grant_until", {"disability.review"}),
        ("hospital_referral", "lack_escort", {"referral.wait_days", "referral.escort_days"}),
    ],
)
def test_the_clocks_that_run_after(pathway, event, running):
    assert {code for code, run in runs(pathway, event).items() if run.running} == running


def test_the_bed_clock_counts_from_the_advice_through_every_refusal():
    found = runs("placement_a", "offer_bed")["psych.bed_days"]
    assert found.started == NOW + timedelta(days=3)
    assert found.stopped == NOW + timedelta(days=7)
