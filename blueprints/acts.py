"""The act of a visit and its draft report as PDF; printing is an event."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from blueprints.findings import open_key, to_key
from blueprints.printing import pdf_answer
from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import requires
from healthapp.i18n import LANGUAGES, format_date, in_language, language
from healthapp.inspection import acts, events, finding_words, findings, presenter
from healthapp.inspection.acts import COPIES, Told
from healthapp.inspection.finding_words import Line
from healthapp.inspection.findings import Found
from healthapp.inspection.models import Visit
from healthapp.inspection.queries import find_visit
from healthapp.recommendations import presenter as recommendation_words
from healthapp.recommendations import queries as recommendations
from healthapp.web.request import current_identity, reading, this_moment, unit_of_work

bp = Blueprint("acts", __name__, url_prefix="/visits/<uuid:visit_id>")


@bp.get("/act")
@requires(Permission.VISIT_FINDINGS, find_visit)
def act(visit: Visit) -> Response:
    """``?copy=own`` for the mechanism, with its findings; ``institution`` for the copy left behind."""
    wanted, copy = _language(), request.args.get("copy", "")
    copy = copy if copy in COPIES else "own"
    found = _found(visit)
    if copy == "own" and found is None:
        return _key_first(visit)
    with unit_of_work() as uow:
        audit.record(
            uow,
            events.ACT_PRINTED,
            facility_id=visit.facility_id,
            subject=("npg_visit", visit.id),
            language=wanted,
            copy=copy,
        )
        printed_at = uow.now()
    from healthapp.inspection import act_document  # noqa: PLC0415 - fonts are loaded by those who print

    with in_language(wanted):
        values = acts.read(reading(), visit, _lines(visit, found or []), _digests(visit), _told(visit))
    made = act_document.render(values, act_document.Wanted(wanted, copy, current_identity().name, printed_at))
    return pdf_answer(made.body, made.name, reason=f"{act_document.FORM} {visit.number}")


@bp.get("/report")
@requires(Permission.VISIT_FINDINGS, find_visit)
def draft_report(visit: Visit) -> Response:
    """Figures, charts and cases of those who agreed."""
    wanted, found = _language(), _found(visit)
    if found is None:
        return _key_first(visit)
    from healthapp.inspection import report, report_document  # noqa: PLC0415 - fonts are loaded by those who print

    with in_language(wanted):
        period = presenter.period_of(reading(), visit, this_moment())
        pairs = list(zip(found, _lines(visit, found), strict=True))
        values = report.read(reading(), visit, period, pairs, _told(visit))
    with unit_of_work() as uow:
        audit.record(
            uow,
            events.REPORT_PRINTED,
            facility_id=visit.facility_id,
            subject=("npg_visit", visit.id),
            language=wanted,
            cases=len(values.cases),
        )
        printed_at = uow.now()
    made = report_document.render(values, report_document.Wanted(wanted, current_identity().name, printed_at))
    return pdf_answer(made.body, made.name, reason=f"{report_document.FORM} {visit.number}")


def _language() -> str:
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else language()


def _found(visit: Visit) -> list[Found] | None:
    """The findings with one's key; None while there are some, and the key is closed."""
    key = open_key()
    found = findings.of_visit(reading(), visit.id, current_identity().user_id, key)
    return None if found and key is None else found


def _key_first(visit: Visit) -> Response:
    return to_key(url_for("findings.index", visit_id=visit.id))


def _lines(visit: Visit, found: list[Found]) -> list[Line]:
    return finding_words.lines(reading(), visit, found)


def _digests(visit: Visit) -> list[bytes]:
    """Of every finding that stands, so that both copies of the act bear one fingerprint."""
    rows = findings.of_visit(reading(), visit.id, None, None)
    return [one.row.digest for one in findings.standing(rows)]


def _told(visit: Visit) -> list[Told]:
    rows = recommendations.of_visit(reading(), current_identity(), visit.id)
    return [
        Told(
            row.number,
            str(recommendation_words.ADDRESSEES[row.addressee]),
            recommendation_words.words_of(row),
            format_date(row.due_on),
            row.issued_at is not None,
        )
        for row in rows
    ]
