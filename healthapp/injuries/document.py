"""The injury report on paper: the whole of it (XB-1), the short form (XB-2), the photographs alone (XB-4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from healthapp import documents as kit
from healthapp.i18n import capitals, in_language
from healthapp.injuries import notices, report_words, services, transmissions
from healthapp.injuries.copies import RULES, Print, Profile
from healthapp.injuries.report_after import After
from healthapp.injuries.report_story import Content, full_story, intimate_story, photograph_story, short_story
from healthapp.intake.prints import Printed, intake_print, proven_of
from healthapp.intake.queries import Examination
from healthapp.records import queries as records


def report(session: Session, found: Examination, pictures: Mapping[str, bytes], wanted: Print) -> Printed:
    """The PDF of a signed record. ``pictures``: clean copies by file id. Raises ValueError for a draft."""
    rules = RULES[wanted.profile]
    form = intake_print(
        found.record,
        found.content,
        records.addenda(session, found.id),
        records.signatures(session, found.id),
        found.person,
        found.facility,
        wanted.language,
        wanted.printed_by,
        wanted.at,
        found.facility.is_demo,
        limits=found.limits,
        stay=found.stay,
        clock=found.clock,
        place=proven_of(session, found),
    )
    later = After(notices.of_record(session, found.id), transmissions.of_record(session, found.id))
    with in_language(wanted.language):
        heads = report_words.HEADS[wanted.profile]
        sheet = replace(form.sheet, form=rules.form, title=str(heads.title), addressee=str(heads.addressee))
        form = replace(form, sheet=sheet, title="")
        story = {
            Profile.REPORT: full_story,
            Profile.PROSECUTOR: full_story,
            Profile.SHORT: short_story,
            Profile.PHOTOGRAPHS: photograph_story,
            Profile.INTIMATE: intimate_story,
        }[wanted.profile]
        parts = story(Content(found, form, rules, pictures, services.voided(session, found), later))
        title = kit.title(capitals(str(heads.title), wanted.language), form.subtitle)
        return Printed(kit.render(sheet, [title, *parts]), kit.file_name(sheet))
