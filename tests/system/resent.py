"""What comes of every posted form when it is sent a second time: for every POST of the URL map."""

from __future__ import annotations

#: What they enter and where they lead is stored with the mark of the sending: the second is led there, enters nothing.
ONCE = frozenset(
    (
        "account.break_glass_open account.password_save account.second_factor_remove "
        "account.second_factor_save admin.emergency_judge admin.role_assign admin.role_end admin.sessions_end "
        "admin.user_create admin.user_save annual.check annual.decide appeals.import_save appeals.new_of_person_save "
        "appeals.new_save appeals.pass_on appeals.step asking.ask_save asking.check_save asking.start_save "
        "auditing.save bundle.add bundle.assign bundle.note bundle.remove checklists.save clocks.decide_save "
        "commission.begin commission.call commission.cancel commission.close commission.conclude commission.examine "
        "commission.other commission.propose commission.put commission.seat commission.unseat commission.vote "
        "copies.again copies.ask court.announce court.summary_save custody.import_apply custody.import_check "
        "custody.import_give_up custody.merge_save custody.unmerge_save death_notices.move diseases.check "
        "diseases.decide facilities.edit_save facilities.new_save findings.add findings.change findings.share "
        "findings.take_back "
        "first_passwords.let_in hospitals.answer_save hospitals.ask_save hospitals.depart_save "
        "hospitals.depart_urgent_save hospitals.seen hospitals.sentence injuries.add_lesion injuries.begin "
        "injuries.change_lesion injuries.remove_lesion injuries.save_opinion injuries.save_overview "
        "injuries.seal_names injury_book.confirm injury_book.move_notice injury_copies.log_copy "
        "injury_photos.add_photographs injury_photos.void_photograph inspection.abort_visit inspection.account "
        "inspection.close inspection.guest inspection.join inspection.leave inspection.onward inspection.open_save "
        "inspection.prolong instruments.cut_off_save instruments.words_save intake.begin intake.save intake.take_over "
        "mandates.create mandates.end mandates.renew mental.ask_psychiatrist mental.contact_save mental.medicine_step "
        "mental.need_save mental.need_step mental.note_add mental.offer_save mental.prescribe_save people.admit_save "
        "people.identity_save people.move_save people.receive_save person_names.add person_names.withdraw plans.add "
        "plans.give_up prints.account_save prints.issue proofs.bring proofs.take recommendations.new_save "
        "recommendations.step referrals.open_save referrals.step_save risk.event risk.event_cancel risk.open_save "
        "risk.placement risk.plan risk.plan_end risk.raise_level risk.reopen risk.review_save risk.safety_plan_save "
        "risk.take_on role_approvals.approve role_approvals.refuse sampling.add sampling.draw screening.begin "
        "screening.book screening.save sealed.seen sealed.write settings.change_save settings.holiday_add "
        "settings.holiday_remove_save settings.withdraw_save signing.add "
        "signing.confirm signing.decide_void signing.give_up signing.hand_in "
        "telling.tell unit_books.death_save unit_books.restriction_save unit_books.restriction_step "
        "unit_books.self_harm_note unit_books.self_harm_save unit_books.task_add unit_books.task_end wards.add "
        "wards.beds wards.close watch.observe watch.withdraw_save"
    ).split()
)
#: Of these the ones that show something once instead of leading on.
SHOWN = frozenset({"admin.user_create", "mandates.create"})
#: Of these the ones whose answers are kept by their version first, as a draft's are; the mark comes with the signature.
DRAFT_FIRST = frozenset({"asking.check_save", "screening.save"})
#: Only looked for: nothing is entered.
LOOKED_FOR = frozenset("admin.audit_person admin.ledger_verify people.index people.lookalike_list proofs.check".split())
#: A paper or a file, made anew each time; each copy that leaves is an event.
PAPERS = frozenset(
    (
        "annual.export annual.rejected appeals.export appeals.print_appeal bundle.print_volume commission.print_agenda "
        "commission.print_protocol court.summary_print custody.access_sheet_print custody.import_rejected "
        "custody.person_copy_print delays.export diseases.rejected hospitals.sheet recommendations.export "
        "referrals.export referrals.notice telling.print_case unit_books.take"
    ).split()
)
#: Shown once and made anew each time: the newest one counts, and the one before it no more.
NEWEST = frozenset("account.second_factor_codes admin.password_reset sealed.change sealed.make".split())
#: Of the session of this browser alone: in, out, locked, in which language, with an open key.
SESSION = frozenset(
    (
        "account.end_sessions account.keep_alive account.language auth.code_try auth.lock auth.login_try auth.logout "
        "auth.unlock_try first_passwords.answer sealed.lock sealed.unlock"
    ).split()
)
