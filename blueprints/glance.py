"""A facility at a glance, and the list behind each figure."""

from __future__ import annotations

import csv
import datetime as dt
import io

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import may, requires
from healthapp.dates import read_date
from healthapp.inspection import events, funnel_svg, glance, presenter, queries, samples, tabs
from healthapp.inspection.items import GROUPS, ITEMS, Period, figures, rows_behind
from healthapp.inspection.items.catalogue import BY_CODE
from healthapp.inspection.models import Visit
from healthapp.web.forms import FormState
from healthapp.web.request import reading, this_moment, unit_of_work

bp = Blueprint("glance", __name__, url_prefix="/visits/<uuid:visit_id>/facility")


@bp.get("")
@requires(Permission.VISIT_READ, queries.find_visit)
def show(visit: Visit) -> str:
    """Every figure of the period: counts alone, so that the whole team may see it."""
    period, form = _period(visit)
    with unit_of_work() as uow:
        audit.record(
            uow,
            events.GLANCE_READ,
            facility_id=visit.facility_id,
            subject=("npg_visit", visit.id),
            first=period.first.isoformat(),
            last=period.last.isoformat(),
        )
    found = glance.read(reading(), visit, period)
    return render_template(
        "inspection/glance.html",
        visit=visit,
        form=form,
        period=period,
        found=found,
        plot=funnel_svg.plot(found.funnel),
        sample=samples.latest(reading(), visit.id),
        tabs=tabs.of(visit),
        lists=may(Permission.VISIT_LISTS, visit),
    )


@bp.get("/figures.csv")
@requires(Permission.VISIT_READ, queries.find_visit)
def export(visit: Visit) -> Response:
    """The same figures as a file, with numerators and denominators."""
    period, _form = _period(visit)
    found = figures(reading(), period)
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["code", "item", "numerator", "denominator", "median", "p95", "from", "to"])
    for item in ITEMS:
        one = found[item.code]
        rows.writerow(
            [item.code, item.number, one.numerator, one.denominator, one.median, one.p95, period.first, period.last]
        )
    name = f"{visit.number}-figures.csv"
    return Response(
        text.getvalue(),
        mimetype="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@bp.get("/<item>")
@requires(Permission.VISIT_LISTS, queries.find_visit)
def behind(visit: Visit) -> str:
    """The people and records behind one figure, while the visit is open; the look is noted first."""
    code = str((request.view_args or {})["item"])
    if code not in BY_CODE:
        abort(404)
    period, form = _period(visit)
    with unit_of_work() as uow:
        audit.record(uow, events.LIST_READ, facility_id=visit.facility_id, subject=("npg_visit", visit.id), item=code)
    rows = rows_behind(reading(), period, code)
    return render_template(
        "inspection/behind.html",
        visit=visit,
        item=BY_CODE[code],
        group=GROUPS[BY_CODE[code].group],
        rows=rows,
        names=glance.names_of(reading(), [row.person_id for row in rows]),
        period=period,
        form=form,
        sample=samples.latest(reading(), visit.id),
        clinical=may(Permission.VISIT_AUDIT, visit),
        tabs=tabs.of(visit),
    )


def _period(visit: Visit) -> tuple[Period, FormState]:
    """The period asked for; what is no date, or ends before it begins, is the visit's own period, and said."""
    now = this_moment()
    form = FormState(
        {
            "from": request.args.get("from") or f"{visit.period_from:%d.%m.%Y}",
            "to": request.args.get("to") or f"{visit.period_to:%d.%m.%Y}",
        }
    )
    first, last = _day(form, "from", visit.period_from), _day(form, "to", visit.period_to)
    if last < first:
        form.add("to", presenter.wrong_order())
        first, last = visit.period_from, visit.period_to
    return presenter.period_of(reading(), visit, now, first, last), form


def _day(form: FormState, name: str, otherwise: dt.date) -> dt.date:
    try:
        return read_date(form.value(name))
    except ValueError:
        form.add(name, presenter.no_date())
        return otherwise
