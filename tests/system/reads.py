"""What each page that is read shows of people, and so what must be noted when it is: for every GET of the URL map."""

from __future__ import annotations

#: About one person: an event with who read, about whom and which page.
PERSON = frozenset(
    (
        "appeals.new_of_person appeals.show auditing.show bundle.add_form bundle.paper bundle.show clocks.decide "
        "commission.item court.show court.summary custody.access_log custody.access_sheet custody.merge "
        "custody.person_copy death_notices.print_letter death_notices.show hospitals.answer hospitals.ask "
        "hospitals.case hospitals.depart hospitals.depart_urgent injury_book.countersign injury_copies.print_notice "
        "injury_copies.print_record injury_photos.photograph intake.start mental.contact mental.contact_new "
        "mental.medicine mental.need mental.need_new mental.offer mental.prescribe mental.print_examination "
        "mental.show people.identity people.move people.receive people.show person_names.index referrals.new "
        "referrals.open_form referrals.review referrals.show referrals.step risk.episode_page risk.new risk.review "
        "risk.safety_plan risk.safety_plan_print risk.show screening.index screening.print_record signing.addendum "
        "signing.countersign signing.print_record signing.void telling.show unit_books.death unit_books.restriction "
        "unit_books.restriction_new unit_books.self_harm unit_books.self_harm_new watch.help_now watch.sheet "
        "watch.withdraw"
    ).split()
)
#: The same, but for those who are just writing it themselves.
OWN_DRAFT = frozenset(
    (
        "asking.ask asking.check asking.start injuries.lesion injuries.lesions injuries.names injuries.new_lesion "
        "injuries.opinion injury_book.notice injury_copies.copies injury_photos.photographs intake.danger "
        "intake.section intake.show screening.danger screening.show signing.check signing.discard"
    ).split()
)
#: About several people, or about one whom nobody names: an event that names the list.
LIST = frozenset(
    (
        "admin.audit_log admin.audit_oversight appeals.index commission.show copies.file court.coming delays.behind "
        "glance.behind glance.show home.facility home.late hospitals.board injury_register.book sampling.frame "
        "telling.untold unit_books.cluster_list unit_books.show watch.kept"
    ).split()
)
#: The day's work of one's own unit or office: who is due, where and when. A line for each look at it would bury the
#: looks at a file; opening anything on it is noted.
DAILY = frozenset(
    (
        "home.index home.worklist people.index people.admit watch.board unit_books.in_force unit_books.index "
        "referrals.desk_list admin.emergency admin.emergency_list custody.imports custody.import_new "
        "custody.import_show custody.unmerge injury_book.find_notice"
    ).split()
)
#: Own words of the mechanism, sealed to those who read them, and what it counts without names.
SEALED = frozenset(
    (
        "acts.act acts.draft_report copies.index copies.show findings.index findings.new findings.show glance.export "
        "inspection.closing inspection.index inspection.opening inspection.show plans.index plans.new sampling.index "
        "sampling.show sealed.index sealed.key"
    ).split()
)
#: Of nobody in custody.
NOBODY = frozenset(
    (
        "account.break_glass account.password account.second_factor account.show admin.checkpoint admin.ledger "
        "admin.user admin.user_new admin.users annual.index annual.show "
        "appeals.import_page appeals.new auth.code auth.login auth.unlock checklists.edit checklists.index "
        "commission.index delays.index diseases.index diseases.show facilities.edit "
        "facilities.index facilities.new first_passwords.index first_passwords.mine "
        "gallery.index gallery.interruption health.healthz home.facilities intake.icd "
        "injury_register.registers instruments.cut_off instruments.index instruments.show instruments.table "
        "mandates.index mandates.new mandates.show prints.account prints.batch prints.blank prints.file "
        "proofs.check_page proofs.keys proofs.note proofs.page proofs.slip proofs.visit_checkpoints proofs.witnesses "
        "recommendations.index recommendations.new recommendations.show role_approvals.index settings.change "
        "settings.group settings.holiday_remove settings.holidays settings.index settings.show settings.withdraw "
        "wards.index wards.show"
    ).split()
)
CLASSES = (PERSON, OWN_DRAFT, LIST, DAILY, SEALED, NOBODY)
#: Pages about one person that the demonstration leads nobody to; their guard is the same, and tests of their room
#: open them.
ELSEWHERE = frozenset(
    (
        "clocks.decide court.summary hospitals.answer hospitals.ask hospitals.depart hospitals.depart_urgent "
        "intake.danger mental.print_examination people.receive risk.safety_plan_print "
        "screening.print_record"
    ).split()
)
