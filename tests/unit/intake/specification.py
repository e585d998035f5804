"""The consolidated dictionary of the intake examination (specification §5.1, parts A to M) and where each item is.

A name is ``section.field``, ``section.field=option`` or ``section.field[].column``.
"""

from __future__ import annotations

ITEMS: dict[str, str] = {
    "A screened at": "safety.screened_at",
    "A examined at": "conditions.examined_at",
    "A visited at": "visit.visited_at",
    "A origin": "conditions.arrived_from=police conditions.arrived_from=temporary_detention "
    "conditions.arrived_from=other_prison conditions.arrived_from=court conditions.arrived_from=hospital "
    "conditions.arrived_from=abroad conditions.arrived_from=investigation",
    "A papers": "conditions.escort_record=not_sent "
    "conditions.transfer_file=not_sent conditions.medical_papers=not_sent",
    "A language and senses": "conditions.language conditions.interpreter_used conditions.literacy "
    "conditions.hearing conditions.vision",
    "A consents": "consent.consent_exam=withheld consent.consent_tests=withheld consent.consent_fetch=withheld "
    "consent.consent_share=withheld consent.consent_exam_reason",
    "A conditions of the examination": "conditions.place conditions.presence conditions.present[].role "
    "conditions.present[].agency conditions.present[].level=in_earshot conditions.present[].requested "
    "conditions.present[].why conditions.restraints conditions.restraints=removed conditions.privacy "
    "conditions.escort_pressure conditions.interpreter_concern conditions.chaperone conditions.examiner_sex "
    "conditions.unrestricted conditions.restrictions conditions.person_view",
    "A refused parts": "consent.refused_parts consent.refused_parts_reason consent.refused_parts_informed "
    "consent.refused_parts_reoffer",
    "B vital signs": "vitals.temperature vitals.pulse vitals.respiration vitals.systolic vitals.diastolic vitals.spo2 "
    "vitals.oxygen vitals.spo2_scale=2 vitals.consciousness vitals.gcs vitals.pain vitals.weight vitals.height "
    "vitals.glucose vitals.peak_flow vitals.breath_alcohol",
    "B urine": "vitals.urine=glucose vitals.urine=ketone vitals.urine=protein vitals.urine=blood "
    "vitals.urine=leucocytes vitals.urine=nitrite women.pregnancy_result",
    "C long-term": "history.chronic=diabetes history.chronic=asthma history.chronic=epilepsy history.chronic=cardiac "
    "history.chronic=hypertension history.chronic=renal history.chronic=hepatic history.chronic=cancer "
    "history.chronic=autoimmune history.chronic=coagulation history.chronic=haemoglobin history.chronic=dementia "
    "history.chronic=stroke history.chronic_details[].icd history.chronic_details[].since "
    "history.chronic_details[].control",
    "C events": "history.past=operation history.past=head_injury history.past=hospital",
    "C allergy": "allergies.allergy_state=none allergies.allergy_state=unknown allergies.allergies[].agent "
    "allergies.allergies[].reaction allergies.allergies[].severity allergies.allergies[].year",
    "C medicines": "medicines.medicines_state medicines.medicines[].name medicines.medicines[].atc "
    "medicines.medicines[].dose medicines.medicines[].unit medicines.medicines[].route "
    "medicines.medicines[].frequency medicines.medicines[].last_taken medicines.medicines[].prescriber "
    "medicines.medicines[].brought medicines.medicines[].verified_by medicines.medicines[].next_due "
    "medicines.medicines[].decision medicines.medicines[].decision_reason",
    "C critical medicines": " ".join(
        f"medicines.medicines[].critical={code}"
        for code in "insulin antiepileptic antiretroviral tb oat warfarin steroid clozapine depot".split()
    ),
    "C pending": "history.pending=appointment history.pending=operation history.pending=chemotherapy "
    "history.pending=dialysis",
    "C devices": "history.devices=insulin_pump history.devices=cpap history.devices=stoma history.devices=hearing_aid "
    "history.devices=glasses history.devices=dentures history.devices=prosthesis history.devices=wheelchair "
    "history.devices=crutch history.devices_removed",
    "C diet": "history.diet_needs=allergy history.diet_needs=religious history.religion",
    "C vaccinations": " ".join(
        f"history.vaccinations[].vaccine={code}" for code in "hepb tetanus influenza mmr covid hpv bcg".split()
    )
    + " history.vaccinations[].status=refused history.vaccinations[].day",
    "NG57 recent care, other problems": "history.recent_care history.other_problem",
    "D injuries": "injuries.injuries_now injuries.injuries[].region injuries.injuries[].kind injuries.injuries[].size "
    "injuries.injuries[].note injuries.skin_inspected injuries.skin_not_inspected",
    "D ill-treatment": "injuries.ill_treatment_asked injuries.alleged=alleges injuries.alleged=denies "
    "injuries.alleged=declined injuries.alleged=not_asked injuries.alleged_reason injuries.statement "
    "injuries.statement_language injuries.report_explained injuries.reprisal_fear",
    "D use of force": "injuries.force_on_arrest=restraint injuries.force_on_arrest=gas "
    "injuries.force_on_arrest=electroshock injuries.force_on_arrest=dog injuries.force_on_arrest=firearm",
    "E tuberculosis": "tuberculosis.cough tuberculosis.fever tuberculosis.night_sweats tuberculosis.weight_loss "
    "tuberculosis.haemoptysis tuberculosis.chest_pain tuberculosis.tb_contact tuberculosis.tb_past "
    "tuberculosis.tb_treatment tuberculosis.tb_interrupted tuberculosis.isolated tuberculosis.sputum_taken "
    "tuberculosis.cxr tuberculosis.cxr_date tuberculosis.cxr_result",
    "E tests offered": " ".join(
        f"infections.{test}=accepted infections.{test}=refused infections.{test}=deferred infections.{test}=known "
        f"infections.{test}_sample infections.{test}_result infections.{test}_told"
        for test in ("hiv", "hbv", "hcv", "syphilis")
    ),
    "E counselling": "infections.counselled",
    "E signs": "infections.symptoms=sti infections.symptoms=rash infections.symptoms=scabies infections.symptoms=lice "
    "infections.symptoms=diarrhoea infections.symptoms=jaundice",
    "E isolation": "infections.contact_isolation infections.contact_isolation_why infections.contact_isolation_until",
    "F alcohol": "substances.alcohol substances.audit_c substances.audit substances.last_drink "
    "substances.alcohol_withdrawal",
    "F drugs": "substances.drugs_month substances.drugs[].substance substances.drugs[].route "
    "substances.drugs[].amount substances.drugs[].frequency substances.drugs[].last_use substances.injecting=now "
    "substances.injecting=past substances.shared substances.misuse",
    "F withdrawal": "substances.withdrawal_signs substances.cows substances.ciwa substances.benzodiazepine_daily "
    "substances.oat substances.overdose substances.naloxone substances.tobacco",
    "G history": "mental.past_contact mental.admission mental.diagnosis mental.psychiatric_medicine mental.forensic",
    "G state": "mental.psychosis_signs mental.known=learning mental.known=adhd mental.known=autism "
    "mental.known=dementia mental.known=ptsd",
    "G scores": "mental.screener=bjmhs mental.screener=cmhs_m mental.screener=cmhs_w mental.screener_score "
    "mental.phq9 mental.gad7",
    "R28 psychological help": "mental.psychologist=accepted mental.psychologist=refused",
    "H suicide": "suicide.suicidal_now suicide.suicide_plan suicide.suicide_intent suicide.suicide_means "
    "suicide.attempt_ever suicide.attempt_when suicide.attempt_in_custody suicide.attempts[].method "
    "suicide.recent_loss suicide.first_time_custody suicide.shame suicide.family_contact suicide.bad_news "
    "suicide.withdrawal_risk suicide.hopeless suicide.protective suicide.cssrs suicide.cssrs_plan "
    "suicide.risk_level=imminent suicide.action_taken suicide.risk_review_at suicide.trigger=isolation",
    "H observation": "suicide.observation=constant suicide.observation=15 suicide.observation=30 "
    "suicide.observation=60 suicide.safer_cell",
    "I women": "women.lmp women.pregnancy women.pregnancy_test women.pregnancy_result women.gestation women.edd "
    "women.para women.complications women.postpartum women.breastfeeding women.contraception women.bleeding "
    "women.cervical women.breast women.fgm women.violence women.sexual_violence women.child_with_her "
    "women.child_examined women.termination women.pregnancy_test_reoffer",
    "R39 hygiene products": "women.hygiene",
    "J groups": "vulnerability.groups=under_18 vulnerability.groups=over_60 vulnerability.groups=disability "
    "vulnerability.groups=frail vulnerability.groups=lgbt vulnerability.groups=foreign "
    "vulnerability.groups=first_time vulnerability.groups=victim vulnerability.groups=carer",
    "J Washington Group": " ".join(
        f"vulnerability.difficulties={domain} vulnerability.difficulty_{domain}=4"
        for domain in "seeing hearing walking remembering self_care communicating".split()
    ),
    "R15 relatives informed": "vulnerability.relative_informed vulnerability.consulate",
    "R41 juveniles": "vulnerability.guardian_informed vulnerability.assent vulnerability.apart_from_adults "
    "consent.guardian_consent",
    "K functional": "functional.mobility functional.self_care functional.aids_needed functional.lower_bunk "
    "functional.work functional.exercise functional.activities functional.transport",
    "L examination": " ".join(
        f"examination.{system}=normal examination.{system}=refused examination.{system}_text"
        for system in "general nutrition skin head_neck ent teeth chest heart abdomen limbs spine neuro genital".split()
    )
    + " examination.teeth=urgent examination.genital_consent",
    "L observation": "examination.appearance=sweating examination.appearance=tremor examination.appearance=jaundiced "
    "examination.appearance=needle examination.appearance=infested",
    "M conclusion": "conclusion.problems[].icd conclusion.problems[].plan conclusion.referrals[].specialty "
    "conclusion.referrals[].priority conclusion.referrals[].due conclusion.diet conclusion.isolation "
    "conclusion.measures conclusion.report_duty conclusion.report_ground conclusion.leaflet_given "
    "conclusion.leaflet_language conclusion.next_review conclusion.no_problems",
    "M measures": " ".join(
        f"conclusion.measures={code}"
        for code in "lower_bunk diet escort observation_15 observation_30 observation_60 observation_constant "
        "no_isolation wheelchair medication_access interpreter".split()
    ),
    "NG57 before a cell": "safety.immediate_danger safety.consciousness safety.injuries_now safety.suicidal_now "
    "safety.withdrawal safety.cough safety.critical_medicine safety.allergy_state safety.pregnancy "
    "safety.interpreter_need safety.needs safety.cell_advice=ordinary safety.cell_advice=shared "
    "safety.cell_advice=observation safety.cell_advice=medical_unit safety.cell_advice=hospital",
    "Daily visit": "visit.seen visit.complaints visit.suicidal_now visit.injuries_now visit.vital_concern "
    "visit.contraindication visit.reported_at",
}
#: The limits of the specification: section.field -> (low, high).
LIMITS: dict[str, tuple[float, float]] = {
    "vitals.temperature": (25, 45),
    "vitals.pulse": (20, 250),
    "vitals.systolic": (50, 300),
    "vitals.diastolic": (20, 200),
    "vitals.spo2": (50, 100),
    "vitals.gcs": (3, 15),
    "vitals.pain": (0, 10),
    "vitals.weight": (25, 300),
    "vitals.height": (100, 230),
    "vitals.glucose": (0.6, 45),
    "vitals.peak_flow": (50, 900),
    "vitals.breath_alcohol": (0, 5),
    "substances.audit_c": (0, 12),
    "substances.audit": (0, 40),
    "substances.cows": (0, 48),
    "substances.ciwa": (0, 67),
    "substances.tobacco": (0, 100),
    "mental.phq9": (0, 27),
    "mental.gad7": (0, 21),
    "women.gestation": (0, 44),
}
