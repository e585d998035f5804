"""The injury record as one more kind of examination, so that every page of examinations serves it."""

from __future__ import annotations

from healthapp.access import Permission
from healthapp.deadlines import kinds as clocks
from healthapp.i18n import lazy_gettext as _l
from healthapp.injuries import hooks, occasions
from healthapp.injuries.dictionary.circumstances import CONDITIONS, CONSENT, OCCASION
from healthapp.injuries.dictionary.findings import NOTICE, OPINION, PHOTOGRAPHS, PSYCHE, REPRISAL, SYSTEMS, TESTS
from healthapp.injuries.dictionary.lesions import LESIONS
from healthapp.injuries.dictionary.told import BACKGROUND, STATEMENT
from healthapp.intake.dictionary.catalogue import ExamKind, Hooks, register
from healthapp.intake.dictionary.mental import SUICIDE

CODE = "injury"

INJURY = register(
    ExamKind(
        CODE,
        _l("Documentation of injuries"),
        clocks.AFTER_INCIDENT,
        Permission.INJURY_RECORD,
        (
            OCCASION,
            CONDITIONS,
            CONSENT,
            STATEMENT,
            BACKGROUND,
            LESIONS,
            PHOTOGRAPHS,
            SYSTEMS,
            TESTS,
            PSYCHE,
            SUICIDE,
            OPINION,
            REPRISAL,
            NOTICE,
        ),
        hooks=Hooks(
            gaps=hooks.gaps,
            before_signature=hooks.before_signature,
            after_signature=hooks.after_signature,
            begun=occasions.begun,
            clocks=occasions.clocks_of,
        ),
        countersign="injury_book.countersign",
        print="injury_copies.print_record",
        also=(clocks.RETURN_POLICE, clocks.RETURN_COURT, clocks.PROCEDURAL_BEFORE, clocks.PROCEDURAL),
        repeats=True,
    )
)
